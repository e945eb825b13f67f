// Package figures finds the figures in a text: numbers with what they say,
// dates, and numbers that are names.
//
//	figures.Find("has committed over $50 million since April 2022")
//
// gives the money "$50 million" (50000000 USD, qualifier "over") and the date
// "April 2022" (2022-04). What counts as a figure, how far it goes and what
// its value is follows INTERFACE.md, "Figure kind", and the conventions that
// the tests are made by.
//
// The text is cut into tokens once. From each token on, readers are tried in
// turn: names made of digits first, so that no telephone number is ever a
// quantity, then dates, then ratios and quantities. Each looks at a bounded
// number of tokens, so the time grows with the length of the text and with
// nothing else. The tables (units, scales, currencies, names, qualifiers)
// stand in the files of their readers.
//
// Which figure answers which in another version of the text is left to
// package diffing, and which dates a page states about itself to package
// extract.
package figures

import (
	"strings"
	"unicode/utf8"

	"stet/record"
)

// Find returns the figures of text in the order in which they stand. They do
// not overlap, and text[f.Start:f.End] is f.Text.
func Find(text string) []record.Figure {
	if !mayHoldFigure(text) {
		return []record.Figure{}
	}
	r := &reader{text: text, tokens: scan(text)}
	for i := 0; i < len(r.tokens); {
		f, ok := r.figureAt(i)
		if !ok {
			i++
			continue
		}
		if r.found == nil {
			r.found = make([]figure, 0, r.roomFor(i))
		}
		r.found = append(r.found, f)
		i = max(i+1, f.next)
	}
	r.shareUnits()
	r.shareNouns()
	return r.figures()
}

// roomFor guesses how many figures begin at token i and behind it.
func (r *reader) roomFor(i int) int {
	n := 1
	for _, t := range r.tokens[i:] {
		if t.kind == digits {
			n++
		}
	}
	return n
}

// A reader walks over the tokens of one text.
type reader struct {
	text   string
	tokens []token
	found  []figure
	last   lastNumber
	loose  bool // read for Dates: Spanish months, dotted dates, times beside them
	marker int  // the last list marker: 2 after "(2)"

	words [mostNounWords]string // room for nounWords
}

// A figure is a record.Figure in the making.
type figure struct {
	kind        record.FigureKind
	value, to   exact  // of quantities; to is none but for ranges
	name, until string // of dates and identifiers; until is "" but for ranges
	unit        string
	qualifier   string
	first, next int // its tokens are [first, next)
	start, end  int // its bytes are [start, end)

	scale  exact // what a scale word multiplied by
	bare   bool  // a number without sign, unit and scale
	plural bool  // an identifier whose name is plural: Sections 5
}

// figureAt reads the figure that begins with token i.
func (r *reader) figureAt(i int) (figure, bool) {
	t := r.at(i)
	switch t.kind {
	case address:
		return r.addressName(i)
	case word:
		return r.figureAtWord(i, t)
	case mark:
		if !r.markStarts(t) {
			return figure{}, false
		}
	}
	for _, read := range readers {
		if f, ok := read(r, i); ok {
			return f, true
		}
	}
	return figure{}, false
}

// readers are tried in this order: what can be a name is one.
var readers = [...]func(*reader, int) (figure, bool){
	(*reader).identifier,
	(*reader).dateOrSpan,
	(*reader).ratio,
	(*reader).quantity,
	(*reader).ordinal,
}

// figureAtWord reads the figure that begins with the word t, token i. Its class
// says which readers are worth asking.
func (r *reader) figureAtWord(i int, t *token) (figure, bool) {
	folds := len(t.low) >= 4 && strings.HasSuffix(t.low, "fold")
	if !t.is(starts) && !folds {
		if r.isCapital(i) {
			return r.identifier(i)
		}
		return figure{}, false
	}
	if f, ok := r.identifier(i); ok {
		return f, true
	}
	if t.is(opensDate) {
		if f, ok := r.dateOrSpan(i); ok {
			return f, true
		}
	}
	money := t.is(opensMoney) && r.at(i+1).kind != word
	if !t.is(opensNumber) && !money && !folds || t.is(article) && !r.articleCounts(i) {
		return figure{}, false
	}
	for _, read := range readers[2:] {
		if f, ok := read(r, i); ok {
			return f, true
		}
	}
	return figure{}, false
}

// articleCounts reports whether the word behind the article at token i may
// make a number of it: a hundred, a third, a-quarter, A$5.
func (r *reader) articleCounts(i int) bool {
	next := r.at(i + 1)
	return next.kind != word || next.is(ofParts|ofScales)
}

// markStarts reports whether a figure may begin with the mark t.
func (r *reader) markStarts(t *token) bool {
	switch t.low {
	case "#", "§", "(", "+", "-", "$":
		return true
	}
	return t.low != "" && t.low[0] >= utf8.RuneSelf && currencySigns[t.low] != ""
}

// figures returns what was found in the form that everybody speaks.
func (r *reader) figures() []record.Figure {
	list := make([]record.Figure, 0, len(r.found))
	for _, f := range r.found {
		out := record.Figure{Kind: f.kind, Unit: f.unit, Qualifier: f.qualifier, Start: f.start, End: f.end, Text: r.text[f.start:f.end]}
		if !f.value.isNone() {
			out.Value = f.value.value()
		} else {
			out.Value = record.TextValue(f.name)
		}
		switch {
		case !f.to.isNone():
			out.ValueTo = f.to.value()
		case f.until != "":
			out.ValueTo = record.TextValue(f.until)
		}
		list = append(list, out)
	}
	return list
}

// at returns token i, and the zero token where there is none.
func (r *reader) at(i int) *token {
	if uint(i) < uint(len(r.tokens)) {
		return &r.tokens[i]
	}
	return &none
}

// none stands for the tokens before the first and behind the last.
var none = token{kind: mark, gap: true}

// glued reports whether token i stands right behind the one before it.
func (r *reader) glued(i int) bool { return i > 0 && i < len(r.tokens) && !r.tokens[i].gap }

// isCapital reports whether token i is a word that begins with a capital.
func (r *reader) isCapital(i int) bool {
	t := r.at(i)
	return t.kind == word && t.low[0] != r.text[t.start]
}

// isAcronym reports whether token i is a word of capitals only, such as GAO.
func (r *reader) isAcronym(i int) bool {
	t := r.at(i)
	if t.kind != word || len(t.low) > 8 {
		return false
	}
	for _, c := range []byte(r.text[t.start:t.end]) {
		if c >= 'a' && c <= 'z' {
			return false
		}
	}
	return true
}

// figure makes a figure of the tokens [first, next), which are at least one.
func (r *reader) figure(kind record.FigureKind, first, next int) figure {
	next = max(next, first+1)
	return figure{kind: kind, first: first, next: next, start: r.at(first).start, end: r.at(next - 1).end}
}

// named makes a figure whose value is its text.
func (r *reader) named(first, next int) figure {
	f := r.figure(record.Identifier, first, next)
	f.name = r.text[f.start:f.end]
	return f
}
