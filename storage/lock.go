package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// A RunningError says that another run holds the run lock, as far as that
// run left word of itself. It is an ErrLocked.
type RunningError struct {
	Path  string    // of the archive
	PID   int       // 0: it left no word
	Since time.Time // in UTC
	Host  string
}

// Error says who holds the lock and since when.
func (e *RunningError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("another run holds %s", e.Path)
	}
	return fmt.Sprintf("another run holds %s: process %d on %s since %s", e.Path, e.PID, e.Host, e.Since.UTC().Format(time.DateTime+" UTC"))
}

// Is reports that the error is an ErrLocked.
func (e *RunningError) Is(target error) bool { return target == ErrLocked }

// A holder is what the lock file says about who holds it.
type holder struct {
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
	Host  string    `json:"host"`
}

// LockRun takes the run lock, so that two runs on one archive do not look at
// the same pages twice. It does not wait: if another run holds the lock, the
// error is a *[RunningError]. The lock is a file lock on the file beside the
// archive whose name ends in ".run". The system lets go of it when its holder
// dies; the file stays and means nothing by itself. Removing it would let two
// runs lock two files of the same name.
func (s *Store) LockRun() (unlock func(), err error) {
	path := s.path + ".run"
	lock := flock.New(path, flock.SetPermissions(archiveMode))
	ok, err := lock.TryLock()
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, s.noFolder()
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if !ok {
		return nil, s.running(path)
	}
	if err := writeHolder(path); err != nil {
		_ = lock.Unlock()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	s.inRun.Store(true)
	return func() {
		s.inRun.Store(false)
		_ = os.Truncate(path, 0)
		_ = lock.Unlock()
	}, nil
}

func writeHolder(path string) error {
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	b, err := json.Marshal(holder{os.Getpid(), time.Now().UTC().Truncate(time.Second), host})
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(b, '\n'), archiveMode)
}

func (s *Store) running(path string) error {
	var h holder
	if b, err := os.ReadFile(path); err == nil && json.Unmarshal(b, &h) != nil {
		h = holder{} // its holder is just about to write it
	}
	return &RunningError{Path: s.path, PID: h.PID, Since: h.Since, Host: h.Host}
}
