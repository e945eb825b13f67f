package report

import (
	"fmt"
	"strings"

	"stet/record"
)

// change writes a card for the terminal.
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
		runs := []run{{bold, f.Text() + n.Times(f)}}
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
	for _, spans := range n.Texts {
		p.para(inner, inner, p.marked(spans)...)
	}
}

// unshown shows what is not shown otherwise, where all is asked for or there
// is nothing else to see, or says how much of it there is.
func (p *painter) unshown(d card) {
	if len(d.Cosmetic) > 0 && (p.opt.All || len(d.Notes) == 0) {
		p.line(run{plain, indent + "The same, written otherwise:"})
		for _, c := range d.Cosmetic {
			for _, spans := range c.Texts {
				p.para(deeper, deeper, p.marked(spans)...)
			}
		}
		d.Cosmetic = nil
	}
	if rest := d.rest(); rest != "" {
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

func (p *painter) reasons(reasons []reason) {
	if len(reasons) == 0 {
		return
	}
	parts := make([]string, len(reasons))
	for i, r := range reasons {
		parts[i] = r.Text()
	}
	p.para(indent, deeper, run{faint, "Why it ranks here: " + strings.Join(parts, "; ")})
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
