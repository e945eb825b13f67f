package crawler_test

import (
	"net/http"
	"testing"

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
