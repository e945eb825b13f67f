package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"stet/crawler"
	"stet/record"
)

// visits is a server that notes when requests come and go.
type visits struct {
	mu    sync.Mutex
	begin []time.Time
	end   []time.Time
	open  int
	most  int
}

func (v *visits) serve(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	v.begin = append(v.begin, time.Now())
	v.open++
	v.most = max(v.most, v.open)
	v.mu.Unlock()
	if r.URL.Path == "/robots.txt" {
		w.WriteHeader(404)
	} else if r.URL.Path == "/hop" {
		http.Redirect(w, r, "/landed", http.StatusFound)
	} else {
		writeHello(w)
	}
	v.mu.Lock()
	v.open--
	v.end = append(v.end, time.Now())
	v.mu.Unlock()
}

func TestFetchLeavesAHostAlone(t *testing.T) {
	const pause = 40 * time.Millisecond
	var v visits
	at := serve(t, v.serve)
	c := newCrawler(t, crawler.Options{Delay: pause})
	var wg sync.WaitGroup
	for i := range 4 {
		path := fmt.Sprintf("/%d", i)
		if i == 2 {
			path = "/hop" // redirects wait for their turn too
		}
		wg.Go(func() { wantPage(t, c.Fetch(context.Background(), record.Request{URL: at + path}), hello) })
	}
	wg.Wait()
	if len(v.begin) != 6 || v.most != 1 {
		t.Fatalf("the server saw %d requests, %d at a time, want 6 and 1", len(v.begin), v.most)
	}
	for i := 1; i < len(v.begin); i++ {
		if gap := v.begin[i].Sub(v.end[i-1]); gap < pause {
			t.Errorf("request %d came %v after the one before it was over, want at least %v", i, gap, pause)
		}
	}
}

func TestFetchKeepsToCrawlDelay(t *testing.T) {
	var begin []time.Time
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		begin = append(begin, time.Now())
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 0.1")
			return
		}
		writeHello(w)
	})
	c := newCrawler(t, crawler.Options{})
	for range 2 {
		wantPage(t, c.Fetch(context.Background(), record.Request{URL: at}), hello)
	}
	for i := 1; i < len(begin); i++ {
		if gap := begin[i].Sub(begin[i-1]); gap < 100*time.Millisecond {
			t.Errorf("request %d came after %v, want at least 100 ms", i, gap)
		}
	}
}

// A server that takes long to answer is left alone for longer.
func TestFetchSparesASlowServer(t *testing.T) {
	const took = 60 * time.Millisecond
	var ended, began time.Time
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		began = time.Now()
		time.Sleep(took)
		writeHello(w)
		if r.URL.Path == "/first" {
			ended = time.Now()
		}
	})
	c := newCrawler(t, crawler.Options{IgnoreRobots: true, Delay: time.Millisecond})
	wantPage(t, c.Fetch(context.Background(), record.Request{URL: at + "/first"}), hello)
	wantPage(t, c.Fetch(context.Background(), record.Request{URL: at + "/second"}), hello)
	if gap := began.Sub(ended); gap < 5*took {
		t.Errorf("the second request came %v after an answer that took %v, want at least five times as long", gap, took)
	}
}

// The time of a look is for the server, not for the queue before it.
func TestFetchDoesNotCountTheWait(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { writeHello(w) })
	c := newCrawler(t, crawler.Options{IgnoreRobots: true, Delay: 300 * time.Millisecond, Timeout: 150 * time.Millisecond})
	for range 2 {
		wantPage(t, c.Fetch(context.Background(), record.Request{URL: at}), hello)
	}
}

func TestFetchStopsWaitingWhenCalledOff(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { writeHello(w) })
	c := newCrawler(t, crawler.Options{IgnoreRobots: true, Delay: time.Hour})
	wantPage(t, c.Fetch(context.Background(), record.Request{URL: at}), hello)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			wantCalledOff(t, c.Fetch(ctx, record.Request{URL: at}))
		})
	}
	time.Sleep(20 * time.Millisecond)
	cancel()
	wg.Wait() // an hour, were it not for cancel
}

func wantCalledOff(t *testing.T, a record.Answer) {
	t.Helper()
	if a.Verdict != record.GotIncident || a.Incident.Kind != record.Unreachable {
		t.Errorf("Fetch = %s %+v, want it called off", a.Verdict, a.Incident)
	}
}
