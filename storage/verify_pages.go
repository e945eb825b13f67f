package storage

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"stet/record"
)

// tally returns what is to be known of a page. Of one that came since pages
// were checked it is read now.
func (a *audit) tally(id record.PageID) *tally {
	t := a.pages[id]
	if t == nil {
		t = &tally{}
		a.pages[id] = t
		a.known(id, t)
	}
	return t
}

// known reads what the rows of a page say now, as far as they can be read.
func (a *audit) known(id record.PageID, t *tally) {
	k := pageKey(id)
	row, ok := a.get(pagesBucket, k)
	if t.known = ok; !ok {
		return
	}
	var p record.Page
	if a.s.pack().readPage(k, row, &p) == nil && p.ID == id {
		t.url = p.URL
	}
	_, err := a.state(k, t)
	t.sealed = t.url != "" && err == nil
}

// state reads the state of a page as it is now.
func (a *audit) state(k []byte, t *tally) (p record.Page, err error) {
	row, ok := a.get(statesBucket, k)
	if !ok {
		return p, fmt.Errorf("%s has no entry for it", statesBucket)
	}
	_, body, err := unseal(k, row)
	if err == nil {
		t.state, body, err = parseState(body)
	}
	if err == nil {
		err = readPage(body, &p)
	}
	t.looks = p.Looks
	return p, err
}

func (a *audit) checkPage(k, v []byte) {
	if !a.sized(pagesBucket, k, 8) {
		return
	}
	a.health.Counts.Pages++
	id := pageOf(k)
	var row record.Page
	err := a.s.pack().readPage(k, v, &row)
	if err == nil && row.ID != id {
		err = fmt.Errorf("its row is that of page %d", row.ID)
	}
	t := a.tally(id)
	p, stateErr := a.state(k, t)
	a.ofPage(id, "what it is", err)
	a.ofPage(id, "its state", stateErr)
	if err == nil {
		a.ofPage(id, "its address "+row.URL, a.has(addressesBucket, []byte(row.URL)))
	}
	if stateErr != nil {
		return
	}
	a.ofPage(id, "its latest payload", a.kept(p.Payload.Digest))
	if m := t.state.movedTo; isAddress(m) {
		a.ofPage(id, "the address it moved to", a.has(movedBucket, movedKey(m, id)))
	}
}

// checkState finds states without a page; the others are read with the page.
func (a *audit) checkState(k, _ []byte) {
	if a.sized(statesBucket, k, 8) {
		a.ofPage(pageOf(k), "what it is", a.has(pagesBucket, k))
	}
}

func (a *audit) checkAddress(k, v []byte) {
	where := fmt.Sprintf("address %q", k)
	_, b, err := unseal(k, v)
	if err == nil && len(b) != 8 {
		err = fmt.Errorf("%d bytes instead of 8", len(b))
	}
	if err != nil {
		a.general(where, err)
		return
	}
	id := pageOf(b)
	if t := a.tally(id); !t.known || t.url != "" && t.url != string(k) {
		a.ofPage(id, where, errors.New("it leads to a page that has another address"))
	}
}

func (a *audit) checkMoved(k, _ []byte) {
	i := len(k) - 9
	if i < 1 || k[i] != 0 {
		a.general("bucket "+movedBucket, fmt.Errorf("it has a key of %d bytes", len(k)))
		return
	}
	id := pageOf(k[i+1:])
	if t := a.tally(id); !t.known || t.sealed && t.state.movedTo != string(k[:i]) && a.nowOf(id).movedTo != string(k[:i]) {
		a.ofPage(id, fmt.Sprintf("address %q", k[:i]), errors.New("the page did not move there"))
	}
}

// nowOf returns the state of a page as it is now: it may have been looked at
// since the page was checked.
func (a *audit) nowOf(id record.PageID) state {
	t := a.tally(id)
	_, _ = a.state(pageKey(id), t) // what is wrong with it was told
	return t.state
}

// lastOf returns the number of a page's last version, for a row that names
// one: false where that is not to be known.
func (a *audit) lastOf(id record.PageID, named int) (last int, ok bool) {
	t := a.tally(id)
	if t.sealed && named > t.state.number {
		a.nowOf(id)
	}
	return t.state.number, t.sealed
}

func (a *audit) checkVersion(k, v []byte) {
	if !a.sized(versionsBucket, k, 12) {
		return
	}
	a.health.Counts.Versions++
	id := pageOf(k)
	a.tally(id).found.versions++
	var row versionRead
	body, err := a.bodyOf(k, v)
	if err == nil {
		err = readVersion(body, &row)
	}
	if err == nil && !bytes.Equal(k, versionKey(row.Page, row.Number)) {
		err = fmt.Errorf("its row is that of version %d of page %d", row.Number, row.Page)
	}
	if err == nil {
		if last, ok := a.lastOf(id, row.Number); ok && row.Number > last {
			err = fmt.Errorf("the page knows only %d", last)
		}
	}
	if err == nil {
		err = a.kept(row.Payload.Digest)
	}
	a.ofVersion(id, versionOf(k), err)
}

// weighPages compares what pages say of themselves with what was found.
func (a *audit) weighPages() error {
	var doubtful []record.PageID
	for _, id := range slices.Sorted(maps.Keys(a.pages)) {
		t := a.pages[id]
		if !t.known {
			a.ofPage(id, "what it is", errors.New("pages has no entry for it"))
		}
		if t.sealed && (t.found.looks != t.looks || t.found.versions != t.state.number) {
			doubtful = append(doubtful, id)
		}
	}
	return a.sideBySide(&recount{a, doubtful})
}

// A recount counts the looks and versions of pages once more, each page at
// one go: it may have been looked at while they were counted.
type recount struct {
	a   *audit
	ids []record.PageID
}

func (r *recount) some(g *glance, until time.Time) (more bool, err error) {
	r.a.glance = g
	for len(r.ids) > 0 && r.a.ctx.Err() == nil {
		r.a.weighPage(r.ids[0])
		r.ids = r.ids[1:]
		if time.Now().After(until) {
			break
		}
	}
	return len(r.ids) > 0, r.a.ctx.Err()
}

func (a *audit) weighPage(id record.PageID) {
	st := a.nowOf(id)
	looked, looks, versions := a.tally(id).looks, a.count(looksBucket, id), a.count(versionsBucket, id)
	if looks != looked {
		a.ofPage(id, "its looks", fmt.Errorf("%d are there, and it was looked at %d times", looks, looked))
	}
	for number := 1; number <= st.number && versions < st.number; number++ {
		a.ofVersion(id, number, a.has(versionsBucket, versionKey(id, number)))
	}
}

// count returns how many entries of a bucket belong to a page.
func (a *audit) count(bucket string, id record.PageID) (n int) {
	root, prefix := a.roots[bucket], pageKey(id)
	if root == nil {
		return 0
	}
	w := &walk{damaged: untold}
	w.each(root, prefix, func(_ *node, it item) bool {
		if !bytes.HasPrefix(it.key, prefix) {
			return false
		}
		n++
		return true
	})
	return n
}
