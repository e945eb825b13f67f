package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"
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
