package report

import (
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"stet/record"
)

const listLayout = "2 Jan 2006 15:04" // in UTC, as the header says

// List writes the pages as a table, with what became of the last look, when
// the page changed, how often and when next it is looked at, as seen from h.At: those in
// trouble first, else in the order given. Below it says what could not be
// seen and since when, and last it counts the pages of h, which may be more.
func List(w io.Writer, pages []record.Page, h record.Health, opt Text) error {
	p := newPainter(w, opt)
	if h.Pages == 0 {
		p.line(run{plain, "No pages are watched yet."})
		return p.flush()
	}
	st := StandingsOf(h)
	order, standings := st.order(pages)
	header := []string{"HEALTH", "LAST LOOK (UTC)", "LAST CHANGE (UTC)", "EVERY", "NEXT LOOK", "VERSION", "PAGE"}
	rows := 1 + len(order)
	if len(order) == 0 {
		rows = 0
	}
	p.table(rows, func(row int) []string {
		if row == 0 {
			return header
		}
		page := pages[order[row-1]]
		how := standings[order[row-1]]
		return []string{
			health(page, how), short(page.LastLook), short(page.LastChange), every(page, how), next(page, how, h.At),
			version(page.Version), address(page),
		}
	}, func(row int) style {
		if row == 0 {
			return bold
		}
		switch standings[order[row-1]] {
		case Blind, Overdue:
			return worrying
		case Removed:
			return alarming
		}
		return plain
	})
	if rows > 0 {
		p.blank()
	}
	u := newUnseen(h, unseenShown)
	if len(u.Groups) > 0 {
		p.line(run{bold, unseenHeading})
		p.unseenGroups(u)
		p.blank()
	}
	p.para("", indent, run{plain, u.Census})
	return p.flush()
}

// A Standing says in a word how a page is, for programs.
type Standing string

// How a page is. Each page is one of these, the first that fits.
const (
	Unwatched Standing = "unwatched" // no watch names it any more
	Blind     Standing = "blind"     // the last look gave no page to trust
	Overdue   Standing = "overdue"   // nobody looked though it was time
	Waiting   Standing = "waiting"   // new, not yet looked at
	Removed   Standing = "removed"   // as a second look confirmed
	Good      Standing = "good"
)

// rank puts trouble first.
func (s Standing) rank() int {
	return slices.Index([]Standing{Blind, Overdue, Waiting, Removed, Good, Unwatched}, s)
}

// Standings knows how each page of a [record.Health] is.
type Standings map[string]Standing

// StandingsOf returns how the pages of h are.
func StandingsOf(h record.Health) Standings {
	s := Standings{}
	for _, b := range h.Blind {
		s[b.Page] = Blind
	}
	for _, o := range h.Overdue {
		s[o.Page] = Overdue
	}
	for _, u := range h.Unwatched {
		s[u.Page] = Unwatched
	}
	return s
}

// Of returns how a page is.
func (s Standings) Of(p record.Page) Standing {
	switch found, ok := s[p.URL]; {
	case ok:
		return found
	case p.LastLook.IsZero():
		return Waiting
	case p.Gone:
		return Removed
	}
	return Good
}

// order returns the places of pages, those in trouble first, and how each
// page is. Pages may be many, so they stay where they are.
func (s Standings) order(pages []record.Page) (order []int, standings []Standing) {
	order, standings = make([]int, len(pages)), make([]Standing, len(pages))
	for i, p := range pages {
		order[i], standings[i] = i, s.Of(p)
	}
	slices.SortStableFunc(order, func(a, b int) int { return standings[a].rank() - standings[b].rank() })
	return order, standings
}

// table writes n rows in columns; the last column is as wide as it likes. Each
// row is asked for twice, so that not all of them are held. The style colours
// the first column.
func (p *painter) table(n int, cells func(row int) []string, styleOf func(row int) style) {
	var widths []int
	for i := range n {
		for j, cell := range cells(i) {
			if j == len(widths) {
				widths = append(widths, 0)
			}
			widths[j] = max(widths[j], columns(cell))
		}
	}
	for i := range n {
		row := cells(i)
		for j, cell := range row {
			st := plain
			if j == 0 || i == 0 {
				st = styleOf(i)
			}
			p.put(run{st, cell})
			if j < len(row)-1 {
				p.put(run{plain, strings.Repeat(" ", widths[j]-columns(cell)+2)})
			}
		}
		p.blank()
	}
}

// health says in a word or two how a page is.
func health(p record.Page, st Standing) string {
	switch {
	case st == Blind && p.Incident != nil:
		s := incidentName(p.Incident.Kind)
		if p.Incident.Looks > 1 {
			s += " (" + plural(p.Incident.Looks, "look") + ")"
		}
		return s
	case st == Unwatched:
		return "not watched"
	case st == Waiting:
		return "not yet seen"
	}
	return string(st)
}

func short(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(listLayout)
}

// pace returns the time from the last look at a page to the next one, as the
// last look set it: the page's own under "every: auto". It is not known of
// pages that are new, not watched or in trouble, which wait otherwise.
func pace(p record.Page, st Standing) (d time.Duration, known bool) {
	if p.LastLook.IsZero() || p.NextLook.IsZero() || st == Blind || st == Unwatched {
		return 0, false
	}
	return max(p.NextLook.Sub(p.LastLook), 0), true
}

// every says how often a page is looked at, as configurations have it.
func every(p record.Page, st Standing) string {
	d, known := pace(p, st)
	switch {
	case !known:
		return "-"
	case d == 0:
		return "run"
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + "s"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + "m"
	case d < 48*time.Hour:
		return strconv.FormatFloat(math.Round(d.Hours()*10)/10, 'f', -1, 64) + "h"
	}
	return strconv.FormatFloat(math.Round(d.Hours()/24*10)/10, 'f', -1, 64) + "d"
}

// next says when a page is looked at next, or for how long it is overdue.
func next(p record.Page, st Standing, now time.Time) string {
	switch {
	case st == Unwatched:
		return "never"
	case st == Overdue && !p.NextLook.IsZero():
		return "due for " + span(now.Sub(p.NextLook))
	case !p.NextLook.After(now):
		return "due now"
	}
	return "in " + span(p.NextLook.Sub(now))
}

func version(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}

func address(p record.Page) string {
	s := Clean(p.URL)
	if p.MovedTo != "" {
		s += " → " + Clean(p.MovedTo)
	}
	return s
}
