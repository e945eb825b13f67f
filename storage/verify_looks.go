package storage

import (
	"errors"
	"fmt"

	"stet/evidence"
	"stet/record"
)

// checkLook checks a look and what belongs to it: its exchanges, its change,
// its leaf in the log.
func (a *audit) checkLook(k, v []byte) {
	if !a.sized(looksBucket, k, lookKeySize) {
		return
	}
	a.health.Counts.Looks++
	id, at := pageOf(k), timeOf(k[8:])
	a.tally(id).found.looks++
	found := a.found
	l, n, err := a.s.pack().readLook(k, v)
	if err != nil {
		a.log.unread++
	} else if err = a.markLeaf(n); err == nil {
		err = a.lookRow(k, l)
	}
	leaf := evidence.Leaf{URL: a.tally(id).url, Look: l}
	a.ofLook(id, at, "look", err)
	sound := err == nil
	if err = a.exchanges(k, &leaf); err != nil {
		sound = false
		a.ofLook(id, at, "exchanges", err)
	}
	if err = a.change(changeKey(at, id, k[len(k)-1]), &leaf); err != nil {
		sound = false
		a.ofLook(id, at, "change", err)
	}
	if sound {
		a.ofLook(id, at, "look", a.checkLeaf(leaf, n))
	}
	if n >= a.began.leaves {
		a.found = found // it came since
	}
}

// lookRow checks what the row of a look says.
func (a *audit) lookRow(k []byte, l record.Look) error {
	id, at := pageOf(k), timeOf(k[8:])
	if l.Page != id || !l.Time.Equal(at) {
		return fmt.Errorf("its row is that of page %d at %v", l.Page, l.Time)
	}
	if last, ok := a.lastOf(id, l.Version); ok && l.Version > last {
		return fmt.Errorf("it names version %d, and the last one is %d", l.Version, last)
	}
	if err := a.kept(l.Payload.Digest); err != nil {
		return err
	}
	return a.kept(l.Screenshot)
}

// exchanges checks the exchanges of a look, if there are any, and says of
// them what the leaf does.
func (a *audit) exchanges(k []byte, leaf *evidence.Leaf) (err error) {
	row, ok := a.get(exchangesBucket, k)
	if !ok {
		return nil
	}
	a.found.exchanges++
	var list []exchangeRead
	body, err := a.bodyOf(k, row)
	if err == nil {
		leaf.Exchanges, err = record.DigestOf(body), readExchanges(body, &list)
	}
	if err != nil {
		return err
	}
	for _, e := range list {
		leaf.Look.Exchanges = append(leaf.Look.Exchanges, record.Exchange{URL: e.URL, RemoteAddr: e.RemoteAddr})
		if err := a.kept(e.Payload.Digest); err != nil {
			return err
		}
		for _, d := range e.Chain {
			if err := a.has(certsBucket, d[:]); err != nil {
				return err
			}
		}
		if len(e.Chain) > 0 && e.TLS == nil {
			return errors.New("certificates without TLS")
		}
	}
	return nil
}

// change checks the change that a look brought, if it brought one, and says
// of it what the leaf does.
func (a *audit) change(k []byte, leaf *evidence.Leaf) (err error) {
	row, ok := a.get(changesBucket, k)
	if !ok {
		return nil
	}
	a.found.changes++
	var c changeRead
	body, err := a.bodyOf(k, row)
	if err == nil {
		leaf.Change, err = record.DigestOf(body), readChange(body, &c)
	}
	if err != nil {
		return err
	}
	at, id, n := timeOf(k), pageOf(k[8:]), k[16]
	if err := a.has(changesOfPage, lookKey(id, at, n)); err != nil {
		return err
	}
	a.found.ofPages++
	for _, ref := range []*sideRead{c.From, c.To} {
		if ref == nil {
			continue
		}
		if ref.Version > 0 {
			if err := a.has(versionsBucket, versionKey(id, ref.Version)); err != nil {
				return err
			}
		}
		if err := a.kept(ref.Digest); err != nil {
			return err
		}
	}
	return nil
}

// bodyOf returns a row's JSON, which is good until the next one is asked for.
func (a *audit) bodyOf(k, row []byte) ([]byte, error) {
	coding, body, err := unseal(k, row)
	switch {
	case err != nil:
	case coding == asPackedJSON:
		body, err = a.s.pack().dec.DecodeAll(body, a.room[:0])
		a.room = body
	default:
		body, err = a.s.pack().unpackJSON(coding, body)
	}
	return body, err
}

// weighStrays finds what belongs to no look. That is only gone through where
// it is not as many as were found with the looks.
func (a *audit) weighStrays() error {
	checks := map[string]func(k, v []byte){}
	for name, found := range map[string]int{exchangesBucket: a.found.exchanges, changesBucket: a.found.changes, changesOfPage: a.found.ofPages} {
		if found != a.began.keys[name] {
			checks[name] = a.strayIn(name)
		}
	}
	a.health.Counts.Changes = a.began.keys[changesBucket]
	for _, name := range []string{exchangesBucket, changesBucket, changesOfPage} {
		if checks[name] == nil {
			continue
		}
		if err := a.sideBySide(&rows{a: a, names: []string{name}, checks: checks}); err != nil {
			return err
		}
	}
	return nil
}

// strayIn returns the check whether an entry belongs to a look.
func (a *audit) strayIn(bucket string) func(k, v []byte) {
	return func(k, _ []byte) {
		if !a.sized(bucket, k, lookKeySize) {
			return
		}
		switch bucket {
		case exchangesBucket:
			a.ofLook(pageOf(k), timeOf(k[8:]), "exchanges", a.has(looksBucket, k))
		case changesBucket:
			id, at := pageOf(k[8:]), timeOf(k)
			a.ofLook(id, at, "change", a.has(looksBucket, lookKey(id, at, k[16])))
		case changesOfPage:
			a.ofLook(pageOf(k), timeOf(k[8:]), "change", a.has(changesBucket, changeKeyOf(k)))
		}
	}
}
