package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Backup copies the archive to a file that must not be there yet (the error
// is fs.ErrExist), while others read and write. The copy is one state of the
// archive, and is whole: it is verified before it gets its name. An archive
// that is damaged is not copied ([ErrDamaged]); cp can do that.
//
// The key that signs checkpoints is not in it; see [Store.KeyPath].
func (s *Store) Backup(ctx context.Context, path string, progress func(done, total int64)) (Health, error) {
	c, err := s.copyBeside(ctx, path, progress)
	if err != nil {
		return Health{}, fmt.Errorf("back up %s: %w", s.path, err)
	}
	defer c.remove()
	c.health.Archive = path
	if err := link(c.path, path); err != nil {
		return Health{}, fmt.Errorf("back up %s: %w", s.path, err)
	}
	return c.health, syncDir(filepath.Dir(path))
}

// link gives a file a second name, but not one that is taken. Where a file
// has only one name (FAT), it gets the new one.
func link(old, name string) error {
	err := os.Link(old, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(name); err == nil {
		return &fs.PathError{Op: "link", Path: name, Err: fs.ErrExist}
	}
	return os.Rename(old, name)
}

// Compact writes the archive anew without the room that rewritten rows left,
// and puts it in the place of the old one once it is verified. It returns
// the size of the file before and after. It needs the run lock, so that it
// does not go on beside a run, and as much free disk as the archive takes.
func (s *Store) Compact(ctx context.Context, progress func(done, total int64)) (before, after int64, err error) {
	if err := s.read(func(*tx) error { return nil }); errors.Is(err, ErrNoArchive) {
		return 0, 0, err // before the lock makes its file
	}
	unlock, err := s.LockRun()
	if err != nil {
		return 0, 0, err
	}
	defer unlock()
	c, err := s.copyBeside(ctx, s.path, progress)
	if err != nil {
		return 0, 0, fmt.Errorf("compact %s: %w", s.path, err)
	}
	defer c.remove() // where it did not take the place of the old one
	if before, err = s.replace(c); err != nil {
		return 0, 0, fmt.Errorf("compact %s: %w", s.path, err)
	}
	return before, c.health.Bytes, syncDir(filepath.Dir(s.path))
}

// replace puts a copy in the place of the archive, unless that was written
// to since it was copied. Who waits for the old file meanwhile sees that it
// is gone (tryOpen).
func (s *Store) replace(c *copied) (before int64, err error) {
	s.file.Lock()
	defer s.file.Unlock()
	o, err := s.open(false)
	if err != nil {
		return 0, err
	}
	defer o.close(&err)
	m, _, err := readMeta(o.fd)
	if err != nil {
		return 0, err
	}
	if m.txid != c.txid {
		return 0, errors.New("somebody wrote to it meanwhile; it stays as it is, try again")
	}
	info, err := o.fd.Stat()
	if err != nil {
		return 0, err
	}
	if err := os.Chmod(c.path, info.Mode().Perm()); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(c.path, s.path)
}

// A copied is a copy of an archive under a name of its own, verified.
type copied struct {
	*temp
	txid   uint64 // the transaction of the archive that it shows
	health Health
}

// copyBeside copies the archive into the folder of path.
func (s *Store) copyBeside(ctx context.Context, path string, progress func(done, total int64)) (c *copied, err error) {
	if h, err := s.Verify(ctx, Verification{Quick: true}); err != nil {
		return nil, err
	} else if err := h.err(); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); err == nil && path != s.path {
		return nil, &fs.PathError{Op: "back up to", Path: path, Err: fs.ErrExist}
	}
	t, err := newTemp(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Open(path).noFolder()
	}
	if err != nil {
		return nil, err
	}
	c = &copied{temp: t}
	defer func() {
		if err != nil {
			err = errors.Join(err, t.remove())
		}
	}()
	if c.txid, err = s.copyTo(ctx, c.path); err != nil {
		return nil, err
	}
	if c.health, err = Open(c.path).Verify(ctx, Verification{Progress: progress}); err != nil {
		return nil, err
	}
	c.health.Archive = s.path // nobody knows the copy by its name, nor does it outlive damage
	return c, c.health.err()
}

// err returns an ErrDamaged where something is damaged.
func (h Health) err() error {
	if h.Whole {
		return nil
	}
	more := ""
	if n := len(h.Damage) - 1 + h.More; n > 0 {
		more = fmt.Sprintf(", and %d more", n)
	}
	return &failure{fmt.Sprintf("%s is damaged: %s: %s%s", h.Archive, h.Damage[0].Where, h.Damage[0].What, more), ErrDamaged}
}

// copyTo copies the archive into an empty file and returns its transaction.
// Chunks, which are most of it and never altered, are copied for a second at
// a time; the rows then at one go.
func (s *Store) copyTo(ctx context.Context, path string) (txid uint64, err error) {
	db, err := bolt.Open(path, archiveMode, &bolt.Options{Timeout: time.Second, NoSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	w := &copier{db: db}
	defer w.rollback()
	var last []byte
	for more := true; more; time.Sleep(pollEvery) { // let writers in
		err := s.read(func(t *tx) error {
			last, more, err = w.bucket(ctx, t, chunksBucket, last, time.Now().Add(holdFor))
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	err = s.read(func(t *tx) error {
		txid = uint64(t.ID())
		for _, name := range buckets(t.format) {
			var from []byte
			if name == chunksBucket {
				from = last // those that came since
			}
			if _, _, err := w.bucket(ctx, t, name, from, time.Time{}); err != nil {
				return err
			}
		}
		return nil
	})
	return txid, errors.Join(err, w.commit(), db.Sync())
}

// A copier writes what it is given in transactions of some megabytes.
type copier struct {
	db   *bolt.DB
	tx   *bolt.Tx
	size int
}

// bucket copies the entries of a bucket that come after a key, until a time
// (zero: all of them). It returns the last key copied, and whether there is more.
func (w *copier) bucket(ctx context.Context, t *tx, name string, from []byte, until time.Time) (_ []byte, more bool, err error) {
	last, n := from, 0
	var failed error
	err = t.scan(name, from, func(_ *glance, k, v []byte) bool {
		if n++; n%16 == 0 && !until.IsZero() && time.Now().After(until) {
			more = true
			return false
		}
		if n%1000 == 0 && ctx.Err() != nil {
			failed = ctx.Err()
			return false
		}
		last, failed = k, w.put(name, k, v)
		return failed == nil
	})
	return bytes.Clone(last), more, errors.Join(err, failed, w.put(name, nil, nil))
}

// put puts an entry, or with k nil only makes its bucket.
func (w *copier) put(bucket string, k, v []byte) (err error) {
	if w.size > maxGroupBytes {
		if err := w.commit(); err != nil {
			return err
		}
	}
	if w.tx == nil {
		if w.tx, err = w.db.Begin(true); err != nil {
			return err
		}
	}
	b, err := w.tx.CreateBucketIfNotExists([]byte(bucket))
	if err != nil || k == nil {
		return err
	}
	b.FillPercent = 0.9 // all keys come in order
	w.size += len(k) + len(v)
	return b.Put(k, bytes.Clone(v)) // bbolt keeps v until the commit; it lies in a page of the archive
}

func (w *copier) commit() error {
	if w.tx == nil {
		return nil
	}
	err := w.tx.Commit()
	w.tx, w.size = nil, 0
	return err
}

func (w *copier) rollback() {
	if w.tx != nil {
		_ = w.tx.Rollback()
	}
}
