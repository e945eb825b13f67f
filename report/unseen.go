package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"stet/record"
)

// unseenHeading heads what could not be seen, in every format.
const unseenHeading = "What stet could not see"

// An unseen is what could not be seen, in words.
type unseen struct {
	Census string        // "412 pages: 398 good, 3 could not be seen, …"
	Groups []unseenGroup // one for each way not to see, none that is empty
}

// An unseenGroup is one way not to see.
type unseenGroup struct {
	Name  string
	Spots []spot
	More  int // pages beyond those in Spots
}

// newUnseen puts h into words, and shows so many spots of each group.
func newUnseen(h record.Health, atMost int) unseen {
	u := unseen{Census: census(h)}
	for _, g := range []unseenGroup{
		gapSpots(h.Gaps), blindSpots(h.Blind), overdueSpots(h.Overdue), listSpots(h.Lists), unwatchedSpots(h.Unwatched), noteSpots(h.Notes),
	} {
		for _, s := range g.Spots[min(len(g.Spots), atMost):] {
			g.More += s.Count
		}
		g.Spots = g.Spots[:min(len(g.Spots), atMost)]
		if len(g.Spots) > 0 {
			u.Groups = append(u.Groups, g)
		}
	}
	return u
}

// Rest says how much of a group is not shown; "" if nothing.
func (g unseenGroup) Rest() string {
	if g.More == 0 {
		return ""
	}
	return "and " + grouped(strconv.Itoa(g.More)) + " more"
}

// sight says in a few words whether all watched pages could be seen.
func sight(h record.Health) string {
	s := "all could be seen"
	if n := len(h.Blind) + len(h.Overdue); n > 0 {
		s = grouped(strconv.Itoa(n)) + " could not be seen"
	}
	if n := len(h.Lists); n > 0 {
		s += " · " + plural(n, "list") + " could not be read"
	}
	return s
}

// census counts pages by how well they could be seen.
func census(h record.Health) string {
	var parts []string
	count := func(n int, what string) {
		if n > 0 {
			parts = append(parts, grouped(strconv.Itoa(n))+" "+what)
		}
	}
	count(h.Seen, "good")
	blind := "could not be seen"
	if since := blindest(h.Blind); !since.IsZero() {
		blind += " (" + verb(len(h.Blind), "last", "the first of them last") + " seen " + moment(since) + ")"
	}
	count(len(h.Blind), blind)
	count(len(h.Overdue), "overdue")
	count(h.Waiting, "not yet looked at")
	count(h.Gone, "removed")
	count(len(h.Unwatched), "not watched any more")
	s := plural(h.Pages, "page")
	if len(parts) > 0 {
		s += ": " + strings.Join(parts, ", ")
	}
	if !h.LastRun.IsZero() {
		s += "; last run " + moment(h.LastRun)
	}
	return s
}

// blindest returns the last sight of the page that was not seen for the
// longest; zero where none ever was.
func blindest(pages []record.Blind) (since time.Time) {
	for _, b := range pages {
		if !b.LastGood.IsZero() && (since.IsZero() || b.LastGood.Before(since)) {
			since = b.LastGood
		}
	}
	return since
}

// over returns the incidents that h does not tell: those that ended, or
// became others. Without a health it is all of them.
func over(incidents []record.Incident, h *record.Health) []record.Incident {
	if h == nil {
		return incidents
	}
	type mark struct {
		page string
		kind record.IncidentKind
		at   int64
	}
	lasting := map[mark]bool{}
	for _, b := range h.Blind {
		lasting[mark{b.Page, b.Kind, b.Since.UnixNano()}] = true
	}
	return slices.DeleteFunc(slices.Clone(incidents), func(i record.Incident) bool {
		return lasting[mark{i.Page, i.Kind, i.FirstSeen.UnixNano()}]
	})
}

// unseenShown is how many spots of a group are shown on a terminal and in
// Markdown.
const unseenShown = 20

// fewUnseen is newUnseen for these; ok is false where there is nothing to tell.
func fewUnseen(h *record.Health) (u unseen, ok bool) {
	if h != nil {
		u = newUnseen(*h, unseenShown)
	}
	return u, len(u.Groups) > 0
}

// unseen writes what could not be seen, if anything.
func (p *painter) unseen(h *record.Health) {
	u, ok := fewUnseen(h)
	if !ok {
		return
	}
	p.blank()
	p.line(run{bold, unseenHeading})
	p.para(indent, indent, run{plain, u.Census})
	p.unseenGroups(u)
}

func (p *painter) unseenGroups(u unseen) {
	for _, g := range u.Groups {
		p.line(run{bold, indent + g.Name})
		for _, s := range g.Spots {
			p.spot(s)
		}
		if g.More > 0 {
			p.line(run{plain, deeper + g.Rest()})
		}
	}
}

func (p *painter) spot(s spot) {
	at := deeper
	if s.Head != "" {
		p.line(run{plain, at + s.Head + ", such as"})
		at += indent
	}
	for _, l := range s.Pages {
		p.line(run{plain, at + l.Text})
	}
	if len(s.Pages) > 0 {
		at = deeper + indent
	}
	p.para(at, at+indent, run{worrying, s.What})
}

// unseen writes what could not be seen, if anything.
func (m *markdown) unseen(h *record.Health) {
	u, ok := fewUnseen(h)
	if !ok {
		return
	}
	m.heading(unseenHeading)
	m.line(escape(u.Census))
	for _, g := range u.Groups {
		m.para("**" + escape(g.Name) + "**")
		m.line("")
		for _, s := range g.Spots {
			m.line("- " + m.spot(s))
		}
		if g.More > 0 {
			m.line("- " + g.Rest())
		}
	}
}

func (m *markdown) spot(s spot) string {
	if len(s.Pages) == 0 {
		return escape(capital(s.What))
	}
	var links []string
	for _, l := range s.Pages {
		links = append(links, mdLink(l))
	}
	named := strings.Join(links, ", ")
	if s.Head != "" {
		named = escape(s.Head) + ", such as " + named
	}
	return named + ": " + inline(s.What)
}
