package record

import (
	"net"
	"net/url"
	"strings"
	"time"
)

// An Origin is what a crawler remembers of a server from one run to the next
// (RFC 6454: scheme, host and port), so that each run does not ask for it
// anew. None of it is evidence: it may be forgotten at any time.
type Origin struct {
	Origin string `json:"origin"` // https://www.example.gov:443

	// The robots.txt file, as far as it is read (RFC 9309 section 2.5), and
	// when it was asked for; Status is that of the answer. No trouble is kept.
	RobotsAsked  time.Time `json:"robots_asked,omitzero"`
	RobotsStatus int       `json:"robots_status,omitempty"`
	Robots       []byte    `json:"robots,omitempty"`

	// What it answers where there is no page, in the parts of the site where
	// that was asked.
	NoPages []NoPage `json:"no_pages,omitempty"`

	// Refusals in a row (429, 503), by which the next pause grows, until when
	// it is left alone for the last of them, and 304s that hid a change.
	Refusals int       `json:"refusals,omitempty"`
	Held     time.Time `json:"held,omitzero"`
	Lied     time.Time `json:"lied,omitzero"`
}

// A NoPage is what a server answered for an address made up.
type NoPage struct {
	Part   string    `json:"part"` // of the site: its first folder, and how the address ends
	Asked  time.Time `json:"asked"`
	Status int       `json:"status,omitempty"`
	URL    string    `json:"url,omitempty"`    // where the answer was served
	Sketch []uint64  `json:"sketch,omitempty"` // of its text
}

// OriginOf returns the name of the origin of u, under which it is remembered:
// https://www.example.gov:443.
func OriginOf(u *url.URL) string { return u.Scheme + "://" + HostPort(u) }

// HostPort returns the host of u, in lower case and without the dot that may
// end its name, with its port, the default one spelled out.
func HostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "443"
		if u.Scheme == "http" {
			port = "80"
		}
	}
	return net.JoinHostPort(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), port)
}

// A ListKind says in what form a list names pages.
type ListKind string

// The kinds of list.
const (
	SitemapList ListKind = "sitemap" // sitemaps.org, also an index of sitemaps
	FeedList    ListKind = "feed"    // RSS, Atom or JSON Feed
)

// A List is a sitemap or a feed in which pages are found, with its state
// after the last look. What it names becomes pages; its bytes are not kept.
type List struct {
	URL   string   `json:"url"`
	Kind  ListKind `json:"kind"`
	Watch string   `json:"watch,omitempty"`

	LastLook     time.Time `json:"last_look,omitzero"`
	LastGood     time.Time `json:"last_good,omitzero"`
	NextLook     time.Time `json:"next_look,omitzero"`
	Entries      int       `json:"entries"`                 // pages that it named when last read
	New          int       `json:"new,omitempty"`           // of them new then
	ETag         string    `json:"etag,omitempty"`          // the server's own validators,
	LastModified string    `json:"last_modified,omitempty"` // as they were sent
	Incident     *Incident `json:"incident,omitempty"`      // why it could not be read

	Parts    []ListPart `json:"parts,omitempty"`    // the sitemaps that an index of sitemaps names
	Believed int        `json:"believed,omitempty"` // looks in a row in which a 304 was believed
	Wanted   string     `json:"wanted,omitempty"`   // digest of what was wanted of it when it was last read
}

// A ListPart is a file of a list that comes in several.
type ListPart struct {
	URL          string `json:"url"`
	Entries      int    `json:"entries"` // pages that it named; 0 where it could not be read whole
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// An Entry is what a list says of a page.
type Entry struct {
	URL      string    // as written there, made absolute
	Title    string    // where the list gives one
	Modified time.Time // lastmod or updated: a hint and no more; zero: it does not say
	Day      bool      // Modified names the day only, in UTC
}
