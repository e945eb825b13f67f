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
	"math/big"
	"strings"

	"stet/record"
)

// Find returns the figures of text in the order in which they stand. They do
// not overlap, and text[f.Start:f.End] is f.Text.
func Find(text string) []record.Figure {
	r := &reader{text: text, tokens: scan(text)}
	for i := 0; i < len(r.tokens); {
		f, ok := r.figureAt(i)
		if !ok {
			i++
			continue
		}
		r.found = append(r.found, f)
		i = max(i+1, f.next)
	}
	r.shareUnits()
	r.shareNouns()
	return r.figures()
}

// A reader walks over the tokens of one text.
type reader struct {
	text   string
	tokens []token
	found  []figure
	last   lastNumber
	loose  bool // read for Dates: Spanish months, dotted dates, times beside them
	marker int  // the last list marker: 2 after "(2)"
}

// A figure is a record.Figure in the making.
type figure struct {
	kind        record.FigureKind
	value, to   *big.Rat // of quantities; to is nil but for ranges
	name, until string   // of dates and identifiers; until is "" but for ranges
	unit        string
	qualifier   string
	first, next int // its tokens are [first, next)
	start, end  int // its bytes are [start, end)

	scale  *big.Rat // what a scale word multiplied by
	bare   bool     // a number without sign, unit and scale
	plural bool     // an identifier whose name is plural: Sections 5
}

// figureAt reads the figure that begins with token i.
func (r *reader) figureAt(i int) (figure, bool) {
	switch r.at(i).kind {
	case address:
		return r.addressName(i)
	case word:
		if !startsFigure(r.at(i).low) {
			if r.isCapital(i) {
				return r.identifier(i)
			}
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

// figures returns what was found in the form that everybody speaks.
func (r *reader) figures() []record.Figure {
	list := make([]record.Figure, 0, len(r.found))
	for _, f := range r.found {
		out := record.Figure{Kind: f.kind, Unit: f.unit, Qualifier: f.qualifier, Start: f.start, End: f.end, Text: r.text[f.start:f.end]}
		if f.value != nil {
			out.Value = record.NumberValue(f.value)
		} else {
			out.Value = record.TextValue(f.name)
		}
		switch {
		case f.to != nil:
			out.ValueTo = record.NumberValue(f.to)
		case f.until != "":
			out.ValueTo = record.TextValue(f.until)
		}
		list = append(list, out)
	}
	return list
}

// at returns token i, and the zero token where there is none.
func (r *reader) at(i int) token {
	if i < 0 || i >= len(r.tokens) {
		return token{kind: mark, gap: true}
	}
	return r.tokens[i]
}

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

// startsFigure reports whether a figure may begin with the word low that has
// no capital.
func startsFigure(low string) bool { return starters[low] || strings.HasSuffix(low, "fold") }

// starters are the words that figures begin with, but for codes.
var starters = startingWords()

func startingWords() map[string]bool {
	set := setOf("a an half twice thrice covid q s us usd")
	for _, table := range []map[string]int64{small, ordinalWords} {
		for w := range table {
			set[w] = true
		}
	}
	for w := range months {
		set[w] = true
	}
	for w := range labels {
		set[w] = true
	}
	for w := range eraNames {
		set[w] = true
	}
	for w := range eraLetters {
		set[w] = true
	}
	for w := range currencyCodes {
		set[strings.ToLower(w)] = true
	}
	for sign := range currencySigns {
		set[strings.TrimSuffix(sign, "$")] = true
	}
	return set
}
