package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"stet/record"
)

// robotsHops is how many redirects lead to a robots.txt file at most (RFC
// 9309 section 2.3.1.2).
const robotsHops = 5

// A robotsFile is what came of asking for robots.txt.
type robotsFile struct {
	status  int
	text    []byte   // at most maxRobots bytes; nil where there is no file
	odd     bool     // an answer of 200, but the words of a firewall or an outage
	trouble *trouble // it could not be had, which forbids everything
	asked   bool     // the request went out
	refused bool     // by 429 or 503
}

// fetchRobots asks for robots.txt and follows it through up to five redirects.
// RFC 9309 section 2.3.1: a file that is not there (4xx, too many redirects)
// forbids nothing; a server in trouble, or none, forbids everything.
func (c *Crawler) fetchRobots(ctx context.Context, u *url.URL) robotsFile {
	ctx, t := startClock(ctx, c.o.Timeout)
	defer t.stop()
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	f := robotsFile{asked: true}
	for range robotsHops + 1 {
		h, err := c.exchange(ctx, t, c.newRequest(ctx, at), c.o.Delay, maxRobots)
		if err != nil {
			f.asked = h != nil && len(h.Request) > 0
			f.trouble = robotsTrouble(at, h, err)
			return f
		}
		f.status = h.Status
		switch {
		case h.Status == http.StatusTooManyRequests || h.Status >= 500:
			f.refused = isRefusal(h.Status)
			f.trouble = c.robotsStatus(at, h)
			return f
		case h.Status >= 300 && h.Status < 400:
			next, err := at.Parse(h.Header.Get("Location"))
			if err != nil || h.Header.Get("Location") == "" || next.Host == "" || next.Scheme != "http" && next.Scheme != "https" {
				return f
			}
			next.User, next.Fragment = nil, ""
			at = next
			continue
		case h.Status < 200 || h.Status >= 300:
			return f
		case h.trouble != nil && h.Truncated != "length":
			f.trouble = robotsRefusal(at, h.trouble.detail)
			return f
		case h.Truncated == "length" && h.document == nil:
			f.text = h.Body // cut off by our own limit: what came is enough, if it is plain
		default:
			f.text = h.document[:min(len(h.document), maxRobots)]
		}
		f.odd = isWall(h.Payload.Type, f.text)
		return f
	}
	return f
}

// isWall reports whether the file is no robots.txt but what a server says in
// place of one. Without it a browser check that stands for an hour would
// allow everything for a day.
func isWall(contentType string, file []byte) bool {
	if len(ParseRobots(file).groups) > 0 {
		return false
	}
	in := Judge(http.StatusOK, contentType, file)
	return in != nil && (in.Kind == record.Blocked || in.Kind == record.RateLimited ||
		in.Kind == record.Maintenance || in.Kind == record.ServerError)
}

// newRequest returns a GET request with the header fields that every request
// of ours has.
func (c *Crawler) newRequest(ctx context.Context, u *url.URL) *http.Request {
	req := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: c.header(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	return req.WithContext(ctx)
}

func robotsRefusal(at *url.URL, why string) *trouble {
	return &trouble{kind: record.Robots, outage: true, detail: fmt.Sprintf("%s could not be had, which forbids everything: %s", plain(at.String()), why)}
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
		t.shown = h // the chain of a certificate that was not to be trusted
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

// forbids says that the rules forbid an address.
func (r *Robots) forbids(u *url.URL) *trouble {
	t := &trouble{kind: record.Robots, detail: "robots.txt of " + u.Hostname() + " forbids this address"}
	if !r.asOf.IsZero() {
		t.detail += " (as it was on " + r.asOf.UTC().Format(time.DateOnly) + "; a newer one cannot be had)"
	}
	return t
}
