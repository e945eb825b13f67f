package watch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stet/record"
	"stet/storage"
)

// A script answers each request for an address with the next of its answers,
// and goes on with the last.
type script struct {
	*web
	answers map[string][]served
	doubts  map[string]string // what the crawler finds odd about a body
}

func (s *script) Fetch(ctx context.Context, r record.Request) record.Answer {
	if list := s.answers[r.URL]; len(list) > 0 {
		s.pages[r.URL] = list[0]
		if len(list) > 1 {
			s.answers[r.URL] = list[1:]
		}
	}
	a := s.web.Fetch(ctx, r)
	if a.Verdict == record.GotPage {
		a.Doubt = s.doubts[string(a.Document)]
	}
	return a
}

const article = `The service keeps 12 patrol boats on the river from March to October, and lends them to the county in winter.
Each boat has a crew of four, of whom two are trained to dive, and is inspected by the port every second week.
Whoever sees oil on the water calls the desk, which answers day and night and sends the nearest boat.`

const elsewhere = `Welcome to the front page of the department, where you find news, forms, opening hours and a map of all offices.
This week: how to renew a licence without leaving home, what changes for anglers, and when the library moves.`

// What becomes of a page, look by look, when its answers are these: the first
// list is what the first run gets, and so on.
func TestALookInDoubtIsSettledByASecondOne(t *testing.T) {
	const first, same, changed, incident = record.OutcomeFirst, record.OutcomeSame, record.OutcomeChanged, record.OutcomeIncident
	a, other, third := page(article), page(elsewhere), page(strings.Repeat("Nothing here is as it was before today. ", 9))
	edited := page(strings.Replace(article, "12", "21", 1))
	blocked, down := served{incident: record.Blocked}, served{incident: record.Unreachable}
	for name, c := range map[string]struct {
		runs      [][]served
		want      []record.Outcome
		versions  int
		incidents []record.IncidentKind
	}{
		"an edit is no doubt":                            {[][]served{{a}, {edited}}, []record.Outcome{first, changed}, 2, nil},
		"a page rewritten is seen twice":                 {[][]served{{a}, {other, other}}, []record.Outcome{first, changed, same}, 2, nil},
		"one wrong look is an incident":                  {[][]served{{a}, {other, a}}, []record.Outcome{first, incident, same}, 1, []record.IncidentKind{record.Unconfirmed}},
		"an edit behind a wrong look is told":            {[][]served{{a}, {other, edited}}, []record.Outcome{first, incident, changed}, 2, []record.IncidentKind{record.Unconfirmed}},
		"a wrong look before an outage is remembered":    {[][]served{{a}, {other, blocked}, {other}}, []record.Outcome{first, incident, incident, changed}, 2, []record.IncidentKind{record.Unconfirmed, record.Blocked}},
		"a wrong look before an outage may be wrong":     {[][]served{{a}, {other, blocked}, {a}}, []record.Outcome{first, incident, incident, same}, 1, []record.IncidentKind{record.Unconfirmed, record.Blocked}},
		"a wrong look after an outage is one too":        {[][]served{{a}, {down, other, a}}, []record.Outcome{first, incident, incident, same}, 1, []record.IncidentKind{record.Unreachable, record.Unconfirmed}},
		"trouble that passes is an incident, no gap":     {[][]served{{a}, {down, edited}}, []record.Outcome{first, incident, changed}, 2, []record.IncidentKind{record.Unreachable}},
		"trouble that stays is looked at twice":          {[][]served{{a}, {down}}, []record.Outcome{first, incident, incident}, 1, []record.IncidentKind{record.Unreachable}},
		"a block is not asked about again":               {[][]served{{a}, {blocked}}, []record.Outcome{first, incident}, 1, []record.IncidentKind{record.Blocked}},
		"robots.txt that could not be had may be by now": {[][]served{{a}, {{incident: record.Robots, outage: true}, edited}}, []record.Outcome{first, incident, changed}, 2, []record.IncidentKind{record.Robots}},
		"robots.txt that forbids is not asked again":     {[][]served{{a}, {{incident: record.Robots}}}, []record.Outcome{first, incident}, 1, []record.IncidentKind{record.Robots}},
		"a 404 waits for the next run":                   {[][]served{{a}, {{status: 404}}}, []record.Outcome{first, incident}, 1, []record.IncidentKind{record.Missing}},
		"of three different looks the second counts":     {[][]served{{a}, {other, third}}, []record.Outcome{first, incident, changed}, 2, []record.IncidentKind{record.Unconfirmed}},
		"a doubt at first sight":                         {[][]served{{third, third}}, []record.Outcome{first, same}, 1, nil},
		"a doubt at first sight that is not confirmed":   {[][]served{{third, a}}, []record.Outcome{incident, first}, 1, []record.IncidentKind{record.Unconfirmed}},
		"the same doubt is not looked into for ever":     {[][]served{{third, third}, {third}}, []record.Outcome{first, same, same}, 1, nil},
		"what the second look explains the first was it": {[][]served{{a}, {other, {incident: record.Soft404, body: other.body}}}, []record.Outcome{first, incident, incident}, 1, []record.IncidentKind{record.Soft404}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			web := &script{web: newWeb(), doubts: map[string]string{third.body: "it says that nothing is here"}}
			w := newTestWatcher(t, web.web, s, here)
			w.Fetcher = web
			for i, answers := range c.runs {
				web.answers = map[string][]served{here: answers}
				if run := runOnce(t, w); run.Looks != 1 {
					t.Errorf("run %d counts %d pages, want 1", i+1, run.Looks)
				}
			}
			if got := outcomes(t, s, here); !slices.Equal(got, c.want) {
				t.Errorf("outcomes = %v, want %v", got, c.want)
			}
			p, _, _ := s.Page(here)
			if p.Version != c.versions {
				t.Errorf("version = %d, want %d", p.Version, c.versions)
			}
			if got := incidentsOf(t, s, p.ID); !slices.Equal(got, c.incidents) {
				t.Errorf("incidents = %v, want %v", got, c.incidents)
			}
			sound(t, s)
		})
	}
}

// incidentsOf returns the incidents of a page, oldest first.
func incidentsOf(t *testing.T, s *storage.Store, id record.PageID) (kinds []record.IncidentKind) {
	t.Helper()
	incidents, err := s.Incidents(storage.Query{Page: id})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range incidents {
		kinds = append(kinds, in.Kind)
	}
	slices.Reverse(kinds)
	return kinds
}

// A first look in doubt is kept: its bytes can be had from its incident.
func TestTheBytesOfAWrongLookAreKept(t *testing.T) {
	s, web := newStore(t), &script{web: newWeb()}
	w := newTestWatcher(t, web.web, s, here)
	w.Fetcher = web
	web.answers = map[string][]served{here: {page(article)}}
	runOnce(t, w)
	web.answers = map[string][]served{here: {page(elsewhere), page(article)}}
	if run := runOnce(t, w); run.Trouble != 0 || run.Same != 1 {
		t.Errorf("run = %+v, want the second look to count", run)
	}
	p, _, _ := s.Page(here)
	looks, err := s.Looks(p.ID)
	if err != nil || len(looks) != 3 {
		t.Fatalf("Looks() = %d, %v; want 3", len(looks), err)
	}
	l, ok, err := s.Look(p.ID, looks[1].Time)
	if err != nil || !ok || len(l.Exchanges) == 0 {
		t.Fatalf("Look() = %+v, %v, %v; want its exchanges", l, ok, err)
	}
	body, err := s.Payload(l.Exchanges[0].Payload.Digest)
	if err != nil || string(body) != page(elsewhere).body {
		t.Errorf("Payload() = %q, %v; want what the first look saw", body, err)
	}
	if asked := web.asked[len(web.asked)-1]; !asked.Doubt || asked.ETag != "" {
		t.Errorf("second request = %+v, want one in doubt and without validators", asked)
	}
}

// Killed between two looks, stet has kept bytes and no row: the next run sees
// the page as if it were the first.
func TestAStopBetweenTwoLooks(t *testing.T) {
	for name, stop := range map[string]bool{"by an order": true, "by a kill": false} {
		t.Run(name, func(t *testing.T) {
			s, web := newStore(t), &script{web: newWeb()}
			w := newTestWatcher(t, web.web, s, here)
			w.Fetcher = web
			web.answers = map[string][]served{here: {page(article)}}
			runOnce(t, w)
			web.answers = map[string][]served{here: {page(elsewhere)}}
			p, _, _ := s.Page(here)
			if stop {
				ctx, cancel := context.WithCancel(context.Background())
				w.Delay = time.Hour
				w.Seen = func(record.Sighting) {}
				time.AfterFunc(50*time.Millisecond, cancel)
				if _, err := w.Pass(ctx); err == nil {
					t.Error("Pass() = nil, want that it was stopped")
				}
				w.Delay = 0
			} else if _, err := w.settle("20260102T030405.000Z", p, web.Fetch(t.Context(), record.Request{URL: here}), false); err == nil {
				t.Fatal("settle() = nil, want a doubt")
			}
			run := runOnce(t, w)
			if p, _, _ = s.Page(here); run.Changed != 1 || p.Version != 2 {
				t.Errorf("next run: %d changed, version %d; want one change, version 2", run.Changed, p.Version)
			}
			sound(t, s)
		})
	}
}

// sound checks that the archive is whole.
func sound(t *testing.T, s *storage.Store) {
	t.Helper()
	if h, err := s.Verify(context.Background(), storage.Verification{}); err != nil || !h.Whole {
		t.Errorf("Verify() = %v, %v; want a sound archive", h.Damage, err)
	}
}

// A dead host with many pages costs a few time-outs, and says so; the others
// are not kept waiting. When it answers again all its pages are looked at.
func TestASilentHostIsGivenUp(t *testing.T) {
	s, web := newStore(t), newWeb()
	var urls []string
	for i := range 20 {
		urls = append(urls, fmt.Sprintf("https://dead.example.gov/%d", i))
		web.pages[urls[i]] = served{incident: record.Unreachable}
	}
	urls = append(urls, here)
	web.pages[here] = page(article)
	w := newTestWatcher(t, web, s, urls...)
	run := runOnce(t, w)
	if run.Looks != 4 || run.First != 1 || run.Left != 17 {
		t.Errorf("Pass() = %d looks, %d first, %d left; want 4, 1, 17", run.Looks, run.First, run.Left)
	}
	if n := len(web.asked); n != 1+noAnswer+1 {
		t.Errorf("%d requests, want one for the good page and %d for the dead host", n, noAnswer+1)
	}
	if run = runOnce(t, w); run.Looks != 1 {
		t.Errorf("the host rests, and %d pages were looked at; want 1", run.Looks)
	}
	for _, u := range urls {
		web.pages[u] = page(article)
	}
	web.now = web.now.Add(shortestRest)
	if run = runOnce(t, w); run.First != 20 || run.Left != 0 {
		t.Errorf("the host answers again, and %d of its pages were seen, %d left; want 20, 0", run.First, run.Left)
	}
}

// A host that fails at first and answers at the end of the pass loses nothing.
func TestASilentHostHasASecondChance(t *testing.T) {
	s, web := newStore(t), &script{web: newWeb(), answers: map[string][]served{}}
	var urls []string
	for i := range 10 {
		urls = append(urls, fmt.Sprintf("https://slow.example.gov/%d", i))
		web.answers[urls[i]] = []served{page(article)}
		if i < noAnswer {
			web.answers[urls[i]] = []served{{incident: record.Unreachable}, page(article)}
		}
	}
	w := newTestWatcher(t, web.web, s, urls...)
	w.Fetcher = web
	if run := runOnce(t, w); run.Looks != 10 || run.First != 10 || run.Left != 0 || run.Failed != 0 {
		t.Errorf("Pass() = %+v, want 10 pages first seen", run)
	}
}

// A page at which stet itself fails is an incident, and left alone for a while.
func TestAPageThatMakesStetFail(t *testing.T) {
	s, web := newStore(t), newWeb()
	web.pages[here] = page(article)
	w := newTestWatcher(t, web, s, here)
	w.Watches[0].Reading.PDF = func([]byte) (record.Document, error) { panic("a page broken in two") }
	p := web.pages[here]
	p.kind = "application/pdf"
	web.pages[here] = p
	run := runOnce(t, w)
	if run.Failed != 1 {
		t.Errorf("run = %+v, want a page that failed", run)
	}
	kept, _, _ := s.Page(here)
	if got := incidentsOf(t, s, kept.ID); !slices.Equal(got, []record.IncidentKind{record.Unread}) {
		t.Errorf("incidents = %v, want %v", got, record.Unread)
	}
	if again := runOnce(t, w); again.Looks != 0 {
		t.Error("it was looked at again at once")
	}
	sound(t, s)
}

// A host that asks to be left alone is not asked again, be it before the
// second looks or at one of them; what it owes is kept, and stays due.
func TestASecondLookWaitsForAHostThatWantsToBeLeftAlone(t *testing.T) {
	down, busy := served{incident: record.Unreachable}, served{incident: record.RateLimited, hold: time.Hour}
	failed := served{incident: record.ServerError}
	for name, c := range map[string]struct {
		pages   int
		answers []served // of the first of them, once
		then    served   // what all pages answer then
		asked   int
	}{
		"before":                     {5, []served{failed, failed, busy}, page(article), 3},
		"at one of them":             {2, []served{failed, failed}, busy, 3},
		"at one of them, and silent": {5, []served{down, down, down}, busy, 4},
	} {
		t.Run(name, func(t *testing.T) {
			s, web := newStore(t), &script{web: newWeb(), answers: map[string][]served{}}
			var urls []string
			for i := range c.pages {
				urls = append(urls, fmt.Sprintf("https://busy.example.gov/%d", i))
				web.answers[urls[i]] = slices.Concat(c.answers[min(i, len(c.answers)):min(i+1, len(c.answers))], []served{c.then})
			}
			w := newTestWatcher(t, web.web, s, urls...)
			w.Fetcher = web
			run := runOnce(t, w)
			if len(web.asked) != c.asked || run.Left != 0 || run.First != 0 {
				t.Errorf("%d requests, run = %+v; want %d requests, and no page left as if its host were dead", len(web.asked), run, c.asked)
			}
			for _, url := range urls {
				web.answers[url] = []served{page(article)}
			}
			web.now = web.now.Add(time.Hour)
			if run = runOnce(t, w); run.First != len(urls) {
				t.Errorf("when the hour is over %d pages are seen, want %d", run.First, len(urls))
			}
			sound(t, s)
		})
	}
}

// What waits for a second look holds no bodies, which are kept: the pages of a
// host in trouble are many.
func TestWhatWaitsForASecondLookHoldsNoBodies(t *testing.T) {
	for name, answer := range map[string]served{
		"in trouble": {incident: record.ServerError, body: "<p>Sorry."},
		"in doubt":   page(elsewhere),
	} {
		s, web := newStore(t), newWeb()
		w := newTestWatcher(t, web, s, here)
		web.pages[here] = page(article)
		run := runOnce(t, w)
		p, _, _ := s.Page(here)
		web.pages[here] = answer
		sweep := &pass{w: w, run: &run}
		sweep.settle(p, w.Look(t.Context(), p))
		if len(sweep.open) != 1 {
			t.Fatalf("%s: %d looks wait, want 1", name, len(sweep.open))
		}
		u := sweep.open[0]
		for _, e := range slices.Concat(u.saw.Look.Exchanges, u.first.Exchanges) {
			if len(e.Body) > 0 {
				t.Errorf("%s: it holds a body of %d bytes, want none", name, len(e.Body))
			}
		}
		if len(u.first.Document) > 0 {
			t.Errorf("%s: it holds the document, want none", name)
		}
	}
}
