package report

import (
	"io"
	"strconv"
	"strings"
	"time"

	"stet/record"
)

const listLayout = "2 Jan 2006 15:04" // in UTC, as the header says

// List writes the pages as a table, with what became of the last look, when
// the page changed and when it is looked at next, as seen from now. The
// order is the one given; below comes a line that counts them.
func List(w io.Writer, pages []record.Page, now time.Time, opt Text) error {
	p := newPainter(w, opt)
	if len(pages) == 0 {
		p.line(run{plain, "No pages are watched yet."})
		return p.flush()
	}
	rows := [][]string{{"HEALTH", "LAST LOOK (UTC)", "LAST CHANGE (UTC)", "NEXT LOOK", "VERSION", "PAGE"}}
	for _, page := range pages {
		rows = append(rows, []string{
			health(page), short(page.LastLook), short(page.LastChange), next(page.NextLook, now),
			version(page.Version), address(page),
		})
	}
	p.table(rows, func(row int) style {
		switch {
		case row == 0:
			return bold
		case pages[row-1].Incident != nil:
			return worrying
		case pages[row-1].Gone:
			return alarming
		}
		return plain
	})
	p.blank()
	p.line(run{plain, census(pages, now)})
	return p.flush()
}

// table writes rows in columns; the last column is as wide as it likes. The
// style colours the first column.
func (p *painter) table(rows [][]string, styleOf func(row int) style) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(cell))
		}
	}
	for i, row := range rows {
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
func health(p record.Page) string {
	switch {
	case p.LastLook.IsZero():
		return "not yet seen"
	case p.Incident != nil:
		s := incidentName(p.Incident.Kind)
		if p.Incident.Looks > 1 {
			s += " (" + plural(p.Incident.Looks, "look") + ")"
		}
		return s
	case p.Gone:
		return "removed"
	}
	return "good"
}

func short(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(listLayout)
}

func next(t, now time.Time) string {
	if !t.After(now) {
		return "due now"
	}
	return "in " + span(t.Sub(now))
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

// census counts the pages by health.
func census(pages []record.Page, now time.Time) string {
	var unseen, trouble, gone, due int
	for _, p := range pages {
		switch {
		case p.LastLook.IsZero():
			unseen++
		case p.Incident != nil:
			trouble++
		case p.Gone:
			gone++
		}
		if !p.NextLook.After(now) {
			due++
		}
	}
	parts := []string{plural(len(pages), "page")}
	for _, c := range []struct {
		n    int
		what string
	}{{unseen, "not yet seen"}, {trouble, "in trouble"}, {gone, "removed"}, {due, "due now"}} {
		if c.n > 0 {
			parts = append(parts, strconv.Itoa(c.n)+" "+c.what)
		}
	}
	return strings.Join(parts, ", ")
}
