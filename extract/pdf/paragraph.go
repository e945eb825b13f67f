package pdf

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"stet/record"
)

// line adds a line of running text to the paragraph that is open, or opens
// another.
func (c *composer) line(l *line) {
	if len(c.open) > 0 && !c.continues(l) {
		c.flush()
	}
	if len(c.open) == 0 {
		c.begin(l)
		return
	}
	c.open = append(c.open, l)
}

// begin opens a paragraph.
func (c *composer) begin(l *line) {
	c.kind, c.level = record.Paragraph, 0
	if _, _, ok := marker(l.text); ok && c.headingLevel(l) == 0 {
		c.kind, c.mark = record.ListItem, l.x0
		c.level = c.indent(l.x0)
	} else {
		c.indents = nil
	}
	c.open = []*line{l}
}

// indent returns the nesting of a list item by where its marker stands.
func (c *composer) indent(x float64) int {
	for len(c.indents) > 0 && c.indents[len(c.indents)-1] > x+3 {
		c.indents = c.indents[:len(c.indents)-1]
	}
	if n := len(c.indents); n == 0 || c.indents[n-1] < x-3 {
		c.indents = append(c.indents, x)
	}
	return len(c.indents)
}

// continues reports whether l goes on the paragraph that is open.
func (c *composer) continues(l *line) bool {
	first, last := c.open[0], c.open[len(c.open)-1]
	_, _, marked := marker(l.text)
	if marked && c.kind == record.ListItem || math.Abs(l.size-last.size) > 0.08*last.size || l.bold != last.bold {
		return false
	}
	if l.page != last.page || l.base > last.base { // over to another page or column
		return !marked && c.headingLevel(first) == 0 && runsOver(last.text, l.text)
	}
	down := last.base - l.base
	switch {
	case down < 0.5*l.size:
		return false
	case down > 1.75*l.size, len(c.open) > 1 && down > 1.2*(c.open[len(c.open)-2].base-last.base):
		return false
	case marked && (down > 1.3*l.size || endsSentence(last.text)):
		return false
	}
	if c.kind == record.ListItem {
		return l.x0 > c.mark-1
	}
	if len(c.open) > 1 && l.x0 > last.x0+1.2*l.size && endsSentence(last.text) {
		return false // the first line of a paragraph is indented
	}
	return !c.endsShort(l)
}

// endsShort reports whether the paragraph that is open ended before the line
// was full: the first word of the next one would have fitted.
func (c *composer) endsShort(next *line) bool {
	last := c.open[len(c.open)-1]
	right := max(last.right, next.x1)
	word, _, _ := strings.Cut(next.text, " ")
	need := float64(utf8.RuneCountInString(word)+1) * 0.55 * next.size
	room := right - last.x1 - need
	r, _ := utf8.DecodeRuneInString(next.text)
	switch {
	case endsHyphened(last.text):
		return false
	case endsSentence(last.text) && !unicode.IsLower(r):
		return room > 0.05*(right-last.x0)
	case unicode.IsLower(r):
		return room > 0.3*(right-last.x0) && next.x0 > last.x0+next.size
	}
	return room > 0.25*(right-last.x0) && math.Abs(next.x0-last.x0) < 2
}

// runsOver reports whether a sentence goes on from above to below.
func runsOver(above, below string) bool {
	r, _ := utf8.DecodeRuneInString(below)
	return endsHyphened(above) || !endsSentence(above) && (unicode.IsLower(r) || unicode.IsDigit(r) && !endsSentence(below))
}

// endsSentence reports whether text ends as a sentence or a label does.
func endsSentence(text string) bool {
	text = strings.TrimRight(text, "\"'”’)]»0123456789*†")
	r, _ := utf8.DecodeLastRuneInString(text)
	return text == "" || strings.ContainsRune(".!?:;", r)
}
