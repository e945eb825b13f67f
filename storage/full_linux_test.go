package storage

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"stet/record"
)

// limitFiles lets no file grow beyond a size: writing fails as it does on a
// full disk.
func limitFiles(size uint64) error {
	signal.Ignore(syscall.SIGXFSZ)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size})
}

// TestADiskThatFillsUp lets another process write until the disk is full.
// What it was told is kept is kept, the archive is whole, and goes on when
// there is room again.
func TestADiskThatFillsUp(t *testing.T) {
	s := newStore(t)
	for i := range writers {
		addPage(t, s, writerURL(i))
	}
	info, err := os.Stat(s.path)
	check(t, err)
	t.Setenv("STET_LIMIT", fmt.Sprint(info.Size()+400<<10))
	lines, _ := child(t, s, "write")
	lines.Scan() // it begins
	committed, failed := map[string]record.Page{}, 0
	for failed < writers && lines.Scan() {
		if strings.HasPrefix(lines.Text(), "error:") {
			if failed++; !strings.Contains(lines.Text(), "file too large") {
				t.Errorf("the writer says %q, want that the file is too large", lines.Text())
			}
			continue
		}
		var p record.Page
		if _, err := fmt.Sscan(lines.Text(), &p.URL, &p.Version, &p.Looks); err != nil {
			t.Fatalf("the writer says: %s", lines.Text())
		}
		committed[p.URL] = p
	}
	if len(committed) == 0 || failed != writers {
		t.Fatalf("%d pages were written to, and %d of %d writers failed", len(committed), failed, writers)
	}
	if h := verify(t, s); !h.Whole {
		t.Errorf("Verify = %+v", h.Damage)
	}
	for i := range writers {
		checkWritten(t, s, committed[writerURL(i)], writerURL(i))
	}
	p, _, err := s.Page(writerURL(0))
	check(t, err)
	_, err = writeOne(s, p)
	check(t, err)
}

// TestADiskWithoutRoom is the same with a disk of 1 MiB, where that can be
// mounted: the file may grow, and writing into it fails.
func TestADiskWithoutRoom(t *testing.T) {
	s := newStore(t)
	dir := filepath.Dir(s.path)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("no disk can be mounted: %v", err)
	}
	t.Cleanup(func() { check(t, syscall.Unmount(dir, 0)) })
	p := addPage(t, s, writerURL(0))
	var err error
	told := p
	for range 1000 {
		var next record.Page
		if next, err = writeOne(s, told); err != nil {
			break
		}
		told = next
	}
	if err == nil || !strings.Contains(err.Error(), "no space left") || told.Version == 0 {
		t.Fatalf("writing at version %d ended with %v, want that no space is left", told.Version, err)
	}
	checkWritten(t, s, told, told.URL)
	if h := verify(t, s); !h.Whole {
		t.Errorf("Verify = %+v", h.Damage)
	}
}
