// Package crawler looks at addresses.
package crawler

import (
	"context"
	"time"

	"stet/record"
)

// Options are the manners and limits of a crawler.
type Options struct {
	Contact        string        // address that goes into the User-Agent
	Version        string        // of stet, for the User-Agent
	Delay          time.Duration // between two requests to one host; a longer Crawl-delay wins
	Timeout        time.Duration // for one look, all hops; 0: 30 s
	MaxBody        int64         // bytes, of the payload and of the document; 0: 20 MB
	IgnoreRobots   bool
	AcceptEncoding string // identity or gzip; empty: identity
	AllowPrivate   bool   // loopback, link-local and private addresses may be asked
	Proxy          string
}

// A Crawler looks at addresses. It is safe for use by many goroutines.
type Crawler struct{ o Options }

// New returns a crawler.
func New(o Options) (*Crawler, error) { return &Crawler{o}, nil }

// Fetch looks at one address. It always returns an answer: trouble is an answer too.
func (c *Crawler) Fetch(ctx context.Context, r record.Request) record.Answer { return record.Answer{} }

// Decode undoes the content coding of a payload.
func (c *Crawler) Decode(payload []byte, encoding string) ([]byte, error) { return payload, nil }

// Judge says whether a document that came with the given status is no page
// to trust; nil: it is a page.
func Judge(status int, contentType string, document []byte) *record.Incident { return nil }
