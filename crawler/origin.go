package crawler

import (
	"context"
	"net/url"
	"sync"
	"time"

	"stet/record"
)

// How long what is known of robots.txt is believed (RFC 9309 section 2.4: a
// day at most, longer only while a new one is not to be had), and how soon one
// that was not to be had is asked for again.
const (
	robotsAge   = 24 * time.Hour
	robotsStale = 30 * 24 * time.Hour // the RFC's own "reasonably long period"
	robotsRetry = 10 * time.Minute
)

// clocksDiffer is by how much two clocks that are both right may differ: runs
// may be made by several machines.
const clocksDiffer = time.Hour

// silences is how many looks in a row may stay without an answer before the
// server is asked for robots.txt again, to see whether it is there at all: a
// host that hangs must not cost a time-out for each of its pages.
const silences = 2

// origins holds what is known of each origin, by name.
type origins struct {
	mu sync.Mutex
	m  map[string]*origin
}

// An origin is what is known of a server (RFC 6454: scheme, host and port).
type origin struct {
	name     string        // https://www.example.gov:443
	turn     chan struct{} // held by who fetches robots.txt
	probing  chan struct{} // held by who asks for an address made up
	recalled sync.Once
	writing  sync.Mutex // held by who writes to the memory

	mu      sync.Mutex
	past    record.Origin // what is remembered
	rules   *Robots
	trouble *trouble      // why there are no rules
	asked   time.Time     // when rules and trouble were found
	good    time.Duration // for how long they hold
	silent  int           // looks in a row that got no answer
}

func (o *origins) of(u *url.URL) *origin {
	name := record.OriginOf(u)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.m == nil {
		o.m = map[string]*origin{}
	}
	if o.m[name] == nil {
		o.m[name] = &origin{name: name, turn: make(chan struct{}, 1), probing: make(chan struct{}, 1)}
	}
	return o.m[name]
}

// admit returns the rules of the origin that u belongs to, or why it is not
// to be asked for anything.
func (c *Crawler) admit(ctx context.Context, l *look, u *url.URL) (*Robots, *trouble) {
	o := c.origins.of(u)
	l.origin = o
	c.recall(o)
	if until := o.heldUntil(c.o.Now()); until.After(c.o.Now()) {
		return nil, &trouble{
			kind: record.RateLimited, hold: until,
			detail: u.Hostname() + " asked to be left alone until " + until.UTC().Format("2006-01-02 15:04:05 UTC"),
		}
	}
	if c.o.IgnoreRobots {
		return nil, nil
	}
	if l.request.Again {
		o.forgive(l.began)
	}
	return c.robots(ctx, o, u)
}

// robots returns the rules of o, fetching them once however many ask.
func (c *Crawler) robots(ctx context.Context, o *origin, u *url.URL) (*Robots, *trouble) {
	if rules, t, ok := o.fresh(c.o.Now()); ok {
		return rules, t
	}
	select {
	case o.turn <- struct{}{}:
		defer func() { <-o.turn }()
	case <-ctx.Done():
		return nil, c.explain(ctx, u, nil, ctx.Err())
	}
	if rules, t, ok := o.fresh(c.o.Now()); ok {
		return rules, t
	}
	f := c.fetchRobots(ctx, u)
	if ctx.Err() != nil { // it says nothing of the server
		return nil, f.trouble
	}
	return c.settleRobots(o, f)
}

// fresh returns the rules or the trouble that still hold. Rules that another
// run fetched are read when they are first asked for.
func (o *origin) fresh(now time.Time) (*Robots, *trouble, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if within(o.asked, now, o.good) {
		return o.rules, o.trouble, true
	}
	if o.asked.IsZero() && o.past.RobotsStatus != 0 && within(o.past.RobotsAsked, now, robotsAge) {
		o.rules, o.asked, o.good = ParseRobots(o.past.Robots), o.past.RobotsAsked, robotsAge
		return o.rules, nil, true
	}
	return nil, nil, false
}

func (o *origin) set(rules *Robots, t *trouble, now time.Time, good time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rules, o.trouble, o.asked, o.good = rules, t, now, good
}

// settleRobots makes rules of what came of asking for robots.txt. While a
// new file is not to be had, the last good one is obeyed for thirty days;
// after that, nothing is asked for.
func (c *Crawler) settleRobots(o *origin, f robotsFile) (*Robots, *trouble) {
	now := c.o.Now()
	if f.trouble == nil && !f.odd {
		rules := ParseRobots(f.text)
		o.set(rules, nil, now, robotsAge)
		c.learn(o, func(r *record.Origin) { r.RobotsAsked, r.RobotsStatus, r.Robots = now, f.status, f.text })
		return rules, nil
	}
	past, silent := o.remembered()
	known := past.RobotsStatus != 0
	switch {
	case known && within(past.RobotsAsked, now, robotsStale) && f.asked && !f.refused && silent < silences:
		rules := ParseRobots(past.Robots)
		rules.asOf = past.RobotsAsked
		c.log().Warn("robots.txt cannot be had; its last good file is obeyed", "origin", o.name, "file of", past.RobotsAsked)
		o.set(rules, nil, now, robotsRetry)
		return rules, nil
	case f.trouble == nil:
		// A 200 that is no robots.txt allows, as a 404 does; but what a
		// firewall says in its place is not remembered for a day.
		o.set(&Robots{}, nil, now, robotsRetry)
		return &Robots{}, nil
	case known && f.asked:
		f.trouble.detail += "; its last good file is of " + past.RobotsAsked.UTC().Format(time.DateOnly)
	}
	if f.refused {
		c.refused(o, f.trouble)
	}
	o.set(nil, f.trouble, now, robotsRetry)
	return nil, f.trouble
}

// forgive forgets that there was trouble with robots.txt before a time.
func (o *origin) forgive(before time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.trouble != nil && o.asked.Before(before) {
		o.good = 0
	}
}

func (o *origin) remembered() (past record.Origin, silent int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.past, o.silent
}

// heldUntil returns until when o is left alone. A time further off than any
// hold may last was written by a clock that was ahead, and set right since.
func (o *origin) heldUntil(now time.Time) time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.past.Held.After(now.Add(longestHold + clocksDiffer)) {
		return time.Time{}
	}
	return o.past.Held
}

// heard notes whether a look at the server got an answer of any kind, and
// reports whether the answers before it were refusals.
func (o *origin) heard(answered bool) (refused bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if answered {
		o.silent = 0
		return o.past.Refusals > 0
	}
	if o.silent++; o.silent >= silences && o.trouble == nil {
		o.good = 0
	}
	return o.past.Refusals > 0
}
