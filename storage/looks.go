package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"stet/record"
)

// The outcomes by the number under which binary rows have them. Numbers are
// never given anew.
func outcomes() []record.Outcome {
	return []record.Outcome{
		0: "",
		1: record.OutcomeFirst,
		2: record.OutcomeChanged,
		3: record.OutcomeSame,
		4: record.OutcomeGone,
		5: record.OutcomeMoved,
		6: record.OutcomeIncident,
	}
}

// A look with nothing but outcome, status, version and run is a binary row:
// the outcome in one byte, then as uvarints status, version, and by how many
// milliseconds the run is older than the look, plus one. If that number is 0
// the run's ID follows as it stands. Other looks are rows of JSON.
func appendLook(b []byte, l record.Look, outcome int) []byte {
	b = append(b, byte(outcome))
	b = binary.AppendUvarint(b, uint64(l.Status))
	b = binary.AppendUvarint(b, uint64(l.Version))
	if age, ok := runAge(l); ok {
		return binary.AppendUvarint(b, uint64(age)+1)
	}
	return append(binary.AppendUvarint(b, 0), l.Run...)
}

func parseLook(key, b []byte) (l record.Look, err error) {
	if len(b) == 0 || int(b[0]) >= len(outcomes()) {
		return l, errors.New("unknown outcome")
	}
	n, rest, err := uvarints(b[1:], 3)
	if err != nil {
		return l, err
	}
	l = record.Look{Page: pageOf(key), Time: timeOf(key[8:]), Outcome: outcomes()[b[0]], Status: int(n[0]), Version: int(n[1])}
	if n[2] == 0 {
		l.Run = string(rest)
		return l, nil
	}
	l.Run = runAt(l.Time, int64(n[2]-1))
	return l, nil
}

// runLayout is how the ID of a run says when it started.
const runLayout = "20060102T150405.000Z"

// runAge returns the milliseconds from the start of the look's run to the
// look; ok is false if the ID cannot be had back from them.
func runAge(l record.Look) (age int64, ok bool) {
	started, err := time.Parse(runLayout, l.Run)
	if err != nil {
		return 0, false
	}
	age = l.Time.UnixMilli() - started.UnixMilli()
	return age, age >= 0 && runAt(l.Time, age) == l.Run
}

func runAt(t time.Time, age int64) string {
	return time.UnixMilli(t.UnixMilli() - age).UTC().Format(runLayout)
}

// freeLook returns the n of a look at a time that may have been taken.
func (t *tx) freeLook(id record.PageID, at time.Time) (n byte, err error) {
	prefix := appendTime(pageKey(id), at)
	for k := range t.descend(looksBucket, prefix, nil) {
		last := k[len(k)-1]
		if last == 255 {
			return 0, fmt.Errorf("page %d was looked at 256 times at %v", id, at)
		}
		return last + 1, nil
	}
	return 0, nil
}

// encodeLook leaves out the exchanges, which lie apart.
func (p *packer) encodeLook(l record.Look) (encoded, error) {
	l.Exchanges = nil
	outcome := slices.Index(outcomes(), l.Outcome)
	if rendered := l.Browser != "" || !l.Screenshot.IsZero(); rendered || outcome < 0 || l.Status < 0 || l.Version < 0 || l.Incident != nil || l.Origin != "" || l.Payload != (record.Payload{}) {
		return p.encode(l)
	}
	return encoded{coding: asBinary, body: appendLook(nil, l, outcome)}, nil
}

func (t *tx) putLook(s *sighting, n byte) error {
	key := lookKey(s.Look.Page, s.Look.Time, n)
	if err := t.putExchanges(key, s); err != nil {
		return err
	}
	l, err := t.openLog()
	if err != nil {
		return err
	}
	row := s.look
	row.body = append(binary.AppendUvarint(nil, uint64(l.size)), row.body...)
	return t.putRow(looksBucket, key, row)
}

// Looks returns the looks at a page, oldest first.
func (s *Store) Looks(id record.PageID) (looks []record.Look, err error) {
	err = s.read(func(t *tx) error {
		for k, v := range t.ascend(looksBucket, pageKey(id)) {
			l, err := t.look(k, v)
			if err != nil {
				return err
			}
			looks = append(looks, l)
		}
		return nil
	})
	return looks, err
}

// Look returns the last look at a page that was not later than at. A time of
// whole seconds stands for the whole second, as people write times so.
func (s *Store) Look(id record.PageID, at time.Time) (l record.Look, ok bool, err error) {
	err = s.read(func(t *tx) error {
		prefix := pageKey(id)
		for k, v := range t.descend(looksBucket, prefix, afterTime(prefix, at)) {
			l, err = t.look(k, v)
			ok = err == nil
			return err
		}
		return nil
	})
	return l, ok, err
}

// afterTime returns the key below which lies what was not later than at.
func afterTime(prefix []byte, at time.Time) []byte {
	if at.Nanosecond() == 0 {
		at = at.Add(time.Second - time.Nanosecond)
	}
	return after(appendTime(slices.Clone(prefix), clamp(at)))
}

func (t *tx) look(k, v []byte) (l record.Look, err error) {
	if len(k) != lookKeySize {
		return l, t.damaged("looks", fmt.Errorf("key of %d bytes", len(k)))
	}
	l, _, err = t.s.pack().readLook(k, v)
	if err != nil {
		return l, t.damaged(fmt.Sprintf("the look at page %d at %s", pageOf(k), timeOf(k[8:]).Format(time.RFC3339Nano)), err)
	}
	l.Exchanges, err = t.exchanges(k)
	return l, err
}

// readLook reads a row of looks, whose body begins with the number of the
// look's leaf in the log as a uvarint.
func (p *packer) readLook(k, row []byte) (l record.Look, leaf int64, err error) {
	coding, body, err := unseal(k, row)
	if err != nil {
		return l, 0, err
	}
	n, body, err := uvarints(body, 1)
	switch {
	case err != nil:
	case n[0] > math.MaxInt64:
		err = errors.New("impossible number of a leaf")
	case coding == asBinary:
		l, err = parseLook(k, body)
	default:
		if body, err = p.unpackJSON(coding, body); err == nil {
			err = readLookJSON(body, &l)
		}
	}
	if err != nil {
		return record.Look{}, 0, err
	}
	return l, int64(n[0]), nil
}
