package storage

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stet/record"
)

func TestWhatStoodAtATime(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	first := version(p, payload(t, s, "over $50 million"), noon())
	check(t, s.Commit(first))
	check(t, s.Commit(same(first.Page, hour(1))))
	second := version(first.Page, payload(t, s, "over $5 million"), hour(2))
	check(t, s.Commit(second))

	for _, c := range []struct {
		name    string
		at      time.Time
		look    time.Time // zero: none
		version int
	}{
		{"before the first look", noon().Add(-time.Second), time.Time{}, 0},
		{"the look itself", noon(), noon(), 1},
		{"the look as people write it, without the part of a second", noon().Truncate(time.Second), noon(), 1},
		{"the second before", noon().Truncate(time.Second).Add(-time.Second), time.Time{}, 0},
		{"between two looks", hour(1).Add(time.Minute), hour(1), 1},
		{"just before the second version", hour(2).Add(-1), hour(1), 1},
		{"long after", hour(1000), hour(2), 2},
		{"the end of time", time.Date(9999, 1, 1, 0, 0, 0, 1, time.UTC), hour(2), 2},
		{"the zero time", time.Time{}, time.Time{}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			look, _, err := s.Look(p.ID, c.at)
			check(t, err)
			if !look.Time.Equal(c.look) {
				t.Errorf("Look(%v) = the look at %v, want %v", c.at, look.Time, c.look)
			}
			v, _, err := s.VersionAt(p.ID, c.at)
			check(t, err)
			if v.Number != c.version {
				t.Errorf("VersionAt(%v) = version %d, want %d", c.at, v.Number, c.version)
			}
		})
	}
}

func TestALookOfAnotherPageIsNotTaken(t *testing.T) {
	s := newStore(t)
	a, b := addPage(t, s, "https://example.gov/a"), addPage(t, s, "https://example.gov/b")
	check(t, s.Commit(same(a, noon())))
	if l, ok, err := s.Look(b.ID, hour(1)); ok || err != nil {
		t.Errorf("Look at a page never looked at = %v, %v, %v, want none", l, ok, err)
	}
}

// TestARevisitIsSmall holds revisits to tens of bytes: they are most of what
// an archive is asked to keep.
func TestARevisitIsSmall(t *testing.T) {
	s := newStore(t)
	s.commit = unsynced
	p := addPage(t, s, "https://example.gov/a")
	sg := version(p, payload(t, s, "body"), noon())
	check(t, s.Commit(sg))
	const n = 200
	for i := range n {
		revisit := same(sg.Page, hour(6*i))
		revisit.Look.Exchanges = []record.Exchange{{URL: p.URL, Status: 304, Head: []byte("HTTP/1.1 304 Not Modified\r\n\r\n")}}
		check(t, s.Commit(revisit))
	}
	check(t, s.read(func(archive *tx) error {
		looks, exchanges := archive.bucket(looksBucket).Stats(), archive.bucket(exchangesBucket).Stats()
		hashes := archive.bucket(hashesBucket).Stats()
		if looks.KeyN != n+1 || exchanges.KeyN != 0 {
			t.Errorf("%d looks and the exchanges of %d, want %d and none", looks.KeyN, exchanges.KeyN, n+1)
		}
		if each := looks.LeafInuse / looks.KeyN; each > 60 {
			t.Errorf("a revisit takes %d bytes, want at most 60", each)
		}
		if each := (looks.LeafInuse + hashes.LeafInuse) / looks.KeyN; each > 150 {
			t.Errorf("a revisit with its hashes takes %d bytes, want at most 150", each)
		}
		t.Logf("a revisit takes %d bytes, of them %d for hashes", (looks.LeafInuse+hashes.LeafInuse)/looks.KeyN, hashes.LeafInuse/looks.KeyN)
		return nil
	}))
}

// TestCertificatesAreKeptOnce: the same chain comes with every look.
func TestCertificatesAreKeptOnce(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	chain := [][]byte{noise(1, 1500), noise(2, 1300)}
	for i := range 3 {
		sg := version(p, payload(t, s, fmt.Sprint("body ", i)), hour(i))
		sg.Look.Exchanges = []record.Exchange{{URL: p.URL, Status: 200, TLS: &record.TLS{Version: "TLS 1.3", Chain: chain}}}
		check(t, s.Commit(sg))
		p = sg.Page
		if len(sg.Look.Exchanges[0].TLS.Chain) != 2 {
			t.Fatal("Commit changed what it was given")
		}
	}
	check(t, s.read(func(archive *tx) error {
		if n := archive.bucket(certsBucket).Stats().KeyN; n != 2 {
			t.Errorf("%d certificates are kept, want 2", n)
		}
		return nil
	}))
}

// TestAClockThatIsSetBack: what is looked at later may bear an earlier time,
// or the same one twice.
func TestAClockThatIsSetBack(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	for i, at := range []int{5, 3, 3, 0, 5} {
		p = keepVersion(t, s, p, pageAsOf(i), at)
		revisit := same(p, hour(at))
		check(t, s.Commit(revisit))
		p = revisit.Page
	}
	if text := checkpoint(t, s); !strings.Contains(text, "\n10\n") {
		t.Errorf("Checkpoint = %q, want 10 looks", text)
	}
	versions, err := s.Versions(p.ID)
	check(t, err)
	for i, v := range versions {
		if v.Number != i+1 || v.Looks != 2 || v.LastSeen.Before(v.FirstSeen) {
			t.Errorf("version %d is number %d, seen from %v to %v in %d looks", i+1, v.Number, v.FirstSeen, v.LastSeen, v.Looks)
		}
	}
	if h := verify(t, s); !h.Whole || len(versions) != 5 {
		t.Errorf("%d versions, Verify = %+v", len(versions), h.Damage)
	}
}
