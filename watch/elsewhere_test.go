package watch

import (
	"context"
	"strings"
	"testing"

	"stet/record"
	"stet/storage"
)

// A shownAt is a web whose pages a redirect shows at another address.
type shownAt struct {
	*web
	at string // empty: where they were asked for
}

func (e *shownAt) Fetch(ctx context.Context, r record.Request) record.Answer {
	a := e.web.Fetch(ctx, r)
	if e.at != "" {
		a.FinalURL = e.at
	}
	return a
}

// A redirect that is not for good leads elsewhere for a while. What the page
// links to is read from where it was served, and it still links to itself.
func TestAPageThatIsServedElsewhereForAWhileIsTheSamePage(t *testing.T) {
	web, s := newWeb(), newStore(t)
	w := newTestWatcher(t, web, s, here)
	away := &shownAt{web: web}
	w.Fetcher = away
	show := func(at, token, text string) {
		away.at, web.pages[here] = at, served{body: `<html><head><title>T</title></head><body><a href="#text">To the text</a><!-- ` + token + ` --><main id="text"><p>` + text + `</p><p>See <a href="map.html">the map</a>.</p></main></body></html>`}
		runOnce(t, w)
	}
	const text, edited = "There are 12 patrols a week on the river.", "There are 21 patrols a week on the river."
	for i, at := range []string{"https://www.example.gov/news/spare", "https://www.example.gov/news/spare", "", "https://www.example.gov/news/spare"} {
		show(at, strings.Repeat("t", i), text)
	}
	show("https://www.example.gov/news/spare", "u", edited)
	show("https://www.example.gov/news/spare", "v", edited)
	changes, err := s.Changes(storage.Query{})
	if err != nil {
		t.Fatal(err)
	}
	if len(changes) != 2 || changes[0].Kind != record.Edited || changes[0].Has(record.TemplateChanged) || changes[0].Has(record.PageMoved) {
		t.Errorf("%d changes, the latest %+v; want the first sight and one edit of the figure", len(changes), changes[0])
	}
}

// What a page links to beside itself is known by the address that it was
// served at, at the look before as at this one.
func TestLinksAreReadFromWhereAPageWasServed(t *testing.T) {
	web, s := newWeb(), newStore(t)
	w := newTestWatcher(t, web, s, here)
	w.Fetcher = &shownAt{web: web, at: "https://www.example.gov/en/news/1"}
	for _, token := range []string{"a", "b", "c"} {
		web.pages[here] = served{body: `<html><head><title>T</title></head><body><!-- ` + token + ` --><main><p>See <a href="map.html">the map</a>.</p></main></body></html>`}
		runOnce(t, w)
	}
	if changes, err := s.Changes(storage.Query{}); err != nil || len(changes) != 1 {
		t.Errorf("%d changes (%v), want the first sight alone: %+v", len(changes), err, changes)
	}
}
