package main

import (
	"bytes"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"stet/record"
	"stet/storage"
)

// A lister lists the files of a folder at each write.
type lister struct {
	bytes.Buffer
	dir   string
	files []string
}

func (l *lister) Write(b []byte) (int, error) {
	files, err := filepath.Glob(filepath.Join(l.dir, ".stet-*"))
	if err == nil {
		l.files = append(l.files, files...)
	}
	return l.Buffer.Write(b)
}

// TestAnExportThatIsKilledLeavesNothing: what a WACZ is made of has no name
// while it is written.
func TestAnExportThatIsKilledLeavesNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file keeps its name there")
	}
	s := storage.Open(filepath.Join(t.TempDir(), "stet.db"))
	if err := s.PutRun(record.Run{ID: "20260102T030405.678Z", Started: time.Now()}); err != nil {
		t.Fatal(err)
	}
	out := &lister{dir: t.TempDir()}
	if _, err := (selection{store: s}).wacz(t.Context(), out, out.dir); err != nil || out.Len() == 0 {
		t.Fatalf("wacz = %d bytes, %v", out.Len(), err)
	}
	if len(out.files) > 0 {
		t.Errorf("while it was written %q lay there", out.files)
	}
}
