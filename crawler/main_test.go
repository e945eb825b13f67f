package crawler_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"stet/crawler"
	"stet/record"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard) // net/http logs servers that speak unasked
	goleak.VerifyTestMain(m)
}

// serve starts a web server on loopback and returns its address. Where the
// handler leaves robots.txt to it, there is none.
func serve(t testing.TB, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" && h == nil {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// serveRaw answers each request that is not for robots.txt with whatever
// answer writes on the connection, and then closes it.
func serveRaw(t testing.TB, answer func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	stop := make(chan struct{})
	t.Cleanup(func() {
		close(stop)
		l.Close()
		wg.Wait()
	})
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				done := make(chan struct{})
				defer close(done)
				go func() { // a hostile server must not outlive its test
					select {
					case <-stop:
					case <-done:
					}
					conn.Close()
				}()
				r, err := http.ReadRequest(bufio.NewReader(conn))
				switch {
				case err != nil:
				case r.URL.Path == "/robots.txt":
					fmt.Fprint(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
				default:
					answer(conn)
				}
			})
		}
	})
	return "http://" + l.Addr().String()
}

// newCrawler returns a crawler for loopback.
func newCrawler(t testing.TB, o crawler.Options) *crawler.Crawler {
	t.Helper()
	o.AllowPrivate = true
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Second
	}
	c, err := crawler.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// look fetches one address with a crawler of its own.
func look(t testing.TB, o crawler.Options, url string) record.Answer {
	t.Helper()
	return newCrawler(t, o).Fetch(context.Background(), record.Request{URL: url})
}

// wantIncident checks the kind of an incident and a word of its detail.
func wantIncident(t *testing.T, a record.Answer, kind record.IncidentKind, says string) {
	t.Helper()
	if a.Verdict != record.GotIncident || a.Incident == nil {
		t.Fatalf("Fetch(%q) = %s, want an incident of kind %s", a.URL, a.Verdict, kind)
	}
	if a.Incident.Kind != kind || !strings.Contains(a.Incident.Detail, says) {
		t.Fatalf("Fetch(%q) = %s (%s), want %s with %q in it", a.URL, a.Incident.Kind, a.Incident.Detail, kind, says)
	}
}

// wantPage checks that the answer is a page with this document.
func wantPage(t *testing.T, a record.Answer, document string) {
	t.Helper()
	if a.Verdict != record.GotPage {
		t.Fatalf("Fetch(%q) = %s %+v, want a page", a.URL, a.Verdict, a.Incident)
	}
	if string(a.Document) != document {
		t.Fatalf("Fetch(%q) gave the document %.100q, want %.100q", a.URL, a.Document, document)
	}
}

const hello = "<!DOCTYPE html><html><head><title>Tides</title></head><body><h1>Tides</h1><p>High water at noon.</p></body></html>"

func writeHello(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, hello)
}

// quiet swallows what servers say about clients that hang up on them.
var quiet = log.New(io.Discard, "", 0)
