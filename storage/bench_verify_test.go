package storage

import (
	"context"
	"crypto/sha256"
	"testing"
	"time"

	"stet/record"
)

// BenchmarkVerify verifies 1,000 pages of 60 kB in two versions, and
// BenchmarkHash hashes as many bytes.
func BenchmarkVerify(b *testing.B) {
	s := newStore(b)
	s.commit = unsynced
	pages := manyPages(b, s, 1000)
	inParallel(64, pages, func(i int) {
		for n := range 2 {
			body := page60k()
			check(b, s.KeepFor(pages[i].ID, body))
			d := record.DigestOf(body)
			sg := version(pages[i], record.Payload{Digest: d, Decoded: d}, hour(n+1))
			check(b, s.Commit(sg))
			pages[i] = sg.Page
		}
	})
	var h Health
	for b.Loop() {
		h = verify(b, s)
	}
	if !h.Whole {
		b.Errorf("Verify = %+v", h.Damage)
	}
	b.ReportMetric(float64(h.Counts.PayloadBytes)/1e6/(b.Elapsed().Seconds()/float64(b.N)), "MB/s")
}

func BenchmarkHash(b *testing.B) {
	body := page60k()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		sha256.Sum256(body)
	}
}

// BenchmarkVerifyRows is for how long nobody can write: the looks of 5,000
// pages, 20 each.
func BenchmarkVerifyRows(b *testing.B) {
	s := newStore(b)
	s.commit = unsynced
	pages := manyPages(b, s, 5000)
	for n := range 20 {
		inParallel(64, pages, func(i int) {
			sg := same(pages[i], noon().Add(time.Duration(n+1)*time.Hour+time.Duration(i)))
			check(b, s.Commit(sg))
			pages[i] = sg.Page
		})
	}
	for b.Loop() {
		h, err := s.Verify(context.Background(), Verification{Quick: true})
		check(b, err)
		if !h.Whole {
			b.Fatalf("Verify = %+v", h.Damage)
		}
	}
	b.ReportMetric(105_000*float64(b.N)/b.Elapsed().Seconds(), "looks/s")
}
