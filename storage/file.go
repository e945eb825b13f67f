package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Archives hold public pages: whoever may look into the folder may read
// them, and the umask has the last word.
const archiveMode = 0o644

// read opens the archive for reading, calls fn in a transaction and closes
// the archive. What fn wants to keep it must copy: the file is unmapped after.
func (s *Store) read(fn func(*tx) error) error {
	s.file.RLock()
	defer s.file.RUnlock()
	return s.readLocked(fn)
}

func (s *Store) readLocked(fn func(*tx) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	o, err := s.open(true)
	if err != nil {
		return err
	}
	defer o.close(&err)
	defer s.caught(&err)
	return o.db.View(func(btx *bolt.Tx) error {
		format, err := checkFormat(s.path, btx)
		if err != nil {
			return s.orNoArchive(err)
		}
		return fn(&tx{Tx: btx, s: s, format: format})
	})
}

// change opens the archive for writing, made if need be, calls fn in a
// transaction, and commits it if fn put something into it. All writes go
// through here, and only the leader of a group calls it.
func (s *Store) change(fn func(*tx) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	s.file.Lock()
	defer s.file.Unlock()
	if err := s.checkFirst(); err != nil {
		return err
	}
	o, err := s.open(false)
	if err != nil {
		return err
	}
	defer o.close(&err)
	defer s.caught(&err)
	return s.transact(o, func(btx *bolt.Tx) (bool, error) {
		format, err := checkFormat(s.path, btx)
		switch {
		case errors.Is(err, errEmpty):
			format, err = Format, makeFormat(btx)
		case err == nil && format < Format:
			s.checked = false // somebody put an old archive in the place of the one we know
			err = fmt.Errorf("write %s: it was exchanged for one of format %d meanwhile; try again", s.path, format)
		}
		if err != nil {
			return false, err
		}
		t := &tx{Tx: btx, s: s, format: format}
		err = fn(t)
		return t.puts > 0, err
	})
}

// transact calls fn in a transaction that can write, and commits it if fn
// says that it put something into it.
func (s *Store) transact(o *opened, fn func(*bolt.Tx) (put bool, err error)) error {
	btx, err := o.db.Begin(true)
	if err != nil {
		return fmt.Errorf("write %s: %w", s.path, err)
	}
	o.stuck = true // until the transaction ends, bbolt holds its own locks
	defer func() {
		_ = btx.Rollback() // after a commit it does nothing
		o.stuck = false
	}()
	if put, err := fn(btx); err != nil || !put {
		return err
	}
	err = s.commit(btx)
	if of, ok := errors.AsType[*fs.PathError](err); err == nil || ok && of.Path == s.path {
		return err // it says already what could not be written
	}
	return fmt.Errorf("write %s: %w", s.path, err)
}

// checkFirst looks at the file without the right to write before it is first
// opened with it: bbolt may write while it opens, and nothing may be written
// to a file that is not ours. An archive of an older format is upgraded.
func (s *Store) checkFirst() error {
	if s.checked {
		return nil
	}
	format := Format
	err := s.readLocked(func(t *tx) error {
		format = t.format
		return nil
	})
	switch {
	case err == nil && format < Format:
		err = s.upgrade()
	case errors.Is(err, ErrNoArchive):
		err = s.begin()
	}
	s.checked = err == nil
	return err
}

// begin makes the file of a new archive, which gets its name when it is
// whole and on the disk: what a power failure left of a file that bbolt had
// begun under its name would be taken for a damaged archive.
func (s *Store) begin() error {
	if _, err := os.Lstat(s.path); err == nil {
		return nil // a bbolt file without a bucket, which the first transaction begins
	}
	dir := filepath.Dir(s.path)
	t, err := newTemp(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return s.noFolder()
	}
	if err != nil {
		return err
	}
	defer t.remove() // link gave the file another name
	db, err := bolt.Open(t.path, archiveMode, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err != nil {
		return err
	}
	if err := errors.Join(db.Update(makeFormat), db.Close()); err != nil {
		return err
	}
	if err := link(t.path, s.path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(dir)
}

// noFolder says that the folder is missing in which the archive is to be
// made. It is not made in passing: where a disk is not mounted, a new archive
// would begin in silence.
func (s *Store) noFolder() error {
	return &failure{fmt.Sprintf("there is no folder %s for the archive", filepath.Dir(s.path)), ErrNoFolder}
}

// An opened is an open archive.
type opened struct {
	db    *bolt.DB
	fd    *os.File
	stuck bool // bbolt's own locks are held: closing in its way would wait for ever
}

// open waits until no other process keeps it from the file. A long run lets
// go of the file only for moments: bbolt, which would try every 50 ms, misses
// them, so the waiting is done here.
func (s *Store) open(readOnly bool) (o *opened, err error) {
	for start := time.Now(); ; time.Sleep(pollEvery) {
		o, err = s.tryOpen(readOnly)
		if !errors.Is(err, berrors.ErrTimeout) {
			break
		}
		if waited := time.Since(start); waited > s.patience(readOnly) {
			return nil, &failure{fmt.Sprintf("%s is held by another process (waited %v)", s.path, waited.Round(time.Second/10)), ErrLocked}
		}
	}
	return o, s.orNoArchive(err)
}

const pollEvery = 5 * time.Millisecond

// tryOpen opens the file or returns bbolt's ErrTimeout at once.
func (s *Store) tryOpen(readOnly bool) (o *opened, err error) {
	o = &opened{}
	defer func() {
		if err != nil && o.fd != nil {
			_ = o.fd.Close() // where bbolt panicked; else it is closed already
		}
	}()
	defer s.caught(&err)
	o.db, err = bolt.Open(s.path, archiveMode, &bolt.Options{
		Timeout:      1, // none would be to wait for ever
		ReadOnly:     readOnly,
		FreelistType: bolt.FreelistMapType,
		NoStatistics: true,
		OpenFile: func(path string, flag int, mode os.FileMode) (f *os.File, err error) {
			o.fd, err = openFile(path, flag, mode)
			return o.fd, err
		},
	})
	if err == nil && !s.isAt(o.fd) {
		return nil, errors.Join(berrors.ErrTimeout, o.db.Close())
	}
	return o, err
}

// isAt reports whether the file is still the one at the path: another process
// may have compacted the archive since it was opened, and what is written to
// the old file is lost.
func (s *Store) isAt(fd *os.File) bool {
	opened, err := fd.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(s.path)
	return err == nil && os.SameFile(opened, there)
}

func (s *Store) patience(readOnly bool) time.Duration {
	if readOnly {
		return s.wait.read
	}
	return s.wait.write
}

// openFile opens the file and looks at what bbolt would take on trust. It
// makes none: [Store.begin] does, and one that went since was taken away.
func openFile(path string, flag int, mode os.FileMode) (*os.File, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, &failure{fmt.Sprintf("%s is not an archive of stet: it is not a file", path), ErrFormat}
	}
	f, err := os.OpenFile(path, flag&^os.O_CREATE, mode)
	if err != nil {
		return nil, err
	}
	if err := checkFile(f, path); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

func (o *opened) close(err *error) {
	closing := o.db.Close
	if o.stuck {
		closing = o.fd.Close // lets go of the file lock; the mapping is lost
	}
	if closeErr := closing(); *err == nil {
		*err = closeErr
	}
}

// orNoArchive says of a file that is not there, or not yet begun, that there
// is no archive.
func (s *Store) orNoArchive(err error) error {
	if errors.Is(err, errEmpty) || errors.Is(err, fs.ErrNotExist) {
		return &failure{fmt.Sprintf("there is no archive at %s", s.path), ErrNoArchive}
	}
	return err
}

// caught turns a panic into an error: bbolt panics at a damaged page, and a
// page number that leads out of the file faults, which debug.SetPanicOnFault
// makes a panic too; else the whole program would die.
func (s *Store) caught(err *error) {
	if p := recover(); p != nil {
		*err = &failure{fmt.Sprintf("%s is damaged: %v", s.path, p), ErrDamaged}
	}
}

// syncDir makes the name of a new file last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
