package crawler_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/crawler"
	"stet/record"
)

// A ledger is a server that writes down, for itself, how it was treated: when
// each request came, when its answer was over, how many connections stood.
type ledger struct {
	at   string
	mu   sync.Mutex
	rows []row
	open int // connections
	most int
}

type row struct {
	path       string
	begin, end time.Time // zero end: under way
}

func newLedger(t *testing.T, h http.HandlerFunc) *ledger {
	l := &ledger{}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		i := len(l.rows)
		l.rows = append(l.rows, row{path: r.URL.Path, begin: time.Now()})
		l.mu.Unlock()
		h(w, r)
		l.mu.Lock()
		l.rows[i].end = time.Now()
		l.mu.Unlock()
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		l.mu.Lock()
		defer l.mu.Unlock()
		switch state {
		case http.StateNew:
			l.open++
			l.most = max(l.most, l.open)
		case http.StateClosed, http.StateHijacked:
			l.open--
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	l.at = s.URL
	return l
}

// check reports each request that came before its time. pause says how long
// the server was to be left alone after an answer.
func (l *ledger) check(t *testing.T, pause func(before row) time.Duration) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.most > 1 {
		t.Errorf("%s had %d connections at a time, want one", l.at, l.most)
	}
	for i := 1; i < len(l.rows); i++ {
		before, now := l.rows[i-1], l.rows[i]
		if before.end.IsZero() || now.begin.Before(before.end) {
			t.Errorf("%s was asked for %s before its answer for %s was over", l.at, now.path, before.path)
			continue
		}
		if gap, want := now.begin.Sub(before.end), pause(before); gap < want {
			t.Errorf("%s was asked for %s %v after its answer for %s, want at least %v", l.at, now.path, gap, before.path, want)
		}
	}
}

// A run over three hosts, many pages at a time, with redirects within a host
// and across, missing pages, pages in doubt, cut bodies and closed connections.
func TestARunIsNeverHasty(t *testing.T) {
	const pause = 25 * time.Millisecond
	var hosts [3]*ledger
	for i := range hosts {
		hosts[i] = newLedger(t, func(w http.ResponseWriter, r *http.Request) {
			switch name := r.URL.Path; {
			case name == "/robots.txt" && i == 0:
				http.Redirect(w, r, "/rules.txt", http.StatusFound)
			case name == "/robots.txt", name == "/missing":
				http.NotFound(w, r)
			case name == "/rules.txt":
				fmt.Fprint(w, "User-agent: *\nDisallow: /closed")
			case name == "/hop":
				http.Redirect(w, r, "/landed", http.StatusMovedPermanently)
			case name == "/away":
				http.Redirect(w, r, hosts[(i+1)%len(hosts)].at+"/landed", http.StatusFound)
			case name == "/last":
				w.Header().Set("Connection", "close")
				writeHello(w)
			case name == "/long":
				for range 40 {
					fmt.Fprint(w, strings.Repeat("far too much to read ", 100))
				}
			default:
				writeHello(w)
			}
		})
	}
	c := newCrawler(t, crawler.Options{Delay: pause, MaxBody: 50 << 10})
	var wg sync.WaitGroup
	for _, h := range hosts {
		for _, name := range []string{"/1", "/hop", "/away", "/missing", "/last", "/long", "/closed", "/2"} {
			wg.Go(func() {
				c.Fetch(context.Background(), record.Request{URL: h.at + name, Doubt: name == "/1"})
			})
		}
	}
	wg.Wait()
	total := 0
	for _, h := range hosts {
		h.check(t, func(row) time.Duration { return pause })
		total += len(h.rows)
	}
	if total < 3*9 {
		t.Errorf("the hosts were asked %d times, want each page, robots.txt, redirects and an address made up", total)
	}
}

func TestTheLongestPauseWins(t *testing.T) {
	answer := func(robots string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/robots.txt":
				fmt.Fprint(w, robots)
				return
			case "/slow":
				time.Sleep(40 * time.Millisecond)
			}
			writeHello(w)
		}
	}
	for _, c := range []struct {
		name   string
		robots string
		delay  time.Duration
		pause  func(before row) time.Duration
	}{
		{"Crawl-delay over the configured one", "User-agent: stet\nCrawl-delay: 0.15", 10 * time.Millisecond,
			func(row) time.Duration { return 150 * time.Millisecond }},
		{"Crawl-delay where none is configured", "User-agent: *\nCrawl-delay: 0.1", 0,
			func(row) time.Duration { return 100 * time.Millisecond }},
		{"the configured one over a Crawl-delay", "User-agent: *\nCrawl-delay: 0.01", 80 * time.Millisecond,
			func(row) time.Duration { return 80 * time.Millisecond }},
		{"five times the answer's time", "", 5 * time.Millisecond,
			func(before row) time.Duration {
				return max(5*time.Millisecond, 5*before.end.Sub(before.begin))
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t, answer(c.robots))
			cr := newCrawler(t, crawler.Options{Delay: c.delay})
			for _, name := range []string{"/1", "/slow", "/2", "/3"} {
				wantPage(t, cr.Fetch(context.Background(), record.Request{URL: l.at + name}), hello)
			}
			l.check(t, c.pause)
		})
	}
}

// To whoever runs it, a host is one server by http and by https.
func TestHTTPAndHTTPSShareATurn(t *testing.T) {
	const pause = 60 * time.Millisecond
	l := newLedger(t, func(w http.ResponseWriter, r *http.Request) { // a proxy, so that hosts can have names
		if r.Method == http.MethodConnect {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, "https://coast.example/", http.StatusMovedPermanently)
	})
	c := newCrawler(t, crawler.Options{Delay: pause, Proxy: l.at, IgnoreRobots: true})
	wantIncident(t, c.Fetch(context.Background(), record.Request{URL: "http://coast.example/"}), record.Unreachable, "no tunnel")
	if len(l.rows) != 2 {
		t.Fatalf("the proxy was asked %d times, want twice", len(l.rows))
	}
	l.most = 0 // the proxy keeps one for each kind
	l.check(t, func(row) time.Duration { return pause })
}
