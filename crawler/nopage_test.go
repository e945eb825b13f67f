package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/crawler"
	"stet/record"
)

const (
	menus = `<nav><a href="/a">Harbours and piers</a> <a href="/b">Lights and beacons</a> <a href="/c">Tide tables of the coast</a> <a href="/d">Forms for skippers</a></nav>`
	foot  = `<footer>Coast Office, 1 Quay Street. <a href="/p">Privacy</a> <a href="/x">Accessibility</a> Ask us by letter or by telephone on working days.</footer>`
)

// dressed returns a page of a made-up agency that has more menu than news.
func dressed(title, main string) string {
	return "<!DOCTYPE html><html><head><title>" + title + "</title></head><body>" + strings.Repeat(menus, 5) + "<main><h1>" + title + "</h1>" + main + "</main>" + strings.Repeat(foot, 3) + "</body></html>"
}

// A town is a host that answers with 200 whatever it is asked for.
type town struct {
	at     string
	mu     sync.Mutex
	pages  map[string]string
	absent func(path string) string // what it answers where there is no page
	asked  []string
}

func newTown(t *testing.T, pages map[string]string, absent func(path string) string) *town {
	w := &town{pages: pages, absent: absent}
	w.at = serve(t, func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.asked = append(w.asked, r.URL.Path)
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(rw, "User-agent: *\nDisallow: /closed/")
			return
		}
		body, ok := w.pages[r.URL.Path]
		if !ok {
			body = w.absent(r.URL.Path)
		}
		if to, ok := strings.CutPrefix(body, "to "); ok {
			http.Redirect(rw, r, to, http.StatusFound)
			return
		}
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(rw, body)
	})
	return w
}

// made returns the addresses that were asked for and that nobody wrote.
func (w *town) made() (list []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.asked {
		if name, _, _ := strings.Cut(path.Base(p), "."); len(name) > 25 {
			list = append(list, p)
		}
	}
	return list
}

// An excuse in words that no list of phrases knows.
func excuse(path string) string {
	return dressed("Well now", fmt.Sprintf("<p>We looked everywhere along the quay for %s, at %s, and the shelf was bare. Perhaps the tide took it.</p>", path, time.Now().Format(time.RFC3339Nano)))
}

func TestAPageLikeTheAnswerForAnAddressMadeUpIsNone(t *testing.T) {
	good := dressed("Dredging in May", "<p>The harbour will be dredged.</p>")
	for _, c := range []struct {
		name, path string
		absent     func(string) string
		pages      map[string]string
		none       bool
	}{
		{"a page that is gone, with an excuse of the host's own", "/news/dredging.html", excuse, nil, true},
		{"a good page of few words on the same host", "/news/dredging.html", excuse, map[string]string{"/news/dredging.html": good}, false},
		{"a good page that says only what stands in its address", "/news/new-pilots-wanted", excuse,
			map[string]string{"/news/new-pilots-wanted": dressed("New pilots", "wanted")}, false},
		{"a list that repeats the menus", "/news/", excuse, map[string]string{"/news/": dressed("News", menus)}, false},
		{"the front page in the place of whatever is not there", "/news/dredging.html",
			func(string) string { return dressed("Coast Office", "<p>Welcome to the coast.</p>") }, nil, true},
		{"the front page itself, on a host that shows it for whatever is not there", "/",
			func(string) string { return dressed("Coast Office", "<p>Welcome to the coast.</p>") }, nil, false},
		{"the front page by its file's name", "/index.html",
			func(string) string { return dressed("Coast Office", "<p>Welcome to the coast.</p>") }, nil, false},
		{"a redirect to an excuse", "/news/dredging.html", func(p string) string { return "to /lost.html" },
			map[string]string{"/lost.html": excuse("it")}, true},
		{"the page to which a host sends whoever is lost", "/lost.html", func(p string) string { return "to /lost.html" },
			map[string]string{"/lost.html": dressed("Where to find us", "<p>Follow the quay to the lighthouse, then ask for the keeper.</p>")}, false},
		{"a host that is another one today", "/news/dredging.html",
			func(string) string {
				return whole("Sunny Hosting Ltd", "<h1>sunny-hosting.example</h1><p>Your new home on the web begins here, said nobody of the coast.</p>")
			}, nil, true},
		{"a host that says next to nothing", "/news/dredging.html", func(string) string { return "<p>So long.</p>" }, nil, true},
		{"a short page on a host that says next to nothing", "/news/dredging.html", func(string) string { return "<p>So long.</p>" },
			map[string]string{"/news/dredging.html": "<p>The harbour opens.</p>"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t, c.pages, c.absent)
			cr := newCrawler(t, crawler.Options{})
			sure := cr.Fetch(context.Background(), record.Request{URL: w.at + c.path})
			if sure.Verdict != record.GotPage || len(w.asked) > 3 {
				t.Fatalf("without a doubt Fetch = %s %+v and asked for %q, want a page and nothing made up", sure.Verdict, sure.Incident, w.asked)
			}
			a := cr.Fetch(context.Background(), record.Request{URL: w.at + c.path, Doubt: true})
			if !c.none {
				if a.Verdict != record.GotPage {
					t.Fatalf("in doubt Fetch = %s %+v, want a page", a.Verdict, a.Incident)
				}
				return
			}
			wantIncident(t, a, record.Soft404, "made up")
			if len(a.Exchanges) != len(sure.Exchanges) {
				t.Errorf("the answer has %d exchanges, want %d: none of the address made up", len(a.Exchanges), len(sure.Exchanges))
			}
		})
	}
}

func TestAnAddressIsMadeUpOnceADay(t *testing.T) {
	w := newTown(t, map[string]string{"/news/1.html": dressed("One", "<p>The first of the news of this harbour.</p>")}, excuse)
	n, c := &notebook{}, midday()
	visit := func(path string) record.Answer {
		return newCrawler(t, crawler.Options{Memory: n, Now: c.now}).Fetch(context.Background(), record.Request{URL: w.at + path, Doubt: true})
	}
	for range 3 {
		if a := visit("/news/1.html"); a.Verdict != record.GotPage {
			t.Fatalf("Fetch of a good page = %s %+v", a.Verdict, a.Incident)
		}
		wantIncident(t, visit("/news/2.html"), record.Soft404, "made up")
		c.turn(5 * time.Hour)
	}
	if got := w.made(); len(got) != 1 || !strings.HasPrefix(got[0], "/news/") || !strings.HasSuffix(got[0], ".html") || len(got[0]) < 30 {
		t.Fatalf("in ten hours %q were asked for, want one long name beside the page", got)
	}
	c.turn(24 * time.Hour)
	visit("/news/1.html")
	if got := w.made(); len(got) != 2 || got[0] == got[1] {
		t.Errorf("in two days %q were asked for, want another name each day", got)
	}
}

// Parts of a site may be programs of their own: a page in doubt is held against
// what its own part says, once another part's answer is none of its kind.
func TestAnAddressIsMadeUpInThePartOfThePage(t *testing.T) {
	absent := func(path string) string {
		if strings.HasPrefix(path, "/data/") {
			return dressed("Hm", "<p>The ledger has no such leaf. The clerk was asked twice and shook his head both times, so it may never have been bound.</p>")
		}
		return excuse(path)
	}
	w := newTown(t, map[string]string{"/news/1.html": dressed("One", "<p>The first of the news of this harbour.</p>")}, absent)
	cr := newCrawler(t, crawler.Options{})
	for _, step := range []struct {
		path string
		none bool
		made int // addresses made up so far
	}{
		{"/news/1.html", false, 1},
		{"/news/2.html", true, 1},
		{"/data/tides.html", true, 2},
		{"/data/2026/05/tides.html", true, 2},
		{"/forms/old.html", true, 2}, // it says what the news say
		{"/news/1.html", false, 2},
	} {
		a := cr.Fetch(context.Background(), record.Request{URL: w.at + step.path, Doubt: true})
		if none := a.Incident != nil && a.Incident.Kind == record.Soft404; none != step.none {
			t.Errorf("Fetch(%s) = %s %+v, want that it is no page: %v", step.path, a.Verdict, a.Incident, step.none)
		}
		if got := w.made(); len(got) != step.made {
			t.Errorf("after %s there were %q made up, want %d", step.path, got, step.made)
		}
	}
}

func TestAddressesAreMadeUpInFewPartsADay(t *testing.T) {
	w := newTown(t, map[string]string{}, excuse)
	c := midday()
	cr := newCrawler(t, crawler.Options{Now: c.now})
	for day := 1; day <= 2; day++ {
		for i := range 9 {
			at := fmt.Sprintf("/part%d/page.html", i)
			w.pages[at] = dressed(fmt.Sprint("Berth ", i), "<p>The berths of this quay are let by the week, from the office in the lock house.</p>")
			if a := cr.Fetch(context.Background(), record.Request{URL: w.at + at, Doubt: true}); a.Verdict != record.GotPage {
				t.Errorf("Fetch(%s) = %s %+v, want a page", at, a.Verdict, a.Incident)
			}
		}
		if got := w.made(); len(got) != 4*day {
			t.Errorf("after day %d there were %q made up, want 4 a day", day, got)
		}
		c.turn(25 * time.Hour)
	}
}

func TestAnAddressIsMadeUpOnlyWhereRobotsAllow(t *testing.T) {
	w := newTown(t, map[string]string{"/closed": excuse("/x")}, excuse)
	w.pages["/closed/open"] = excuse("/x")
	cr := newCrawler(t, crawler.Options{})
	a := cr.Fetch(context.Background(), record.Request{URL: w.at + "/closed/open", Doubt: true})
	wantIncident(t, a, record.Robots, "forbids")
	for _, p := range w.asked {
		if strings.HasPrefix(p, "/closed/") {
			t.Errorf("%s was asked for, which robots.txt forbids", p)
		}
	}
}

// What the page itself leaves open is settled without being asked for.
func TestAnAnswerThatLooksOddIsWeighed(t *testing.T) {
	odd := func(path string) string { // half a phrase that an error page would use, and much beside
		return dressed("Page not found at the quay today", "<p>"+strings.Repeat("The keeper of the light went to look for it and will be back with the flood. ", 80)+"</p>")
	}
	w := newTown(t, map[string]string{"/lamp.html": strings.ReplaceAll(odd(""), "flood", "ebb and a basket of crabs, a net and four oars")}, odd)
	for path, want := range map[string]record.Verdict{"/news/1.html": record.GotIncident, "/lamp.html": record.GotPage} {
		a := look(t, crawler.Options{}, w.at+path)
		if a.Verdict != want {
			t.Errorf("Fetch(%s) = %s %+v, want %s", path, a.Verdict, a.Incident, want)
		}
		if want == record.GotPage && a.Doubt == "" {
			t.Errorf("Fetch(%s) has no doubt, want the page's odd title", path)
		}
	}
}

func TestAPageThatNamesAnotherSiteIsInDoubt(t *testing.T) {
	for canonical, want := range map[string]bool{
		"https://www.sunny-hosting.example/": true,
		"/tides":                             false,
		"https://coast.example/tides":        false,
		"https://news.coast.example/tides":   false,
		"https://192.0.2.1/tides":            false,
		"":                                   false,
	} {
		// A proxy stands for hosts that have names.
		proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, `<html><head><title>Tides</title><link href="%s" rel="canonical"></head><body><p>High water at noon.</p></body></html>`, canonical)
		})
		a := look(t, crawler.Options{IgnoreRobots: true, Proxy: proxy}, "http://www.coast.example/")
		if a.Verdict != record.GotPage || (a.Doubt != "") != want {
			t.Errorf("a page with the canonical address %q: %s, doubt %q; want doubt: %v", canonical, a.Verdict, a.Doubt, want)
		}
	}
}
