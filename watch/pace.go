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

// believable reports whether the next look may be conditional. It may not
// where a sitemap or a feed says that the page was modified since.
func (w *Watcher) believable(p record.Page) bool {
	return p.Version > 0 && !p.Gone && p.Missing == 0 && !hinted(p, w.now()) && p.Believed < max(w.trustIn(p), 1)
}

// hinted reports whether a list says that the page was modified after it was
// last seen. A list whose clock is ahead says nothing.
func hinted(p record.Page, now time.Time) bool {
	return p.Hint.After(p.LastGood) && !p.Hint.After(now)
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
	if a.Rendered != nil {
		return "", "" // they vouch for what was served, and not for what scripts load
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

// learn notes what a look that saw the page says of how often it changes. What
// no reader sees is no change.
func (w *Watcher) learn(s *record.Sighting, p record.Page, a record.Answer) {
	if (a.Verdict == record.GotPage || a.Verdict == record.GotSame) && p.Version > 0 && !p.Gone {
		s.Page.Rate = noted(p.Rate, a.Time.Sub(p.LastGood), s.Version != nil)
	}
}

// How soon a page in trouble is looked at again, where its pace is slower:
// after an hour, then two, four …; a page that stet fails at, not before.
const soonest = time.Hour

// confirmAfter is after how long a page that is missing is looked at again
// where runs have no end: not at once, since it may be being replaced.
const confirmAfter = 10 * time.Minute

// schedule says when the page is due again. A page that is missing is due at
// the next run, whatever its pace, so that a removal is confirmed soon.
func (w *Watcher) schedule(s *record.Sighting) {
	wait := w.every(s.Page)
	if in := s.Page.Incident; in != nil {
		switch again := soonest << min(in.Looks-1, 10); {
		case in.Kind == record.Unread:
			wait = max(wait, again)
		case in.Kind != record.Robots && in.Kind != record.Refused, in.Outage:
			wait = min(wait, again)
		}
	}
	if s.Page.Missing == 1 && s.Page.Version > 0 {
		if wait = min(wait, confirmAfter); w.Bound == 0 {
			wait = 0
		}
	}
	s.Page.NextLook = s.Look.Time.Add(wait)
}

// dueAt returns when a page is due: when its last look said, or sooner where
// a list has news of it or the watch list was given a quicker pace since.
func (w *Watcher) dueAt(p record.Page, now time.Time) time.Time {
	if isAhead(p.LastLook, now) {
		return time.Time{}
	}
	if p.Incident != nil || p.LastLook.IsZero() {
		return p.NextLook
	}
	if hinted(p, now) && p.Hint.After(p.LastLook) {
		return time.Time{}
	}
	if at := p.LastLook.Add(w.slowest(p)); at.Before(p.NextLook) {
		return at
	}
	return p.NextLook
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
