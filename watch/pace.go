package watch

import (
	"net/http"
	"net/url"
	"time"

	"stet/record"
)

// A server's 304s are believed ever longer while it proves honest: 1 at
// first, then 2, 4, 8 and maxTrust in a row between two looks that ask for
// the page whatever its validators say.
const maxTrust = 9

// defaultEvery is the pace of pages that no watch of the list speaks for.
const defaultEvery = 6 * time.Hour

// believable reports whether the next look may be conditional.
func believable(p record.Page) bool {
	return p.Version > 0 && !p.Gone && p.Missing == 0 && p.Believed < max(p.Trust, 1)
}

// trust settles what an unconditional look says of the server: it confirmed
// the 304s before it, or it gave them the lie.
func trust(s *record.Sighting, p record.Page, same bool) {
	s.Page.Believed = 0
	switch {
	case p.Believed == 0:
	case same:
		s.Page.Trust = min(2*max(p.Trust, 1), maxTrust)
	case p.ETag == s.Page.ETag && p.LastModified == s.Page.LastModified:
		s.Page.Trust = 0
	}
}

// validators returns the server's own ETag and Last-Modified.
func validators(a record.Answer) (etag, lastModified string) {
	h := a.Last().Header
	if len(a.Exchanges) > 1 || h == nil {
		return "", "" // they would go to the first hop, which did not send them
	}
	if a.Origin != "" {
		return "", "" // a file says what the server sent; a 304 must not vouch for it
	}
	if lm := h.Get("Last-Modified"); lm != "" {
		if _, err := http.ParseTime(lm); err == nil {
			lastModified = lm
		}
	}
	return h.Get("ETag"), lastModified
}

// schedule says when the page is due again. A page that is missing is due at
// the next run, whatever its pace, so that a removal is confirmed soon.
func (w *Watcher) schedule(s *record.Sighting, p record.Page) {
	s.Page.NextLook = s.Look.Time.Add(w.of(p).Every)
	if s.Page.Missing == 1 && p.Version > 0 {
		s.Page.NextLook = s.Look.Time
	}
}

// due returns the pages that a pass looks at: those whose time has come and
// whose host does not mind.
func (w *Watcher) due(pages []record.Page, held map[string]time.Time, now time.Time) []record.Page {
	var due []record.Page
	for _, p := range pages {
		if w.find(p) == nil || p.NextLook.After(now) || held[hostOf(p.URL)].After(now) {
			continue
		}
		due = append(due, p)
	}
	return due
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
