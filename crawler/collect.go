package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gocolly/colly/v2"

	"stet/record"
)

// A look is one Fetch under way. It is used by one goroutine.
type look struct {
	request  record.Request
	began    time.Time
	clock    *clock
	hops     []*hop
	jar      *cookiejar.Jar  // cookies of this look only; nil before the first
	asked    map[string]bool // address and cookies of each hop, to find loops
	answered bool            // colly came to its OnResponse
	origin   *origin         // of the last hop
	claimed  int64           // bytes of the room for large bodies
	read     *reading        // the document, where it seems to be a page
}

// lookKey is the context key under which a look travels through colly and
// net/http to our RoundTripper.
type lookKey struct{}

// newCollector returns the collector that each look clones. The settings undo
// what colly does by itself:
//
//   - statuses of 203 and above would be errors (ParseHTTPErrorResponse);
//   - a second visit to an address would be refused (AllowURLRevisit);
//   - bodies would be cut at 10 MB without a word, unpacked by the file name
//     and converted in place, PDF or not: our RoundTripper keeps the body and
//     hands colly none;
//   - cookies would outlive a look, robots.txt and delays be handled in ways
//     that RFC 9309 and a context do not allow: both are done below;
//   - NewCollector would let COLLY_* in the environment override all that,
//     so it is not used.
func newCollector(c *Crawler) *colly.Collector {
	col := &colly.Collector{}
	col.Init()
	col.UserAgent = c.agent
	col.IgnoreRobotsTxt = true
	col.AllowURLRevisit = true
	col.ParseHTTPErrorResponse = true
	col.MaxBodySize = 0
	col.DisableCookies()
	col.SetRequestTimeout(0)
	col.WithTransport(wire{c})
	col.SetRedirectHandler(redirect)
	return col
}

// visit lets colly look at address and gather the hops in l. A panic anywhere
// below ends this look and no other.
func (c *Crawler) visit(ctx context.Context, l *look, address string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = failed(p)
		}
	}()
	col := c.base.Clone()
	colly.StdlibContext(context.WithValue(ctx, lookKey{}, l))(col)
	col.OnResponse(func(*colly.Response) { l.answered = true })
	err = col.Request(http.MethodGet, address, nil, nil, c.conditional(l.request))
	if err == nil && !l.answered {
		err = errors.New("no answer")
	}
	if err == nil {
		return nil
	}
	u, _ := url.Parse(address)
	return c.explain(ctx, u, nil, err)
}

// failed makes a trouble of a panic.
func failed(p any) *trouble {
	return refusedf("stet failed to read this answer: %s at %s", plain(fmt.Sprint(p)), panicSite())
}

// panicSite names the line that panicked, for a bug report.
func panicSite() string {
	lines := strings.Split(string(debug.Stack()), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "panic(") && i+3 < len(lines) {
			return path.Base(strings.TrimSpace(lines[i+3]))
		}
	}
	return "an unknown place"
}

// header returns the header fields that every request has.
func (c *Crawler) header() http.Header {
	return http.Header{
		"User-Agent":      {c.agent},
		"Accept":          {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
		"Accept-Language": {"en-US,en;q=0.9"},
		"Accept-Encoding": {c.o.AcceptEncoding},
	}
}

// conditional returns the header of a look: with the validators that the
// server itself once sent, and never with a date of our own.
func (c *Crawler) conditional(r record.Request) http.Header {
	h := c.header()
	if etag := headerText(r.ETag); etag != "" {
		h.Set("If-None-Match", etag)
	}
	if at := headerText(r.LastModified); at != "" {
		h.Set("If-Modified-Since", at)
	}
	return h
}

// redirect decides whether colly may follow one more redirect. The validators
// stay behind: they name an answer of the first address, and "not modified
// since" said of another page would be believed of this one.
func redirect(req *http.Request, via []*http.Request) error {
	if l, ok := req.Context().Value(lookKey{}).(*look); ok && l.request.OneHop {
		return http.ErrUseLastResponse
	}
	switch {
	case len(via) > maxHops:
		return refusedf("more than %d redirects", maxHops)
	case req.URL.Scheme != "http" && req.URL.Scheme != "https":
		return refusedf("redirected to %s, which is neither http nor https", plain(req.URL.String()))
	case req.URL.Hostname() == "":
		return refusedf("redirected to %s, which names no host", plain(req.URL.String()))
	}
	req.URL.User = nil
	for _, name := range []string{"If-None-Match", "If-Modified-Since", "Referer", "Authorization", "Cookie"} {
		req.Header.Del(name)
	}
	return nil
}

// wire is the RoundTripper under colly.
type wire struct{ c *Crawler }

// RoundTrip makes one hop: robots.txt, the host's turn, the exchange. It keeps
// the answer in the look and gives colly the head alone.
func (w wire) RoundTrip(req *http.Request) (*http.Response, error) {
	c, ctx := w.c, req.Context()
	l := ctx.Value(lookKey{}).(*look)
	l.clock.pause() // robots.txt has a time of its own
	rules, t := c.admit(ctx, l, req.URL)
	l.clock.resume()
	if t == nil && !rules.Allowed(product, req.URL.RequestURI()) {
		t = rules.forbids(req.URL)
	}
	if t != nil {
		if t.shown != nil {
			l.hops = append(l.hops, t.shown)
		}
		return nil, t
	}
	req, err := l.prepare(req)
	if err != nil {
		return nil, err
	}
	h, err := c.exchange(ctx, l.clock, req, max(c.o.Delay, rules.CrawlDelay(product)), c.o.MaxBody)
	if h != nil {
		l.hops = append(l.hops, h)
	}
	if err != nil {
		return nil, err
	}
	if to := h.Header.Get("Location"); h.Status >= 300 && h.Status < 400 {
		if _, err := req.URL.Parse(to); err != nil {
			return nil, refusedf("redirected to %s, which is no address", plain(to))
		}
	}
	l.keepCookies(req.URL, h.Header)
	return &http.Response{
		Status: http.StatusText(h.Status), StatusCode: h.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h.Header, Body: http.NoBody, Uncompressed: true, Request: req,
	}, nil
}

// prepare returns req with the cookies of this look, or refuses it where the
// same request was made before: that is a loop. A redirect to the same address
// that first sets a cookie is none.
func (l *look) prepare(req *http.Request) (*http.Request, error) {
	req = req.Clone(req.Context())
	if l.jar != nil {
		for _, cookie := range l.jar.Cookies(req.URL) {
			req.AddCookie(cookie)
		}
	}
	key := req.URL.String() + "\n" + req.Header.Get("Cookie")
	if l.asked[key] {
		return nil, refusedf("the redirects go round in a circle, by way of %s", plain(req.URL.String()))
	}
	if l.asked == nil {
		l.asked = map[string]bool{}
	}
	l.asked[key] = true
	return req, nil
}

// maxCookies bounds what one answer may make us send back.
const maxCookies = 50

// keepCookies remembers the cookies of an answer until the look is over.
func (l *look) keepCookies(u *url.URL, h http.Header) {
	cookies := (&http.Response{Header: h}).Cookies()
	if len(cookies) == 0 {
		return
	}
	if l.jar == nil {
		l.jar, _ = cookiejar.New(nil)
	}
	l.jar.SetCookies(u, cookies[:min(len(cookies), maxCookies)])
}
