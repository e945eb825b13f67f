package crawler_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"stet/crawler"
	"stet/record"
)

// workers is how many goroutines look at a time in the benchmarks.
const workers = 8

func notModified(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/robots.txt" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("ETag", `"1"`)
	w.WriteHeader(http.StatusNotModified)
}

// BenchmarkFetch304 looks at unchanged pages; BenchmarkBare304 is the same
// with nothing but net/http, for comparison.
func BenchmarkFetch304(b *testing.B) {
	s := httptest.NewServer(http.HandlerFunc(notModified))
	defer s.Close()
	c := newCrawler(b, crawler.Options{})
	b.SetParallelism(workers)
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			a := c.Fetch(context.Background(), record.Request{URL: s.URL + "/page", ETag: `"1"`})
			if a.Verdict != record.GotSame {
				b.Errorf("Fetch = %s %+v, want same", a.Verdict, a.Incident)
			}
		}
	})
}

func BenchmarkBare304(b *testing.B) {
	s := httptest.NewServer(http.HandlerFunc(notModified))
	defer s.Close()
	t := &http.Transport{MaxIdleConnsPerHost: 64}
	defer t.CloseIdleConnections()
	client := &http.Client{Transport: t}
	b.SetParallelism(workers)
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			r, err := http.NewRequest(http.MethodGet, s.URL+"/page", nil)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("If-None-Match", `"1"`)
			resp, err := client.Do(r)
			if err != nil {
				b.Error(err)
				return
			}
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
	})
}
