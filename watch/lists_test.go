package watch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

// lists is a Finder that answers out of a map.
type lists struct {
	web   *web
	named map[string][]record.Entry
	bad   map[string]record.IncidentKind
	asked []record.List
}

func (f *lists) List(_ context.Context, l record.List, visit func(record.Entry)) (record.List, time.Time) {
	f.asked = append(f.asked, l)
	l.LastLook, l.Incident = f.web.now, nil
	if kind := f.bad[l.URL]; kind != "" {
		l.Incident = &record.Incident{Page: l.URL, Kind: kind, Detail: "made up"}
		return l, time.Time{}
	}
	l.LastGood, l.Entries, l.ETag = f.web.now, len(f.named[l.URL]), `"e"`
	for _, e := range f.named[l.URL] {
		visit(e)
	}
	return l, time.Time{}
}

const (
	site    = "https://www.example.gov"
	siteMap = site + "/sitemap.xml"
	theFeed = site + "/feed.xml"
)

// newListWatcher returns a watcher of one page, and what a sitemap and a feed
// name beside it.
func newListWatcher(t *testing.T) (*Watcher, *web, *lists) {
	t.Helper()
	web := newWeb()
	web.pages[here] = page("There are 12 patrols.")
	f := &lists{web: web, named: map[string][]record.Entry{}, bad: map[string]record.IncidentKind{}}
	w := newTestWatcher(t, web, newStore(t), here)
	w.Finder = f
	w.Watches[0].Sitemaps, w.Watches[0].Feeds = []string{siteMap}, []string{theFeed}
	return w, web, f
}

func entries(addresses ...string) (all []record.Entry) {
	for _, a := range addresses {
		all = append(all, record.Entry{URL: a})
	}
	return all
}

// watched returns the addresses and sources of the pages that were found.
func watched(t *testing.T, w *Watcher) (all []string) {
	t.Helper()
	pages, err := w.Store.Pages()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if p.Source != record.FromConfig {
			all = append(all, string(p.Source)+" "+strings.TrimPrefix(p.URL, site))
		}
	}
	return all
}

func TestListsBringPages(t *testing.T) {
	for _, c := range []struct {
		name            string
		links           []string
		inMap, inFeed   []string
		want            []string
		failed          int
		saysOfOtherSite bool
	}{
		{"all of the site, where no pattern says which", nil,
			[]string{site + "/a", here, "https://example.gov/b", "https://elsewhere.gov/c", "https://news.example.gov/d"}, nil,
			[]string{"sitemap /a", "sitemap https://example.gov/b"}, 0, false},
		{"those that match a pattern", []string{site + "/news/**", "https://news.example.gov/*"},
			[]string{site + "/a", site + "/news/2/b", "https://news.example.gov/d"}, []string{site + "/news/3", "https://elsewhere.gov/c"},
			[]string{"sitemap /news/2/b", "sitemap https://news.example.gov/d", "feed /news/3"}, 0, false},
		{"each under one address", nil,
			[]string{site + "/a?utm_source=x", site + "/a#b", site + "/a;jsessionid=1"}, []string{"HTTPS://WWW.EXAMPLE.GOV:443/a?fbclid=1", site + "/b?id=1&gclid=2"},
			[]string{"sitemap /a", "feed /b?id=1"}, 0, false},
		{"wherever a feed leads, for somebody chose it", nil,
			nil, []string{"https://elsewhere.gov/c"},
			[]string{"feed https://elsewhere.gov/c"}, 0, false},
		{"none, where the sitemap is one of another site", nil,
			[]string{"https://elsewhere.gov/c", "https://elsewhere.gov/d"}, nil,
			nil, 1, true},
		{"over TLS, as the list itself came", []string{site + "/**"}, []string{"http://www.example.gov/a", "http://elsewhere.gov/c"}, nil, []string{"sitemap /a"}, 0, false},
		{"none without an address", nil, []string{"", "mailto:a@example.gov", "ftp://www.example.gov/", "http://["}, nil, nil, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, _, f := newListWatcher(t)
			w.Watches[0].Links = c.links
			f.named[siteMap], f.named[theFeed] = entries(c.inMap...), entries(c.inFeed...)
			run := runOnce(t, w)
			if diff := cmp.Diff(c.want, watched(t, w)); diff != "" {
				t.Errorf("found: (-want +got)\n%s", diff)
			}
			if run.Failed != c.failed || len(run.Notes) != c.failed || c.saysOfOtherSite && !strings.Contains(run.Notes[0], "elsewhere.gov") {
				t.Errorf("run = %d failed, notes %q; want %d", run.Failed, run.Notes, c.failed)
			}
			kept, err := w.Store.Lists()
			if err != nil || len(kept) != 2 || kept[1].New != strings.Count(strings.Join(c.want, " "), "sitemap ") || (kept[1].Incident != nil) != (c.failed > 0) {
				t.Errorf("Lists() = %+v, %v", kept, err)
			}
		})
	}
}

// Patterns that match nothing are told, once.
func TestAListOfWhichNothingIsWantedIsTold(t *testing.T) {
	w, _, f := newListWatcher(t)
	w.Watches[0].Links = []string{"https://www.exmaple.gov/**"}
	f.named[siteMap] = entries(site+"/a", site+"/b")
	if run := runOnce(t, w); len(run.Notes) != 1 || !strings.Contains(run.Notes[0], "names 2 pages") || run.Failed != 0 {
		t.Errorf("notes = %q, want that nothing matches", run.Notes)
	}
	if run := runOnce(t, w); len(run.Notes) != 0 {
		t.Errorf("notes of the next run = %q, want none", run.Notes)
	}
}

// A page that a list names under the other address of a site that moved is
// the page that is known.
func TestTwinsAreOnePage(t *testing.T) {
	was := func(url, movedTo string) record.Page { return record.Page{URL: url, MovedTo: movedTo, Version: 1} }
	for _, c := range []struct {
		name, address string
		pages         []record.Page
		home          string
		known         bool
	}{
		{"the same", site + "/a", []record.Page{was(site+"/a", "")}, site + "/a", true},
		{"where it moved to", site + "/b", []record.Page{was(site+"/a", site+"/b")}, site + "/b", true},
		{"without TLS", "http://www.example.gov/a", []record.Page{was(site+"/a", "")}, "http://www.example.gov/a", true},
		{"with TLS, where the page has none", site + "/a", []record.Page{was("http://www.example.gov/a", "")}, site + "/a", false},
		{"without www", "https://example.gov/a", []record.Page{was(site+"/a", "")}, "https://example.gov/a", false},
		{"a third twin of a page that moved", "http://example.gov/a", []record.Page{was("http://www.example.gov/a", site+"/a")}, "http://example.gov/a", true},
		{"another page of a site that moved", "https://example.gov/b?c", []record.Page{was("https://example.gov/a", site+"/a")}, site + "/b?c", false},
		{"another page of a site that moved, known there", "https://example.gov/b", []record.Page{was("https://example.gov/a", site+"/a"), was(site+"/b", "")}, site + "/b", true},
		{"another page of a site of which one page moved", "https://example.gov/b", []record.Page{was("https://example.gov/a", site+"/a"), was("https://example.gov/c", "")}, "https://example.gov/b", false},
		{"a page of a site of which one page went elsewhere", "https://example.gov/b", []record.Page{was("https://example.gov/a", "https://other.gov/a")}, "https://example.gov/b", false},
		{"another query", site + "/a?b", []record.Page{was(site+"/a", "")}, site + "/a?b", false},
		{"a host alone", "https://example.gov", []record.Page{was("https://example.gov/", "")}, "https://example.gov", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newKnown(c.pages)
			home := k.home(c.address)
			if _, ok := k.at(home); home != c.home || ok != c.known {
				t.Errorf("home(%q) = %q, known %v; want %q, %v", c.address, home, ok, c.home, c.known)
			}
		})
	}
}

func TestHintOf(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	today := now.Truncate(24 * time.Hour)
	seen := record.Page{Version: 1, LastGood: now.Add(-4 * time.Hour)}
	told := seen
	told.Hint = now.Add(-time.Hour)
	tooOften := seen
	tooOften.Misled = 3
	for _, c := range []struct {
		name string
		page record.Page
		said record.Entry
		want time.Time
	}{
		{"after it was seen", seen, record.Entry{Modified: now.Add(-time.Hour)}, now.Add(-time.Hour)},
		{"before it was seen", seen, record.Entry{Modified: now.Add(-5 * time.Hour)}, time.Time{}},
		{"in times to come", seen, record.Entry{Modified: now.Add(time.Hour)}, time.Time{}},
		{"nothing", seen, record.Entry{}, time.Time{}},
		{"of a page that was not seen yet", record.Page{}, record.Entry{Modified: now.Add(-time.Hour)}, time.Time{}},
		{"of a page whose hints came to nothing", tooOften, record.Entry{Modified: now.Add(-time.Hour)}, time.Time{}},
		{"on the day that it was seen", seen, record.Entry{Modified: today, Day: true}, now},
		{"on that day, as was heard before", told, record.Entry{Modified: today, Day: true}, time.Time{}},
		{"the day before", seen, record.Entry{Modified: today.AddDate(0, 0, -1), Day: true}, time.Time{}},
		{"the day after", seen, record.Entry{Modified: today.AddDate(0, 0, 1), Day: true}, now},
	} {
		if got := hintOf(c.page, c.said, now); !got.Equal(c.want) {
			t.Errorf("modified %s: hint = %v, want %v", c.name, got, c.want)
		}
	}
}

// A hint makes a page due and its look unconditional; three that come to
// nothing are the last that are heard, until the page does change.
func TestHintsHaveToProveThemselves(t *testing.T) {
	w, web, f := newListWatcher(t)
	w.Watches[0].Every = 24 * time.Hour
	web.pages[here] = served{body: page("There are 12 patrols.").body, etag: `"same"`}
	runOnce(t, w)
	read := func(what string) (looks int) {
		web.now = web.now.Add(time.Hour)
		f.named[siteMap] = []record.Entry{{URL: here, Modified: web.now.Add(-time.Minute)}}
		w.Watches[0].MaxPages++ // the list is due
		before := len(web.asked)
		runOnce(t, w)
		for _, r := range web.asked[before:] {
			if r.ETag != "" {
				t.Errorf("%s: the look was conditional", what)
			}
		}
		return len(web.asked) - before
	}
	for i := range 3 {
		if n := read(fmt.Sprintf("hint %d", i)); n != 1 {
			t.Fatalf("hint %d brought %d looks, want 1", i, n)
		}
	}
	if n := read("hint 4"); n != 0 {
		t.Errorf("after three hints that came to nothing, the next brought %d looks, want none", n)
	}
	web.pages[here] = page("There are 21 patrols.")
	web.now = web.now.Add(24 * time.Hour)
	if run := runOnce(t, w); run.Changed != 1 {
		t.Fatalf("run = %+v, want a change", run)
	}
	if n := read("hint 5"); n != 1 {
		t.Errorf("once the page changed, a hint brought %d looks, want 1", n)
	}
}

func TestListsThatStampAllPagesGiveNoHints(t *testing.T) {
	w, web, f := newListWatcher(t)
	w.Watches[0].Every = 24 * time.Hour
	for i := range 20 {
		u := fmt.Sprintf("%s/%d", site, i)
		web.pages[u] = page("A page.")
		f.named[siteMap] = append(f.named[siteMap], record.Entry{URL: u})
	}
	runOnce(t, w)
	for name, stamp := range map[string]func(int) record.Entry{
		"to the second": func(int) record.Entry { return record.Entry{Modified: web.now.Add(-time.Second)} },
		"to the day":    func(int) record.Entry { return record.Entry{Modified: web.now.Truncate(24 * time.Hour), Day: true} },
	} {
		web.now = web.now.Add(time.Hour)
		for i := range f.named[siteMap] {
			e := stamp(i)
			e.URL = f.named[siteMap][i].URL
			f.named[siteMap][i] = e
		}
		w.Watches[0].MaxPages++
		if w.Watches[0].MaxPages < 100 {
			w.Watches[0].MaxPages += 100
		}
		if run := runOnce(t, w); run.Looks != 0 {
			t.Errorf("stamped %s: %d looks, want none", name, run.Looks)
		}
	}
}

// A bound is told in each run, also where nothing else is new.
func TestMaxPagesIsTold(t *testing.T) {
	w, web, f := newListWatcher(t)
	w.Watches[0].MaxPages = 2
	f.named[siteMap] = entries(site+"/a", site+"/b", site+"/c", site+"/d")
	f.named[theFeed] = entries(site + "/e")
	for i := range 2 {
		run := runOnce(t, w)
		if len(run.Notes) != 1 || !strings.Contains(run.Notes[0], "max_pages allows (2)") || run.Failed > 0 {
			t.Errorf("run %d: notes %q, want one of max_pages", i, run.Notes)
		}
		for _, l := range f.asked {
			if l.ETag != "" {
				t.Errorf("run %d: %s was asked for conditionally", i, l.URL)
			}
		}
	}
	if got := watched(t, w); len(got) != 2 {
		t.Errorf("%q are watched, want two", got)
	}
	web.pages[here] = served{body: `<html><body><main><p>See <a href="/x">the first</a> and <a href="/y">the second</a>.</p></main></body></html>`}
	w.Watches[0].Sitemaps, w.Watches[0].Feeds, w.Watches[0].Links = nil, nil, []string{site + "/**"}
	w.Watches[0].listed = nil
	for i := range 2 {
		if run := runOnce(t, w); len(run.Notes) != 1 {
			t.Errorf("run %d over links: notes %q, want one of max_pages", i, run.Notes)
		}
	}
}

func TestAListOfTwoWatchesIsReadOnce(t *testing.T) {
	w, _, f := newListWatcher(t)
	w.Watches[0].Links = []string{site + "/news/**"}
	w.Watches = append(w.Watches, Watch{Name: "alerts", Links: []string{site + "/alerts/**"}, Sitemaps: []string{siteMap}, Every: time.Hour})
	f.named[siteMap] = entries(site+"/news/a", site+"/alerts/b", site+"/other")
	runOnce(t, w)
	if n := len(f.asked); n != 2 {
		t.Errorf("%d lists were asked for, want the sitemap and the feed", n)
	}
	pages, _ := w.Store.Pages()
	of := map[string]string{}
	for _, p := range pages {
		of[strings.TrimPrefix(p.URL, site)] = p.Watch
	}
	if of["/news/a"] != "w" || of["/alerts/b"] != "alerts" || len(of) != 3 {
		t.Errorf("pages and their watches = %v", of)
	}
}

// What is wanted of a list decides whether a server's word that nothing is
// new will do.
func TestListsAreReadAnewForNewWishes(t *testing.T) {
	w, web, f := newListWatcher(t)
	w.Watches[0].Every = time.Hour
	f.named[siteMap] = entries(site + "/a")
	runOnce(t, w)
	runOnce(t, w)
	if n := len(f.asked); n != 2 {
		t.Fatalf("%d looks at lists within their hour, want 2", n)
	}
	web.now = web.now.Add(2 * time.Hour)
	runOnce(t, w)
	if l := f.asked[len(f.asked)-1]; l.ETag != `"e"` {
		t.Errorf("asked for %+v, want it conditional", l)
	}
	w.Watches[0].Links, w.Watches[0].listed = []string{site + "/b*"}, nil
	f.named[siteMap] = entries(site+"/a", site+"/b")
	runOnce(t, w)
	if l := f.asked[len(f.asked)-1]; len(f.asked) != 6 || l.ETag != "" {
		t.Errorf("asked %d times, last for %+v; want it whole at once", len(f.asked), l)
	}
	if got := watched(t, w); !slices.Contains(got, "sitemap /b") {
		t.Errorf("%q are watched, want /b too", got)
	}
}

func TestAListInTroubleKeepsItsPages(t *testing.T) {
	w, web, f := newListWatcher(t)
	web.pages[site+"/a"] = page("A page.")
	f.named[siteMap] = entries(site + "/a")
	runOnce(t, w)
	f.bad[siteMap], f.bad[theFeed] = record.Blocked, record.Robots
	run := runOnce(t, w)
	if run.Failed != 1 || len(run.Notes) != 2 || run.Looks != 2 {
		t.Errorf("run = %+v; want the sitemap to fail, both told, and two looks", run)
	}
}

func TestATroubledListThatNobodyNamesIsForgotten(t *testing.T) {
	w, _, f := newListWatcher(t)
	f.bad[siteMap] = record.Blocked
	runOnce(t, w)
	w.Watches[0].Sitemaps, w.Watches[0].Feeds = nil, nil
	if run := runOnce(t, w); run.Failed != 0 || len(f.asked) != 2 {
		t.Errorf("run = %+v after %d looks at lists, want no trouble and no more looks", run, len(f.asked))
	}
	kept, err := w.Store.Lists()
	if err != nil || len(kept) != 2 || kept[1].Incident != nil {
		t.Errorf("Lists() = %+v, %v; want no trouble", kept, err)
	}
}

// Links are followed when the page or the wishes are new, and not else.
func TestFollowReadsAPageOnce(t *testing.T) {
	web, s := newWeb(), newStore(t)
	web.pages[here] = served{etag: `"a"`, body: `<html><body><main><p>See <a href="/list.pdf">the list</a> of all the 12 patrols of the year.</p></main></body></html>`}
	w := newTestWatcher(t, web, s, here)
	w.Watches[0].Links = []string{site + "/news/**"}
	runOnce(t, w)
	if p, _, _ := s.Page(here); p.Followed == "" {
		t.Error("Followed is empty after the first look")
	}
	runOnce(t, w)
	if r := web.asked[len(web.asked)-1]; r.ETag == "" {
		t.Error("the second look was unconditional")
	}
	w.Watches[0].Documents, w.Watches[0].listed = true, nil
	runOnce(t, w)
	if got := watched(t, w); !slices.Equal(got, []string{"document /list.pdf"}) {
		t.Errorf("%q are watched once documents are, want the list", got)
	}
}
