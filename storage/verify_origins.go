package storage

import (
	"fmt"

	"stet/record"
)

func (a *audit) checkOrigin(k, v []byte) {
	var o record.Origin
	err := a.readJSON(k, v, &o)
	if err == nil && o.Origin != string(k) {
		err = fmt.Errorf("its row is that of %q", o.Origin)
	}
	a.damaged(fmt.Sprintf("what is remembered of %q", k), err)
}

func (a *audit) checkList(k, v []byte) {
	var l record.List
	err := a.readJSON(k, v, &l)
	if err == nil && l.URL != string(k) {
		err = fmt.Errorf("its row is that of %q", l.URL)
	}
	a.damaged(fmt.Sprintf("list %q", k), err)
}
