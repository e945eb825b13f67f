package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// A report that is written to /dev/null must not take its place.
func TestADeviceIsNotReplacedByAFile(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	if err := os.Symlink(os.DevNull, out); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	err := writeFile(out, func(w io.Writer) error {
		_, err := io.WriteString(w, "a report")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if to, err := os.Readlink(out); err != nil || to != os.DevNull {
		t.Errorf("after writing to %s it leads to %q, %v, want %s", out, to, err, os.DevNull)
	}
}

func TestWhatKilledWritesLeftIsRemoved(t *testing.T) {
	dir := t.TempDir()
	long := time.Now().Add(-25 * time.Hour)
	for name, at := range map[string]time.Time{".stet-17": long, ".stet-18": time.Now(), ".stet-19.db": long, ".stet-notes": long, "stet-17": long} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeFile(filepath.Join(dir, "out"), func(io.Writer) error { return nil }); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{".stet-18", ".stet-19.db", ".stet-notes", "out", "stet-17"}; !slices.Equal(names, want) {
		t.Errorf("after a write there is %q, want %q", names, want)
	}
}
