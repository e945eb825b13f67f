package extract

import (
	"strings"

	"stet/record"
)

// sections is the path of headings that are open.
type sections struct {
	heads [7]string // by level
	path  string    // of the open ones, joined
}

// separator stands between the headings of a section's path.
const separator = " › "

// above returns the path of the headings above one of the given level.
func (s *sections) above(level int) string {
	var open []string
	for _, h := range s.heads[1:level] {
		if h != "" {
			open = append(open, h)
		}
	}
	return strings.Join(open, separator)
}

// maxName is how many bytes of a heading stand in the path of a section, and
// of a header over a cell: each is told again with every block below it.
const maxName = 300

// open begins the section of a heading.
func (s *sections) open(level int, text string) {
	s.heads[level] = shorten(text, maxName)
	for l := level + 1; l < len(s.heads); l++ {
		s.heads[l] = ""
	}
	s.path = s.above(len(s.heads))
}

// emit adds a block with the given text.
func (w *walker) emit(text string, c ctx, marks []mark) {
	b := record.Block{Kind: record.Paragraph, Part: record.Main, Text: text}
	if c.region == inBoiler {
		b.Part = record.Boilerplate
	}
	sec := &w.section[0]
	switch {
	case c.head > 0:
		b.Kind, b.Level = record.Heading, c.head
	case c.kind != "":
		b.Kind, b.Row, b.Column = c.kind, c.row, c.col
		if c.kind == record.ListItem {
			b.Level = c.level
		}
	}
	low := "" // longer blocks are neither furniture by their words nor notices
	if len(text) <= maxNotice && b.Kind != record.Cell {
		low = lowered(text)
	}
	switch {
	case b.Kind == record.Cell:
	case w.isKnownFurniture(low, b.Kind):
		b.Part = record.Boilerplate
	case c.notice && b.Part == record.Main, !c.elsewhere && c.link < 0 && (isNotice(low) || c.isBanner(text)):
		b.Kind, b.Part, b.Level, b.Row, b.Column = record.Notice, record.Main, 0, "", ""
	}
	if b.Part == record.Boilerplate {
		sec = &w.section[1]
	}
	b.Section = sec.path
	if b.Kind == record.Heading {
		b.Section = sec.above(c.head)
		sec.open(c.head, text)
	}
	from := int32(len(w.marks))
	w.marks = append(w.marks, marks...)
	w.blockPile.push(b)
	w.notePile.push(note{c.hid, c.unchosen, c.elsewhere, from, int32(len(w.marks))})
}

// isBanner reports whether a block in front of the main part, in no menu, is
// a message to all readers: it makes a sentence.
func (c ctx) isBanner(text string) bool {
	return c.banner && c.region == inBoiler && !c.furniture && c.head == 0 && countWords(text) >= 8
}
