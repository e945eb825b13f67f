package watch

import (
	"testing"
	"time"

	"stet/record"
)

// A server that hid a change behind a 304 is believed one 304 in a row, for
// all its pages, also by the next process, and not for ever.
func TestALiarIsBelievedLess(t *testing.T) {
	web, s := newWeb(), newStore(t)
	const other = "https://www.example.gov/other"
	honest := page("The same for ever, on a page of its own.")
	honest.etag = `"v1"`
	web.pages[other] = honest
	show := func(text string) {
		p := page(text)
		p.etag = `"stuck"`
		web.pages[here] = p
	}
	show("The sum is $50 million.")
	w := newTestWatcher(t, web, s, here, other)
	for range 30 {
		runOnce(t, w)
	}
	if row := believedInARow(web, other); row != maxTrust {
		t.Fatalf("the honest page is believed %d times in a row, want %d", row, maxTrust)
	}
	show("The sum is $5 million.")
	for range 12 {
		runOnce(t, w)
	}
	o, ok, err := s.Origin("https://www.example.gov:443")
	if err != nil || !ok || o.Lied.IsZero() {
		t.Fatalf("Origin() = %+v, %v, %v; want when it lied", o, ok, err)
	}
	web.asked = nil
	w = newTestWatcher(t, web, s, here, other) // a new process
	for range 20 {
		runOnce(t, w)
	}
	if row := believedInARow(web, other); row != 1 {
		t.Errorf("after the lie the other page is believed %d times in a row, want 1", row)
	}
	web.now = web.now.Add(lieHolds)
	web.asked = nil
	for range 40 {
		runOnce(t, w)
	}
	if row := believedInARow(web, other); row != maxTrust {
		t.Errorf("long after the lie the other page is believed %d times in a row, want %d", row, maxTrust)
	}
}

// believedInARow returns the most conditional requests in a row for a page.
func believedInARow(web *web, url string) (most int) {
	row := 0
	for _, r := range web.asked {
		switch {
		case r.URL != url:
		case r.ETag == "":
			row = 0
		default:
			row++
			most = max(most, row)
		}
	}
	return most
}

// What the crawler remembers of a server stays when stet notes that it lied.
func TestALieForgetsNothingElse(t *testing.T) {
	s := newStore(t)
	runOnce(t, newTestWatcher(t, newWeb(), s, here))
	before := record.Origin{Origin: "https://www.example.gov:443", Refusals: 3, Robots: []byte("Disallow: /")}
	if err := s.PutOrigin(before); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := (&Watcher{Store: s}).caught(here, at); err != nil {
		t.Fatal(err)
	}
	o, _, err := s.Origin(before.Origin)
	if err != nil || o.Refusals != 3 || string(o.Robots) != "Disallow: /" || !o.Lied.Equal(at) {
		t.Errorf("Origin() = %+v, %v; want what was there and when it lied", o, err)
	}
}

func TestWhenAPageIsDue(t *testing.T) {
	now := time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	w := &Watcher{Watches: []Watch{{Name: "w", URLs: []string{here}, Every: 6 * time.Hour}}}
	if err := w.compile(); err != nil {
		t.Fatal(err)
	}
	seen := record.Page{URL: here, Watch: "w", Source: record.FromConfig, Version: 1, LastLook: ago(time.Hour), LastGood: ago(time.Hour), NextLook: now.Add(5 * time.Hour)}
	with := func(alter func(*record.Page)) record.Page { p := seen; alter(&p); return p }
	for name, c := range map[string]struct {
		page   record.Page
		due    bool
		wholly bool // it is asked for whatever its validators say
	}{
		"new":                                    {record.Page{URL: here, Watch: "w", Source: record.FromConfig}, true, true},
		"looked at an hour ago":                  {seen, false, false},
		"modified since, a sitemap says":         {with(func(p *record.Page) { p.Hint = ago(time.Minute) }), true, true},
		"modified before, it says":               {with(func(p *record.Page) { p.Hint = ago(2 * time.Hour) }), false, false},
		"modified in the future, it says":        {with(func(p *record.Page) { p.Hint = now.Add(time.Hour) }), false, false},
		"modified since it went, a sitemap says": {with(func(p *record.Page) { p.Gone, p.LastGood, p.Hint = true, ago(3*time.Hour), ago(2*time.Hour) }), false, true},
		"modified since, and in trouble now":     {with(func(p *record.Page) { p.Hint, p.Incident = ago(time.Minute), &record.Incident{} }), false, true},
		"its watch was given a quicker pace":     {with(func(p *record.Page) { p.NextLook = now.Add(6 * day); p.LastLook = ago(day) }), true, false},
		"missing since the last look":            {with(func(p *record.Page) { p.Missing, p.NextLook = 1, p.LastLook; p.Incident = &record.Incident{} }), true, true},
		"stet failed at it, and leaves it alone": {with(func(p *record.Page) { p.Incident = &record.Incident{Kind: record.Unread}; p.LastLook = ago(day) }), false, false},
	} {
		if due := !w.dueAt(c.page, now).After(now); due != c.due {
			t.Errorf("a page %s is due: %v, want %v", name, due, c.due)
		}
		w.Now = func() time.Time { return now }
		if wholly := !w.believable(c.page); wholly != c.wholly {
			t.Errorf("a page %s is asked for unconditionally: %v, want %v", name, wholly, c.wholly)
		}
	}
}

// Trouble is looked into sooner than a slow pace would have it, ever more
// rarely; a page that stet fails at is left alone for longer than a quick one.
func TestThePaceOfAPageInTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		every  time.Duration
		kind   record.IncidentKind
		looks  int
		want   time.Duration
		outage bool
	}{
		"the first hour":              {7 * day, record.Unreachable, 1, time.Hour, false},
		"then two":                    {7 * day, record.Unreachable, 2, 2 * time.Hour, false},
		"up to its pace":              {7 * day, record.Unreachable, 1000, 7 * day, false},
		"its pace is quicker":         {time.Minute, record.Unreachable, 1, time.Minute, false},
		"robots.txt forbids it":       {7 * day, record.Robots, 1, 7 * day, false},
		"robots.txt is not to be had": {7 * day, record.Robots, 1, time.Hour, true},
		"stet fails at it":            {0, record.Unread, 1, time.Hour, false},
		"stet fails at it once more":  {0, record.Unread, 3, 4 * time.Hour, false},
	} {
		w := &Watcher{Watches: []Watch{{Name: "w", URLs: []string{here}, Every: c.every}}}
		s := record.Sighting{Page: record.Page{URL: here, Watch: "w", Incident: &record.Incident{Kind: c.kind, Looks: c.looks, Outage: c.outage}}}
		w.schedule(&s)
		if got := s.Page.NextLook.Sub(s.Look.Time); got != c.want {
			t.Errorf("%s: next look after %v, want %v", name, got, c.want)
		}
	}
}
