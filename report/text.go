package report

import (
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

// Findings writes what a change says and nothing about where or when: its
// flags, strongest first, each with its sentence.
func Findings(w io.Writer, c record.Change, opt Text) error {
	p := newPainter(w, opt)
	d := newCard(opt.reveal(c), textReach)
	for _, n := range d.Notes {
		p.note(n)
	}
	p.unshown(d)
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

// flagsShown is about how many flags of one change stand in a list of changes.
const flagsShown = 20

// listed returns the card of c for a list of changes.
func (opt Text) listed(c record.Change) card {
	d := newCard(opt.reveal(c), textReach)
	if !opt.All {
		d.cut(flagsShown)
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
	p.unseen(r.Health)
	p.incidents(over(r.Incidents, r.Health))
	if len(r.FirstSeen) > 0 {
		p.blank()
		p.line(run{bold, "Seen for the first time"})
		for _, c := range r.FirstSeen {
			p.firstSeen(newCard(c, textReach))
		}
	}
	p.checkpoint(r.checkpointLines())
	return p.flush()
}

// checkpointWords says what the checkpoint below it is for.
const checkpointWords = "All looks up to this report stand under this signed checkpoint. " +
	"Keep it elsewhere: “stet verify --checkpoint FILE” shows later whether the archive still says the same."

// checkpointLines returns the lines of a checkpoint.
func (r Report) checkpointLines() []string {
	if strings.TrimSpace(r.Checkpoint) == "" {
		return nil
	}
	lines := strings.Split(strings.TrimRight(r.Checkpoint, "\n"), "\n")
	for i, line := range lines {
		lines[i] = Clean(line)
	}
	return lines
}

func (p *painter) checkpoint(lines []string) {
	if len(lines) == 0 {
		return
	}
	p.blank()
	p.line(run{bold, "Checkpoint"})
	p.para(indent, indent, run{plain, checkpointWords})
	for _, line := range lines {
		p.line(run{plain, indent + line})
	}
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
	period := "everything since the archive was begun"
	if !r.Since.IsZero() {
		period = "what was seen since " + moment(r.Since)
	}
	made := capital(period)
	if !r.Made.IsZero() {
		made = "Made " + moment(r.Made) + " · " + period
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
	if h := r.Health; h != nil && h.Pages > 0 {
		counts = append(counts, sight(*h))
	}
	return []string{made, strings.Join(counts, " · ")}
}
