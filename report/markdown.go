package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"stet/record"
)

const markdownReach = 300 // characters of context around an edit

// writeMarkdown writes the report in GitHub's Markdown, to be pasted in an
// issue or a mail: ~~old~~ **new**.
func writeMarkdown(w io.Writer, r Report) error {
	m := &markdown{w: bufio.NewWriter(w)}
	m.line("# " + escape(r.title()))
	m.line("")
	m.line(escape(strings.Join(r.summary(), ". ") + "."))
	for i, c := range r.Changes {
		d := newCard(c, markdownReach)
		d.cut(flagsShown)
		d.Number = i + 1
		m.change(d)
	}
	m.unseen(r.Health)
	if incidents := over(r.Incidents, r.Health); len(incidents) > 0 {
		m.heading("Could not be trusted")
		for _, i := range incidents {
			t := newTrouble(i)
			m.line("- " + mdLink(t.Page) + ": " + escape(t.Text()))
		}
	}
	if len(r.FirstSeen) > 0 {
		m.heading("Seen for the first time")
		for _, c := range r.FirstSeen {
			d := newCard(c, markdownReach)
			m.line("- " + escape(d.Title) + " " + mdLink(d.Address))
		}
	}
	if lines := r.checkpointLines(); len(lines) > 0 {
		m.heading("Checkpoint")
		m.line(escape(checkpointWords))
		m.line("")
		for _, line := range lines {
			m.line("    " + line) // a code block, blank lines too
		}
	}
	return m.w.Flush()
}

// A markdown writes lines, and never two empty ones in a row.
type markdown struct {
	w     *bufio.Writer
	empty bool // the last line was
}

func (m *markdown) line(s string) {
	if s != "" || !m.empty {
		m.w.WriteString(s + "\n")
	}
	m.empty = s == ""
}

func (m *markdown) heading(s string) {
	m.para("## " + escape(s))
	m.line("")
}

func (m *markdown) change(d card) {
	m.para(fmt.Sprintf("## %d. %s", d.Number, escape(d.Title)))
	m.line("")
	if d.Address.Text != "" {
		m.line(mdLink(d.Address) + "  ")
	}
	m.line("**" + escape(d.status()) + "**")
	for _, s := range []string{d.Between, d.Why} {
		if s != "" {
			m.para(escape(sentence(s)))
		}
	}
	if d.MovedTo.Text != "" {
		m.para("Now at " + mdLink(d.MovedTo))
	}
	if d.Trouble != nil {
		m.para(escape(d.Trouble.Lead + ": " + d.Trouble.Text()))
	}
	if d.PageCount > 0 {
		m.pages(d)
	}
	m.line("")
	for _, n := range d.Notes {
		m.note(n)
	}
	if d.MoreFlags > 0 {
		m.line("- and " + plural(d.MoreFlags, "more flag") + ", none of them stronger")
	}
	for i, s := range d.Dates {
		if i == 0 {
			m.para("Dates that the page states:")
			m.line("")
		}
		m.line("- " + escape(s.Label+" ("+sourceName(s.Source)+"): "+s.Text()))
	}
	if rest := d.rest(); rest != "" {
		m.para(rest)
	}
	if len(d.Reasons) > 0 {
		var parts []string
		for _, r := range d.Reasons {
			parts = append(parts, escape(r.Text()))
		}
		m.para("Why it ranks here: " + strings.Join(parts, "; "))
	}
}

// para writes a paragraph of Markdown after an empty line.
func (m *markdown) para(s string) {
	m.line("")
	m.line(s)
}

func (m *markdown) pages(d card) {
	var parts []string
	for _, l := range d.Pages {
		parts = append(parts, mdLink(l))
	}
	if d.MorePages > 0 {
		parts = append(parts, "and "+plural(d.MorePages, "more page"))
	}
	m.para("The same edit came to " + plural(d.PageCount, "page") + ": " + strings.Join(parts, ", "))
}

func (m *markdown) note(n note) {
	for i, f := range n.Flags {
		s := "- " + f.Severity + ": **" + escape(f.Text()+n.Times(f)) + "**"
		if f.Change != "" {
			s += " (" + escape(f.Change) + ")"
		}
		if i == 0 && n.Where != "" {
			s += " " + escape(n.Where)
		}
		if f.Detail != "" {
			s += ". " + escape(f.Detail)
		}
		m.line(s)
	}
	for _, spans := range n.Texts {
		m.line("")
		m.line("  > " + mdMarks(spans))
		m.line("")
	}
}

// mdLink returns an address as a link where it is safe to lead there.
func mdLink(l link) string {
	if l.Href == "" || strings.ContainsAny(l.Href, "<> \"`\\|") {
		return escape(l.Text)
	}
	return "<" + l.Href + ">"
}

// mdMarks writes spans as ~~old~~ **new**. Marks work only where no space
// stands on their inner side and no letter right outside punctuation, so
// spaces move out, and an empty comment keeps them from what they would join.
func mdMarks(spans []record.Span) string {
	var b strings.Builder
	last := ' ' // what stands before, as a reader sees it
	for i, s := range spans {
		fence := map[record.Op]string{record.Delete: "~~", record.Insert: "**"}[s.Op]
		core := strings.TrimSpace(s.Text)
		if fence == "" || core == "" {
			if b.Len() == 0 {
				b.WriteString(escape(s.Text))
			} else {
				b.WriteString(inline(s.Text))
			}
			if s.Text != "" {
				last, _ = utf8.DecodeLastRuneInString(s.Text)
			}
			continue
		}
		lead := s.Text[:strings.Index(s.Text, core)]
		trail := s.Text[len(lead)+len(core):]
		first, _ := utf8.DecodeRuneInString(core)
		end, _ := utf8.DecodeLastRuneInString(core)
		b.WriteString(lead)
		if last == '*' && lead == "" {
			b.WriteByte(' ') // ~~old~~ **new**: apart they are easier to read
			last = ' '
		}
		if lead == "" && isWord(last) && !isWord(first) {
			b.WriteString(empty)
		}
		b.WriteString(fence + inline(core) + fence)
		if trail == "" && !isWord(end) && isWord(firstOf(spans[i+1:])) {
			b.WriteString(empty)
		}
		b.WriteString(trail)
		last = '*'
		if trail != "" {
			last = ' '
		}
	}
	return b.String()
}

// empty is a comment: it shows nothing and ends whatever stands before it.
const empty = "<!-- -->"

// firstOf returns the first rune of what is written for spans, ' ' for none.
func firstOf(spans []record.Span) rune {
	if len(spans) == 0 || spans[0].Text == "" {
		return ' '
	}
	if spans[0].Op != record.Equal {
		return '*'
	}
	r, _ := utf8.DecodeRuneInString(spans[0].Text)
	return r
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// escape returns text that Markdown shows as it stands, at the start of a
// line as well.
func escape(s string) string {
	in := strings.TrimLeft(inline(s), " ")
	digits := len(in) - len(strings.TrimLeft(in, "0123456789"))
	switch {
	case in == "" || !strings.ContainsRune("#+-=.)", rune(in[digits%len(in)])):
		return in
	case digits == 0:
		return "\\" + in
	case digits < 10:
		return in[:digits] + "\\" + in[digits:]
	}
	return in
}

// inline is escape for text that stands within a line. Only what would act is
// escaped, so that the source stays readable too; "@name" and "#12", which
// GitHub links even where they are escaped, are parted by an empty comment.
func inline(s string) string {
	s = Clean(s)
	var b strings.Builder
	prev := ' '
	for i, r := range s {
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		switch {
		case r == '~': // a backslash does not part it from the ~~ around it
			b.WriteString("&#126;")
		case strings.ContainsRune("\\`*_[]<>|&", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case (r == '@' || r == '#') && isWord(next) && !isWord(prev):
			b.WriteRune(r)
			b.WriteString(empty)
		default:
			b.WriteRune(r)
		}
		prev = r
	}
	return b.String()
}
