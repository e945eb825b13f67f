// Package storage keeps what was seen.
package storage

import (
	"errors"
	"time"

	"stet/record"
)

// Errors by which callers decide.
var (
	ErrNoArchive = errors.New("no archive there")
	ErrFormat    = errors.New("not an archive that this stet can read")
	ErrLocked    = errors.New("the archive is held by another process")
	ErrDamaged   = errors.New("the archive is damaged")
)

// A Store is an archive file. Each call opens the file, acts and closes it.
type Store struct{ path string }

// Open returns the archive at path; it touches no file yet.
func Open(path string) *Store { return &Store{path} }

// AddPages makes the pages known and returns them as they are kept.
func (s *Store) AddPages(pages []record.Page) ([]record.Page, error) { return pages, nil }

// Pages returns all pages in the order of their IDs.
func (s *Store) Pages() ([]record.Page, error) { return nil, nil }

// Page returns the page with the given address, old or new.
func (s *Store) Page(url string) (record.Page, bool, error) { return record.Page{}, false, nil }

// Keep keeps payloads; what is there already is left alone.
func (s *Store) Keep(bodies ...[]byte) error { return nil }

// Commit keeps what one look saw, whole or not at all.
func (s *Store) Commit(record.Sighting) error { return nil }

// Payload returns the payload with digest d.
func (s *Store) Payload(d record.Digest) ([]byte, error) { return nil, nil }

// Versions returns the versions of a page, oldest first.
func (s *Store) Versions(id record.PageID) ([]record.Version, error) { return nil, nil }

// Looks returns the looks at a page, oldest first.
func (s *Store) Looks(id record.PageID) ([]record.Look, error) { return nil, nil }

// A Query picks changes and incidents.
type Query struct {
	Since, Until time.Time     // zero: no bound
	Page         record.PageID // 0: all
}

// Changes returns changes, newest first.
func (s *Store) Changes(q Query) ([]record.Change, error) { return nil, nil }

// Incidents returns incidents, newest first.
func (s *Store) Incidents(q Query) ([]record.Incident, error) { return nil, nil }

// HoldHost keeps that a host asked not to be asked before a time.
func (s *Store) HoldHost(host string, until time.Time) error { return nil }

// HeldHosts returns the hosts that asked not to be asked before a time.
func (s *Store) HeldHosts() (map[string]time.Time, error) { return nil, nil }

// PutRun keeps a run, at its start and again at its end.
func (s *Store) PutRun(r record.Run) error { return nil }

// Runs returns the runs, newest first.
func (s *Store) Runs() ([]record.Run, error) { return nil, nil }

// LockRun takes the run lock beside the archive.
func (s *Store) LockRun() (unlock func(), err error) { return func() {}, nil }
