// Package memento asks a web archive for what it holds of a page: which
// captures there are, and what each of them holds, as the page's own server
// answered it then.
//
//	s, err := memento.NewService("https://web.archive.org")
//	c := memento.Client{Service: s, Fetcher: crawler}
//	all, err := c.List(ctx, "https://www.example.gov/news/1", from, until)
//	for _, capture := range memento.Choose(page, all, memento.Choice{}) {
//		m, err := c.Get(ctx, capture)     // m.Exchange: URL, time, status, head, body of the original
//	}
//
// It knows three things that such services speak:
//
//	the list of captures   the CDX server of the Wayback Machine and that of pywb (cdx.go, list.go);
//	                       where there is none, the TimeMap of RFC 7089 (timemap.go)
//	raw captures           /web/20200102030405id_/https://…: the bytes as they were archived (address.go)
//	the answer within      header fields of the original come back as X-Archive-Orig-…, and the
//	                       service's own failures must not pass for the page (play.go, head.go)
//
// An answer counts as a capture only if it says so (Memento-Datetime, RFC
// 7089 section 2.1.1), at the second and of the address that were asked for:
// a service that has no such capture sends on to another one, which is its
// own business and not what the page said at that time.
//
// Left to others: connections, robots.txt, the pause between two requests
// (the [Fetcher], which is crawler's), what an answer means (crawler, watch),
// and what is kept already (cmd/stet).
package memento

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stet/record"
)

// A Fetcher asks for one address. Trouble is an answer too.
type Fetcher interface {
	Fetch(context.Context, record.Request) record.Answer
}

// A Client asks one service. It asks one thing at a time.
type Client struct {
	Service Service
	Fetcher Fetcher

	// Delay is the pause that the Fetcher makes between two requests; after a
	// refusal or a failure it is a multiple of that.
	Delay time.Duration
	// Patience bounds how long one wish to be left alone is waited for;
	// 0: ten minutes. A longer one ends in a [Busy] error.
	Patience time.Duration
	// Waiting is told before each wait; may be nil.
	Waiting func(d time.Duration, why string)

	now  func() time.Time                           // nil: time.Now
	wait func(context.Context, time.Duration) error // nil: sleep
}

// What keeps a capture from being had. Callers decide by them whether to go
// on with the next one.
var (
	// ErrNotPlayed says that the service does not give this capture, and
	// will not: it has another one in its place, or a page of its own.
	ErrNotPlayed = errors.New("the service does not give this capture")
	// ErrFailing says that the service failed again and again: at this
	// capture, or altogether.
	ErrFailing = errors.New("the service fails")
	// ErrWithheld says that the service shows nobody what it has of an
	// address, as the owner of the site wants it so.
	ErrWithheld = errors.New("the owner of the site keeps it out of the web archive")
	// ErrEndless says that the list of a page's captures is longer than anybody
	// can want, or leads nowhere. Other pages may have better ones.
	ErrEndless = errors.New("the list of captures comes to no end")
	// ErrForbidden says that the robots.txt of the service forbids to ask.
	ErrForbidden = errors.New("it may not be asked for")
)

// A Busy error says that the service wants to be left alone for longer than
// is worth waiting for.
type Busy struct {
	Until time.Time
	Why   string
}

// Error implements error.
func (b *Busy) Error() string {
	return fmt.Sprintf("the service asks to be left alone until %s (%s)", b.Until.UTC().Format("2006-01-02 15:04:05 UTC"), b.Why)
}

// A Check says whether bytes fit the digest that the list of captures has.
type Check int

// What a check found.
const (
	Unknown Check = iota // there is no digest, or of other bytes, as of a body that the service unpacked
	Matches
	Differs
)

// A Memento is a capture as the original server answered it (URI-M in RFC
// 7089).
type Memento struct {
	Capture  Capture
	Exchange record.Exchange // URL, Head, Status, Header, Started, Body, Truncated; no Request and no address: nobody knows them
	Digest   Check
	Address  string // where the service gives it
}

// A Capture is a row of the list: what a service says that it holds.
type Capture struct {
	At      time.Time // to the second, in UTC
	URL     string    // that was captured; http, https, with or without www may differ from the page's
	Type    string    // media type; "warc/revisit" where an earlier capture holds the body
	Status  int       // of the original answer; 0: the list does not say
	Digest  string    // of the payload, as the list has it: SHA-1 in base32 as a rule; "": it does not say
	Address string    // of the raw bytes, where the list names it; "": Service.Raw makes it
}

// redirects reports whether c is a redirect, as far as the list says.
func (c Capture) redirects() bool { return c.Status >= 300 && c.Status < 400 && c.Status != 304 }

// good reports whether c may hold a page.
func (c Capture) good() bool { return c.Status == 0 || c.Status >= 200 && c.Status < 300 }
