package report

import (
	"fmt"
	"io"
	"strings"

	"stet/record"
)

const (
	textReach = 200 // characters of context around an edit
	indent    = "  "
	deeper    = indent + indent
	inner     = indent + "       " // below the severity of a flag
)

// Change writes one change in words: what compare, diff and demo show.
func Change(w io.Writer, c record.Change, opt Text) error {
	p := newPainter(w, opt)
	p.change(newCard(opt.reveal(c), textReach))
	return p.flush()
}

// Changes writes changes and incidents in the order given, and nothing
// around them: what `stet changes` shows. Of a change with very many flags it
// shows the strongest. Where there are no changes it says so.
func Changes(w io.Writer, changes []record.Change, incidents []record.Incident, opt Text) error {
	p := newPainter(w, opt)
	if len(changes) == 0 {
		p.line(run{plain, "No changes."})
	}
	for i, c := range changes {
		if i > 0 {
			p.blank()
		}
		p.change(opt.listed(c))
	}
	p.incidents(incidents)
	return p.flush()
}

// notesShown is how many notes of one change stand in a list of changes.
const notesShown = 20

// listed returns the card of c for a list of changes.
func (opt Text) listed(c record.Change) card {
	d := newCard(opt.reveal(c), textReach)
	if !opt.All {
		d.cut(notesShown)
	}
	return d
}

// reveal raises flags of severity none, so that they are shown, where all is
// to be shown.
func (opt Text) reveal(c record.Change) record.Change {
	if !opt.All {
		return c
	}
	flags := make([]record.Flag, len(c.Flags))
	for i, f := range c.Flags {
		if f.Severity == record.None {
			f.Severity = "(none)"
		}
		flags[i] = f
	}
	c.Flags = flags
	return c
}

// writeText writes the report for a terminal.
func writeText(w io.Writer, r Report) error {
	p := newPainter(w, r.Text)
	p.line(run{bold, r.title()})
	for _, line := range r.summary() {
		p.para("", "", run{plain, line})
	}
	for i, c := range r.Changes {
		d := r.Text.listed(c)
		d.Number = i + 1
		p.blank()
		p.change(d)
	}
	p.incidents(r.Incidents)
	if len(r.FirstSeen) > 0 {
		p.blank()
		p.line(run{bold, "Seen for the first time"})
		for _, c := range r.FirstSeen {
			p.firstSeen(newCard(c, textReach))
		}
	}
	return p.flush()
}

func (p *painter) change(d card) {
	head := d.Title
	if d.Number > 0 {
		head = fmt.Sprintf("%d. %s", d.Number, head)
	}
	p.para("", indent, run{bold, head})
	if d.Address.Text != "" && d.Address.Text != d.Title {
		p.line(run{plain, indent + d.Address.Text})
	}
	p.para(indent, indent, run{alarm(d.Severity), d.status()})
	for _, line := range []string{capital(d.Between), d.Why} {
		if line != "" {
			p.para(indent, indent, run{plain, line})
		}
	}
	if d.MovedTo.Text != "" {
		p.para(indent, deeper, run{plain, "Now at " + d.MovedTo.Text})
	}
	if d.Trouble != nil {
		p.para(indent, deeper, run{alarming, d.Trouble.Lead + ": "}, run{plain, d.Trouble.Text()})
	}
	p.pages(d)
	for _, n := range d.Notes {
		p.note(n)
	}
	if d.MoreFlags > 0 {
		p.line(run{plain, indent + "and " + plural(d.MoreFlags, "more flag") + ", none of them stronger"})
	}
	p.unshown(d)
	for i, s := range d.Dates {
		if i == 0 {
			p.line(run{plain, indent + "Dates that the page states:"})
		}
		p.para(deeper, deeper+indent, run{plain, s.Label + " (" + sourceName(s.Source) + "): " + s.Text()})
	}
	p.reasons(d.Reasons)
}

// status is the line below the headline: what kind of change, how much it
// weighs, which watch it belongs to.
func (d card) status() string {
	parts := []string{d.KindName}
	if d.Judged {
		parts = append(parts, "significance "+d.Significance)
	}
	if d.Severity != "" {
		parts = append(parts, "severity "+d.Severity)
	}
	if d.Watch != "" {
		parts = append(parts, "watch “"+d.Watch+"”")
	}
	return strings.Join(parts, " · ")
}

func (p *painter) pages(d card) {
	if d.PageCount == 0 {
		return
	}
	p.line(run{plain, indent + "The same edit came to " + plural(d.PageCount, "page") + ":"})
	for _, l := range d.Pages {
		p.line(run{plain, deeper + l.Text})
	}
	if d.MorePages > 0 {
		p.line(run{plain, deeper + "and " + plural(d.MorePages, "more page")})
	}
}

func (p *painter) note(n note) {
	for i, f := range n.Flags {
		runs := []run{{bold, f.Text()}}
		if f.Change != "" {
			runs = append(runs, run{plain, " (" + f.Change + ")"})
		}
		if i == 0 && n.Where != "" {
			runs = append(runs, run{plain, " " + n.Where})
		}
		p.w.WriteString(indent)
		p.hang(run{alarm(f.Severity), fmt.Sprintf("%-7s", f.Severity)}, inner, runs...)
		if f.Detail != "" {
			p.para(inner, inner, run{plain, f.Detail})
		}
	}
	if len(n.Marks) > 0 {
		p.para(inner, inner, p.marked(n.Marks)...)
	}
}

// unshown shows what is not shown otherwise, or says how much of it there is.
func (p *painter) unshown(d card) {
	if n := len(d.Cosmetic); n > 0 && p.opt.All {
		p.line(run{plain, indent + "The same, written otherwise:"})
		for _, c := range d.Cosmetic {
			p.para(deeper+indent, deeper+indent, p.marked(c.Marks)...)
		}
	}
	if rest := d.rest(); rest != "" && !p.opt.All {
		p.para(indent, deeper, run{faint, rest})
	}
}

// rest says how much there is that is not shown; "" if nothing.
func (d card) rest() string {
	var parts []string
	if n := len(d.Cosmetic); n > 0 {
		parts = append(parts, plural(n, "edit")+" that only "+verb(n, "writes", "write")+" the same otherwise")
	}
	if d.Unshown > 0 {
		parts = append(parts, plural(d.Unshown, "flag")+" of severity none")
	}
	if len(parts) == 0 {
		return ""
	}
	return "Not shown: " + strings.Join(parts, ", ")
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (p *painter) reasons(reasons []reason) {
	if len(reasons) == 0 {
		return
	}
	parts := make([]string, len(reasons))
	for i, r := range reasons {
		parts[i] = r.Why + " " + r.Points
	}
	p.para(indent, deeper, run{faint, "Why it ranks here: " + strings.Join(parts, "; ")})
}

func (p *painter) incidents(list []record.Incident) {
	if len(list) == 0 {
		return
	}
	p.blank()
	p.line(run{bold, "Could not be trusted"})
	last := ""
	for _, i := range list {
		t := newTrouble(i)
		if t.Page.Text != last {
			last = t.Page.Text
			p.line(run{plain, indent + last})
		}
		p.para(deeper, deeper+indent, run{plain, t.Text()})
	}
}

func (p *painter) firstSeen(d card) {
	p.para(indent, deeper, run{plain, d.Title})
	if d.Address.Text != d.Title {
		p.line(run{plain, deeper + d.Address.Text})
	}
	if d.Between != "" {
		p.para(deeper, deeper, run{plain, capital(d.Between)})
	}
}

// summary says in a few lines what the report covers.
func (r Report) summary() []string {
	made := "Looks up to now"
	if !r.Made.IsZero() {
		made = "Made " + moment(r.Made)
	}
	if r.Since.IsZero() {
		made += ", from the beginning of the archive"
	} else {
		made += ", covers what was seen since " + moment(r.Since)
	}
	counts := []string{plural(len(r.Changes), "change")}
	if r.Pages > 0 {
		counts = append([]string{plural(r.Pages, "page") + " watched"}, counts...)
	}
	if n := len(r.FirstSeen); n > 0 {
		counts = append(counts, plural(n, "page")+" seen for the first time")
	}
	if n := len(r.Incidents); n > 0 {
		counts = append(counts, plural(n, "incident"))
	}
	return []string{made, strings.Join(counts, " · ")}
}

// alarm returns the style of a severity.
func alarm(severity string) style {
	switch severity {
	case severityWords[record.High]:
		return alarming
	case severityWords[record.Medium]:
		return worrying
	}
	return plain
}

// sourceName says where on a page a stated date stands.
func sourceName(source string) string {
	switch source {
	case "text":
		return "on the page"
	case "http":
		return "said by the server"
	case "":
		return "somewhere"
	}
	return "in " + source
}

// sentence returns s with a capital at its start and a stop at its end.
func sentence(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return capital(s)
	}
	return capital(s) + "."
}

// capital returns s with its first letter, if it is an ASCII one, as a capital.
func capital(s string) string {
	if s != "" && 'a' <= s[0] && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
