package storage

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"stet/record"
)

// A sighting is a record.Sighting made ready to be put: what can be checked
// without the archive is checked, what goes without saying is filled in, and
// rows are written out. Callers do this side by side; in the transaction
// they go one after the other.
type sighting struct {
	record.Sighting
	state     encoded // of the page
	look      encoded
	exchanges encoded
	version   encoded
	change    encoded
	incident  encoded
	certs     map[record.Digest][]byte
}

// prepare does not touch what the pointers in sg lead to.
func prepare(p *packer, sg record.Sighting) (*sighting, error) {
	s := &sighting{Sighting: sg}
	for _, check := range []func() error{s.fillLook, s.fillVersion, s.fillIncident} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return s, s.encode(p)
}

func (s *sighting) fillLook() error {
	l := &s.Look
	if l.Page == 0 {
		l.Page = s.Page.ID
	}
	if l.Page != s.Page.ID {
		return fmt.Errorf("the look is at page %d and the page is %d", l.Page, s.Page.ID)
	}
	if isRevisit(*l) && s.Change == nil { // the look that confirms a removal is its proof
		l.Exchanges = nil
	}
	l.Time = l.Time.UTC().Round(0)
	return checkTime("time of the look", l.Time)
}

// isRevisit reports whether a look brought nothing that was not known.
func isRevisit(l record.Look) bool {
	return l.Payload.Digest.IsZero() && l.Incident == nil &&
		(l.Outcome == record.OutcomeSame || l.Outcome == record.OutcomeGone)
}

func (s *sighting) fillVersion() error {
	if s.Version == nil {
		return nil
	}
	v := *s.Version
	if v.Page == 0 {
		v.Page = s.Page.ID
	}
	if v.Page != s.Page.ID {
		return fmt.Errorf("the version is of page %d and the page is %d", v.Page, s.Page.ID)
	}
	v.FirstSeen = orTime(v.FirstSeen, s.Look.Time)
	v.LastSeen = orTime(v.LastSeen, v.FirstSeen)
	v.Looks = max(v.Looks, 1)
	s.Version = &v
	return errors.Join(checkTime("first sight of the version", v.FirstSeen), checkTime("last sight of the version", v.LastSeen))
}

func (s *sighting) fillIncident() error {
	if s.Incident == nil {
		return nil
	}
	in := *s.Incident
	if in.Page == "" {
		in.Page = s.Page.URL
	}
	in.FirstSeen = orTime(in.FirstSeen, s.Look.Time)
	in.LastSeen = orTime(in.LastSeen, s.Look.Time)
	in.Looks = max(in.Looks, 1)
	s.Incident = &in
	return errors.Join(checkTime("first sight of the incident", in.FirstSeen), checkTime("last sight of the incident", in.LastSeen))
}

func orTime(t, or time.Time) time.Time {
	if t.IsZero() {
		t = or
	}
	return t.UTC().Round(0)
}

func (s *sighting) encode(p *packer) (err error) {
	if s.state, err = encodeState(s.Page); err != nil {
		return err
	}
	if s.look, err = p.encodeLook(s.Look); err != nil {
		return err
	}
	if s.exchanges, s.certs, err = p.encodeExchanges(s.Look.Exchanges); err != nil {
		return err
	}
	if s.Version != nil {
		if s.version, err = p.encode(s.Version); err != nil {
			return err
		}
	}
	if s.Change != nil {
		if s.change, err = p.encodeLogged(s.Change); err != nil {
			return err
		}
	}
	if s.Incident != nil {
		s.incident, err = p.encode(s.Incident)
	}
	return err
}

// payloads returns the digests that the sighting names.
func (s *sighting) payloads() []record.Digest {
	list := []record.Digest{s.Look.Payload.Digest, s.Look.Screenshot, s.Page.Payload.Digest}
	if s.Version != nil {
		list = append(list, s.Version.Payload.Digest)
	}
	for _, e := range s.Look.Exchanges {
		list = append(list, e.Payload.Digest)
	}
	return slices.DeleteFunc(list, record.Digest.IsZero)
}
