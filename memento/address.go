package memento

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"stet/record"
)

// stamp is how captures are dated: 14 digits, in UTC.
const stamp = "20060102150405"

// A Service is a web archive and the addresses that it answers at.
type Service struct {
	name    string // as users know it
	host    string
	play    string // what stands before 20200102030405id_/https://…
	cdx     string // the list of captures
	timemap string // what stands before https://…
	pywb    bool   // the list is that of pywb
}

// NewService returns the service at an address:
//
//	https://web.archive.org                     the Wayback Machine, or another of its kind
//	https://www.webarchive.org.uk/wayback/archive   a collection of pywb, at whatever path
//
// Only the path tells them apart: lists lie at /cdx/search/cdx of the one and
// at /cdx beside the captures of the other.
func NewService(address string) (Service, error) {
	clean, err := record.ParseURL(address)
	if err != nil {
		return Service{}, err
	}
	u, err := url.Parse(clean)
	if err != nil {
		return Service{}, err
	}
	if u.RawQuery != "" {
		return Service{}, fmt.Errorf("%q is no address of a web archive: it has a query", address)
	}
	path := strings.TrimRight(u.Path, "/")
	base := u.Scheme + "://" + u.Host
	s := Service{host: u.Host, name: u.Host + path}
	if path == "" || path == "/web" {
		s.name, s.play, s.cdx, s.timemap = u.Host, base+"/web/", base+"/cdx/search/cdx", base+"/web/timemap/link/"
		return s, nil
	}
	s.play, s.cdx, s.timemap, s.pywb = base+path+"/", base+path+"/cdx", base+path+"/timemap/link/", true
	return s, nil
}

// Host returns the host that is asked, as in web.archive.org.
func (s Service) Host() string { return s.host }

// String names the service for people.
func (s Service) String() string { return s.name }

// Raw returns the address of what was archived of an address at a time, byte
// for byte ("id_": identity, no rewriting).
func (s Service) Raw(at time.Time, original string) string {
	return s.play + at.UTC().Format(stamp) + "id_/" + strings.ReplaceAll(original, "#", "%23")
}

// marked finds the time and the original in the address of a capture.
var marked = regexp.MustCompile(`/([0-9]{14})([a-z]{2}_)?/(.+)$`)

// Unwrap reads the address of a capture, which may be relative to the
// service: when it was captured and of what.
//
//	/web/20200102030405id_/https://www.example.gov/a   2020-01-02 03:04:05, https://www.example.gov/a
//	/web/20200102030405/www.example.gov/a              the same, http://www.example.gov/a
//	https://www.example.gov/a                          not ok
func (s Service) Unwrap(address string) (at time.Time, original string, ok bool) {
	if !s.owns(address) {
		return at, "", false
	}
	m := marked.FindStringSubmatch(address)
	if m == nil {
		return at, "", false
	}
	at, err := time.Parse(stamp, m[1])
	if err != nil {
		return at, "", false
	}
	return at, withScheme(m[3]), true
}

// owns reports whether an address, perhaps a relative one, lies at the
// service.
func (s Service) owns(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		// What it wraps may be no address; what lies before it tells.
		rest, ok := strings.CutPrefix(address, s.play)
		return ok && rest != ""
	}
	return u.Host == "" && strings.HasPrefix(u.Path, "/") || strings.EqualFold(u.Host, s.host)
}

// withScheme mends originals that lost a part on their way: a scheme that was
// never there, or a slash that a server on the way took for one too many.
func withScheme(original string) string {
	for _, scheme := range []string{"http:/", "https:/"} {
		if len(original) > len(scheme) && strings.EqualFold(original[:len(scheme)], scheme) {
			return scheme + "/" + strings.TrimLeft(original[len(scheme):], "/")
		}
	}
	return "http://" + original
}

var www = regexp.MustCompile(`^www[0-9]*\.`)

// SamePage reports whether two addresses name the same page as web archives
// count: scheme, www, case, the default port and a slash at the end make no
// difference.
func SamePage(a, b string) bool { return a == b || key(a) == key(b) }

func key(address string) string {
	clean, err := record.ParseURL(address)
	if err != nil {
		return address
	}
	u, err := url.Parse(clean)
	if err != nil {
		return address
	}
	query := u.RawQuery
	if q, err := url.QueryUnescape(query); err == nil {
		query = q
	}
	return strings.ToLower(www.ReplaceAllString(u.Host, "") + strings.TrimRight(u.Path, "/") + "?" + query)
}
