package storage

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

func TestAFileHeldByAnotherProcess(t *testing.T) {
	s := newStore(t)
	addPage(t, s, "https://example.gov/a")
	s.wait.read, s.wait.write = 150*time.Millisecond, 150*time.Millisecond
	lines, kill := child(t, s, "hold the file")
	if !lines.Scan() || lines.Text() != "ready: <nil>" {
		t.Fatalf("the other process says: %s", lines.Text())
	}
	_, err := s.Pages()
	wantLocked(t, "Pages", s, err)
	wantLocked(t, "HoldHost", s, s.HoldHost("example.gov", noon()))

	kill()
	s.wait.read = 5 * time.Second
	if _, err := s.Pages(); err != nil {
		t.Errorf("Pages after the other process died: %v", err)
	}
}

func wantLocked(t *testing.T, what string, s *Store, err error) {
	t.Helper()
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), s.path+" is held by another process") {
		t.Errorf("%s = %v, want that %s is held by another process", what, err, s.path)
	}
}

func TestTheSecondRunSaysWhoRuns(t *testing.T) {
	s := newStore(t)
	lines, kill := child(t, s, "hold the run lock")
	if !lines.Scan() || lines.Text() != "ready: <nil>" {
		t.Fatalf("the other process says: %s", lines.Text())
	}
	_, err := s.LockRun()
	var running *RunningError
	if !errors.As(err, &running) || !errors.Is(err, ErrLocked) {
		t.Fatalf("LockRun = %v, want a RunningError", err)
	}
	if running.PID == 0 || running.PID == os.Getpid() || time.Since(running.Since) > time.Minute || running.Host == "" {
		t.Errorf("LockRun = %+v, want who else runs", running)
	}
	if !strings.Contains(err.Error(), s.path) || !strings.Contains(err.Error(), running.Host) {
		t.Errorf("LockRun says %q", err)
	}

	// What a killed run leaves is no lock.
	kill()
	var unlock func()
	waitFor(t, func() bool {
		unlock, err = s.LockRun()
		return err == nil
	})
	if _, err := os.Stat(s.path); err == nil {
		t.Error("the run lock made an archive")
	}
	if _, err := s.LockRun(); !errors.As(err, &running) || running.PID != os.Getpid() {
		t.Errorf("LockRun while we run = %v, want our own process", err)
	}
	unlock()
	unlock, err = s.LockRun()
	check(t, err)
	unlock()
}

func TestARunLockInAFolderThatIsNotThere(t *testing.T) {
	s := Open("no/such/folder/stet.db")
	if _, err := s.LockRun(); !errors.Is(err, ErrNoFolder) {
		t.Errorf("LockRun = %v, want that the folder is missing", err)
	}
}

func TestReadingBesideAnotherProcessThatWrites(t *testing.T) {
	s := newStore(t)
	for i := range writers {
		addPage(t, s, writerURL(i))
	}
	lines, kill := child(t, s, "write")
	if !lines.Scan() {
		t.Fatal("the writer wrote nothing")
	}
	drained := make(chan bool)
	go func() { // else it would wait for us
		defer close(drained)
		for lines.Scan() {
		}
	}()
	s.wait.read, s.wait.write = 5*time.Second, 20*time.Second // as it is outside of tests
	for range 10 {
		start := time.Now()
		_, err := s.Changes(Query{Page: 1})
		check(t, err)
		read := time.Since(start)
		start = time.Now()
		check(t, s.HoldHost("example.gov", start))
		t.Log("read after", read, "wrote after", time.Since(start))
	}
	kill()
	<-drained
}
