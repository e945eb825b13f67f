package diffing

import (
	"fmt"
	"strings"

	"stet/record"
)

// What a change does not tell because it would be too much.

// mostFigures is how many figures of text that came or went whole one flag
// lists.
const mostFigures = 1000

// bound cuts the texts of f that are too long and returns how many bytes of
// text it holds.
func (j *judge) bound(f *record.Flag) int {
	one, cut := j.flags.one, new(int)
	clip(&f.Before, one, cut)
	clip(&f.After, one, cut)
	clip(&f.Text, one, cut)
	n := len(f.Before) + len(f.After) + len(f.Text) + len(f.Detail)
	if len(f.Figures) > mostFigures {
		f.Figures = f.Figures[:mostFigures:mostFigures]
	}
	n += 100 * len(f.Figures)
	if s := f.Sentence; s != nil {
		clip(&s.Before, one, cut)
		clip(&s.After, one, cut)
		s.Spans = clipSpans(s.Spans, 2*one, cut)
		n += len(s.Before) + len(s.After) + sizeOf(s.Spans)
	}
	if *cut > 0 {
		j.cut++
	}
	return n
}

// clipEdit does so for an edit.
func (j *judge) clipEdit(e *record.Edit) int {
	one, cut := j.edits.one, new(int)
	clip(&e.Before, one, cut)
	clip(&e.After, one, cut)
	e.Context = clipSpans(e.Context, 2*one, cut)
	j.cutText += *cut
	return len(e.Before) + len(e.After) + sizeOf(e.Context)
}

// spanSize is what a span takes beside its text.
const spanSize = 32

func sizeOf(spans []record.Span) (n int) {
	for _, s := range spans {
		n += len(s.Text) + spanSize
	}
	return n
}

// clipSpans cuts spans behind n bytes.
func clipSpans(spans []record.Span, n int, cut *int) []record.Span {
	if sizeOf(spans) <= n {
		return spans
	}
	var out []record.Span
	for _, s := range spans {
		if n <= spanSize {
			*cut += len(s.Text)
			continue
		}
		clip(&s.Text, n-spanSize, cut)
		out = append(out, s)
		n -= len(s.Text) + spanSize
	}
	return out
}

// tellLeft says in words, as a reason of no points, what c does not tell.
func (j *judge) tellLeft(c *record.Change) {
	left := record.LeftOut{Flags: j.flags.left, Edits: j.edits.left, Text: j.edits.leftText + j.cutText, Cut: j.cut}
	if left == (record.LeftOut{}) {
		return
	}
	c.LeftOut = &left
	var more []string
	for _, n := range []struct {
		count int
		noun  string
	}{{left.Flags, "flag"}, {left.Edits, "edit"}} {
		if n.count > 0 {
			more = append(more, counted(n.count, n.noun))
		}
	}
	if len(more) > 0 {
		c.Reasons = append(c.Reasons, record.Reason{Why: "too much differs to list all of it: what weighs most is told here, and " +
			strings.Join(more, " and ") + " more are only counted"})
	}
	if left.Cut > 0 {
		c.Reasons = append(c.Reasons, record.Reason{Why: fmt.Sprintf("text longer than %d kB is shown by its beginning only", j.flags.one>>10)})
	}
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
