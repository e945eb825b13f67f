package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"stet/record"
)

// How long a robots.txt file is believed (RFC 9309 section 2.4: a day at
// most), and how soon one that was not to be had is asked for again.
const (
	robotsAge   = 24 * time.Hour
	robotsRetry = 10 * time.Minute
	robotsHops  = 5
)

// origins holds the robots.txt file of each origin ("https://host:443").
type origins struct {
	mu sync.Mutex
	m  map[string]*origin
}

// An origin is a robots.txt file, or why there is none.
type origin struct {
	turn chan struct{} // held by who fetches

	mu      sync.Mutex
	rules   *Robots
	trouble *trouble
	until   time.Time // when rules and trouble go stale
}

func (o *origins) of(u *url.URL) *origin {
	key := u.Scheme + "://" + hostPort(u)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.m == nil {
		o.m = map[string]*origin{}
	}
	if o.m[key] == nil {
		o.m[key] = &origin{turn: make(chan struct{}, 1)}
	}
	return o.m[key]
}

func (o *origin) fresh() (*Robots, *trouble, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.rules, o.trouble, time.Now().Before(o.until)
}

func (o *origin) set(rules *Robots, t *trouble) {
	o.mu.Lock()
	defer o.mu.Unlock()
	age := robotsAge
	if t != nil {
		age = robotsRetry
	}
	o.rules, o.trouble, o.until = rules, t, time.Now().Add(age)
}

// robots returns the rules of the origin that u belongs to, fetching them
// once however many ask.
func (c *Crawler) robots(ctx context.Context, u *url.URL) (*Robots, *trouble) {
	if c.o.IgnoreRobots {
		return nil, nil
	}
	o := c.origins.of(u)
	if rules, t, ok := o.fresh(); ok {
		return rules, t
	}
	select {
	case o.turn <- struct{}{}:
		defer func() { <-o.turn }()
	case <-ctx.Done():
		return nil, c.explain(ctx, u, nil, ctx.Err())
	}
	if rules, t, ok := o.fresh(); ok {
		return rules, t
	}
	rules, t := c.fetchRobots(ctx, u)
	if ctx.Err() == nil { // otherwise it says nothing of the server
		o.set(rules, t)
	}
	return rules, t
}

// fetchRobots asks for robots.txt and follows it through up to five redirects.
// RFC 9309 section 2.3.1: a file that is not there (4xx, too many redirects)
// forbids nothing; a server in trouble, or none, forbids everything.
func (c *Crawler) fetchRobots(ctx context.Context, u *url.URL) (*Robots, *trouble) {
	ctx, t := startClock(ctx, c.o.Timeout)
	defer t.stop()
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	for range robotsHops + 1 {
		h, err := c.exchange(ctx, t, c.newRequest(ctx, at), c.o.Delay, maxRobots)
		if err != nil {
			return nil, robotsTrouble(at, h, err)
		}
		switch {
		case h.Status == http.StatusTooManyRequests || h.Status >= 500:
			return nil, c.robotsStatus(at, h)
		case h.Status >= 300 && h.Status < 400:
			next, err := at.Parse(h.Header.Get("Location"))
			if err != nil || h.Header.Get("Location") == "" || next.Host == "" || next.Scheme != "http" && next.Scheme != "https" {
				return &Robots{}, nil
			}
			next.User, next.Fragment = nil, ""
			at = next
		case h.Status < 200 || h.Status >= 300:
			return &Robots{}, nil
		case h.trouble != nil && h.Truncated != "length":
			return nil, robotsRefusal(at, h.trouble.detail)
		case h.Truncated == "length" && h.document == nil:
			// Cut off by our own limit: what came is enough, if it is plain.
			return ParseRobots(h.Body), nil
		default:
			return ParseRobots(h.document), nil
		}
	}
	return &Robots{}, nil
}

// newRequest returns a GET request with the header fields that every request
// of ours has.
func (c *Crawler) newRequest(ctx context.Context, u *url.URL) *http.Request {
	req := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: c.header(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	return req.WithContext(ctx)
}

func robotsRefusal(at *url.URL, why string) *trouble {
	return &trouble{kind: record.Robots, detail: fmt.Sprintf("%s could not be had, which forbids everything: %s", plain(at.String()), why)}
}

// robotsTrouble explains a robots.txt request without an answer. Where no
// connection came about the page is as far away as its robots.txt, and saying
// that is truer than speaking of robots.
func robotsTrouble(at *url.URL, h *hop, err error) *trouble {
	var t *trouble
	if !errors.As(err, &t) {
		t = unreachablef("%s", plain(err.Error()))
	}
	if h == nil || len(h.Request) == 0 {
		return t
	}
	return robotsRefusal(at, t.detail)
}

func (c *Crawler) robotsStatus(at *url.URL, h *hop) *trouble {
	t := robotsRefusal(at, fmt.Sprintf("the server answered %d", h.Status))
	if h.Status == http.StatusTooManyRequests {
		t.kind = record.RateLimited
	}
	t.hold = retryAfter(h.Status, h.Header, c.o.Now())
	return t
}
