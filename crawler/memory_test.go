package crawler_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/crawler"
	"stet/record"
)

// A notebook is a memory that outlives the crawlers that write in it.
type notebook struct {
	mu      sync.Mutex
	origins map[string]record.Origin
	puts    int
	broken  error
}

func (n *notebook) Origin(name string) (record.Origin, bool, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	o, ok := n.origins[name]
	return o, ok, n.broken
}

func (n *notebook) PutOrigin(o record.Origin) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.broken != nil {
		return n.broken
	}
	if n.origins == nil {
		n.origins = map[string]record.Origin{}
	}
	n.origins[o.Origin] = o
	n.puts++
	return nil
}

// A calendar is a clock that a test turns.
type calendar struct{ at time.Time }

func (c *calendar) now() time.Time { return c.at }

func (c *calendar) turn(d time.Duration) { c.at = c.at.Add(d) }

// A site is a server whose robots.txt a test can exchange.
type site struct {
	at     string
	robots http.HandlerFunc
	asked  map[string]int
}

func newSite(t *testing.T, robots string) *site {
	s := &site{asked: map[string]int{}}
	s.say(robots)
	s.at = serve(t, func(w http.ResponseWriter, r *http.Request) {
		s.asked[r.URL.Path]++
		if r.URL.Path == "/robots.txt" {
			s.robots(w, r)
			return
		}
		writeHello(w)
	})
	return s
}

func (s *site) say(robots string) {
	s.robots = func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, robots) }
}

func (s *site) fail(status int) {
	s.robots = func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status) }
}

// visit looks with a crawler of its own, as the next run would.
func (s *site) visit(t *testing.T, n *notebook, c *calendar, path string) record.Answer {
	t.Helper()
	return look(t, crawler.Options{Memory: n, Now: c.now}, s.at+path)
}

func midday() *calendar { return &calendar{time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)} }

func TestRobotsAreRememberedForADay(t *testing.T) {
	s, n, c := newSite(t, "User-agent: *\nDisallow: /secret"), &notebook{}, midday()
	for range 3 {
		wantPage(t, s.visit(t, n, c, "/open"), hello)
		wantIncident(t, s.visit(t, n, c, "/secret"), record.Robots, "forbids")
		c.turn(7 * time.Hour)
	}
	if got := s.asked["/robots.txt"]; got != 1 {
		t.Errorf("robots.txt was asked for %d times in 14 hours, want once", got)
	}
	s.say("User-agent: *\nDisallow: /open")
	c.turn(4 * time.Hour)
	wantIncident(t, s.visit(t, n, c, "/open"), record.Robots, "forbids")
	wantPage(t, s.visit(t, n, c, "/secret"), hello)
	if n.puts != 2 {
		t.Errorf("the memory was written %d times, want once for each file", n.puts)
	}
}

func TestAnAbsentRobotsFileIsRememberedToo(t *testing.T) {
	s, n, c := newSite(t, ""), &notebook{}, midday()
	s.fail(404)
	for range 3 {
		wantPage(t, s.visit(t, n, c, "/open"), hello)
	}
	if got := s.asked["/robots.txt"]; got != 1 {
		t.Errorf("robots.txt was asked for %d times, want once", got)
	}
}

func TestTheLastGoodRobotsFileIsObeyedThroughAnOutage(t *testing.T) {
	s, n, c := newSite(t, "User-agent: *\nDisallow: /secret"), &notebook{}, midday()
	wantPage(t, s.visit(t, n, c, "/open"), hello)
	s.fail(500)
	for _, days := range []int{2, 20} {
		c.at = midday().at.AddDate(0, 0, days)
		wantPage(t, s.visit(t, n, c, "/open"), hello)
		wantIncident(t, s.visit(t, n, c, "/secret"), record.Robots, "as it was on 2025-03-01")
	}
	c.at = midday().at.AddDate(0, 0, 31)
	wantIncident(t, s.visit(t, n, c, "/open"), record.Robots, "its last good file is of 2025-03-01")
	s.fail(404)
	wantPage(t, s.visit(t, n, c, "/open"), hello)
}

// A firewall's page in the place of robots.txt is no word of the webmaster's.
func TestAWallIsNoRobotsFile(t *testing.T) {
	s, n, c := newSite(t, "User-agent: *\nDisallow: /secret"), &notebook{}, midday()
	wantPage(t, s.visit(t, n, c, "/open"), hello)
	c.turn(25 * time.Hour)
	s.say("<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1><p>You were turned away.</p></body></html>")
	wantIncident(t, s.visit(t, n, c, "/secret"), record.Robots, "2025-03-01")
	c.turn(time.Hour)
	s.say("User-agent: *\nDisallow: /open")
	wantPage(t, s.visit(t, n, c, "/secret"), hello)
}

func TestAClockThatWasSetBackDoesNotKeepRobotsForEver(t *testing.T) {
	s, n, c := newSite(t, ""), &notebook{}, midday()
	wantPage(t, s.visit(t, n, c, "/open"), hello)
	c.turn(-48 * time.Hour)
	s.say("User-agent: *\nDisallow: /")
	wantIncident(t, s.visit(t, n, c, "/open"), record.Robots, "forbids")
}

func TestAClockThatWasSetBackHoldsNoServerForEver(t *testing.T) {
	s, c := newSite(t, "User-agent: *\nDisallow:\n"), midday()
	name := "http://" + strings.TrimPrefix(s.at, "http://")
	for held, want := range map[time.Duration]record.Verdict{
		time.Hour:                 record.GotIncident,
		24 * time.Hour:            record.GotIncident,
		70 * 365 * 24 * time.Hour: record.GotPage, // by an empty battery
	} {
		n := &notebook{origins: map[string]record.Origin{name: {Origin: name, Refusals: 1, Held: c.at.Add(held)}}}
		if a := s.visit(t, n, c, "/a"); a.Verdict != want {
			t.Errorf("a server that is held for %v: Fetch = %s %+v, want %s", held, a.Verdict, a.Incident, want)
		}
	}
}

func TestTroubleWithTheMemoryFailsNoLook(t *testing.T) {
	s, n, c := newSite(t, "User-agent: *\nDisallow: /secret"), &notebook{broken: errors.New("the notebook is wet")}, midday()
	wantPage(t, s.visit(t, n, c, "/open"), hello)
	wantIncident(t, s.visit(t, n, c, "/secret"), record.Robots, "forbids")
}

func TestTheCrawlerKeepsWhatOthersRemember(t *testing.T) {
	s, n, c := newSite(t, ""), &notebook{}, midday()
	name := s.at
	lied := c.at.Add(-time.Hour)
	n.origins = map[string]record.Origin{name: {Origin: name, Lied: lied}}
	cr := newCrawler(t, crawler.Options{Memory: n, Now: c.now})
	wantPage(t, cr.Fetch(context.Background(), record.Request{URL: s.at + "/open"}), hello)
	if got := n.origins[name]; !got.Lied.Equal(lied) || got.RobotsStatus != 200 {
		t.Errorf("memory = %+v, want robots.txt and what was there", got)
	}
	lied = c.at // learnt by somebody else while the crawler lives
	n.origins[name] = record.Origin{Origin: name, Lied: lied}
	c.turn(25 * time.Hour)
	wantPage(t, cr.Fetch(context.Background(), record.Request{URL: s.at + "/open"}), hello)
	if got := n.origins[name]; !got.Lied.Equal(lied) || got.RobotsAsked != c.at {
		t.Errorf("memory = %+v, want a new robots.txt and what was there", got)
	}
}

// refuser sends everybody away but who asks for robots.txt.
func refuser(t *testing.T, answer *http.HandlerFunc) (string, *int) {
	asked := 0
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		asked++
		(*answer)(w, r)
	}), &asked
}

func busy(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }

func TestRepeatedRefusalsHoldTheHostEverLonger(t *testing.T) {
	answer := http.HandlerFunc(busy)
	at, asked := refuser(t, &answer)
	n, c := &notebook{}, midday()
	const delay = time.Millisecond
	visit := func() record.Answer {
		return look(t, crawler.Options{Memory: n, Now: c.now, Delay: delay}, at+"/page")
	}
	for i, want := range []time.Duration{30 * delay, 60 * delay, 120 * delay, 240 * delay} {
		a := visit()
		wantIncident(t, a, record.ServerError, "503")
		if got := a.HoldHost.Sub(c.at); got < want || got > want*6/5 {
			t.Errorf("refusal %d holds the host for %v, want %v and at most a fifth more", i+1, got, want)
		}
		before := *asked
		wantIncident(t, visit(), record.RateLimited, "left alone until")
		if *asked != before {
			t.Errorf("a host that is held was asked")
		}
		c.at = a.HoldHost.Add(time.Nanosecond)
	}
	answer = func(w http.ResponseWriter, r *http.Request) { writeHello(w) }
	wantPage(t, visit(), hello)
	answer = busy
	if a := visit(); a.HoldHost.Sub(c.at) > 36*delay {
		t.Errorf("the first refusal after a good answer holds the host for %v, want no more than %v", a.HoldHost.Sub(c.at), 36*delay)
	}
}

func TestRefusalsAreBounded(t *testing.T) {
	answer := http.HandlerFunc(busy)
	at, _ := refuser(t, &answer)
	c := midday()
	n := &notebook{origins: map[string]record.Origin{at: {Origin: at, Refusals: 1000}}}
	a := look(t, crawler.Options{Memory: n, Now: c.now, Delay: time.Millisecond}, at)
	if got := a.HoldHost.Sub(c.at); got != 24*time.Hour {
		t.Errorf("refusal 1001 holds the host for %v, want a day", got)
	}
}

func TestRetryAfterWinsOverOurOwnPause(t *testing.T) {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "5")
		w.WriteHeader(429)
	})
	at, _ := refuser(t, &answer)
	c := midday()
	n := &notebook{origins: map[string]record.Origin{at: {Origin: at, Refusals: 10}}}
	a := look(t, crawler.Options{Memory: n, Now: c.now, Delay: 10 * time.Millisecond}, at)
	if got := a.HoldHost.Sub(c.at); got != 5*time.Second {
		t.Errorf("Retry-After of 5 seconds holds the host for %v", got)
	}
	if got := n.origins[at].Refusals; got != 11 {
		t.Errorf("%d refusals are remembered, want 11", got)
	}
}

// Whoever wants no delay wants no pause either.
func TestNoDelayMeansNoPause(t *testing.T) {
	answer := http.HandlerFunc(busy)
	at, _ := refuser(t, &answer)
	n := &notebook{}
	if a := look(t, crawler.Options{Memory: n}, at); !a.HoldHost.IsZero() {
		t.Errorf("HoldHost = %v, want none", a.HoldHost)
	}
}

// A host that a redirect leads to is held by itself.
func TestARedirectsTargetIsHeldToo(t *testing.T) {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "100")
		w.WriteHeader(429)
	})
	target, asked := refuser(t, &answer)
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		http.Redirect(w, r, target, http.StatusFound)
	})
	cr := newCrawler(t, crawler.Options{})
	for range 2 {
		wantIncident(t, cr.Fetch(context.Background(), record.Request{URL: at}), record.RateLimited, "")
	}
	if *asked != 1 {
		t.Errorf("a host that asked to be left alone was asked %d times, want once", *asked)
	}
}

// Trouble with robots.txt is not asked about for each page, but a second look
// at a page is one at its robots.txt too.
func TestASecondLookAsksForRobotsAgain(t *testing.T) {
	s, c := newSite(t, ""), midday()
	s.fail(500)
	cr := newCrawler(t, crawler.Options{Now: c.now})
	fetch := func(again bool) record.Answer {
		c.turn(time.Second)
		return cr.Fetch(context.Background(), record.Request{URL: s.at + "/open", Again: again})
	}
	wantIncident(t, fetch(false), record.Robots, "500")
	wantIncident(t, fetch(false), record.Robots, "500")
	wantIncident(t, fetch(true), record.Robots, "500")
	if got := s.asked["/robots.txt"]; got != 2 {
		t.Errorf("robots.txt was asked for %d times in two looks and a second one, want 2", got)
	}
	s.fail(404)
	wantPage(t, fetch(true), hello)
	wantPage(t, fetch(true), hello)
	if got := s.asked["/robots.txt"]; got != 3 {
		t.Errorf("robots.txt was asked for %d times, want 3: what was had holds", got)
	}
}

// A host that stopped answering is not given a time-out for each of its pages.
func TestAHostThatHangsIsNotAskedForEachOfItsPages(t *testing.T) {
	hang := false
	var mu sync.Mutex
	asked := map[string]int{}
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		hung := hang
		mu.Unlock()
		switch {
		case hung:
			<-r.Context().Done()
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		default:
			writeHello(w)
		}
	})
	n := &notebook{}
	wantPage(t, look(t, crawler.Options{Memory: n}, at+"/good"), hello)
	mu.Lock()
	hang = true
	mu.Unlock()
	cr := newCrawler(t, crawler.Options{Memory: n, Timeout: 100 * time.Millisecond})
	for i := range 10 {
		a := cr.Fetch(context.Background(), record.Request{URL: fmt.Sprintf("%s/%d", at, i)})
		if a.Verdict != record.GotIncident || !strings.Contains(a.Incident.Detail, "did not answer") {
			t.Errorf("look %d = %s %+v, want no answer", i, a.Verdict, a.Incident)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(asked) != 4 || asked["/robots.txt"] != 2 {
		t.Errorf("the server was asked for %v, want two pages of ten, and robots.txt again", asked)
	}
}
