package render

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestWhatKilledProcessesLeftIsRemoved(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	for name, age := range map[string]time.Duration{"stet-browser-old": 25 * time.Hour, "stet-browser-new": time.Hour, "another-old": 25 * time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Join(path, ".config", "chromium"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	removeLeft(dir, now)
	removeLeft(filepath.Join(dir, "away"), now) // nothing there
	for name, want := range map[string]bool{"stet-browser-old": false, "stet-browser-new": true, "another-old": true} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
}
