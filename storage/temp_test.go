package storage

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestWhatAKilledCopyLeftIsRemoved(t *testing.T) {
	s := filled(t)
	dir := filepath.Dir(s.path)
	lines, kill := child(t, s, "hold a temp")
	if !lines.Scan() || lines.Text() != "ready: <nil>" {
		t.Fatalf("the other process says: %s", lines.Text())
	}
	held, err := filepath.Glob(filepath.Join(dir, ".stet-*.db"))
	if err != nil || len(held) != 1 {
		t.Fatalf("the other process made %v, %v", held, err)
	}
	if got := s.Tidy(); len(got) > 0 {
		t.Errorf("Tidy = %v, want that it leaves what somebody is at", got)
	}
	kill()
	var removed []string
	waitFor(t, func() bool {
		removed = s.Tidy()
		return len(removed) > 0
	})
	if removed[0] != held[0] {
		t.Errorf("Tidy = %v, want %v", removed, held)
	}
	wantAlone(t, s.path)
}

func TestTidyTakesOnlyWhatIsOurs(t *testing.T) {
	s := filled(t)
	dir := filepath.Dir(s.path)
	old := time.Now().Add(-25 * time.Hour)
	for name, want := range map[string]bool{ // is it removed?
		".stet-1.db":       true,
		".stet-2.db-young": false,
		".stet-x.db":       false,
		".stet-3":          false,
		"stet-4.db":        false,
		".stet-5.key":      true,
		".stet-6.html":     false,
	} {
		path := filepath.Join(dir, name)
		check(t, os.WriteFile(path, []byte("x"), 0o644))
		if got := s.Tidy(); len(got) > 0 {
			t.Errorf("Tidy = %v, want that it leaves what is of today", got)
		}
		check(t, os.Chtimes(path, old, old))
		got := s.Tidy()
		if _, err := os.Stat(path); os.IsNotExist(err) != want || len(got) > 0 != want {
			t.Errorf("Tidy of %s = %v, then %v; want it removed: %v", name, got, err, want)
		}
	}
	check(t, os.Mkdir(filepath.Join(dir, ".stet-7.db"), 0o755))
	check(t, os.Chtimes(filepath.Join(dir, ".stet-7.db"), old, old))
	if got := s.Tidy(); len(got) > 0 {
		t.Errorf("Tidy = %v, want that it leaves folders", got)
	}
	if got := Open(filepath.Join(dir, "nowhere", "stet.db")).Tidy(); len(got) > 0 {
		t.Errorf("Tidy of a folder that is not there = %v", got)
	}
}

// TestABackupRemovesWhatAnotherLeft is the same where backups go.
func TestABackupRemovesWhatAnotherLeft(t *testing.T) {
	s := filled(t)
	there := Open(filepath.Join(t.TempDir(), "copy.db"))
	lines, kill := child(t, there, "hold a temp")
	if !lines.Scan() {
		t.Fatal("the other process made nothing")
	}
	kill()
	for lines.Scan() { // until it is dead
	}
	_, err := s.Backup(context.Background(), there.path, nil)
	check(t, err)
	waitFor(t, func() bool { there.Tidy(); return leftAlone(there.path) })
}

func leftAlone(path string) bool {
	files, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".stet-*"))
	return err == nil && len(files) == 0
}

// TestAKeyIsMadeWholeOrNotAtAll: what somebody who was killed began is not
// taken for a key.
func TestAKeyIsMadeWholeOrNotAtAll(t *testing.T) {
	s := filled(t)
	half := filepath.Join(filepath.Dir(s.path), ".stet-1.key")
	check(t, os.WriteFile(half, nil, 0o600))
	signed := checkpoint(t, s)
	if !strings.HasPrefix(signed, "stet/") {
		t.Errorf("Checkpoint = %q", signed)
	}
	info, err := os.Stat(s.KeyPath())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key has the mode %v, %v, want 0600", info.Mode(), err)
	}
	check(t, os.Remove(half))
	wantAlone(t, s.path)
}
