package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"stet/record"
)

// Log writes the history of a page, oldest first: each version with what
// changed, the looks between them (many of the same are told in a line),
// the incidents, and the gaps in which nobody looked. The lists are those of
// the archive, in any order; a gap begins at a look.
func Log(w io.Writer, page record.Page, versions []record.Version, looks []record.Look,
	changes []record.Change, incidents []record.Incident, gaps []record.Gap, opt Text) error {
	p := newPainter(w, opt)
	title := Clean(page.Title)
	if title == "" {
		title = Clean(page.URL)
	}
	p.para("", indent, run{bold, title})
	p.line(run{plain, indent + address(page)})
	p.line(run{plain, indent + strings.Join([]string{
		plural(len(versions), "version"), plural(len(looks), "look"), plural(len(incidents), "incident"),
	}, ", ")})
	if len(looks) == 0 {
		p.line(run{plain, indent + "nobody looked yet"})
		return p.flush()
	}
	p.blank()
	looks = slices.Clone(looks)
	slices.SortStableFunc(looks, func(a, b record.Look) int { return a.Time.Compare(b.Time) })
	h := history{p, byLook(changes), byStart(gaps), clock(looks)}
	for i := 0; i < len(looks); {
		n := h.sameLooks(looks[i:])
		h.looks(looks[i : i+n])
		h.gap(looks[i+n-1].Time)
		i += n
	}
	return p.flush()
}

// A history writes the looks at a page.
type history struct {
	*painter
	changes map[int64][]record.Change // see byLook
	gaps    map[int64]record.Gap      // see byStart
	clock   func(time.Time) string
}

// clock returns how times are written: with seconds where two looks fall
// into one minute.
func clock(looks []record.Look) func(time.Time) string {
	for i := 1; i < len(looks); i++ {
		if moment(looks[i].Time) == moment(looks[i-1].Time) {
			return second
		}
	}
	return moment
}

// sameLooks returns how many looks in a row gave nothing new, or the same
// incident, without a gap; at least 1.
func (h history) sameLooks(looks []record.Look) int {
	first := looks[0]
	if first.Outcome != record.OutcomeSame && first.Outcome != record.OutcomeIncident && first.Outcome != record.OutcomeGone {
		return 1
	}
	for i := 1; i < len(looks); i++ {
		l := looks[i]
		_, gap := h.gaps[looks[i-1].Time.UnixNano()]
		if gap || l.Outcome != first.Outcome || kindOf(l) != kindOf(first) || detailOf(l) != detailOf(first) {
			return i
		}
	}
	return len(looks)
}

func kindOf(l record.Look) record.IncidentKind {
	if l.Incident == nil {
		return ""
	}
	return l.Incident.Kind
}

func detailOf(l record.Look) string {
	if l.Incident == nil {
		return ""
	}
	return l.Incident.Detail
}

// gap says for how long nobody looked after a look.
func (h history) gap(after time.Time) {
	g, ok := h.gaps[after.UnixNano()]
	switch {
	case !ok:
	case g.To.IsZero():
		h.line(run{worrying, strings.Repeat(" ", logColumn) + "no look since"})
	default:
		h.line(run{worrying, strings.Repeat(" ", logColumn) + "no look for " + span(g.To.Sub(g.From))})
	}
}

// byStart returns the gaps by their start in nanoseconds.
func byStart(gaps []record.Gap) map[int64]record.Gap {
	list := map[int64]record.Gap{}
	for _, g := range gaps {
		list[g.From.UnixNano()] = g
	}
	return list
}

// logColumn is where the second column of the log starts.
const logColumn = len("12 September 2026, 15:04:05 UTC  ")

// looks writes one look, or several that gave the same.
func (h history) looks(looks []record.Look) {
	l := looks[0]
	st, what := outcome(l)
	if l.Version > 0 && l.Outcome != record.OutcomeIncident && l.Outcome != record.OutcomeGone {
		what += ", version " + strconv.Itoa(l.Version)
	}
	if l.Status != 0 {
		what += ", status " + strconv.Itoa(l.Status)
	}
	if !l.Screenshot.IsZero() {
		what += ", with a screenshot"
	}
	if l.Origin != "" {
		what += ", imported from " + Clean(l.Origin)
	}
	if n := len(looks); n > 1 {
		what += fmt.Sprintf(", at %s until %s", plural(n, "look"), h.clock(looks[n-1].Time))
	}
	pad := strings.Repeat(" ", logColumn)
	when := h.clock(l.Time)
	h.para(when+pad[len(when):], pad+indent, run{st, what})
	if l.Outcome == record.OutcomeFirst {
		return
	}
	for _, c := range h.changes[l.Time.UnixNano()] {
		for _, line := range inShort(c) {
			h.para(pad+indent, pad+deeper, run{plain, line})
		}
	}
}

// outcome says what a look saw, and in which style.
func outcome(l record.Look) (style, string) {
	switch l.Outcome {
	case record.OutcomeSame:
		return faint, "the same"
	case record.OutcomeGone:
		return alarming, "gone"
	case record.OutcomeFirst:
		return bold, "first seen"
	case record.OutcomeMoved:
		return bold, "moved"
	case record.OutcomeChanged:
		return bold, "changed"
	case record.OutcomeIncident:
		if l.Incident == nil {
			return worrying, "could not be trusted"
		}
		what := "could not be trusted: " + incidentName(l.Incident.Kind)
		if d := Clean(l.Incident.Detail); d != "" {
			what += " (" + d + ")"
		}
		return worrying, what
	}
	return plain, Clean(string(l.Outcome))
}

// byLook returns the changes by the time, in nanoseconds, of the look that
// brought them.
func byLook(changes []record.Change) map[int64][]record.Change {
	looks := map[int64][]record.Change{}
	for _, c := range changes {
		if c.To != nil {
			at := c.To.FirstSeen.UnixNano()
			looks[at] = append(looks[at], c)
		}
	}
	return looks
}

// inLog is how many flags of a change the log tells.
const inLog = 3

// inShort says in a few lines what a change was: its weight, and its
// strongest flags.
func inShort(c record.Change) []string {
	d := newCard(c, textReach)
	lines := []string{strings.ToLower(d.KindName) + ", significance " + d.Significance}
	n := 0
	for _, note := range d.Notes {
		for i := range note.Flags {
			if n++; n <= inLog {
				lines = append(lines, "- "+note.Brief(i))
			}
		}
	}
	if n > inLog {
		lines = append(lines, "- and "+plural(n-inLog, "more flag"))
	}
	return lines
}
