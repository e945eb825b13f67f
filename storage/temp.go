package storage

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// A temp is a file on the way to the name that it gets when it is whole. It
// is called .stet-N.db, and beside it lies .stet-N.lock, on which whoever
// makes it holds a file lock. The system lets go of that when its holder
// dies, so that the next one who makes a temp in the same folder can tell
// what was left behind from what is being made.
type temp struct {
	path string
	lock *flock.Flock
}

// newTemp makes an empty temp in the folder, and removes what was left there.
func newTemp(dir string) (*temp, error) {
	tidy(dir)
	for {
		f, err := os.CreateTemp(dir, ".stet-*.lock")
		if err != nil {
			return nil, err
		}
		lock := flock.New(f.Name())
		ok, err := lock.TryLock()
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		if !ok {
			continue // somebody who tidies up was here before the lock, and removes the file
		}
		t := &temp{path: strings.TrimSuffix(f.Name(), ".lock") + ".db", lock: lock}
		db, err := os.OpenFile(t.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, archiveMode)
		if err != nil {
			return nil, errors.Join(err, t.remove())
		}
		return t, db.Close()
	}
}

// remove removes the temp, where it did not get another name, and its lock.
func (t *temp) remove() error {
	err := os.Remove(t.path)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, os.Remove(t.lock.Path()), t.lock.Unlock())
}

// Tidy removes what a backup, compact or upgrade left beside the archive
// when it was killed, and returns the paths of the files. It takes nothing
// that somebody is still at, and leaves what it cannot remove.
func (s *Store) Tidy() []string { return tidy(filepath.Dir(s.path)) }

// tempName matches the names of temps, their locks, and of keys on the way.
var tempName = regexp.MustCompile(`^\.stet-[0-9]+\.(db|lock|key)$`)

// nobodys is after what time a file without a lock is taken for left behind.
const nobodys = 24 * time.Hour

func tidy(dir string) (removed []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if tempName.MatchString(e.Name()) && e.Type().IsRegular() && tidyOne(path) && filepath.Ext(path) != ".lock" {
			removed = append(removed, path)
		}
	}
	return removed
}

// tidyOne removes a file if whoever made it is dead, and reports whether it
// did. Others may be tidying up too.
func tidyOne(path string) bool {
	lockPath := strings.TrimSuffix(path, filepath.Ext(path)) + ".lock"
	if _, err := os.Lstat(lockPath); err != nil {
		info, err := os.Lstat(path)
		return err == nil && time.Since(info.ModTime()) > nobodys && os.Remove(path) == nil
	}
	lock := flock.New(lockPath)
	if ok, err := lock.TryLock(); err != nil || !ok {
		return false
	}
	gone := os.Remove(path) == nil
	if path != lockPath {
		_ = os.Remove(lockPath)
	}
	return lock.Unlock() == nil && gone
}
