package storage

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"stet/record"
)

// TestADiskThatFailsForEver fails every call, keeps none of them waiting, and
// leaves the archive as it was.
func TestADiskThatFailsForEver(t *testing.T) {
	s := newStore(t)
	var pages []record.Page
	for i := range writers {
		pages = append(pages, addPage(t, s, writerURL(i)))
	}
	before := contents(t, s)
	s.commit = failing(false)
	var wg sync.WaitGroup
	for _, p := range pages {
		wg.Go(func() {
			for range 5 {
				if err := s.Commit(same(p, noon())); !errors.Is(err, errDisk) {
					t.Errorf("Commit = %v, want %v", err, errDisk)
				}
				if err := s.KeepAgainst(p.Payload.Digest, noise(1, 5000)); !errors.Is(err, errDisk) {
					t.Errorf("KeepAgainst = %v, want %v", err, errDisk)
				}
			}
		})
	}
	wg.Wait()
	if _, err := s.Checkpoint(); err != nil {
		t.Errorf("Checkpoint of an empty log = %v", err)
	}
	if diff := cmp.Diff(before, contents(t, s)); diff != "" {
		t.Errorf("something was kept: (-before +after)\n%s", diff)
	}

	s.commit = (*bolt.Tx).Commit // a new disk
	for _, p := range pages {
		check(t, s.Commit(version(p, payload(t, s, "body"), noon())))
	}
	if h := verify(t, s); !h.Whole || h.Counts.Looks != writers {
		t.Errorf("Verify = %+v", h)
	}
}

// TestADiskThatFailsNowAndThen loses no call that said that it was kept, and
// keeps none that said that it was not.
func TestADiskThatFailsNowAndThen(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	n := 0
	s.commit = func(btx *bolt.Tx) error {
		if n++; n%3 == 0 {
			return errDisk
		}
		return unsynced(btx)
	}
	kept := 0
	for i := range 30 {
		sg := same(p, hour(i))
		if err := s.Commit(sg); err == nil {
			kept++
			p = sg.Page
		} else if !errors.Is(err, errDisk) {
			t.Fatalf("Commit = %v", err)
		}
	}
	looks, err := s.Looks(p.ID)
	check(t, err)
	if len(looks) != kept || kept != 20 {
		t.Errorf("%d looks are there, %d were said to be kept, want 20", len(looks), kept)
	}
	if h := verify(t, s); !h.Whole {
		t.Errorf("Verify = %+v", h.Damage)
	}
}

// TestAReaderThatStaysOpen lets others read, makes writers wait and say why,
// and nothing is lost of what is written once it lets go.
func TestAReaderThatStaysOpen(t *testing.T) {
	s := filled(t)
	s.wait.write = 150 * time.Millisecond
	lines, kill := child(t, s, "read and stay")
	if !lines.Scan() || lines.Text() != "ready: <nil>" {
		t.Fatalf("the other process says: %s", lines.Text())
	}
	check(t, readAll(s))
	if h := verify(t, s); !h.Whole {
		t.Errorf("Verify beside a reader = %+v", h.Damage)
	}
	if _, err := s.Backup(context.Background(), filepath.Join(t.TempDir(), "copy.db"), nil); err != nil {
		t.Errorf("Backup beside a reader = %v", err)
	}
	p, _, err := s.Page("https://example.gov/a")
	check(t, err)
	wantLocked(t, "Commit", s, s.Commit(same(p, hour(9))))

	// Who waits long enough is not lost.
	s.wait.write = 20 * time.Second
	time.AfterFunc(100*time.Millisecond, kill)
	check(t, s.Commit(same(p, hour(9))))
	looks, err := s.Looks(p.ID)
	if err != nil || len(looks) != 5 {
		t.Errorf("Looks = %d, %v, want 5", len(looks), err)
	}
}

// TestTheClockIsSetBack: what is seen under an earlier time than what was
// seen before is kept as it comes, and nothing is out of its order.
func TestTheClockIsSetBack(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	next := func(n int, body string) {
		sg := version(p, payload(t, s, body), hour(n))
		sg.Look.Run = hour(n).Format(runLayout)
		check(t, s.PutRun(record.Run{ID: sg.Look.Run, Started: hour(n)}))
		check(t, s.Commit(sg))
		p = sg.Page
		check(t, s.Commit(same(p, hour(n).Add(time.Minute))))
		p.Looks++
	}
	next(100, "first")
	signed := checkpoint(t, s)
	next(1, "second") // a hundred hours back
	next(1, "third")  // and once more: the same times
	next(101, "fourth")
	checkpoint(t, s)

	versions, err := s.Versions(p.ID)
	check(t, err)
	var order []string
	for _, v := range versions {
		body, err := s.Payload(v.Payload.Digest)
		check(t, err)
		order = append(order, string(body))
	}
	if got := strings.Join(order, " "); got != "first second third fourth" {
		t.Errorf("the versions are %s", got)
	}
	looks, err := s.Looks(p.ID)
	if err != nil || len(looks) != 8 {
		t.Errorf("Looks = %d, %v, want 8", len(looks), err)
	}
	changes, err := s.Changes(Query{Since: hour(50)})
	if err != nil || len(changes) != 2 {
		t.Errorf("Changes since hour 50 = %d, %v, want the first and the last", len(changes), err)
	}
	h, err := s.Verify(context.Background(), Verification{Checkpoint: signed})
	if err != nil || !h.Whole {
		t.Errorf("Verify = %+v, %v", h.Damage, err)
	}
}
