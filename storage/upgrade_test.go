package storage

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"stet/record"
)

// oldFormats says what the archives in testdata hold, by their format.
var oldFormats = map[int]Counts{
	1: {Pages: 2, Looks: 22, Versions: 6, Changes: 7, Incidents: 4, Runs: 11, Leaves: 22, Checkpoints: 11, Payloads: 9, PayloadBytes: 22454},
}

// oldArchive returns an archive as a past version of stet wrote it, and its
// bytes.
func oldArchive(t *testing.T, format int) (*Store, []byte) {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("testdata/format%d.db.gz", format))
	check(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	check(t, err)
	file, err := io.ReadAll(z)
	check(t, err)
	s := newStore(t)
	check(t, os.WriteFile(s.path, file, 0o600))
	return s, file
}

// oldContents is what the methods that read return, in JSON.
func oldContents(t *testing.T, s *Store) map[string]string {
	t.Helper()
	all := map[string]string{}
	note := func(what string, v any, err error) {
		check(t, err)
		text, err := json.Marshal(v)
		check(t, err)
		all[what] = string(text)
	}
	pages, err := s.Pages()
	note("pages", pages, err)
	for _, p := range pages {
		looks, err := s.Looks(p.ID)
		note("looks at "+p.URL, looks, err)
		versions, err := s.Versions(p.ID)
		note("versions of "+p.URL, versions, err)
		for _, v := range versions {
			body, err := s.Payload(v.Payload.Digest)
			note("payload "+v.Payload.Digest.String(), body, err)
		}
	}
	changes, err := s.Changes(Query{})
	note("changes", changes, err)
	incidents, err := s.Incidents(Query{})
	note("incidents", incidents, err)
	runs, err := s.Runs()
	note("runs", runs, err)
	signed, err := s.LatestCheckpoint()
	note("checkpoint", signed, err)
	return all
}

func TestArchivesOfPastFormats(t *testing.T) {
	for format := 1; format < Format; format++ {
		t.Run(fmt.Sprint(format), func(t *testing.T) { testOldArchive(t, format) })
	}
}

func testOldArchive(t *testing.T, format int) {
	s, file := oldArchive(t, format)
	signed, err := os.ReadFile(fmt.Sprintf("testdata/format%d.checkpoint", format))
	check(t, err)

	// Readers take it as it is.
	before := oldContents(t, s)
	if lists, err := s.Lists(); err != nil || len(lists) != 0 {
		t.Errorf("Lists = %v, %v, want none", lists, err)
	}
	if o, ok, err := s.Origin("https://example.gov:443"); ok || err != nil {
		t.Errorf("Origin = %v, %v, %v, want none", o, ok, err)
	}
	wantSound(t, s, format, string(signed), oldFormats[format])
	backup := filepath.Join(t.TempDir(), "copy.db")
	if h, err := s.Backup(context.Background(), backup, nil); err != nil || h.Format != format {
		t.Errorf("Backup = %+v, %v, want a copy of format %d", h, err, format)
	}
	wantFile(t, s.path, file)

	// The first write upgrades it, and says so once.
	var told []Upgrade
	s.OnUpgrade(func(u Upgrade) { told = append(told, u) })
	check(t, s.PutList(record.List{URL: "https://example.gov/feed", Kind: record.FeedList}))
	want := []Upgrade{{Archive: s.path, From: format, To: Format, Backup: fmt.Sprintf("%s.format%d", s.path, format)}}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told: (-want +got)\n%s", diff)
	}
	wantFile(t, want[0].Backup, file)
	if info, err := os.Stat(want[0].Backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has the mode %v, %v, want that of the archive", info.Mode(), err)
	}
	wantAlone(t, s.path)

	// Nothing is altered by that, and it goes on.
	if diff := cmp.Diff(before, oldContents(t, s)); diff != "" {
		t.Errorf("the upgrade altered: (-before +after)\n%s", diff)
	}
	wantSound(t, s, Format, string(signed), oldFormats[format])
	pages, err := s.Pages()
	check(t, err)
	last := pages[0]
	check(t, s.PutRun(record.Run{ID: "20270101T120000.000Z", Started: noon()}))
	next := version(last, payload(t, s, "after the upgrade"), last.LastLook.Add(time.Hour))
	check(t, s.Commit(next))
	check(t, s.Commit(same(next.Page, last.LastLook.Add(2*time.Hour))))
	checkpoint(t, s)
	counts := oldFormats[format]
	counts.Looks, counts.Leaves, counts.Versions, counts.Changes, counts.Runs = counts.Looks+2, counts.Leaves+2, counts.Versions+1, counts.Changes+1, counts.Runs+1
	counts.Checkpoints, counts.Payloads, counts.PayloadBytes = counts.Checkpoints+1, counts.Payloads+1, counts.PayloadBytes+int64(len("after the upgrade"))
	wantSound(t, s, Format, string(signed), counts)
	_, _, err = s.Compact(context.Background(), nil)
	check(t, err)
	wantSound(t, s, Format, string(signed), counts)
	if len(told) != 1 {
		t.Errorf("told %d times of the upgrade, want once", len(told))
	}
}

func wantSound(t *testing.T, s *Store, format int, signed string, counts Counts) {
	t.Helper()
	h, err := s.Verify(context.Background(), Verification{Checkpoint: signed})
	if err != nil || !h.Whole || h.Format != format {
		t.Fatalf("Verify = format %d, %+v, %v, want format %d and no damage", h.Format, h.Damage, err, format)
	}
	if diff := cmp.Diff(counts, h.Counts); diff != "" {
		t.Errorf("Verify counts: (-want +got)\n%s", diff)
	}
}

func TestAnUpgradeWaitsForARunToEnd(t *testing.T) {
	s, file := oldArchive(t, 1)
	runner := Open(s.path)
	unlock, err := runner.LockRun()
	check(t, err)
	var running *RunningError
	if err := s.HoldHost("example.gov", noon()); !errors.As(err, &running) {
		t.Errorf("HoldHost beside a run = %v, want that a run goes on", err)
	}
	wantFile(t, s.path, file)
	check(t, runner.HoldHost("example.gov", noon())) // the run itself may
	unlock()
	check(t, s.HoldHost("example.gov", hour(1)))
	if h := verify(t, s); !h.Whole || h.Format != Format {
		t.Errorf("Verify = format %d, %+v", h.Format, h.Damage)
	}
}

func TestAnUpgradeOverwritesNoCopy(t *testing.T) {
	s, file := oldArchive(t, 1)
	check(t, os.WriteFile(s.path+".format1", []byte("of another time"), 0o644))
	check(t, s.HoldHost("example.gov", noon()))
	wantFile(t, s.path+".format1", []byte("of another time"))
	wantFile(t, s.path+".format1.2", file)

	// One that was stopped after the copy finds it again.
	check(t, os.WriteFile(s.path, file, 0o644))
	if err := s.HoldHost("example.gov", noon()); err == nil || !strings.Contains(err.Error(), "try again") {
		t.Errorf("HoldHost after the file was exchanged = %v, want that it says so", err)
	}
	check(t, s.HoldHost("example.gov", noon()))
	if _, err := os.Stat(s.path + ".format1.3"); err == nil {
		t.Error("the same copy was made twice")
	}
}

func TestAnUpgradeThatFailsLeavesTheOldFormat(t *testing.T) {
	s, file := oldArchive(t, 1)
	s.commit = failing(false)
	if err := s.HoldHost("example.gov", noon()); !errors.Is(err, errDisk) || !strings.Contains(err.Error(), "upgrade "+s.path) {
		t.Errorf("HoldHost = %v, want that the upgrade failed", err)
	}
	wantFile(t, s.path, file)
	s.commit = (*bolt.Tx).Commit
	check(t, os.Chmod(filepath.Dir(s.path), 0o500))
	t.Cleanup(func() { _ = os.Chmod(filepath.Dir(s.path), 0o700) })
	if os.Getuid() != 0 { // root may write anywhere
		_ = os.Remove(s.path + ".format1")
		if err := s.HoldHost("example.gov", noon()); err == nil {
			t.Error("HoldHost where no copy can be made = nil, want an error")
		}
		wantFile(t, s.path, file)
	}
	check(t, os.Chmod(filepath.Dir(s.path), 0o700))
	check(t, s.HoldHost("example.gov", noon()))
	wantFile(t, s.path+".format1", file)
}

// TestAnUpgradeKilledAtAnyPoint leaves the one format or the other, and a
// copy that is whole or none.
func TestAnUpgradeKilledAtAnyPoint(t *testing.T) {
	formats := map[int]int{}
	for range max(*kills/4, 10) {
		s, _ := oldArchive(t, 1)
		before := contents(t, s)
		lines, kill := child(t, s, "upgrade")
		lines.Scan()
		time.Sleep(time.Duration(rand.IntN(20_000)) * time.Microsecond)
		kill()
		waitFor(t, func() bool { // until it is dead
			unlock, err := s.LockRun()
			if err == nil {
				unlock()
			}
			return err == nil
		})
		h := verify(t, s)
		if !h.Whole {
			t.Fatalf("Verify = format %d, %+v", h.Format, h.Damage)
		}
		formats[h.Format]++
		check(t, s.HoldHost("example.gov", noon()))
		if h := verify(t, s); !h.Whole || h.Format != Format {
			t.Errorf("then Verify = format %d, %+v", h.Format, h.Damage)
		}
		copies, err := filepath.Glob(s.path + ".format*") // two if pages were written that no transaction has
		if err != nil || len(copies) < 1 || len(copies) > 2 {
			t.Errorf("the copies are %v, %v", copies, err)
		}
		for _, path := range copies {
			if diff := cmp.Diff(before, contents(t, Open(path))); diff != "" {
				t.Errorf("the copy differs: (-archive +copy)\n%s", diff)
			}
		}
		s.Tidy()
		wantAlone(t, s.path)
	}
	t.Logf("archives by format: %v", formats)
}

func fileAt(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	check(t, err)
	return b
}

func TestOriginsAndLists(t *testing.T) {
	s := newStore(t)
	if _, ok, err := s.Origin("https://example.gov:443"); ok || !errors.Is(err, ErrNoArchive) {
		t.Errorf("Origin without an archive = %v, %v", ok, err)
	}
	robots := bytes.Repeat([]byte("Disallow: /private\n"), 100)
	o := record.Origin{Origin: "https://example.gov:443", RobotsAsked: noon(), RobotsStatus: 200, Robots: robots, NoPages: []record.NoPage{{Part: "/", Asked: noon(), Sketch: []uint64{1, 1 << 63}}}, Refusals: 2}
	check(t, s.PutOrigin(o))
	got, ok, err := s.Origin(o.Origin)
	check(t, err)
	if diff := cmp.Diff(o, got); !ok || diff != "" {
		t.Errorf("Origin = %v (-want +got)\n%s", ok, diff)
	}
	if _, ok, err := s.Origin("https://other.example.gov:443"); ok || err != nil {
		t.Errorf("Origin of another = %v, %v", ok, err)
	}
	o.Refusals = 0
	check(t, s.PutOrigin(o))
	if got, _, err := s.Origin(o.Origin); err != nil || got.Refusals != 0 {
		t.Errorf("then Origin = %+v, %v", got, err)
	}
	commits := 0
	s.commit = func(btx *bolt.Tx) error { commits++; return btx.Commit() }
	check(t, s.PutOrigin(o))
	if commits != 0 {
		t.Errorf("PutOrigin of what is there made %d transactions", commits)
	}

	feed := record.List{URL: "https://example.gov/feed", Kind: record.FeedList, LastLook: noon(), Entries: 3, New: 1}
	sitemap := record.List{URL: "https://example.gov/a.xml", Kind: record.SitemapList, Incident: &record.Incident{Kind: record.Blocked, FirstSeen: noon(), LastSeen: noon()}}
	check(t, s.PutList(feed))
	check(t, s.PutList(sitemap))
	feed.New = 0
	check(t, s.PutList(feed))
	lists, err := s.Lists()
	check(t, err)
	if diff := cmp.Diff([]record.List{sitemap, feed}, lists); diff != "" {
		t.Errorf("Lists: (-want +got)\n%s", diff)
	}
	for _, err := range []error{s.PutOrigin(record.Origin{}), s.PutList(record.List{URL: strings.Repeat("a", maxURL+1)})} {
		if err == nil {
			t.Error("a name that cannot be a key was kept")
		}
	}
	if h := verify(t, s); !h.Whole {
		t.Errorf("Verify = %+v", h.Damage)
	}
	editBolt(t, s.path, func(btx *bolt.Tx) error {
		b := btx.Bucket([]byte(listsBucket))
		return errors.Join(b.Put([]byte("https://example.gov/b.xml"), b.Get([]byte(feed.URL))),
			btx.Bucket([]byte(originsBucket)).Put([]byte("x"), []byte("y")))
	})
	if h := verify(t, s); len(h.Damage) != 2 {
		t.Errorf("Verify of two rows that are wrong = %+v", h.Damage)
	}
}
