package storage

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// An Upgrade says that an archive of an older format became one of ours.
type Upgrade struct {
	Archive  string
	From, To int
	Backup   string // the file beside it that holds it as it was, byte for byte
}

// OnUpgrade has tell called when the archive was upgraded, which happens
// before its first write. tell must not call the store.
func (s *Store) OnUpgrade(tell func(Upgrade)) { s.tell = tell }

// upgrade makes an archive of an older format one of ours, in a transaction,
// after a copy of it was put beside it. Whoever is stopped at any point
// leaves the one or the other, and the next one goes on.
//
// It needs the run lock: an older stet that is in the middle of a run could
// not write any more. The file is held until the copy is made, so that the
// copy is what is upgraded. Damage does not keep it from being upgraded: the
// copy has it too, and one flipped bit must not end the watching.
func (s *Store) upgrade() (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("upgrade %s to format %d: %w", s.path, Format, err)
		}
	}()
	if !s.inRun.Load() {
		unlock, err := s.LockRun()
		if err != nil {
			return err
		}
		defer unlock()
	}
	o, err := s.open(false)
	if err != nil {
		return err
	}
	defer o.close(&err)
	defer s.caught(&err)
	done := Upgrade{Archive: s.path, To: Format}
	err = s.transact(o, func(btx *bolt.Tx) (bool, error) {
		if done.From, err = checkFormat(s.path, btx); err != nil || done.From == Format {
			return false, err // somebody was quicker
		}
		if done.Backup, err = keepBeside(o.fd, fmt.Sprintf("%s.format%d", s.path, done.From)); err != nil {
			return false, fmt.Errorf("keep a copy of it first: %w", err)
		}
		return true, addFormat(btx)
	})
	if err == nil && done.From < Format && s.tell != nil {
		s.tell(done)
	}
	return err
}

// addFormat makes what formats after that of the archive have, all of which
// begins empty.
func addFormat(btx *bolt.Tx) error {
	for _, name := range buckets(Format) {
		if _, err := btx.CreateBucketIfNotExists([]byte(name)); err != nil {
			return fmt.Errorf("make bucket %s: %w", name, err)
		}
	}
	return putFormat(btx, Format)
}

// keepBeside copies a file to one of the given name, or where that is taken
// by something else, of that name and a number. It returns the name.
func keepBeside(f *os.File, name string) (string, error) {
	for n := 1; ; n++ {
		path := name
		if n > 1 {
			path = fmt.Sprintf("%s.%d", name, n)
		}
		same, err := holdsSame(path, f)
		if errors.Is(err, fs.ErrNotExist) {
			err = copyFile(f, path)
			same = err == nil
		}
		switch {
		case errors.Is(err, fs.ErrExist): // it came meanwhile
		case err != nil:
			return "", err
		case same:
			return path, syncDir(filepath.Dir(path))
		}
	}
}

// copyFile copies f to path, where nothing may be yet. The copy is on the
// disk and was read back before it gets its name.
func copyFile(f *os.File, path string) (err error) {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	t, err := newTemp(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer t.remove() // link gave the file another name
	to, err := os.OpenFile(t.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err = f.Seek(0, io.SeekStart); err == nil {
		_, err = io.Copy(to, f)
	}
	if err = errors.Join(err, to.Chmod(info.Mode().Perm()), to.Sync(), to.Close()); err != nil {
		return err
	}
	if same, err := holdsSame(t.path, f); err != nil || !same {
		return errors.Join(err, errors.New("what was written to the disk reads otherwise"))
	}
	return link(t.path, path)
}

// holdsSame reports whether the file at path holds what f holds.
func holdsSame(path string, f *os.File) (bool, error) {
	other, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer other.Close()
	a, b := make([]byte, 1<<20), make([]byte, 1<<20)
	for at := int64(0); ; {
		n, errF := f.ReadAt(a, at)
		m, errOther := other.ReadAt(b, at)
		at += int64(n)
		switch {
		case errF != nil && errF != io.EOF:
			return false, errF
		case errOther != nil && errOther != io.EOF:
			return false, errOther
		case !bytes.Equal(a[:n], b[:m]):
			return false, nil
		case errF == io.EOF:
			return true, nil
		}
	}
}
