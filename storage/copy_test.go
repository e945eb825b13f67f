package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

// contents returns all that an archive holds.
func contents(t *testing.T, s *Store) map[string]string {
	t.Helper()
	all := map[string]string{}
	check(t, s.read(func(archive *tx) error {
		return archive.ForEach(func(name []byte, b *bolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				all[fmt.Sprintf("%s %x", name, k)] = string(v)
				return nil
			})
		})
	}))
	return all
}

func TestBackup(t *testing.T) {
	s := filled(t)
	checkpoint(t, s)
	path := filepath.Join(t.TempDir(), "copy.db")
	h, err := s.Backup(context.Background(), path, nil)
	if err != nil || !h.Whole || h.Archive != path {
		t.Fatalf("Backup = %+v, %v", h, err)
	}
	restored := Open(path)
	if diff := cmp.Diff(contents(t, s), contents(t, restored)); diff != "" {
		t.Errorf("the copy differs: (-archive +copy)\n%s", diff)
	}
	check(t, readAll(restored))
	// What is restored goes on as the archive would have.
	p, _, err := restored.Page("https://example.gov/a")
	check(t, err)
	check(t, restored.Commit(version(p, payload(t, restored, "after the fire"), hour(9))))
	if h := verify(t, restored); !h.Whole {
		t.Errorf("Verify of the restored archive = %+v", h.Damage)
	}
	if _, err := s.Backup(context.Background(), path, nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("Backup onto a file = %v, want fs.ErrExist", err)
	}
	wantAlone(t, path)
}

// wantAlone checks that nothing was left lying beside a file.
func wantAlone(t *testing.T, path string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".stet-*"))
	if err != nil || len(files) > 0 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

func TestADamagedArchiveIsNotCopied(t *testing.T) {
	s := filled(t)
	file, err := os.ReadFile(s.path)
	check(t, err)
	flip(t, s.path, strings.LastIndex(string(file), string(noise(1, 3000)[:1000])))
	path := filepath.Join(t.TempDir(), "copy.db")
	if _, err := s.Backup(context.Background(), path, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("Backup = %v, want ErrDamaged", err)
	}
	if _, _, err := s.Compact(context.Background(), nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("Compact = %v, want ErrDamaged", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a copy was left behind")
	}
	wantAlone(t, path)
	wantAlone(t, s.path)
}

func TestBackupWhileOthersWrite(t *testing.T) {
	s := newStore(t)
	s.commit = unsynced
	p := addPage(t, s, "https://example.gov/a")
	stop, stopped := make(chan bool), make(chan bool)
	var once sync.Once
	begun := make(chan bool)
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			sg := version(p, payload(t, s, string(noise(byte(i), 10_000))), hour(i))
			check(t, s.Commit(sg))
			p = sg.Page
			if i == 10 {
				once.Do(func() { close(begun) })
			}
		}
	}()
	<-begun
	for i := range 3 {
		path := filepath.Join(t.TempDir(), "copy.db")
		h, err := s.Backup(context.Background(), path, nil)
		if err != nil || !h.Whole || h.Counts.Versions < 10 {
			t.Errorf("Backup %d while others write = %+v, %v", i, h, err)
		}
	}
	close(stop)
	<-stopped
}

func TestCompact(t *testing.T) {
	s := filled(t)
	s.commit = unsynced
	for i := range 300 {
		check(t, s.HoldHost(strings.Repeat("a", 1000)+fmt.Sprint(i), noon()))
	}
	for i := range 300 {
		check(t, s.HoldHost(strings.Repeat("a", 1000)+fmt.Sprint(i), time.Time{})) // forget it
	}
	check(t, s.Keep(noise(5, 3*chunkSize+5)))
	check(t, os.Chmod(s.path, 0o600))
	want := contents(t, s)
	before, after, err := s.Compact(context.Background(), nil)
	if err != nil || after >= before {
		t.Fatalf("Compact = %d, %d, %v, want that it shrinks", before, after, err)
	}
	if info, err := os.Stat(s.path); err != nil || info.Size() != after || info.Mode().Perm() != 0o600 {
		t.Errorf("then the file is %v, %v, want %d bytes and its old mode", info, err, after)
	}
	if diff := cmp.Diff(want, contents(t, s)); diff != "" {
		t.Errorf("Compact altered: (-before +after)\n%s", diff)
	}
	addPage(t, s, "https://example.gov/b")
	wantAlone(t, s.path)
}

func TestCompactBesideARun(t *testing.T) {
	s := filled(t)
	unlock, err := s.LockRun()
	check(t, err)
	defer unlock()
	if _, _, err := s.Compact(context.Background(), nil); !errors.Is(err, ErrLocked) {
		t.Errorf("Compact beside a run = %v, want ErrLocked", err)
	}
}

// TestCompactLosesNoWrite: who writes between the copy and the exchange of
// files is not overwritten, and who opened the old file notices.
func TestCompactLosesNoWrite(t *testing.T) {
	s := filled(t)
	c, err := s.copyBeside(context.Background(), s.path, nil)
	check(t, err)
	addPage(t, s, "https://example.gov/b")
	if _, err := s.replace(c); err == nil {
		t.Error("replace after a write = nil, want an error")
	}
	check(t, os.Remove(c.path))

	old, err := os.Open(s.path)
	check(t, err)
	defer old.Close()
	if !s.isAt(old) {
		t.Error("isAt = false for the file that is there")
	}
	_, _, err = s.Compact(context.Background(), nil)
	check(t, err)
	if s.isAt(old) {
		t.Error("isAt = true for the file that was replaced")
	}
	if pages, err := s.Pages(); err != nil || len(pages) != 2 {
		t.Errorf("Pages = %v, %v, want both", pages, err)
	}
}
