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

	"stet/record"
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
	if _, err := s.Backup(context.Background(), path, nil); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), s.path+" is damaged: payload") {
		t.Errorf("Backup = %v, want ErrDamaged of %s", err, s.path)
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

// TestRestored: a backup that was taken while a run went on takes the place
// of an archive that was destroyed, and of its key. The next run goes on from
// it, and what was signed before still holds.
func TestRestored(t *testing.T) {
	s := newStore(t)
	for i := range writers {
		addPage(t, s, writerURL(i))
	}
	_, err := writeOne(s, mustPage(t, s, writerURL(0)))
	check(t, err)
	early := checkpoint(t, s) // was mailed to somebody
	lines, kill := child(t, s, "write")
	for range 20 {
		if !lines.Scan() {
			t.Fatal("the run ended")
		}
	}
	drained := make(chan bool)
	go func() { // else it would wait for us
		defer close(drained)
		for lines.Scan() {
		}
	}()
	backup := filepath.Join(t.TempDir(), "copy.db")
	atBackup, err := s.Backup(context.Background(), backup, nil)
	check(t, err)
	kill()
	<-drained
	_, err = writeOne(s, mustPage(t, s, writerURL(0)))
	check(t, err)
	late := checkpoint(t, s)
	lost := verify(t, s).Counts.Leaves - atBackup.Counts.Leaves

	// The disk dies. What is left is the backup, and what was published.
	check(t, os.WriteFile(s.path, noise(1, 100_000), 0o644))
	check(t, os.Remove(s.KeyPath()))
	file, err := os.ReadFile(backup)
	check(t, err)
	check(t, os.WriteFile(s.path, file, 0o644))
	s = Open(s.path)
	against := func(signed string) Health {
		h, err := s.Verify(context.Background(), Verification{Checkpoint: signed})
		check(t, err)
		return h
	}
	if h := against(early); !h.Whole {
		t.Errorf("Verify against a checkpoint of before the backup = %+v", h.Damage)
	}
	h := against(late)
	if h.Whole || h.Behind != int64(lost) || len(h.Damage) != 1 || !strings.Contains(h.Damage[0].What, "older than the checkpoint") {
		t.Errorf("Verify against a later checkpoint = %+v, %d behind; want only that the archive is %d looks older", h.Damage, h.Behind, lost)
	}

	// The next run goes on, under a new key.
	for range 2 * lost {
		_, err := writeOne(s, mustPage(t, s, writerURL(1)))
		check(t, err)
	}
	for i := range writers {
		checkWritten(t, s, record.Page{}, writerURL(i))
	}
	for _, signed := range []string{early, checkpoint(t, s)} {
		if h := against(signed); !h.Whole {
			t.Errorf("then Verify = %+v", h.Damage)
		}
	}
	h = against(late)
	if h.Whole || h.Behind != 0 || !strings.Contains(h.Damage[0].What, "was restored and went on") {
		t.Errorf("then Verify against the later checkpoint = %+v, %d behind", h.Damage, h.Behind)
	}
}

func mustPage(t *testing.T, s *Store, url string) record.Page {
	t.Helper()
	p, ok, err := s.Page(url)
	if err != nil || !ok {
		t.Fatalf("Page(%q) = %v, %v", url, ok, err)
	}
	return p
}
