package storage

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"stet/record"
)

// PutRun keeps a run, at its start and again at its end.
func (s *Store) PutRun(r record.Run) error {
	if r.ID == "" {
		return errors.New("keep a run: it has no ID")
	}
	row, err := s.pack().encode(r)
	if err != nil {
		return fmt.Errorf("keep run %s: %w", r.ID, err)
	}
	return s.write(1<<10, func(t *tx) error { return t.putRow(runsBucket, []byte(r.ID), row) })
}

// Runs returns the runs, newest first.
func (s *Store) Runs() (runs []record.Run, err error) { return s.RunsSince(time.Time{}, 0) }

// RunsSince returns the runs that started at a time or later, and so many
// before them, newest first. The cost is that of what is returned.
func (s *Store) RunsSince(since time.Time, before int) (runs []record.Run, err error) {
	err = s.read(func(t *tx) error {
		for k, v := range t.descend(runsBucket, nil, nil) {
			var r record.Run
			if err := t.readRow("run "+string(k), k, v, &r); err != nil {
				return err
			}
			if r.Started.Before(since) {
				if before--; before < 0 {
					break
				}
			}
			runs = append(runs, r)
		}
		return nil
	})
	slices.SortStableFunc(runs, func(a, b record.Run) int { return b.Started.Compare(a.Started) })
	return runs, err
}

// UntoldRuns returns the runs after the last one of which a report was
// written, newest first. The cost is that of what is returned.
func (s *Store) UntoldRuns() (runs []record.Run, err error) {
	err = s.read(func(t *tx) error {
		for k, v := range t.descend(runsBucket, nil, nil) {
			var r record.Run
			if err := t.readRow("run "+string(k), k, v, &r); err != nil || r.Told {
				return err
			}
			runs = append(runs, r)
		}
		return nil
	})
	return runs, err
}

// HoldHost keeps that a host asked not to be asked before a time. The last
// word counts; the zero time forgets the host.
func (s *Store) HoldHost(host string, until time.Time) error {
	key := []byte(host)
	if len(host) == 0 || len(host) > maxURL {
		return fmt.Errorf("hold a host: name of %d bytes", len(host))
	}
	if until.IsZero() {
		return s.write(len(key), func(t *tx) error { return t.drop(hostsBucket, key) })
	}
	if err := checkTime("hold "+host+" until", until); err != nil {
		return err
	}
	row := seal(key, asBinary, appendTime(nil, until))
	return s.write(len(key)+len(row), func(t *tx) error {
		if bytes.Equal(t.get(hostsBucket, key), row) {
			return nil
		}
		return t.put(hostsBucket, key, row)
	})
}

// HeldHosts returns the hosts that asked not to be asked before a time, with
// that time, also where it is over.
func (s *Store) HeldHosts() (map[string]time.Time, error) {
	hosts := map[string]time.Time{}
	err := s.read(func(t *tx) error {
		for k, v := range t.ascend(hostsBucket, nil) {
			if _, b, err := unseal(k, v); err == nil && len(b) == timeSize {
				hosts[string(k)] = timeOf(b)
			} // else it is forgotten, as in origins.go
		}
		return nil
	})
	return hosts, err
}
