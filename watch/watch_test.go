package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"stet/record"
	"stet/storage"
)

// A web is a Fetcher that answers out of a map, one second of a made-up
// clock after the other.
type web struct {
	now   time.Time
	pages map[string]served
	asked []record.Request
}

type served struct {
	status   int
	body     string
	etag     string
	incident record.IncidentKind
	hold     time.Duration // the server asks to be left alone for so long
	outage   bool          // it is robots.txt that could not be had
	kind     string        // of document; empty: text/html
}

func newWeb() *web {
	return &web{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), pages: map[string]served{}}
}

func (w *web) Fetch(_ context.Context, r record.Request) record.Answer {
	w.asked = append(w.asked, r)
	w.now = w.now.Add(time.Second)
	p, ok := w.pages[r.URL]
	if !ok {
		p.status = 404
	}
	body := []byte(p.body)
	e := record.Exchange{
		URL: r.URL, Status: max(p.status, 200), Header: http.Header{"Etag": {p.etag}}, Started: w.now, Body: body,
		Payload: record.Payload{Digest: record.DigestOf(body), Decoded: record.DigestOf(body), Size: int64(len(body)), Type: cmp.Or(p.kind, "text/html")},
	}
	a := record.Answer{URL: r.URL, FinalURL: r.URL, Time: w.now, Verdict: record.GotPage, Document: body}
	switch {
	case p.incident != "":
		a.Verdict, a.Incident = record.GotIncident, &record.Incident{Kind: p.incident, Detail: "made up", Outage: p.outage}
	case p.status == 404:
		a.Verdict = record.GotGone
	case p.etag != "" && r.ETag == p.etag:
		a.Verdict, e.Status, e.Body, a.Document, e.Payload = record.GotSame, 304, nil, nil, record.Payload{}
	}
	a.Exchanges = []record.Exchange{e}
	if p.hold > 0 {
		a.HoldHost = w.now.Add(p.hold)
	}
	return a
}

func (w *web) Decode(payload []byte, _ string) ([]byte, error) { return payload, nil }

func page(text string) served {
	return served{body: "<html><head><title>T</title></head><body><main><p>" + text + "</p></main></body></html>"}
}

const here = "https://www.example.gov/news/1"

func newTestWatcher(t *testing.T, web *web, s Store, urls ...string) *Watcher {
	t.Helper()
	return &Watcher{Fetcher: web, Store: s, Concurrency: 1, Watches: []Watch{{Name: "w", URLs: urls}}, Now: func() time.Time { return web.now }}
}

func newStore(t *testing.T) *storage.Store {
	return storage.Open(filepath.Join(t.TempDir(), "stet.db"))
}

func runOnce(t *testing.T, w *Watcher) record.Run {
	t.Helper()
	run, err := w.Pass(context.Background())
	if err != nil {
		t.Fatalf("Pass() = %v", err)
	}
	return run
}

// outcomes returns what became of each look at a page, oldest first.
func outcomes(t *testing.T, s *storage.Store, url string) (all []record.Outcome) {
	t.Helper()
	p, ok, err := s.Page(url)
	if err != nil || !ok {
		t.Fatalf("Page(%q) = %v, %v", url, ok, err)
	}
	looks, err := s.Looks(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range looks {
		all = append(all, l.Outcome)
	}
	return all
}

func TestLifeOfAPage(t *testing.T) {
	const first, same, changed, gone, incident = record.OutcomeFirst, record.OutcomeSame, record.OutcomeChanged, record.OutcomeGone, record.OutcomeIncident
	a, b := page("There are 12 patrols a week on the river."), page("There are 21 patrols a week on the river.")
	missing, blocked := served{status: 404}, served{incident: record.Blocked}
	for name, c := range map[string]struct {
		looks []served
		want  []record.Outcome
		kinds []record.ChangeKind
	}{
		"an edit is a change":                     {[]served{a, b}, []record.Outcome{first, changed}, []record.ChangeKind{record.FirstSeen, record.Edited}},
		"a revert is a change of its own":         {[]served{a, b, a}, []record.Outcome{first, changed, changed}, []record.ChangeKind{record.FirstSeen, record.Edited, record.Edited}},
		"one 404 is no removal":                   {[]served{a, missing, a}, []record.Outcome{first, incident, same}, []record.ChangeKind{record.FirstSeen}},
		"two 404s are one removal":                {[]served{a, missing, missing, missing}, []record.Outcome{first, incident, gone, gone}, []record.ChangeKind{record.FirstSeen, record.Removed}},
		"a page that comes back is restored":      {[]served{a, missing, missing, a}, []record.Outcome{first, incident, gone, changed}, []record.ChangeKind{record.FirstSeen, record.Removed, record.Restored}},
		"an edit behind a block is told after it": {[]served{a, blocked, b}, []record.Outcome{first, incident, changed}, []record.ChangeKind{record.FirstSeen, record.Edited}},
		"a page never seen is not removed":        {[]served{missing, missing, missing}, []record.Outcome{incident, incident, incident}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			web, s := newWeb(), newStore(t)
			w := newTestWatcher(t, web, s, here)
			for _, answer := range c.looks {
				web.pages[here] = answer
				runOnce(t, w)
			}
			if got := outcomes(t, s, here); !slices.Equal(got, c.want) {
				t.Errorf("outcomes = %v, want %v", got, c.want)
			}
			changes, err := s.Changes(storage.Query{})
			if err != nil {
				t.Fatal(err)
			}
			var kinds []record.ChangeKind
			for _, c := range slices.Backward(changes) {
				kinds = append(kinds, c.Kind)
			}
			if !slices.Equal(kinds, c.kinds) {
				t.Errorf("changes = %v, want %v", kinds, c.kinds)
			}
		})
	}
}

func TestARevertNamesTheVersionAndHowLongTheOtherStood(t *testing.T) {
	web, s := newWeb(), newStore(t)
	w := newTestWatcher(t, web, s, here)
	for _, text := range []string{"There are 12 patrols.", "There are 21 patrols.", "There are 12 patrols."} {
		web.pages[here] = page(text)
		runOnce(t, w)
	}
	changes, err := s.Changes(storage.Query{})
	if err != nil || len(changes) == 0 {
		t.Fatalf("Changes() = %d changes, %v", len(changes), err)
	}
	if last := changes[0]; !last.Has(record.Reverted) || last.From.Version != 2 || last.To.Version != 3 {
		t.Errorf("last change goes from %d to %d with flags %v, want 2 to 3 with reverted", last.From.Version, last.To.Version, last.Flags)
	}
}

// Two renderings that take turns are told three times, then once as what
// they are, and an edit in either is told as itself.
func TestFlapping(t *testing.T) {
	web, s := newWeb(), newStore(t)
	w := newTestWatcher(t, web, s, here)
	look := func(text string) {
		web.pages[here] = page(text)
		runOnce(t, w)
	}
	const a, b = "There are 12 patrols on weekdays, says the desk.", "There are 12 patrols from Monday to Friday, the desk says."
	for range 6 {
		look(a)
		look(b)
	}
	count := func() (all, flapping int) {
		changes, err := s.Changes(storage.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			if c.Has(record.Flapping) {
				flapping++
			}
		}
		return len(changes) - 1, flapping
	}
	if all, flapping := count(); all != 3 || flapping != 1 {
		t.Fatalf("%d changes, %d of them flapping; want an edit, a revert, and that it flaps", all, flapping)
	}
	look(strings.Replace(a, "12", "21", 1))
	changes, _ := s.Changes(storage.Query{})
	if len(changes) != 5 || !changes[0].Has(record.FigureAltered) || len(changes[0].Edits) != 1 {
		t.Fatalf("an edit in one rendering is told as %+v, want the one figure", changes[0].Flags)
	}
	look(b)
	look(strings.Replace(a, "12", "21", 1))
	if all, _ := count(); all != 4 {
		t.Errorf("%d changes after the renderings took turns again, want 4", all)
	}
	for range calm + 1 {
		look(b)
	}
	look(strings.Replace(a, "12", "21", 1))
	if all, _ := count(); all != 5 {
		t.Errorf("%d changes after a turn that came late, want 5: it may be a revert", all)
	}
}

// A holed is a Store that has lost some payloads.
type holed struct {
	*storage.Store
	lost map[record.Digest]bool
}

func (h holed) Payload(d record.Digest) ([]byte, error) {
	if h.lost[d] {
		return nil, fmt.Errorf("payload %s: %w", d, record.ErrDamaged)
	}
	return h.Store.Payload(d)
}

func TestAPageOfWhichAVersionIsLostGoesOn(t *testing.T) {
	web, s := newWeb(), newStore(t)
	damaged := holed{s, map[record.Digest]bool{}}
	w := newTestWatcher(t, web, damaged, here)
	for _, text := range []string{"Over $50 million.", "Over $5 million.", "Over $7 million.", "Over $9 million."} {
		web.pages[here] = page(text)
		runOnce(t, w)
		if text == "Over $5 million." {
			damaged.lost[record.DigestOf([]byte(web.pages[here].body))] = true
		}
	}
	changes, err := s.Changes(storage.Query{})
	if err != nil || len(changes) != 4 {
		t.Fatalf("Changes = %d, %v, want one for each version", len(changes), err)
	}
	slices.SortFunc(changes, func(a, b record.Change) int { return a.To.Version - b.To.Version })
	if lost := changes[2]; len(lost.Flags) > 0 || len(lost.Reasons) != 1 || !strings.Contains(lost.Reasons[0].Why, "version 2 cannot be read any more") {
		t.Errorf("the change from the lost version = %+v, want that nothing is said of it but that it is lost", lost)
	}
	if !changes[3].Has(record.FigureAltered) {
		t.Errorf("the change after it = %+v, want the altered figure", changes[3].Flags)
	}
}

func TestPassGoesOnPastTrouble(t *testing.T) {
	web, s := newWeb(), newStore(t)
	urls := []string{here, "https://www.example.gov/news/2", "https://www.example.gov/news/3"}
	web.pages[urls[0]] = page("One.")
	web.pages[urls[1]] = served{incident: record.Unreachable}
	web.pages[urls[2]] = page("Three.")
	run := runOnce(t, newTestWatcher(t, web, s, urls...))
	if run.Looks != 3 || run.First != 2 || run.Failed != 1 {
		t.Errorf("Pass() = %d looks, %d first, %d failed, want 3, 2, 1", run.Looks, run.First, run.Failed)
	}
}

// A server that always answers 304 is believed once, then twice, four and
// eight times in a row, and never more than nine.
func TestTrustInA304Grows(t *testing.T) {
	web, s := newWeb(), newStore(t)
	web.pages[here] = page("The same for ever.")
	p := web.pages[here]
	p.etag = `"v1"`
	web.pages[here] = p
	w := newTestWatcher(t, web, s, here)
	for range 40 {
		runOnce(t, w)
	}
	var row, rows []int
	for i, r := range web.asked[1:] {
		if r.ETag == "" {
			rows = append(rows, len(row))
			row = nil
			continue
		}
		row = append(row, i)
	}
	if want := []int{1, 2, 4, 8, 9, 9}; !slices.Equal(rows[:min(len(rows), len(want))], want[:min(len(rows), len(want))]) || len(rows) < 5 {
		t.Errorf("304s believed in a row = %v, want %v", rows, want)
	}
}

func TestALyingServerIsFoundOutAndTold(t *testing.T) {
	web, s := newWeb(), newStore(t)
	w := newTestWatcher(t, web, s, here)
	show := func(text string) {
		p := page(text)
		p.etag = `"stuck"`
		web.pages[here] = p
		runOnce(t, w)
	}
	show("The sum is $50 million.")
	for range 3 {
		show("The sum is $5 million.")
	}
	changes, _ := s.Changes(storage.Query{})
	if len(changes) != 2 || !changes[0].Has(record.FigureAltered) {
		t.Fatalf("changes = %d, want the first sight and the edit behind the 304", len(changes))
	}
	if !slices.ContainsFunc(changes[0].Reasons, func(r record.Reason) bool { return r.Points == 0 }) {
		t.Errorf("reasons = %v, want one that says that the server had answered 304", changes[0].Reasons)
	}
}

// A faulty store fails at Commit, before or after the real one did its work.
type faulty struct {
	*storage.Store
	before, after bool
}

func (f *faulty) Commit(s record.Sighting) error {
	if f.before {
		return errors.New("no space left on device")
	}
	err := f.Store.Commit(s)
	if f.after {
		return errors.New("the disk does not answer")
	}
	return err
}

func TestAFailedCommitLosesNothingAndTellsNothingTwice(t *testing.T) {
	for name, f := range map[string]faulty{
		"failed and not stored": {before: true},
		"failed but stored":     {after: true},
	} {
		t.Run(name, func(t *testing.T) {
			web := newWeb()
			f.Store = newStore(t)
			web.pages[here] = page("There are 12 patrols.")
			runOnce(t, newTestWatcher(t, web, f.Store, here))
			web.pages[here] = page("There are 21 patrols.")
			w := newTestWatcher(t, web, &f, here)
			if _, err := w.Pass(context.Background()); err == nil {
				t.Error("Pass() = nil, want the error of the store")
			}
			runOnce(t, newTestWatcher(t, web, f.Store, here))
			changes, err := f.Changes(storage.Query{})
			if err != nil || len(changes) != 2 {
				t.Errorf("changes after the next pass = %d, %v; want the first sight and one edit", len(changes), err)
			}
			p, _, _ := f.Page(here)
			if p.Version != 2 {
				t.Errorf("version = %d, want 2", p.Version)
			}
		})
	}
}

func TestACancelledLookLeavesNoTrace(t *testing.T) {
	web, s := newWeb(), newStore(t)
	web.pages[here] = page("One.")
	ctx, cancel := context.WithCancel(context.Background())
	w := newTestWatcher(t, web, s, here)
	w.Fetcher = cancelling{web, cancel}
	if _, err := w.Pass(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Pass() = %v, want %v", err, context.Canceled)
	}
	if got := outcomes(t, s, here); len(got) != 0 {
		t.Errorf("looks = %v, want none", got)
	}
}

type cancelling struct {
	*web
	cancel func()
}

func (c cancelling) Fetch(ctx context.Context, r record.Request) record.Answer {
	c.cancel()
	return c.web.Fetch(ctx, r)
}

func TestPagesAreDueAtTheirPace(t *testing.T) {
	web, s := newWeb(), newStore(t)
	web.pages[here] = page("One.")
	w := newTestWatcher(t, web, s, here)
	w.Watches[0].Every = time.Hour
	for i, step := range []struct {
		wait time.Duration
		want int
	}{{0, 1}, {time.Minute, 0}, {time.Hour, 1}} {
		web.now = web.now.Add(step.wait)
		if run := runOnce(t, w); run.Looks != step.want {
			t.Errorf("pass %d made %d looks, want %d", i+1, run.Looks, step.want)
		}
	}
	w.Watches = nil
	web.now = web.now.Add(2 * time.Hour)
	if run := runOnce(t, w); run.Looks != 0 {
		t.Errorf("a page that the watch list does not name any more was looked at")
	}
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, address string
		want             bool
	}{
		{"https://www.example.gov/news/**", "https://www.example.gov/news/2022/06/a", true},
		{"https://www.example.gov/news/*", "https://www.example.gov/news/2022/06/a", false},
		{"https://www.example.gov/news/*", "https://www.example.gov/news/a", true},
		{"https://www.example.gov/news/*.html", "https://www.example.gov/news/aXhtml", false},
		{"https://www.example.gov/news/**", "https://www.example.gov.evil.example/news/a", false},
	} {
		w := Watch{Links: []string{c.pattern}}
		if err := w.compile(); err != nil {
			t.Fatal(err)
		}
		if got := w.wants(c.address); got != c.want {
			t.Errorf("pattern %q wants %q = %v, want %v", c.pattern, c.address, got, c.want)
		}
	}
}
