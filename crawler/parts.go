package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"stet/crawler/render"
	"stet/record"
)

// Parts are fetched by the transport that fetches pages, so that its guard,
// its limits and its TLS hold for them. What is asked for:
//
//	GET, HEAD and the OPTIONS before them   any other method would change something
//	scripts, styles, pictures, fonts        as any browser does, once the page itself may be read
//	XHR, fetch, workers                     where robots.txt of their origin allows it: they bring the text,
//	                                        and an address that robots may not ask for may not be asked for
//	                                        because a script does it
//	frames                                  likewise, and of the page's own site only; others stay blank
//	icons, video, sound, pings, streams     never: nobody reads them, and streams have no end
//
// A page may bring many parts, and a browser asks for them at once. They do
// not wait for the host's turn and pause among themselves; the pause before
// the host's next page begins after the last of them.

// neverKinds are kinds of parts that are not fetched.
var neverKinds = words("Media TextTrack Prefetch EventSource WebSocket Manifest SignedExchange Ping CSPViolationReport FedCM")

// textKinds are kinds of parts that bring or make text: a page without them
// is not the page.
var textKinds = words("Script XHR Fetch")

// freeKinds are kinds of parts that robots.txt is not asked about.
var freeKinds = words("Script Stylesheet Image Font")

// eventStream is the type of a body without end (server-sent events of HTML).
const eventStream = "text/event-stream"

var errNotAsked = errors.New("not asked for")

// parts answers the requests of one page under way.
type parts struct {
	c    *Crawler
	look *look
	page *url.URL

	mu   sync.Mutex
	hold time.Time // ask the host nothing before then
	gone *trouble  // why the first part that matters could not be had
}

// get answers one request; it is a [render.Get].
func (p *parts) get(ctx context.Context, part render.Part) (render.Answer, error) {
	u, err := url.Parse(part.URL)
	if err != nil || u.Host == "" {
		return render.Answer{}, errNotAsked
	}
	if part.Kind == "Document" && !part.SameSite && !p.near(u) {
		return render.Answer{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/html"}}}, nil
	}
	if !p.may(ctx, part, u) {
		return render.Answer{}, errNotAsked
	}
	h, err := p.fetch(ctx, part, u)
	if p.matters(part, u) && passing(h, err) {
		// A stumble of the server's must not look like an edit.
		if sleep(ctx, retryPause) == nil {
			h, err = p.fetch(ctx, part, u)
		}
		p.note(part, h, err)
	}
	if err != nil {
		return render.Answer{}, err
	}
	if h.trouble != nil {
		return render.Answer{}, h.trouble
	}
	return render.Answer{Status: h.Status, Header: h.Header, Body: h.document}, nil
}

// maxPart is how large a part may be: several are held in memory at a time,
// and once more on their way to the browser.
const maxPart = 8 << 20

// retryPause is how long a part that failed is left alone.
const retryPause = time.Second

// may reports whether a part is asked for.
func (p *parts) may(ctx context.Context, part render.Part, u *url.URL) bool {
	switch part.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
	default:
		return false
	}
	icon := part.Kind == "Other" && strings.HasPrefix(part.Header.Get("Accept"), "image/")
	if icon || slices.Contains(neverKinds, part.Kind) || strings.Contains(part.Header.Get("Accept"), eventStream) {
		return false
	}
	o := p.c.origins.of(u)
	p.c.recall(o)
	switch {
	case o.heldUntil(p.c.o.Now()).After(p.c.o.Now()):
		return false
	case p.c.o.IgnoreRobots, slices.Contains(freeKinds, part.Kind):
		return true
	}
	rules, t := p.c.robots(ctx, o, u)
	return t == nil && rules.Allowed(product, u.RequestURI())
}

// fetch asks for a part.
func (p *parts) fetch(ctx context.Context, part render.Part, u *url.URL) (*hop, error) {
	ctx, clock := startClock(ctx, p.c.o.Timeout)
	defer clock.stop()
	u = &url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery, ForceQuery: u.ForceQuery}
	req := p.c.newRequest(ctx, u)
	req.Method = part.Method
	for name, values := range part.Header {
		if passed(name) {
			req.Header[name] = values
		}
	}
	for _, cookie := range p.look.jar.Cookies(u) {
		req.AddCookie(cookie)
	}
	start := time.Now()
	h, err := p.c.send(ctx, req, func(ctx context.Context, h *hop, resp *http.Response) {
		if strings.HasPrefix(strings.ToLower(resp.Header.Get("Content-Type")), eventStream) {
			h.trouble = refusedf("a stream of events")
			return
		}
		p.c.readBody(ctx, h, resp, min(p.c.o.MaxBody, maxPart))
	})
	p.c.gates.of(u).note(time.Since(start))
	if h != nil {
		p.look.keepCookies(u, h.Header)
	}
	return h, err
}

// passed reports whether a header field of the browser is sent on. Ours say
// who asks, and in which coding; the others of the browser's own say what we
// are not.
func passed(name string) bool {
	switch name = http.CanonicalHeaderKey(name); name {
	case "User-Agent", "Accept-Encoding", "Accept-Language", "Cookie", "Host", "Connection", "Content-Length", "Range",
		"Te", "Trailer", "Transfer-Encoding", "Upgrade", "Upgrade-Insecure-Requests", "Keep-Alive":
		return false
	}
	return !strings.HasPrefix(name, "Sec-") && !strings.HasPrefix(name, "Proxy-") && !strings.HasPrefix(name, "If-")
}

// matters reports whether the page is not the page without a part: a script
// or an answer to one, of its own site. Of others it has to do without at
// times, and does.
func (p *parts) matters(part render.Part, u *url.URL) bool {
	return slices.Contains(textKinds, part.Kind) && (part.SameSite || p.near(u))
}

// near reports whether u lies on the host of the page, or on one above or
// below it.
func (p *parts) near(u *url.URL) bool { return mainHost(p.page, u) || mainHost(u, p.page) }

// troubleOf returns why a part did not come, or nil where an answer did.
func troubleOf(h *hop, err error) *trouble {
	var t *trouble
	if errors.As(err, &t) || h == nil {
		return t
	}
	return h.trouble
}

// passing reports whether a part failed in a way that passes: no answer, half
// of one, or a server in trouble. What is refused or not there stays so.
func passing(h *hop, err error) bool {
	if t := troubleOf(h, err); t != nil {
		return t.kind == record.Unreachable || t.kind == record.Truncated
	}
	return h != nil && (h.Status >= 500 || h.Status == http.StatusTooManyRequests)
}

// note remembers the first part that could not be had, and what the server
// wishes.
func (p *parts) note(part render.Part, h *hop, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h != nil && record.HostPort(p.page) == hostPortOf(part.URL) {
		if at := retryAfter(h.Status, h.Header, p.c.o.Now()); at.After(p.hold) {
			p.hold = at
		}
	}
	if p.gone != nil || !passing(h, err) {
		return
	}
	t := troubleOf(h, err)
	if t == nil {
		t = &trouble{kind: record.ServerError, detail: answered(h.Status, "")}
		if h.Status == http.StatusTooManyRequests {
			t.kind = record.RateLimited
		}
	}
	kind := t.kind
	if kind == record.Unreachable { // that is said of hosts that give no answer, and this one gave the page
		kind = record.ServerError
	}
	p.gone = &trouble{kind: kind, detail: fmt.Sprintf("a part that the page is made of, %s, could not be had: %s", plain(part.URL), t.detail)}
}

func hostPortOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return record.HostPort(u)
}

// late notes a part that had not come when the page was taken.
func (p *parts) late(part render.Part) {
	u, err := url.Parse(part.URL)
	if err != nil || !p.matters(part, u) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone == nil {
		p.gone = &trouble{kind: record.ServerError, detail: fmt.Sprintf("a part that the page is made of, %s, had not come when all else had", plain(part.URL))}
	}
}

// lost returns why a part that matters is missing, or nil.
func (p *parts) lost() *trouble {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gone
}
