package memento

import (
	"slices"
	"strings"
	"time"

	"stet/record"
)

// A Choice says which captures of a page are wanted.
type Choice struct {
	Every  time.Duration // at most one in such a span, and the last one; 0: all
	AtMost int           // so many, the latest; 0: all
}

// soon is within what time of a redirect the page itself was captured, if it
// was captured by following it.
const soon = time.Minute

// Choose picks from a list the captures that are looks at page, oldest first
// and one at a second. Other addresses that archives count as the same page
// are in every list, and count as the page only where they gave one:
//
//	http://example.gov/a    301  left out: it led here
//	http://example.gov/a    200  taken
//	https://www.example.gov/a  301  taken, unless the page was captured within a minute: then it led here too
func Choose(page string, all []Capture, want Choice) []Capture {
	list := slices.DeleteFunc(slices.Clone(all), func(c Capture) bool { return !SamePage(c.URL, page) })
	slices.SortStableFunc(list, func(a, b Capture) int {
		if n := a.At.Compare(b.At); n != 0 {
			return n
		}
		return rank(page, b) - rank(page, a)
	})
	list = slices.CompactFunc(list, func(a, b Capture) bool { return a.At.Equal(b.At) })
	list = known(list)
	list = looks(page, list)
	if want.Every > 0 {
		list = thin(list, want.Every)
	}
	if want.AtMost > 0 && len(list) > want.AtMost {
		list = list[len(list)-want.AtMost:]
	}
	return list
}

// rank says which of two captures at one second is the better one.
func rank(page string, c Capture) (n int) {
	if c.good() {
		n += 4
	}
	if clean(c.URL) == page {
		n += 2
	}
	if c.Status != 0 {
		n++
	}
	return n
}

// known fills in the status of captures that say no more than that they saw
// an earlier one again.
func known(list []Capture) []Capture {
	seen := map[string]Capture{}
	for i, c := range list {
		if c.Digest == "" || ofNothing(c.Digest) {
			continue
		}
		before, ok := seen[c.Digest]
		if c.Status == 0 && ok {
			list[i].Status, list[i].Type = before.Status, before.Type
			continue
		}
		if c.Status != 0 {
			seen[c.Digest] = c
		}
	}
	return list
}

// looks leaves out what is no look at the page itself.
func looks(page string, list []Capture) []Capture {
	var kept []Capture
	for i, c := range list {
		switch address := clean(c.URL); {
		case c.good(), !c.redirects() && afterScheme(address) == afterScheme(page):
		case !c.redirects(), address != page, followed(list[i+1:], c.At):
			continue
		}
		kept = append(kept, c)
	}
	return kept
}

// clean writes an address as pages are known by.
func clean(address string) string {
	if u, err := record.ParseURL(address); err == nil {
		return u
	}
	return address
}

func afterScheme(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return rest
}

// followed reports whether the page itself was captured soon after.
func followed(list []Capture, at time.Time) bool {
	for _, c := range list {
		if c.At.Sub(at) > soon {
			return false
		}
		if c.good() {
			return true
		}
	}
	return false
}

// thin keeps one capture in each span, and the last one. A failure does not
// keep a page out.
func thin(list []Capture, every time.Duration) []Capture {
	var kept []Capture
	var latest, good time.Time
	for i, c := range list {
		last := latest
		if c.good() {
			last = good
		}
		if i < len(list)-1 && !last.IsZero() && c.At.Sub(last) < every {
			continue
		}
		if latest = c.At; c.good() {
			good = c.At
		}
		kept = append(kept, c)
	}
	return kept
}
