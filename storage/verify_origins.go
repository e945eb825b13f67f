package storage

import (
	"fmt"

	"stet/record"
)

func (a *audit) checkOrigin(k, v []byte) {
	var o record.Origin
	a.checkNamed("what is remembered of", k, v, &o, &o.Origin)
}

func (a *audit) checkList(k, v []byte) {
	var l record.List
	a.checkNamed("list", k, v, &l, &l.URL)
}

// checkNamed checks a row that has its key in the JSON, too; name is where that
// is after row was read.
func (a *audit) checkNamed(what string, k, v []byte, row any, name *string) {
	err := a.readJSON(k, v, row)
	if err == nil && *name != string(k) {
		err = fmt.Errorf("its row is that of %q", *name)
	}
	a.damaged(fmt.Sprintf("%s %q", what, k), err)
}
