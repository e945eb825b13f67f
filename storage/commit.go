package storage

import (
	"cmp"
	"fmt"
	"net/http"

	"stet/record"
)

// Commit keeps what one look saw, whole or not at all: the look and its
// exchanges, the new version, the change, the incident, and the state of the
// page. When it returns without an error it is on the disk.
//
// It refuses a sighting of a page that was not added, one that names a
// payload that was not kept ([ErrNotKept]) or a version that is not there,
// and a version that does not follow the last one; nothing kept is
// overwritten. URL, Watch, Source and Added of the page stay as AddPages has
// them, who may have been told more since the look began.
//
// A look that brought nothing (OutcomeSame or OutcomeGone without a payload)
// is a revisit, and kept without its exchanges. Header and Body of an
// exchange are not kept: its Head and its payload say the same.
func (s *Store) Commit(sg record.Sighting) error {
	ready, err := prepare(s.pack(), sg)
	if err == nil {
		err = s.write(8<<10, func(t *tx) error { return t.commit(ready) })
	}
	if err != nil {
		return fmt.Errorf("keep the look at %s: %w", sg.Page.URL, err)
	}
	return nil
}

// commit checks before it puts anything, so that a bad sighting spoils no
// other in the same transaction.
func (t *tx) commit(s *sighting) error {
	id := s.Page.ID
	old, ok, err := t.state(id)
	switch {
	case err != nil:
		return err
	case !ok:
		return fmt.Errorf("%s has no page %d", t.s.path, id)
	}
	if err := t.check(s, old); err != nil {
		return err
	}
	leaf, err := t.leaf(s)
	if err != nil {
		return err
	}
	n, err := t.freeLook(id, s.Look.Time)
	if err != nil {
		return err
	}
	if err := t.putLook(s, n); err != nil {
		return err
	}
	if err := t.putChange(s, n); err != nil {
		return err
	}
	if err := t.putIncident(s); err != nil {
		return err
	}
	st := old
	st.movedTo = s.Page.MovedTo
	if s.Version != nil {
		err = t.putVersion(s, &st)
	} else {
		st.count(s)
	}
	if err != nil {
		return err
	}
	if err := t.putState(id, old, st, s.state); err != nil {
		return err
	}
	return t.appendLeaf(leaf)
}

// check reports whether the archive has what the sighting builds on: nothing
// kept may point nowhere.
func (t *tx) check(s *sighting, st state) error {
	if id, ok, err := t.pageAt(s.Page.URL); err != nil || !ok || id != s.Page.ID {
		return cmp.Or(err, fmt.Errorf("page %d has another address", s.Page.ID))
	}
	last := st.number
	if v := s.Version; v != nil {
		if v.Number != last+1 {
			return fmt.Errorf("version %d does not follow version %d", v.Number, last)
		}
		last = v.Number
	}
	if c := s.Change; c != nil {
		for _, ref := range []*record.VersionRef{c.From, c.To} {
			if ref != nil && (ref.Version < 0 || ref.Version > last) {
				return fmt.Errorf("the change names version %d; the last one is %d", ref.Version, last)
			}
		}
	}
	for _, d := range s.payloads() {
		if !t.keeps(d) {
			return &failure{fmt.Sprintf("the payload %s was not kept before", d), ErrNotKept}
		}
	}
	return nil
}

// putVersion keeps a new version, and writes into the row of the one that
// stood how long it was seen.
func (t *tx) putVersion(s *sighting, st *state) error {
	if st.number > 0 {
		before, ok, err := t.version(s.Page.ID, st.number)
		if err == nil && !ok {
			err = t.damaged(fmt.Sprintf("page %d", s.Page.ID), fmt.Errorf("its version %d is missing", st.number))
		}
		if err != nil {
			return err
		}
		row, err := t.s.pack().encode(before)
		if err != nil {
			return err
		}
		if err := t.putRow(versionsBucket, versionKey(s.Page.ID, before.Number), row); err != nil {
			return err
		}
	}
	v := s.Version
	st.number, st.lastSeen, st.looks, st.gone = v.Number, v.LastSeen, v.Looks, isGone(v.Status)
	return t.putRow(versionsBucket, versionKey(v.Page, v.Number), s.version)
}

// count counts the look for the version that stands if it saw it:
//
//	a 200 or 304 that is the same as version 3, which was a 200   it saw it
//	the 404 of a removal after version 3, which was a 200         it did not
//	a 404 as known, where version 4 is that of the removal        it saw it
//	an incident                                                   it did not
func (st *state) count(s *sighting) {
	l := s.Look
	number := l.Version
	if number == 0 {
		number = s.Page.Version
	}
	if st.number == 0 || number != st.number || l.Incident != nil || l.Outcome == record.OutcomeIncident ||
		isGone(l.Status) != st.gone {
		return
	}
	st.looks++
	if l.Time.After(st.lastSeen) { // clocks are set back
		st.lastSeen = l.Time
	}
}

func isGone(status int) bool { return status == http.StatusNotFound || status == http.StatusGone }
