package watch

import (
	"strings"
	"testing"
	"time"

	"stet/record"
)

// A page that is kept and that nobody watches is not to stay unseen for good
// where a watch would find it were it new.
func TestAPageThatIsKeptIsFoundLikeANewOne(t *testing.T) {
	for name, kept := range map[string]record.Page{
		"brought by an import":               {Source: record.FromImport},
		"left by a watch of another name":    {Source: record.FromLink, Watch: "once"},
		"no longer under urls of this watch": {Source: record.FromConfig, Watch: "w"},
	} {
		for _, found := range []struct {
			by  record.Source
			url string
		}{{record.FromLink, site + "/news/linked"}, {record.FromSitemap, site + "/news/listed"}} {
			t.Run(name+", found as "+string(found.by), func(t *testing.T) {
				w, web, f := newListWatcher(t)
				w.Watches[0].Links = []string{site + "/news/**"}
				web.pages[here] = served{body: `<html><body><main><p>See <a href="/news/linked">the first</a> of these.</p></main></body></html>`}
				web.pages[found.url] = page("There are 13 patrols.")
				f.named[siteMap] = entries(site + "/news/listed")
				kept := kept
				kept.URL, kept.Added = found.url, web.now.Add(-time.Hour)
				if _, err := w.Store.AddPages([]record.Page{kept}); err != nil {
					t.Fatal(err)
				}
				runOnce(t, w)
				pages, err := w.Store.Pages()
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range pages {
					if p.URL == found.url && (p.Watch != "w" || p.Source != found.by || p.Looks != 1) {
						t.Errorf("%s is of watch %q by %q with %d looks, want w, %q and 1", p.URL, p.Watch, p.Source, p.Looks, found.by)
					}
				}
			})
		}
	}
}

func TestAWatchThatGotAnotherNameKeepsItsPages(t *testing.T) {
	w, web, _ := newListWatcher(t)
	w.Watches[0].Links, w.Watches[0].Sitemaps, w.Watches[0].Feeds = []string{site + "/news/**"}, nil, nil
	web.pages[here] = served{body: `<html><body><main><p>See <a href="/news/linked">the first</a> of these.</p></main></body></html>`}
	web.pages[site+"/news/linked"] = page("There are 13 patrols.")
	runOnce(t, w)
	w.Watches[0].Name, w.Watches[0].listed = "renamed", nil
	web.now = web.now.Add(24 * time.Hour)
	runOnce(t, w)
	p, _, err := w.Store.(interface {
		Page(string) (record.Page, bool, error)
	}).Page(site + "/news/linked")
	if err != nil || p.Watch != "renamed" || p.Looks != 2 {
		t.Errorf("after the watch got another name its page has watch %q and %d looks, %v, want renamed and 2", p.Watch, p.Looks, err)
	}
}

// An address that is too long to be kept is no page, and keeps no other from
// being one.
func TestAnAddressTooLongToBeKeptIsNotFollowed(t *testing.T) {
	w, web, f := newListWatcher(t)
	w.Watches[0].Links = []string{site + "/news/**"}
	long := site + "/news/" + strings.Repeat("a", record.MaxURL)
	web.pages[here] = served{body: `<html><body><main><p>See <a href="` + long + `">one</a> and <a href="/news/linked">another</a>.</p></main></body></html>`}
	longer := strings.Replace(long[:record.MaxURL], "https", "http", 1) // over TLS it is too long
	f.named[theFeed] = entries(long, longer+"a", site+"/news/fed")
	for _, url := range []string{site + "/news/linked", site + "/news/fed"} {
		web.pages[url] = page("There are 13 patrols.")
	}
	if run := runOnce(t, w); run.First != 3 {
		t.Errorf("run = %+v, want the page and the two that it and the feed name", run)
	}
}
