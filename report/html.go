package report

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"stet/record"
)

const (
	htmlReach = 600 // characters of context around an edit
	htmlSpots = 200 // of what could not be seen, for each way not to see
)

//go:embed report.html.tmpl
var htmlReport string

//go:embed card.html.tmpl
var htmlCard string

//go:embed report.css
var htmlStyle string

// htmlTemplate makes one page that needs nothing else: no network, no script.
// What comes from pages is text in it, never markup.
var htmlTemplate = template.Must(template.Must(template.New("report").Funcs(template.FuncMap{
	"moment":  moment,
	"capital": capital,
	"plural":  plural,
	"source":  sourceName,
	"replaced": func(spans []record.Span, i int) bool {
		return i > 0 && spans[i-1].Op == record.Delete
	},
	"sentence": sentence,
	"unseen":   func() string { return unseenHeading },
	"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
}).Parse(htmlReport)).New("pieces").Parse(htmlCard))

// An htmlPage is what the template sees.
type htmlPage struct {
	Title     string
	Style     template.CSS
	Made      time.Time
	Since     time.Time
	Pages     string // "1,300"; "" where it is not known
	Archive   string
	Cards     []card
	High      int
	Troubled  int // pages with incidents
	Unseen    *unseen
	Incidents []trouble
	FirstSeen []card

	Checkpoint, CheckpointWords string
}

func writeHTML(w io.Writer, r Report) error {
	p := htmlPage{Title: r.title(), Style: template.CSS(htmlStyle), Made: r.Made, Since: r.Since, Archive: Clean(r.Archive),
		Checkpoint: strings.Join(r.checkpointLines(), "\n"), CheckpointWords: checkpointWords}
	if r.Pages > 0 {
		p.Pages = grouped(strconv.Itoa(r.Pages))
	}
	for i, c := range r.Changes {
		d := newCard(c, htmlReach)
		d.Number = i + 1
		if strongest(c.Flags) == record.High {
			p.High++
		}
		p.Cards = append(p.Cards, d)
	}
	var troubled []string
	for _, i := range r.Incidents {
		troubled = append(troubled, i.Page)
	}
	slices.Sort(troubled)
	for _, i := range over(r.Incidents, r.Health) {
		p.Incidents = append(p.Incidents, newTrouble(i))
	}
	p.Troubled = len(slices.Compact(troubled))
	if r.Health != nil {
		p.Troubled = len(r.Health.Blind) + len(r.Health.Overdue)
		if u := newUnseen(*r.Health, htmlSpots); len(u.Groups) > 0 {
			p.Unseen = &u
		}
	}
	for _, c := range r.FirstSeen {
		p.FirstSeen = append(p.FirstSeen, newCard(c, htmlReach))
	}
	return htmlTemplate.ExecuteTemplate(w, "report", p)
}

// flagsOpen is about how many flags of a change stand open; the others are
// folded away.
const flagsOpen = 12

// First returns the notes that stand open.
func (d card) First() []note { return d.Notes[:d.upTo(flagsOpen)] }

// Rest returns the notes that are folded away.
func (d card) Rest() []note { return d.Notes[d.upTo(flagsOpen):] }

// Folded returns how many flags are folded away.
func (d card) Folded() int {
	n := 0
	for _, note := range d.Rest() {
		n += note.Count()
	}
	return n
}

// Anchor is the name under which the card is linked to within the page.
func (d card) Anchor() string { return "change-" + strconv.Itoa(d.Number) }

// Lead says in a few words what the strongest flag is.
func (d card) Lead() string {
	if len(d.Notes) > 0 {
		return d.Notes[0].Brief(0)
	}
	return d.KindName
}

// Meter is the significance in per cent, for the bar that shows it.
func (d card) Meter() string {
	f, _ := strconv.ParseFloat(d.Significance, 64)
	return strconv.Itoa(int(f*100 + 0.5))
}
