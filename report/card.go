package report

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"stet/record"
)

// A card is a change in words, clean, ready for any format to lay out. Only
// what is shown is in it.
type card struct {
	Number       int // place in the report, from 1
	Kind         record.ChangeKind
	KindName     string
	Why          string // what the kind means, for kinds that need it
	Title        string
	Address      link
	MovedTo      link
	Watch        string
	Severity     string // of the strongest flag
	Significance string // "0.93"
	Judged       bool   // a significance says something of this kind
	Between      string // which looks it lies between
	Dates        []dateLine
	Notes        []note
	MoreFlags    int // flags beyond those in Notes
	Unshown      int // flags of severity none
	Cosmetic     []note
	Reasons      []reason
	Pages        []link // the first of them
	PageCount    int
	MorePages    int
	Trouble      *trouble
	Sides        []side
}

// A link is an address; Href is empty where it is not safe to lead there.
type link struct{ Text, Href string }

// A dateLine is a stated date on both sides.
type dateLine struct {
	Label, Source string
	Before, After string // "" where a side has none
	Moved         bool
}

// Text says what became of the date.
func (d dateLine) Text() string {
	switch {
	case !d.Moved:
		return d.After + ", unchanged"
	case d.Before == "":
		return "none → " + d.After
	case d.After == "":
		return d.Before + " → none"
	}
	return d.Before + " → " + d.After
}

// A reason is one thing that a significance is made of.
type reason struct{ Why, Points string }

// Text says the reason with its points.
func (r reason) Text() string { return strings.TrimSpace(r.Why + " " + r.Points) }

// A side is one version of a change, as evidence.
type side struct {
	Name, Seen, Status, Digest string
}

// pagesShown is how many of the pages that share an edit are listed.
const pagesShown = 5

// newCard puts c into words. Context longer than reach characters around an
// edit is left out; reach 0 keeps it all.
func newCard(c record.Change, reach int) card {
	d := card{
		Kind:         c.Kind,
		KindName:     changeName(c.Kind),
		Why:          changeWords[c.Kind].why,
		Title:        Clean(c.Title),
		Address:      newLink(c.Page),
		Watch:        Clean(c.Watch),
		Significance: significance(c.Significance),
		Judged:       c.Kind != record.FirstSeen && c.Kind != record.Unchanged && c.Kind != record.HadIncidents,
		Between:      between(c),
		PageCount:    len(c.Pages),
	}
	if c.MovedTo != "" {
		d.MovedTo = newLink(c.MovedTo)
	}
	if d.Title == "" {
		d.Title = cmp.Or(d.Address.Text, "(a page without a title)")
	}
	for _, s := range c.StatedDates {
		d.Dates = append(d.Dates, newDateLine(s))
	}
	d.Notes, d.Unshown = newNotes(c.Flags, c.Title, reach)
	d.Cosmetic = cosmetics(c.Edits, c.Title, reach)
	if s := strongest(c.Flags); s != record.None && s != "" {
		d.Severity = severityName(s)
	}
	for _, r := range c.Reasons {
		d.Reasons = append(d.Reasons, reason{Clean(r.Why), points(r.Points)})
	}
	for _, p := range c.Pages[:min(len(c.Pages), pagesShown)] {
		d.Pages = append(d.Pages, newLink(p))
	}
	d.MorePages = len(c.Pages) - len(d.Pages)
	if c.Incident != nil {
		t := newTrouble(*c.Incident)
		d.Trouble = &t
	}
	d.Sides = append(sides(c.From), sides(c.To)...)
	return d
}

// cut makes d fit into a list: it leaves about n flags, the strongest, and
// counts the others, and of very long texts that came or went the start. A
// page made anew raises hundreds of flags, and may lose a chapter in one.
func (d *card) cut(n int) {
	keep := d.upTo(n)
	for _, note := range d.Notes[keep:] {
		d.MoreFlags += note.Count()
	}
	d.Notes = d.Notes[:keep]
	for _, note := range d.Notes {
		for _, spans := range note.Texts {
			for i := range spans {
				spans[i].Text = excerpt(spans[i].Text, editShown)
			}
		}
	}
}

// editShown is how many characters of one edit stand in a list of changes.
const editShown = 800

// upTo returns how many notes hold the first n flags of d.
func (d *card) upTo(n int) int {
	for i, note := range d.Notes {
		if n -= note.Count(); n < 0 {
			return max(i, 1)
		}
	}
	return len(d.Notes)
}

func newLink(address string) link {
	l := link{Text: Clean(address)}
	if u, err := url.Parse(address); err == nil && u.Host != "" && l.Text == address &&
		(u.Scheme == "https" || u.Scheme == "http") {
		l.Href = address
	}
	return l
}

func newDateLine(s record.DateChange) dateLine {
	d := dateLine{Label: Clean(s.Label), Source: Clean(s.Source), Moved: s.Before != s.After}
	if s.Before != "" {
		d.Before = stated(s.Before)
	}
	if s.After != "" {
		d.After = stated(s.After)
	}
	if d.Label == "" {
		d.Label = Clean(string(s.Kind))
	}
	return d
}

// between names the looks that a change lies between: nobody knows more
// exactly when the page was edited.
func between(c record.Change) string {
	from, to := c.From, c.To
	switch {
	case from == nil && to == nil:
		return ""
	case from == nil || from.LastSeen.IsZero() && from.Version == 0:
		if to.FirstSeen.IsZero() {
			return ""
		}
		return "first seen " + moment(to.FirstSeen)
	case to == nil:
		if from.LastSeen.IsZero() {
			return ""
		}
		return "last seen " + moment(from.LastSeen)
	case from.LastSeen.IsZero() && to.FirstSeen.IsZero():
		return ""
	}
	old, now := moment(from.LastSeen), moment(to.FirstSeen)
	if old == now {
		old, now = second(from.LastSeen), second(to.FirstSeen)
	}
	return "between the look at " + old + " and the look at " + now
}

func sides(v *record.VersionRef) []side {
	if v == nil || v.Version == 0 && v.Digest.IsZero() {
		return nil
	}
	s := side{Name: "Version " + strconv.Itoa(v.Version), Digest: v.Digest.String()}
	if v.Version == 0 {
		s.Name = "File"
	}
	if !v.FirstSeen.IsZero() {
		s.Seen = moment(v.FirstSeen)
		if v.LastSeen.After(v.FirstSeen) {
			s.Seen += " to " + moment(v.LastSeen)
		}
	}
	if v.Status != 0 {
		s.Status = strconv.Itoa(v.Status)
	}
	return []side{s}
}

// points writes what a reason adds or takes: "+0.60"; "" if nothing.
func points(p float64) string {
	s := significance(p)
	if p == 0 {
		return ""
	}
	if strings.HasPrefix(s, "-") {
		return "−" + s[1:]
	}
	return "+" + s
}

// strongest returns the highest severity among flags, "" where there are none.
func strongest(flags []record.Flag) record.Severity {
	var top record.Severity
	for _, f := range flags {
		if top == "" || f.Severity.Rank() > top.Rank() {
			top = f.Severity
		}
	}
	return top
}
