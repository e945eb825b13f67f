package extract

import (
	"strings"

	"stet/extract/figures"
	"stet/record"
)

// stated returns the dates that the text of a page gives for the page itself,
// in the order in which they stand. Labels are general: any run of the words
// in labels.go that holds a head. What counts is where they stand.
//
//	"Last Updated: 01/20/2025"                          a label, a colon, a date
//	"Effective January 1, 2025"                         a label that begins a sentence which the date ends
//	"This notice expires on 09/30/2024."                a sentence about this page
//	"The map was last updated at noon on 3/19/2020"     "last" may stand behind other words
//	"FOR IMMEDIATE RELEASE" over "June 9, 2022"         a label with the date in the next block
//	"Officials updated the guidance in March 2020"      none: running text
//	"Grants for 2024  Published: Jan 2, 2024"           none behind a link, or in a list of such
func (w *walker) stated() []record.StatedDate {
	var found []finding
	for i := range w.blocks {
		b := w.block(i)
		if b.hid && !b.unchosen || b.elsewhere || len(b.Text) > 3000 && b.Kind != record.Paragraph {
			continue
		}
		text := b.Text
		if len(text) > 20_000 || len(text) > 120 && !strings.ContainsAny(text, "0123456789") {
			continue
		}
		low := lowered(text)
		if !hasDateWord(low) && (len(low) > 100 || !strings.ContainsAny(low, "0123456789")) {
			continue
		}
		toks := tokenize(text)
		if label, ok := labelOnly(b, toks); ok {
			if f, ok := w.valueBeside(i, label); ok {
				found = append(found, f)
			}
			continue
		}
		for _, f := range inline(b, i, toks) {
			if strongLabel(f.list) || !w.isItem(i) {
				found = append(found, f)
			}
		}
	}
	return dropLists(found)
}

// isItem reports whether block i is about what the block before it links to.
func (w *walker) isItem(i int) bool {
	if i == 0 || w.blocks[i].Part == record.Boilerplate {
		return false
	}
	b, p := w.block(i), w.block(i-1)
	if !(p.Kind == record.Heading && p.Level > 1 || p.Kind == record.ListItem || b.Kind == record.ListItem || b.Kind == record.Cell) {
		return false
	}
	for _, m := range p.marks {
		if m.link && m.start <= 1 && int(m.end) >= len(p.Text)-1 {
			return true
		}
	}
	return false
}

// A finding is a stated date with the length of its sentence's start.
type finding struct {
	record.StatedDate
	list string // label in lower case, to tell lists of dated items
}

// dated returns the dates in text: value, place, and where the time behind it
// ends.
func dated(text string) []record.Figure {
	var out []record.Figure
	for _, f := range figures.Dates(text) {
		v := f.Value.String()
		if f.Start < 0 || f.End > len(text) || f.Start >= f.End || v == "" {
			continue
		}
		if len(v) == len("--01") && strings.HasPrefix(v, "--") {
			continue // a bare month
		}
		out = append(out, f)
	}
	return out
}

// inline finds dates with their label in one block.
func inline(b block, at int, toks []token) []finding {
	var out []finding
	from := 0 // where the last date ended
	for _, d := range dated(b.Text) {
		if strings.HasPrefix(d.Value.String(), "T") {
			continue
		}
		if l, ok := labelBefore(b, toks, d, from); ok {
			out = append(out, newFinding(b, at, l, d))
		} else if l, ok := documentLabel(b, toks, d); ok {
			f := newFinding(b, at, l, d)
			f.list = documentList
			out = append(out, f)
		}
		from = d.End
	}
	return out
}

func newFinding(b block, at int, l label, d record.Figure) finding {
	v := d.Value.String()
	if strings.HasPrefix(v, "--") {
		v = yearFromTime(b, d, v)
	}
	return finding{record.StatedDate{Label: l.text, Kind: l.kind, Value: v, Text: d.Text, Source: "text", Block: b.Index}, strings.ToLower(l.text)}
}

// yearFromTime takes the year that a date leaves out from the time element
// around it.
func yearFromTime(b block, d record.Figure, v string) string {
	for _, m := range b.marks {
		if m.link || int(m.end) <= d.Start || int(m.start) >= d.End || len(m.datetime) < 10 {
			continue
		}
		if iso := m.datetime[:10]; isISODay(iso) && strings.HasPrefix(v, "-"+iso[4:]) {
			return iso + v[len("--01-02"):]
		}
	}
	return v
}

func isISODay(s string) bool {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	for i, c := range []byte(s) {
		if i != 4 && i != 7 && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func strongLabel(text string) bool { return anyOf(tokenize(text), strong) }

// linked reports whether the byte at offset at is part of a link.
func (b block) linked(at int) bool {
	for _, m := range b.marks {
		if m.link && int(m.start) <= at && at < int(m.end) {
			return true
		}
	}
	return false
}
