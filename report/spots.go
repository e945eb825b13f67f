package report

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"time"

	"stet/record"
)

// A spot is what could not be seen for one reason: a page, several of one
// host, or a stretch of time.
type spot struct {
	Head  string // "12 pages of www.example.gov"; empty where Pages has them all
	Pages []link // the first of them
	Count int    // how many there are
	What  string // what happened, and since when
}

// spotPages is how many of the pages of a spot are named.
const spotPages = 3

// spots joins the pages of one host that share a reason into one spot; words
// says of such pages, which keep their order, what happened.
func spots[T any](pages []T, about func(T) (page, reason string), words func([]T) string) (list []spot) {
	type key struct{ host, reason string }
	var order []key
	joined := map[key][]T{}
	for _, p := range pages {
		page, reason := about(p)
		k := key{host(page), reason}
		if joined[k] == nil {
			order = append(order, k)
		}
		joined[k] = append(joined[k], p)
	}
	for _, k := range order {
		group := joined[k]
		s := spot{Count: len(group), What: words(group)}
		if len(group) > spotPages {
			s.Head = plural(len(group), "page") + " of " + Clean(k.host)
		}
		for _, p := range group[:min(len(group), spotPages)] {
			page, _ := about(p)
			s.Pages = append(s.Pages, newLink(page))
		}
		list = append(list, s)
	}
	return list
}

// host returns the host of an address, or the address where it has none.
func host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}

func gapSpots(gaps []record.Gap) unseenGroup {
	g := unseenGroup{Name: "No run was made"}
	for _, gap := range gaps {
		what := "since " + moment(gap.From)
		if !gap.To.IsZero() {
			what = "from " + moment(gap.From) + " to " + moment(gap.To) + ", for " + span(gap.To.Sub(gap.From))
		}
		g.Spots = append(g.Spots, spot{Count: 1, What: what})
	}
	return g
}

// blindSpots names the pages that were not seen for the longest first.
func blindSpots(pages []record.Blind) unseenGroup {
	pages = slices.Clone(pages)
	slices.SortStableFunc(pages, func(a, b record.Blind) int {
		return cmp.Or(unseenSince(a).Compare(unseenSince(b)), cmp.Compare(a.Page, b.Page))
	})
	about := func(b record.Blind) (string, string) { return b.Page, string(b.Kind) + " " + b.Detail }
	return unseenGroup{Name: "Could not be seen at the last look", Spots: spots(pages, about, blindWords)}
}

func unseenSince(b record.Blind) time.Time {
	if b.LastGood.IsZero() {
		return b.Since
	}
	return b.LastGood
}

// blindWords says what pages have in common: "blocked, 3 looks since …; last
// seen …: the page says “Access Denied”".
func blindWords(pages []record.Blind) string {
	b := pages[0]
	first, looks := b.Since, 0
	for _, p := range pages {
		if p.Since.Before(first) {
			first = p.Since
		}
		looks = max(looks, p.Looks)
	}
	s := incidentName(b.Kind)
	if looks > 0 {
		s += ", " + plural(looks, "look")
	}
	s += " since " + moment(first) + "; " + lastSeen(pages)
	if why := cmp.Or(Clean(b.Detail), incidentWords[b.Kind].why); why != "" {
		s += ": " + why
	}
	return s
}

// lastSeen says when pages were seen last.
func lastSeen(pages []record.Blind) string {
	var oldest, newest time.Time
	never := 0
	for _, p := range pages {
		switch {
		case p.LastGood.IsZero():
			never++
		case oldest.IsZero() || p.LastGood.Before(oldest):
			oldest = p.LastGood
		}
		if p.LastGood.After(newest) {
			newest = p.LastGood
		}
	}
	switch {
	case oldest.IsZero():
		return "never seen"
	case never > 0:
		return plural(never, "page") + " never seen, the others last from " + moment(oldest) + " on"
	case moment(oldest) == moment(newest):
		return "last seen " + moment(oldest)
	}
	return "last seen between " + moment(oldest) + " and " + moment(newest)
}

// overdueSpots names the pages that are due for the longest first.
func overdueSpots(pages []record.Overdue) unseenGroup {
	pages = slices.Clone(pages)
	slices.SortStableFunc(pages, func(a, b record.Overdue) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Page, b.Page))
	})
	about := func(o record.Overdue) (string, string) { return o.Page, string(o.Why) + o.Until.UTC().String() }
	return unseenGroup{Name: "Not looked at, though it was time", Spots: spots(pages, about, overdueWords)}
}

// overdueWords says since when pages are due, and why nobody looked.
func overdueWords(pages []record.Overdue) string {
	o := pages[0]
	s := "due since " + moment(o.Due)
	never := 0
	for _, p := range pages {
		if p.LastLook.IsZero() {
			never++
		}
	}
	switch {
	case never == len(pages):
		s += ", never looked at"
	case never > 0:
		s += ", " + grouped(strconv.Itoa(never)) + " of them never looked at"
	default:
		s += ", last looked at " + moment(o.LastLook)
	}
	switch o.Why {
	case record.HostHeld:
		s += ": the host asks to be left alone until " + moment(o.Until)
	case record.NotReached:
		s += ": the last run did not come to it"
	case record.NoRun:
		s += ": no run was made since"
	}
	return s
}

// listSpots names sitemaps and feeds.
func listSpots(lists []record.List) unseenGroup {
	g := unseenGroup{Name: "Lists of pages that could not be read"}
	for _, l := range lists {
		s := spot{Count: 1, Pages: []link{newLink(l.URL)}, What: Clean(string(l.Kind))}
		if in := l.Incident; in != nil {
			s.What += ", " + incidentName(in.Kind) + " since " + moment(in.FirstSeen)
		}
		if l.LastGood.IsZero() {
			s.What += "; never read"
		} else {
			s.What += "; last read " + moment(l.LastGood)
		}
		if in := l.Incident; in != nil && in.Detail != "" {
			s.What += ": " + Clean(in.Detail)
		}
		g.Spots = append(g.Spots, s)
	}
	return g
}

// noteSpots says what the last run had to say beside.
func noteSpots(notes []string) unseenGroup {
	g := unseenGroup{Name: "Noted by the last run"}
	for _, note := range notes {
		g.Spots = append(g.Spots, spot{Count: 1, What: Clean(note)})
	}
	return g
}

// unwatchedSpots names the pages that were looked at most lately first.
func unwatchedSpots(pages []record.Unwatched) unseenGroup {
	pages = slices.Clone(pages)
	slices.SortStableFunc(pages, func(a, b record.Unwatched) int {
		return cmp.Or(b.LastLook.Compare(a.LastLook), cmp.Compare(a.Page, b.Page))
	})
	about := func(u record.Unwatched) (string, string) { return u.Page, "" }
	words := func(pages []record.Unwatched) string {
		if pages[0].LastLook.IsZero() {
			return "never looked at"
		}
		return "last looked at " + moment(pages[0].LastLook)
	}
	return unseenGroup{Name: "Kept, and not on the watch list any more", Spots: spots(pages, about, words)}
}
