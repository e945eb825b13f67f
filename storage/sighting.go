package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"stet/record"
)

// Commit keeps what one look saw, whole or not at all: the look and its
// exchanges, the new version, the change, the incident, and the state of the
// page. When it returns without an error it is on the disk.
//
// It refuses a sighting of a page that was not added, one that names a
// payload that was not kept or a version that is not there, and a version
// that does not follow the last one; nothing kept is overwritten. URL, Watch, Source and Added of the page
// stay as AddPages has them: its caller may know more by now.
//
// A look that brought nothing (OutcomeSame or OutcomeGone without a payload)
// is a revisit, and kept without its exchanges. Header and Body of an
// exchange are not kept: its Head and its payload say the same.
func (s *Store) Commit(sg record.Sighting) error {
	err := s.write(8<<10, func(t *tx) error { return t.commit(sg) })
	if err != nil {
		return fmt.Errorf("commit the look at %s: %w", sg.Page.URL, err)
	}
	return nil
}

// commit refuses before it puts anything, so that a bad sighting spoils no
// other in the same transaction.
func (t *tx) commit(sg record.Sighting) error {
	old, st, ok, err := t.page(sg.Page.ID)
	switch {
	case err != nil:
		return err
	case !ok:
		return fmt.Errorf("%s has no page %d", t.s.path, sg.Page.ID)
	}
	if err := t.check(&sg, st); err != nil {
		return err
	}
	n, err := t.freeLook(sg.Look.Page, sg.Look.Time)
	if err != nil {
		return err
	}
	if err := t.putLook(sg.Look, n); err != nil {
		return err
	}
	if st, err = t.putVersion(sg, st); err != nil {
		return err
	}
	if err := t.putChange(sg, n); err != nil {
		return err
	}
	if err := t.putIncident(sg); err != nil {
		return err
	}
	p := sg.Page
	p.URL, p.Watch, p.Source, p.Added = old.URL, old.Watch, old.Source, old.Added
	if err := t.indexMoved(old.MovedTo, p.MovedTo, p.ID); err != nil {
		return err
	}
	return t.putPage(p, st)
}

// check reports whether the sighting may be kept, and fills in what goes
// without saying. It does not touch what the caller's pointers lead to.
func (t *tx) check(sg *record.Sighting, st standing) error {
	look := &sg.Look
	if look.Page == 0 {
		look.Page = sg.Page.ID
	}
	if look.Page != sg.Page.ID {
		return fmt.Errorf("the look is at page %d and the page is %d", look.Page, sg.Page.ID)
	}
	if err := checkTime("time of the look", look.Time); err != nil {
		return err
	}
	look.Time = look.Time.UTC().Round(0)
	if isRevisit(*look) {
		look.Exchanges = nil
	}
	if err := checkVersion(sg, st); err != nil {
		return err
	}
	if err := checkChange(*sg, st); err != nil {
		return err
	}
	if err := checkIncident(sg); err != nil {
		return err
	}
	return t.checkPayloads(*sg)
}

func checkVersion(sg *record.Sighting, st standing) error {
	if sg.Version == nil {
		return nil
	}
	v := *sg.Version
	if v.Number != st.number+1 {
		return fmt.Errorf("version %d does not follow version %d", v.Number, st.number)
	}
	if v.Page == 0 {
		v.Page = sg.Page.ID
	}
	if v.Page != sg.Page.ID {
		return fmt.Errorf("the version is of page %d and the page is %d", v.Page, sg.Page.ID)
	}
	v.FirstSeen = orTime(v.FirstSeen, sg.Look.Time)
	v.LastSeen = orTime(v.LastSeen, v.FirstSeen)
	v.Looks = max(v.Looks, 1)
	sg.Version = &v
	return errors.Join(checkTime("first sight of the version", v.FirstSeen), checkTime("last sight of the version", v.LastSeen))
}

func checkChange(sg record.Sighting, st standing) error {
	if sg.Change == nil {
		return nil
	}
	last := st.number
	if sg.Version != nil {
		last = sg.Version.Number
	}
	for _, ref := range []*record.VersionRef{sg.Change.From, sg.Change.To} {
		if ref != nil && (ref.Version < 0 || ref.Version > last) {
			return fmt.Errorf("the change names version %d; the last one is %d", ref.Version, last)
		}
	}
	return nil
}

func checkIncident(sg *record.Sighting) error {
	if sg.Incident == nil {
		return nil
	}
	in := *sg.Incident
	if in.Page == "" {
		in.Page = sg.Page.URL
	}
	in.FirstSeen = orTime(in.FirstSeen, sg.Look.Time)
	in.LastSeen = orTime(in.LastSeen, sg.Look.Time)
	in.Looks = max(in.Looks, 1)
	sg.Incident = &in
	return errors.Join(checkTime("first sight of the incident", in.FirstSeen), checkTime("last sight of the incident", in.LastSeen))
}

func orTime(t, or time.Time) time.Time {
	if t.IsZero() {
		t = or
	}
	return t.UTC().Round(0)
}

// checkPayloads sees to it that nothing kept points nowhere.
func (t *tx) checkPayloads(sg record.Sighting) error {
	payloads := []record.Payload{sg.Look.Payload, sg.Page.Payload}
	if sg.Version != nil {
		payloads = append(payloads, sg.Version.Payload)
	}
	for _, e := range sg.Look.Exchanges {
		payloads = append(payloads, e.Payload)
	}
	for _, p := range payloads {
		if !p.Digest.IsZero() && !t.keeps(p.Digest) {
			return &failure{fmt.Sprintf("the payload %s was not kept before", p.Digest), ErrNotKept}
		}
	}
	return nil
}

// isRevisit reports whether a look brought nothing that was not known.
func isRevisit(l record.Look) bool {
	return l.Payload.Digest.IsZero() && l.Incident == nil &&
		(l.Outcome == record.OutcomeSame || l.Outcome == record.OutcomeGone)
}

// putVersion keeps a new version, or counts the look for the one that
// stands, and returns what stands now.
func (t *tx) putVersion(sg record.Sighting, st standing) (standing, error) {
	if sg.Version == nil {
		return t.prolong(sg, st)
	}
	if err := t.closeVersion(sg.Page.ID, st); err != nil {
		return st, err
	}
	v := *sg.Version
	st = standing{number: v.Number, lastSeen: v.LastSeen, looks: v.Looks}
	return st, t.putRow(versionsBucket, versionKey(v.Page, v.Number), v)
}

// prolong counts the look for the version that stands if it saw it:
//
//	a 200 or 304 that is the same as version 3, which was a 200   it saw it
//	the 404 of a removal after version 3, which was a 200         it did not
//	a 404 as known, where version 4 is that of the removal        it saw it
//	an incident                                                   it did not
func (t *tx) prolong(sg record.Sighting, st standing) (standing, error) {
	l := sg.Look
	number := l.Version
	if number == 0 {
		number = sg.Page.Version
	}
	if st.number == 0 || number != st.number || l.Incident != nil || l.Outcome == record.OutcomeIncident {
		return st, nil
	}
	v, _, err := t.version(sg.Page.ID, st.number)
	if err != nil || isGone(l.Status) != isGone(v.Status) {
		return st, err
	}
	st.looks++
	if l.Time.After(st.lastSeen) { // clocks are set back
		st.lastSeen = l.Time
	}
	return st, nil
}

func isGone(status int) bool { return status == http.StatusNotFound || status == http.StatusGone }

// closeVersion writes into the row of the version that stood how long it was
// seen.
func (t *tx) closeVersion(id record.PageID, st standing) error {
	if st.number == 0 {
		return nil
	}
	v, ok, err := t.version(id, st.number)
	if err != nil || !ok {
		return err
	}
	v.LastSeen, v.Looks = st.lastSeen, st.looks
	return t.putRow(versionsBucket, versionKey(id, st.number), v)
}

func pageRow(p record.Page, st standing) ([]byte, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write a page: %w", err)
	}
	return seal(pageKey(p.ID), asJSON, append(st.append(nil), body...)), nil
}
