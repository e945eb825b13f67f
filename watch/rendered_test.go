package watch

import (
	"context"
	"strings"
	"testing"

	"stet/record"
	"stet/storage"
)

// A browser is a web whose pages a script adds to.
type browser struct {
	*web
	adds  string
	shows string // what is on the picture
	lacks string // what cannot be had
}

func (b *browser) Fetch(ctx context.Context, r record.Request) record.Answer {
	a := b.web.Fetch(ctx, r)
	if r.Render && a.Verdict == record.GotPage {
		dom := strings.Replace(string(a.Document), "</main>", "<p>"+b.adds+"</p></main>", 1)
		a.Rendered = &record.Rendering{DOM: []byte(dom), Screenshot: []byte(b.shows), Browser: "Chrome/1.0", Missing: b.lacks}
	}
	return a
}

// An archive gives the changes of a page as cmd/stet does.
type archive struct{ *storage.Store }

func (a archive) ChangesOf(id record.PageID) ([]record.Change, error) {
	return a.Store.Changes(storage.Query{Page: id})
}

func newRendered(t *testing.T) (*browser, *Watcher, *storage.Store) {
	b := &browser{web: newWeb(), adds: "The script says that 300 seals were counted.", shows: "a first picture"}
	b.pages[here] = page("The harbour office counts seals each spring, and says so here.")
	s := newStore(t)
	w := newTestWatcher(t, b.web, s, here)
	w.Fetcher, w.Watches[0].Render = b, true
	return b, w, s
}

func lookAt(t *testing.T, s *storage.Store) (record.Page, record.Look, *record.Change) {
	t.Helper()
	p, look := lastLook(t, s)
	changes, err := archive{s}.ChangesOf(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p, look, &changes[0]
}

func lastLook(t *testing.T, s *storage.Store) (record.Page, record.Look) {
	t.Helper()
	p, _, err := s.Page(here)
	if err != nil {
		t.Fatal(err)
	}
	looks, err := s.Looks(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p, looks[len(looks)-1]
}

func TestARenderedPageIsItsDocument(t *testing.T) {
	b, w, s := newRendered(t)
	served := b.pages[here]
	served.etag = `"1"`
	b.pages[here] = served
	runOnce(t, w)
	p, look, _ := lookAt(t, s)
	dom, err := s.Payload(look.Payload.Digest)
	if err != nil || !strings.Contains(string(dom), "300 seals") {
		t.Errorf("the payload of the look = %s, %v; want what the script made", dom, err)
	}
	raw, err := s.Payload(look.Exchanges[0].Payload.Digest)
	if err != nil || string(raw) != served.body {
		t.Errorf("the payload of the exchange = %s, %v; want it as served", raw, err)
	}
	if p.Payload != look.Payload || p.Served.Digest != look.Exchanges[0].Payload.Digest || look.Browser != "Chrome/1.0" {
		t.Errorf("page %+v and look %+v do not say what was served and what shown", p, look)
	}
	if shot, err := s.Payload(look.Screenshot); err != nil || string(shot) != b.shows {
		t.Errorf("the picture = %q, %v; want it kept", shot, err)
	}

	b.shows = "a second picture" // the same document: nobody needs it
	runOnce(t, w)
	if _, look, _ = lookAt(t, s); look.Outcome != record.OutcomeSame || !look.Screenshot.IsZero() || len(look.Exchanges) > 0 || look.Browser != "" {
		t.Errorf("a look that saw the same document = %+v, want a revisit", look)
	}

	b.adds, b.shows = "The script says that 200 seals were counted.", "a third picture"
	runOnce(t, w)
	_, look, change := lookAt(t, s)
	if shot, err := s.Payload(look.Screenshot); err != nil || string(shot) != b.shows || !change.Has(record.FigureAltered) || look.Version != 2 {
		t.Errorf("an edit by the script gave %+v, picture %q, %v; want a figure altered and its picture", change, shot, err)
	}
	for _, r := range b.asked {
		if r.ETag+r.LastModified != "" {
			t.Errorf("a page to render was asked for under conditions: %+v", r)
		}
	}
}

// What scripts add was there before: it must not be told as an edit, neither
// when a watch begins to render nor when it ends, and an edit of that very
// look must not be lost.
func TestTurningRenderOnAndOffIsNoEdit(t *testing.T) {
	b, w, s := newRendered(t)
	w.Watches[0].Render = false
	runOnce(t, w)
	want := func(render bool, says string, flags ...record.FlagKind) {
		t.Helper()
		w.Watches[0].Render = render
		runOnce(t, w)
		_, look, change := lookAt(t, s)
		if look.Outcome != record.OutcomeChanged || len(change.Flags) != len(flags) {
			t.Fatalf("the look after the switch = %s, %+v; want a change with the flags %v", look.Outcome, change, flags)
		}
		for _, k := range flags {
			if !change.Has(k) {
				t.Errorf("the change has flags %+v, want %s", change.Flags, k)
			}
		}
		if why := change.Reasons[len(change.Reasons)-1].Why; !strings.Contains(why, says) {
			t.Errorf("the change says %q, want %q", why, says)
		}
		if render == look.Screenshot.IsZero() {
			t.Errorf("the look has the picture %q", look.Screenshot)
		}
	}
	want(true, "as a browser shows it")
	want(false, "as the server sends it")
	b.pages[here] = page("The harbour office counts 12 seals each spring, and says so here.")
	runOnce(t, w)
	b.pages[here] = page("The harbour office counts 21 seals each spring, and says so here.")
	want(true, "as a browser shows it", record.FigureAltered)
	b.pages[here] = page("The harbour office counts 31 seals each spring, and says so here.")
	want(false, "as the server sends it", record.FigureAltered)

	p, _, _ := lookAt(t, s)
	judged, otherwise, err := w.Rejudge(context.Background(), archive{s}, p)
	if err != nil || judged < 5 || otherwise != 0 {
		t.Errorf("Rejudge() = %d judged, %d otherwise, %v; want none otherwise", judged, otherwise, err)
	}
}

// A part of the page that cannot be had makes no edit as long as it may come
// back, and does not hide the page for ever.
func TestAPageWithoutAPart(t *testing.T) {
	const outage, whole = "The script says that no seals can be told now.", "The script says that 300 seals were counted."
	for name, c := range map[string]struct {
		runs []string // what the script adds; after "!": for want of a part
		want string
	}{
		"at the first look":              {[]string{"!" + outage, "!" + outage}, "incident first"},
		"at the first look, and back":    {[]string{"!" + outage, whole}, "incident first"},
		"for a run":                      {[]string{whole, "!" + outage, whole}, "first incident same"},
		"from a run on":                  {[]string{whole, "!" + outage, "!" + outage, "!" + outage}, "first incident changed same"},
		"that adds nothing to the text":  {[]string{whole, "!" + whole}, "first same"},
		"that never adds to the text":    {[]string{"!" + whole, "!" + whole, whole}, "incident first same"},
		"and comes back after some runs": {[]string{whole, "!" + outage, "!" + outage, whole}, "first incident changed changed"},
	} {
		t.Run(name, func(t *testing.T) {
			b, w, s := newRendered(t)
			var got []string
			for _, adds := range c.runs {
				b.adds, b.lacks = strings.TrimPrefix(adds, "!"), ""
				if adds != b.adds {
					b.lacks = "a part that the page is made of could not be had: the server answered 502"
				}
				runOnce(t, w)
				p, look := lastLook(t, s)
				got = append(got, string(look.Outcome))
				if (look.Outcome == record.OutcomeIncident) != (p.Incident != nil && p.Incident.Kind == record.ServerError && p.Incident.Detail == b.lacks) {
					t.Errorf("after a look that ended as %s the page is in %+v", look.Outcome, p.Incident)
				}
			}
			if got := strings.Join(got, " "); got != c.want {
				t.Errorf("runs that saw %q ended as %s, want %s", c.runs, got, c.want)
			}
		})
	}
}

func TestAFileIsNotRendered(t *testing.T) {
	_, w, _ := newRendered(t)
	p := record.Page{URL: here, Watch: "w", Source: record.FromUser, Payload: record.Payload{Type: "application/pdf", Digest: record.DigestOf([]byte("%PDF"))}}
	if r := w.request(p); r.Render {
		t.Errorf("request of a PDF = %+v, want no browser for it", r)
	}
}

// Renderings that wait for a second look are bounded: one too many counts as a
// look in doubt, and the next run's look is the second.
func TestRenderingsThatWaitForSecondLooksAreBounded(t *testing.T) {
	s, web := newStore(t), newWeb()
	urls := []string{here, here + "0", here + "1"}
	for _, url := range urls {
		web.pages[url] = page(article)
	}
	w := newTestWatcher(t, web, s, urls...)
	run := runOnce(t, w)
	sweep := &pass{w: w, run: &run}
	for _, url := range urls {
		p, _, _ := s.Page(url)
		a := w.Look(t.Context(), p)
		a.Rendered = &record.Rendering{Screenshot: make([]byte, openBytes/2)}
		sweep.putOff(unsettled{page: p, first: slim(a), why: "little is left"})
	}
	if len(sweep.open) != 2 || sweep.swept.Kept != 1 {
		t.Errorf("%d looks wait and %d were kept, want 2 and 1", len(sweep.open), sweep.swept.Kept)
	}
	if p, _, _ := s.Page(urls[2]); p.Doubted == nil || p.NextLook.After(p.LastLook) {
		t.Errorf("page = %+v, want that its doubt is remembered and it stays due", p)
	}
}
