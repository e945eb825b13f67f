package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	bolt "go.etcd.io/bbolt"
)

var firstPages = flag.Int("first", 20_000, "how many pages BenchmarkFirst captures")

const (
	firstHosts   = 50
	firstWorkers = 16
)

// BenchmarkFirst captures 20,000 pages of 60 kB that were never seen, by "stet
// run" and by a bare loop of as many workers that gets, digests and packs them
// and puts a hundred at a time into bbolt, each as a process of its own.
// Compare the two rates of one run; machines differ.
//
//	go test ./cmd/stet -run ^$ -bench First -benchtime 1x -first 2000
func BenchmarkFirst(b *testing.B) {
	urls := serveLong(b, firstHosts, *firstPages)
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			runBare(b, "first", firstWorkers, urls)
		}
		b.ReportMetric(float64(*firstPages*b.N)/b.Elapsed().Seconds(), "pages/s")
	})
	b.Run("stet", func(b *testing.B) {
		stet := buildStet(b)
		var r measured
		for b.Loop() {
			dir := b.TempDir()
			config := fmt.Sprintf("crawl: {delay: 0s, allow_private: true, concurrency: %d}\nreport: {formats: []}\nwatch:\n  - every: 1d\n    urls:\n", firstWorkers)
			for _, u := range slices.Concat(urls...) {
				config += "      - " + u + "\n"
			}
			if err := os.WriteFile(filepath.Join(dir, "stet.yaml"), []byte(config), 0o644); err != nil {
				b.Fatal(err)
			}
			r = measure(b, stet, dir, "run")
			if want := fmt.Sprintf("%d new", *firstPages); !strings.Contains(string(r.out), want) {
				b.Fatalf("stet run: %s, want %s", r.out, want)
			}
		}
		b.ReportMetric(float64(*firstPages*b.N)/b.Elapsed().Seconds(), "pages/s")
		b.ReportMetric(r.cpu.Seconds()*1e6/float64(*firstPages), "cpu-µs/page")
		b.ReportMetric(float64(r.rss)/1e6, "MB-max")
	})
}

// bareFirst does the least that can be done with pages that are kept.
func bareFirst(hosts [][]string, workers int) error {
	db, err := bolt.Open("bare.db", 0o644, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err != nil {
		return err
	}
	defer db.Close()
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0)))
	if err != nil {
		return err
	}
	got, done := make(chan barePage, 100), make(chan error, 1)
	go func() {
		done <- byHost(hosts, workers, func(pages []string) error { return getFirst(pages, enc, got) })
		close(got)
	}()
	for more := true; more; {
		err := db.Update(func(tx *bolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("payloads"))
			if err != nil {
				return err
			}
			for range 100 {
				var p barePage
				if p, more = <-got; !more {
					break
				}
				if err := bucket.Put(p.digest, p.body); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return <-done
}

type barePage struct{ digest, body []byte }

// getFirst gets, digests and packs the pages of one host, one after the other.
func getFirst(pages []string, enc *zstd.Encoder, got chan<- barePage) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	for _, url := range pages {
		resp, err := client.Get(url)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			return fmt.Errorf("GET %s = %s, %v", url, resp.Status, err)
		}
		sum := sha256.Sum256(body)
		got <- barePage{sum[:], enc.EncodeAll(body, nil)}
	}
	return nil
}

// serveLong serves pages of 60 kB on loopback hosts and returns their
// addresses by host.
func serveLong(b *testing.B, hosts, pages int) [][]string {
	shell := newShell()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/news/%d", &n); err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("ETag", fmt.Sprintf(`"%d"`, n))
		_, _ = w.Write(shell.page(n))
	})
	urls := make([][]string, hosts)
	for i := range urls {
		l, err := net.Listen("tcp", loopback(i)+":0")
		if err != nil {
			b.Skipf("only Linux has all of 127.0.0.0/8: %v", err)
		}
		s := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
		go s.Serve(l)
		b.Cleanup(func() { s.Close() })
		for n := i; n < pages; n += hosts {
			urls[i] = append(urls[i], fmt.Sprintf("http://%s/news/%d", l.Addr(), n))
		}
	}
	return urls
}

// A shell is what the pages of a made-up site share: head, menu and footer,
// which are most of a page's bytes, and the sentences that its text is made of.
type shell struct {
	before, after string
	sentences     []string
}

const longPage = 60_000 // bytes

func newShell() shell {
	dice := rand.New(rand.NewPCG(1, 2))
	var s shell
	nouns := strings.Fields("office county program harbor permit grant survey report hearing region partner notice clinic bridge river school budget council")
	verbs := strings.Fields("opened closed reviewed extended funded measured announced repaired issued renewed inspected approved")
	for range 400 {
		pick := func(words []string) string { return words[dice.IntN(len(words))] }
		s.sentences = append(s.sentences, fmt.Sprintf("The %s %s %s more than %d %ss near the %s %s, and %s %d of them before the %s was over.",
			pick(nouns), pick(nouns), pick(verbs), dice.IntN(9000), pick(nouns), pick(nouns), pick(nouns), pick(verbs), dice.IntN(900), pick(nouns)))
	}
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "<script src=\"/assets/js/part-%d.%08x.js\" defer></script><link rel=\"stylesheet\" href=\"/assets/css/%s-%d.css?v=%x\">\n", i, dice.Uint32(), nouns[i%len(nouns)], i, dice.Uint32())
	}
	b.WriteString("</head><body class=\"path-news page-node-type-release\"><nav aria-label=\"Main\"><ul class=\"menu\">\n")
	for i := range 120 {
		fmt.Fprintf(&b, "<li class=\"menu-item menu-item--level-%d\"><a href=\"/%s/%s-%d\" data-drupal-link-system-path=\"node/%d\">The %s %s</a></li>\n",
			i%3, nouns[i%len(nouns)], nouns[(i*7)%len(nouns)], i, dice.IntN(99999), nouns[i%len(nouns)], nouns[(i*5)%len(nouns)])
	}
	b.WriteString("</ul></nav>")
	s.before = b.String()
	b.Reset()
	b.WriteString("<footer class=\"region region-footer\">")
	for i := range 60 {
		fmt.Fprintf(&b, "<div class=\"footer__column footer__column--%d\"><a href=\"/about/%s-%d\">About the %s</a></div>\n", i%4, nouns[i%len(nouns)], i, nouns[i%len(nouns)])
	}
	b.WriteString("</footer></body></html>\n")
	s.after = b.String()
	return s
}

// page returns the page with a number: the same each time.
func (s shell) page(n int) []byte {
	dice := rand.New(rand.NewPCG(3, uint64(n)))
	page := fmt.Appendf(make([]byte, 0, longPage+1000), "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Release %d of the county</title>\n%s<main id=\"main-content\"><article><h1>Release %[1]d of the county</h1><p class=\"date\">Release date: %s</p>\n",
		n, s.before, time.Date(2024, 1, 1+n%700, 0, 0, 0, 0, time.UTC).Format("January 2, 2006"))
	for len(page) < longPage-len(s.after) {
		page = append(page, "<p>"...)
		for range 4 {
			page = fmt.Appendf(page, "%s ", s.sentences[dice.IntN(len(s.sentences))])
		}
		page = fmt.Appendf(page, "File <a href=\"/files/%d/%x.pdf\">%d</a>.</p>\n", n, dice.Uint64(), dice.IntN(100_000))
	}
	return append(append(page, "</article></main>"...), s.after...)
}
