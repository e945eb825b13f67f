package storage

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"stet/record"
)

// manyPages adds n pages, each with a first version of its own.
func manyPages(b *testing.B, s *Store, n int) []record.Page {
	b.Helper()
	pages := make([]record.Page, n)
	for i := range pages {
		pages[i] = record.Page{URL: fmt.Sprintf("https://www.example.gov/news/2022/06/09/fact-sheet-%d", i), Watch: "fact sheets", Source: record.FromLink, Added: noon()}
	}
	pages, err := s.AddPages(pages)
	check(b, err)
	pay := payload(b, s, "the same body")
	inParallel(64, pages, func(i int) {
		sg := version(pages[i], pay, noon().Add(time.Duration(i)))
		check(b, s.Commit(sg))
		pages[i] = sg.Page
	})
	return pages
}

// inParallel calls do with each index of pages, from workers goroutines.
func inParallel(workers int, pages []record.Page, do func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range workers {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range pages {
		next <- i
	}
	close(next)
	wg.Wait()
}

// BenchmarkRevisits keeps that 5,000 pages are as they were.
func BenchmarkRevisits(b *testing.B) {
	s := newStore(b)
	pages := manyPages(b, s, 5000)
	round, transactions := 0, 0
	s.commit = func(btx *bolt.Tx) error {
		transactions++ // one at a time
		return btx.Commit()
	}
	for b.Loop() {
		round++
		inParallel(64, pages, func(i int) { check(b, s.Commit(same(pages[i], hour(round)))) })
	}
	b.ReportMetric(float64(b.N)*5000/b.Elapsed().Seconds(), "looks/s")
	b.ReportMetric(float64(b.N)*5000/float64(transactions), "looks/transaction")
}

// BenchmarkFirstCaptures keeps new pages of 60 kB, a payload and a version
// each.
func BenchmarkFirstCaptures(b *testing.B) {
	s := newStore(b)
	pages := make([]record.Page, 1000)
	for i := range pages {
		pages[i].URL = fmt.Sprintf("https://www.example.gov/%d", i)
	}
	pages, err := s.AddPages(pages)
	check(b, err)
	bodies := make([][]byte, len(pages))
	b.SetBytes(60_000 * int64(len(pages)))
	for b.Loop() {
		b.StopTimer()
		for i := range bodies {
			bodies[i] = page60k()
		}
		b.StartTimer()
		inParallel(64, pages, func(i int) {
			check(b, s.Keep(bodies[i]))
			d := record.DigestOf(bodies[i])
			sg := version(pages[i], record.Payload{Digest: d, Decoded: d}, time.Now())
			check(b, s.Commit(sg))
			pages[i] = sg.Page
		})
	}
	b.ReportMetric(float64(b.N*len(pages))/b.Elapsed().Seconds(), "captures/s")
}

// BenchmarkBareCaptures is the yardstick for BenchmarkFirstCaptures: digest,
// zstd and a put, a hundred to a transaction, and nothing else.
func BenchmarkBareCaptures(b *testing.B) {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o644, &bolt.Options{FreelistType: bolt.FreelistMapType})
	check(b, err)
	defer db.Close()
	p := newPacker()
	bodies := make([][]byte, 1000)
	b.SetBytes(60_000 * int64(len(bodies)))
	for b.Loop() {
		b.StopTimer()
		for i := range bodies {
			bodies[i] = page60k()
		}
		b.StartTimer()
		for group := range slices.Chunk(bodies, 100) {
			check(b, db.Update(func(btx *bolt.Tx) error {
				bucket, err := btx.CreateBucketIfNotExists([]byte("payloads"))
				for _, body := range group {
					d := record.DigestOf(body)
					err = errors.Join(err, bucket.Put(d[:], p.enc.EncodeAll(body, nil)))
				}
				return err
			}))
		}
	}
	b.ReportMetric(float64(b.N*len(bodies))/b.Elapsed().Seconds(), "captures/s")
}

// page60k returns 60,000 bytes that pack about as well as HTML does.
func page60k() []byte {
	words := []string{"<p>", "</p>", "<div class=\"field\">", "</div>", " the ", " of ", "personnel ", "million ", "actions "}
	var page []byte
	for len(page) < 60_000 {
		page = append(page, words[rand.IntN(len(words))]...)
		page = fmt.Appendf(page, "%x", rand.Uint32N(1<<20))
	}
	return page[:60_000]
}

// BenchmarkChangesSince asks for the latest 100 changes of archives of
// different sizes; it must not cost more where there is more.
func BenchmarkChangesSince(b *testing.B) {
	for _, n := range []int{1000, 20_000} {
		b.Run(fmt.Sprintf("of %d pages", n), func(b *testing.B) {
			s := newStore(b)
			manyPages(b, s, n)
			since := noon().Add(time.Duration(n - 100))
			for b.Loop() {
				changes, err := s.Changes(Query{Since: since})
				if check(b, err); len(changes) != 100 {
					b.Fatalf("%d changes, want 100", len(changes))
				}
			}
		})
	}
}
