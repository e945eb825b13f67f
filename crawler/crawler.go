// Package crawler looks at addresses: an address in, what the server said
// out, together with a verdict on what kind of answer it is.
//
//	c, err := crawler.New(crawler.Options{Contact: "desk@example.org", Delay: 2 * time.Second})
//	…
//	a := c.Fetch(ctx, record.Request{URL: "https://www.example.gov/news/1"})
//
// [Crawler.Fetch] always gives an answer, for trouble is an answer too: a
// block, an outage, a body that was cut off, a robots.txt that forbids the
// page end as [record.GotIncident] with a kind and a sentence for people.
//
// Colly drives a look: its collector makes the request, follows redirects and
// calls back. What a guest owes its host and what is true of an answer is
// settled below colly, in a RoundTripper of our own, because colly changes,
// cuts and loses bodies (see collect.go). From the top down:
//
//	robots.txt   robots.go, match.go, origin.go   may this path be asked for? (RFC 9309)
//	memory       memory.go, backoff.go            what is known of a server since earlier runs
//	manners      gate.go                          one request at a time to a host, and a pause after it
//	exchange     exchange.go, decode.go           one request and its answer, limits, digests
//	capture      tap.go                           the bytes of each exchange as they went over the wire
//	connection   dial.go                          no private addresses, TLS facts, proxy
//
// The verdict is made in verdict.go out of what the connection said
// (trouble.go), what header fields say, where redirects led (hops.go) and what
// the document says: [Judge] skims it (skim.go, words.go), weighs it (score.go,
// phrase.go) and knows how servers and firewalls speak (signs.go). Tests and
// the demo look at loopback servers with AllowPrivate.
//
// [Crawler.List] looks at a sitemap or a feed, on the same foundations:
//
//	a list       list.go                          its files, bounds, validators, what of it could not be read
//	a file       listfile.go                      redirects, codings, what it is by its first bytes
//	reading      sitemap.go, feed.go              entries out of XML, lines, RSS, Atom and JSON, as the bytes come
//	bounds       guard.go                         markup that would grow in a parser is refused
//
// Left to others: when to look and whether to look again (watch), what a
// document says (extract), keeping anything at all (storage). A crawler holds
// only connections, robots.txt files and the time of each host's last request,
// and lays down in a [Memory] what the next run should know; cookies live for
// one look, and no credentials are ever sent.
package crawler

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/gocolly/colly/v2"

	"stet/crawler/render"
	"stet/record"
)

// product is the token that robots.txt files name us by.
const product = "stet"

// Limits that nobody has had reason to set otherwise.
const (
	maxHops   = 10        // redirects in one look
	maxHead   = 128 << 10 // bytes of a response head
	maxFields = 500       // header fields of a response
)

// Options are the manners and limits of a crawler. The zero value is polite
// enough for a test and too hasty for a public server: set Delay and Contact.
type Options struct {
	Contact        string        // e-mail or web address that goes into the User-Agent
	Version        string        // of stet, for the User-Agent
	Delay          time.Duration // between two requests to one host; a longer Crawl-delay wins; 0: none, and no queue either
	Timeout        time.Duration // for one look, all hops, waiting for one's turn apart; 0: 30 s
	MaxBody        int64         // bytes, of the payload and of the document; 0: 20 MB
	IgnoreRobots   bool
	AcceptEncoding string // identity or gzip; empty: identity
	AllowPrivate   bool   // loopback, link-local and private addresses may be asked
	Proxy          string // http://host:port; empty: none. The environment is not asked
	Browser        string // path of the Chromium that renders pages; empty: it is looked for

	Memory  Memory           // what is known of servers from run to run; nil: nothing is
	Log     *slog.Logger     // nil: nowhere
	RootCAs *x509.CertPool   // who vouches for servers; nil: the system's
	Now     func() time.Time // the clock that answers are dated by; nil: time.Now
}

// A Crawler looks at addresses. It is safe for use by many goroutines.
type Crawler struct {
	o         Options
	agent     string
	base      *colly.Collector // cloned for each look
	transport *http.Transport
	gates     gates
	origins   origins
	room      room
	browser   *render.Browser
}

// New returns a crawler, or an error that names the option that cannot be.
func New(o Options) (*Crawler, error) {
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	o.MaxBody = cmp.Or(o.MaxBody, 20<<20)
	o.AcceptEncoding = cmp.Or(o.AcceptEncoding, "identity")
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout < 0 || o.MaxBody < 0 || o.Delay < 0 {
		return nil, fmt.Errorf("crawler: timeout, body limit and delay cannot be negative")
	}
	if e := o.AcceptEncoding; e != "identity" && e != "gzip" {
		return nil, fmt.Errorf("crawler: accept-encoding %q: want identity or gzip", e)
	}
	proxy, err := parseProxy(o.Proxy)
	if err != nil {
		return nil, err
	}
	c := &Crawler{o: o, agent: userAgent(o.Version, o.Contact)}
	c.transport = newTransport(o, proxy)
	c.base = newCollector(c)
	c.browser = render.New(render.Options{Path: o.Browser, Agent: c.agent, Timeout: o.Timeout, MaxDocument: o.MaxBody})
	return c, nil
}

// Fetch looks at one address. It always returns an answer: trouble is an
// answer too. When ctx ends, so does the look, at once; the answer is then an
// incident that the caller should throw away.
func (c *Crawler) Fetch(ctx context.Context, r record.Request) record.Answer {
	if r.Render {
		// Scripts load what the page's own validators do not vouch for.
		r.ETag, r.LastModified = "", ""
	}
	l := &look{request: r, began: c.o.Now()}
	address, err := record.ParseURL(r.URL)
	if err == nil && r.Render {
		_, err = c.Browser()
	}
	if err != nil {
		return l.refuse(err)
	}
	timed, clock := startClock(ctx, c.o.Timeout)
	defer clock.stop()
	l.clock = clock
	err = c.visit(timed, l, address)
	a := c.answer(l, err)
	c.unclaim(l)
	if ctx.Err() != nil { // it says nothing of the server
		return a
	}
	c.note(l, &a)
	if r.Render {
		c.render(ctx, l, &a)
	}
	if a.Verdict == record.GotPage && (r.Doubt || a.Doubt != "") {
		c.weigh(ctx, l, &a)
	}
	if a.Verdict != record.GotPage {
		a.Rendered = nil
	}
	return a
}

// Decode undoes the content coding of a payload, as the Content-Encoding
// header named it ("", gzip, br, zstd, deflate, or a list of them). Documents
// larger than 100 MB and than Options.MaxBody are refused.
func (c *Crawler) Decode(payload []byte, encoding string) ([]byte, error) {
	// An old payload must not become unreadable because the limit for new
	// ones was lowered.
	return decode(payload, encoding, max(c.o.MaxBody, 100<<20))
}

// Close ends the connections that wait for a next request. Looks under way go
// on; a closed crawler can still be used.
func (c *Crawler) Close() error {
	c.transport.CloseIdleConnections()
	return nil
}

func (c *Crawler) log() *slog.Logger {
	if c.o.Log != nil {
		return c.o.Log
	}
	return slog.New(slog.DiscardHandler)
}

// userAgent returns "stet/1.2 (+mailto:desk@example.org)": who asks, and where
// to complain.
func userAgent(version, contact string) string {
	agent := product
	if v := headerText(version); v != "" {
		agent += "/" + v
	}
	contact = headerText(contact)
	if contact == "" {
		return agent
	}
	if u, err := url.Parse(contact); err != nil || u.Scheme == "" {
		contact = "mailto:" + contact
	}
	return agent + " (+" + contact + ")"
}
