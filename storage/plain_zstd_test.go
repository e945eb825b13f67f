package storage

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// TestADeltaIsUnpackedByZstdItself unpacks deltas as the comment at the top of
// storage.go says, with the program of zstd where it is installed.
func TestADeltaIsUnpackedByZstdItself(t *testing.T) {
	program, err := exec.LookPath("zstd")
	if err != nil {
		t.Skip("zstd is not installed")
	}
	for name, c := range map[string]struct{ base, body []byte }{
		"of a page":          {pageAsOf(1), pageAsOf(2)},
		"of a short page":    {pageAsOf(1)[:minDelta], pageAsOf(1)[:minDelta+20]},
		"of a long document": {noise(1, 2<<20), append(noise(1, 2<<20), "and more"...)},
		"of the longest":     {noise(2, maxDelta), noise(2, maxDelta)[1:]},
	} {
		frame, err := delta(c.base, c.body)
		check(t, err)
		dir := t.TempDir()
		base, packed := filepath.Join(dir, "base"), filepath.Join(dir, "packed.zst")
		check(t, os.WriteFile(base, c.base, 0o600))
		check(t, os.WriteFile(packed, withoutID(t, frame), 0o600))
		got, err := exec.Command(program, "-q", "-d", "-c", "--patch-from="+base, packed).Output()
		if err != nil || !bytes.Equal(got, c.body) {
			t.Errorf("a delta %s: zstd gives %d bytes, %v; want %d", name, len(got), err, len(c.body))
		}
	}
}

// withoutID takes the dictionary's ID out of a frame.
func withoutID(t *testing.T, frame []byte) []byte {
	t.Helper()
	at := 6
	if frame[4]&(1<<5) != 0 {
		at = 5
	}
	if frame[4]&3 != 1 || frame[at] != 1 {
		t.Fatalf("the frame begins with %x: no dictionary of the ID 1", frame[:8])
	}
	frame = slices.Delete(frame, at, at+1)
	frame[4] &^= 3
	return frame
}
