package storage

import (
	"context"
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
	smallDisk(t, s, "1m")
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

// smallDisk mounts a disk of that size for the archive, where that can be done.
func smallDisk(t *testing.T, s *Store, size string) {
	t.Helper()
	dir := filepath.Dir(s.path)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no disk can be mounted: %v", err)
	}
	t.Cleanup(func() { check(t, syscall.Unmount(dir, 0)) })
}

// TestNoRoomForACopy: what needs room for a second file says so, and leaves
// the first one as it was and nothing else.
func TestNoRoomForACopy(t *testing.T) {
	wantNoSpace := func(t *testing.T, s *Store, before []byte, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("got %v, want that no space is left", err)
		}
		wantFile(t, s.path, before)
		wantAlone(t, s.path)
		if h := verify(t, s); !h.Whole {
			t.Errorf("Verify = %+v", h.Damage)
		}
	}
	t.Run("to compact", func(t *testing.T) {
		s := newStore(t)
		smallDisk(t, s, "1m")
		p := addPage(t, s, writerURL(0))
		for i := range 10 {
			check(t, s.KeepAgainst(p.Payload.Digest, noise(byte(i), 50_000)))
		}
		before := fileAt(t, s.path)
		_, _, err := s.Compact(context.Background(), nil)
		wantNoSpace(t, s, before, err)
	})
	t.Run("to back up", func(t *testing.T) {
		s, there := filled(t), newStore(t)
		smallDisk(t, there, "12k")
		_, err := s.Backup(context.Background(), there.path, nil)
		wantNoSpace(t, s, fileAt(t, s.path), err)
		wantAlone(t, there.path)
		if _, err := os.Stat(there.path); err == nil {
			t.Error("half a copy got its name")
		}
	})
	t.Run("to upgrade", func(t *testing.T) {
		_, file := oldArchive(t, 1)
		s := newStore(t)
		smallDisk(t, s, "200k")
		check(t, os.WriteFile(s.path, file, 0o644))
		err := s.HoldHost("example.gov", noon())
		wantNoSpace(t, s, file, err)
		if !strings.Contains(err.Error(), "keep a copy of it first") {
			t.Errorf("HoldHost = %v, want that there is no room for a copy", err)
		}
		if pages, err := s.Pages(); err != nil || len(pages) != 2 {
			t.Errorf("then Pages = %v, %v, want both", pages, err)
		}
	})
}
