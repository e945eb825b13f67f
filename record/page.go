package record

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// A PageID names a page for good; its address may move. 0 is no page.
type PageID uint64

// A Source says how a page came to be watched.
type Source string

// The ways a page comes to be watched.
const (
	FromConfig   Source = "config"     // it stands under urls in the configuration
	FromUser     Source = "add"        // stet add
	FromLink     Source = "discovered" // a watched page links to it
	FromSitemap  Source = "sitemap"    // a sitemap names it
	FromFeed     Source = "feed"       // a feed names it
	FromDocument Source = "document"   // a file that a watched page links to
	FromImport   Source = "import"     // an archive file or a web archive had it
)

// A Page is what is watched (URI-R in RFC 7089), with its state after the
// last look. The state can be computed again from the looks.
type Page struct {
	ID      PageID    `json:"id"`
	URL     string    `json:"url"`                // the watched address, as [ParseURL] writes it
	MovedTo string    `json:"moved_to,omitempty"` // where a permanent redirect leads
	Title   string    `json:"title,omitempty"`
	Watch   string    `json:"watch,omitempty"` // name of the watch it belongs to
	Source  Source    `json:"source,omitempty"`
	Added   time.Time `json:"added,omitzero"`

	LastLook   time.Time `json:"last_look,omitzero"`
	LastGood   time.Time `json:"last_good,omitzero"` // last look that gave the page
	LastChange time.Time `json:"last_change,omitzero"`
	NextLook   time.Time `json:"next_look,omitzero"` // zero: due now
	Looks      int       `json:"looks,omitempty"`

	Version int       `json:"version,omitempty"` // number of the version that stands; 0 before the first
	Seen    time.Time `json:"seen,omitzero"`     // first look that saw it
	Payload Payload   `json:"payload,omitzero"`  // the latest bytes, perhaps newer than the version's
	Found   string    `json:"found,omitempty"`   // where Payload was served, where that is neither URL nor MovedTo
	Served  Payload   `json:"served,omitzero"`   // what was served, where Payload is what a browser made of it
	Gone    bool      `json:"gone,omitempty"`    // a removal was confirmed
	Missing int       `json:"missing,omitempty"` // successive looks that gave 404 or 410
	// A server may lie about what is new, so its 304s are not believed for
	// ever: Believed of them were since the last unconditional look, and up
	// to Trust may be, which grows as the server proves honest.
	Believed     int       `json:"believed,omitempty"`
	Trust        int       `json:"trust,omitempty"`
	ETag         string    `json:"etag,omitempty"`          // the server's own validators,
	LastModified string    `json:"last_modified,omitempty"` // as they were sent
	Incident     *Incident `json:"incident,omitempty"`      // the trouble that the page is in
	Hint         time.Time `json:"hint,omitzero"`           // when a sitemap or feed says that it was last modified
	Misled       int       `json:"misled,omitempty"`        // looks in a row that such a hint brought about and that found nothing new
	Followed     string    `json:"followed,omitempty"`      // digest of the rules by which its links were last followed
	Rate         *Rate     `json:"rate,omitempty"`          // how often it was seen to change
	Flap         *Flap     `json:"flap,omitempty"`          // it alternates between two renderings
	Doubted      *Payload  `json:"doubted,omitempty"`       // what a look in doubt saw, until a second one confirms it or not
}

// A Flap is the other of two renderings between which a page alternates; the
// page's own Payload is the one that was seen last.
type Flap struct {
	Payload Payload `json:"payload"`
	URL     string  `json:"url"`   // where it was served
	Quiet   int     `json:"quiet"` // looks since the renderings last took turns
}

// A Rate is what looks at a page tell of how often it changes (Cho and
// Garcia-Molina, Estimating Frequency of Change, 2003): the intervals between
// looks in which it did, and for how long it was seen not to.
type Rate struct {
	Quiet   time.Duration   `json:"quiet,omitempty"`   // since the latest change
	Changed []time.Duration `json:"changed,omitempty"` // intervals with a change: the latest ones, oldest first
	Before  []time.Duration `json:"before,omitempty"`  // how long it was quiet before each of them
}

// MaxURL is how many bytes the longest address has that is watched: it is a key
// in the archive.
const MaxURL = 16 << 10

// ParseURL returns the address s in the form under which a page is kept:
// scheme and host in lower case, no default port, no fragment, "/" for an
// empty path. Only absolute http and https addresses with a host pass.
//
//	"HTTPS://Example.GOV:443/a#b"   "https://example.gov/a"
//	"https://example.gov?q=caf\xe9"  "https://example.gov/?q=caf%E9"
//	"example.gov/a"                 an error that says what is missing
func ParseURL(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return "", fmt.Errorf("%q is no address: %w", s, err)
	}
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme == "" || u.Opaque != "":
		return "", fmt.Errorf("%q is no address: it must start with https:// or http://", s)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("%q cannot be watched: only https and http are, not %s", s, u.Scheme)
	case u.Hostname() == "":
		return "", fmt.Errorf("%q is no address: the host is missing", s)
	case u.User != nil:
		return "", fmt.Errorf("%q cannot be watched: it holds a user name", s)
	case len(u.Port()) > 5 || len(u.Port()) == 5 && u.Port() > "65535":
		return "", fmt.Errorf("%q is no address: a port is a number up to 65535", s)
	}
	u.Host = strings.ToLower(u.Host)
	if p := u.Port(); p == "" || p == "80" && u.Scheme == "http" || p == "443" && u.Scheme == "https" {
		u.Host = strings.TrimSuffix(strings.TrimSuffix(u.Host, p), ":")
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	u.RawQuery = escapeBytes(u.RawQuery)
	address := u.String()
	if len(address) > MaxURL {
		return "", fmt.Errorf("%q… cannot be watched: it has %d bytes, and %d at most can be kept", address[:60], len(address), MaxURL)
	}
	return address, nil
}

// escapeBytes escapes the bytes of a query that are no UTF-8, which JSON would
// turn into others: the page would not be found again under its own address.
func escapeBytes(query string) string {
	if utf8.ValidString(query) {
		return query
	}
	var b strings.Builder
	for i, r := range query {
		if _, size := utf8.DecodeRuneInString(query[i:]); r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, "%%%02X", query[i])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
