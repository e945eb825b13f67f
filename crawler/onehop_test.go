package crawler_test

import (
	"net/http"
	"testing"
	"time"

	"stet/crawler"
	"stet/record"
)

func TestOneHopHandsOverARedirectAsItIs(t *testing.T) {
	asked := 0
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	})
	c := newCrawler(t, crawler.Options{IgnoreRobots: true, AllowPrivate: true})
	a := c.Fetch(t.Context(), record.Request{URL: site + "/", OneHop: true})
	if len(a.Exchanges) != 1 || a.Last().Status != 302 || a.Last().Header.Get("Location") != "/elsewhere" || asked != 1 {
		t.Errorf("Fetch of a redirect, one hop = %d exchanges, the last %d, %d requests; want the 302 and no more", len(a.Exchanges), a.Last().Status, asked)
	}
}

func TestAnArchivedRefusalIsNoRefusal(t *testing.T) {
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Memento-Datetime", "Thu, 02 Jan 2020 03:04:05 GMT")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	c := newCrawler(t, crawler.Options{IgnoreRobots: true, AllowPrivate: true, Delay: time.Millisecond})
	for n := range 2 {
		a := c.Fetch(t.Context(), record.Request{URL: site + "/web/20200102030405id_/http://a.example/", OneHop: true})
		if a.Last().Status != 503 || !a.HoldHost.IsZero() {
			t.Errorf("Fetch %d of an archived 503 = status %d, hold until %v; want the capture and no hold", n+1, a.Last().Status, a.HoldHost)
		}
	}
}
