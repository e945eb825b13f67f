package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"stet/record"
)

const (
	headingsShown = 200
	hiddenShown   = 20
)

// Inspect writes what was read in a page, for somebody who wants to know
// whether it was read right: the dates first, and where they contradict each
// other; then the figures with the sentence they stand in; the outline; what
// the configuration hid; and what was not read.
func Inspect(w io.Writer, d record.Document, opt Text) error {
	p := newPainter(w, opt)
	title := Clean(d.Title)
	if title == "" {
		title = "(no title)"
	}
	p.para("", indent, run{bold, title})
	if d.URL != "" {
		p.line(run{plain, indent + Clean(d.URL)})
	}
	if d.Language != "" {
		p.line(run{plain, indent + "language " + Clean(d.Language)})
	}
	if d.Unread != "" {
		p.para(indent, deeper, run{alarming, "Not read: "}, run{plain, Clean(d.Unread)})
	}
	p.statedDates(d.Dates)
	p.figures(d.Blocks)
	p.outline(d.Blocks)
	p.hidden(d.Hidden)
	p.blank()
	p.para("", indent, run{plain, tally(d)})
	return p.flush()
}

func (p *painter) statedDates(dates []record.StatedDate) {
	p.blank()
	p.line(run{bold, "Stated dates"})
	if len(dates) == 0 {
		p.line(run{plain, indent + "none: the page does not say when it was updated"})
	}
	for _, s := range dates {
		line := fmt.Sprintf("%s: %s", Clean(s.Label), stated(s.Value))
		p.para(indent, deeper, run{plain, line},
			run{faint, fmt.Sprintf(" (%s; “%s” %s)", Clean(string(s.Kind)), Clean(s.Text), sourceName(Clean(s.Source)))})
	}
	for _, c := range contradictions(dates) {
		p.para(indent, deeper, run{worrying, "Contradiction: "}, run{plain, c})
	}
}

// contradictions says where dates of one kind name different days.
func contradictions(dates []record.StatedDate) []string {
	var list []string
	told := map[string]bool{}
	first := map[record.DateKind]record.StatedDate{}
	for _, s := range dates {
		f, seen := first[s.Kind]
		if !seen {
			first[s.Kind] = s
			continue
		}
		if sameDay(f.Value, s.Value) {
			continue
		}
		c := fmt.Sprintf("%s %s says %s, %s %s says %s",
			Clean(f.Label), sourceName(Clean(f.Source)), stated(f.Value),
			Clean(s.Label), sourceName(Clean(s.Source)), stated(s.Value))
		if !told[c] {
			told[c] = true
			list = append(list, c)
		}
	}
	return list
}

// sameDay reports whether two ISO 8601 dates name the same day, as far as
// both are stated.
func sameDay(a, b string) bool {
	n := min(len(a), len(b), len("2006-01-02"))
	return a[:n] == b[:n]
}

func (p *painter) figures(blocks []record.Block) {
	p.blank()
	p.line(run{bold, "Figures"})
	none := true
	for _, part := range []record.Part{record.Main, record.Boilerplate} {
		for _, b := range blocks {
			if len(b.Figures) == 0 || (b.Part == record.Boilerplate) != (part == record.Boilerplate) {
				continue
			}
			none = false
			p.figureBlock(b)
		}
	}
	if none {
		p.line(run{plain, indent + "none"})
	}
}

// figureBlock writes the figures of a block, those of one sentence together,
// and the sentence below them.
func (p *painter) figureBlock(b record.Block) {
	start, figures := 0, b.Figures
	for _, end := range sentenceEnds(b.Text) {
		n := 0
		for n < len(figures) && (figures[n].Start < end || end == len(b.Text)) {
			n++
		}
		if n > 0 {
			p.figureSentence(b, figures[:n], start, end)
		}
		start, figures = end, figures[n:]
	}
}

func (p *painter) figureSentence(b record.Block, figures []record.Figure, start, end int) {
	for _, f := range figures {
		runs := []run{{bold, Clean(f.Text)}, {plain, " " + describe(f)}}
		if w := where("", b.Part); w != "" {
			runs = append(runs, run{faint, ", " + w})
		}
		p.para(indent, deeper, runs...)
	}
	if b.Kind == record.Cell && (b.Row != "" || b.Column != "") {
		p.para(deeper+indent, deeper+indent, run{faint, "table: " + Clean(strings.Trim(b.Row+" / "+b.Column, " /"))})
	}
	p.para(deeper+indent, deeper+indent, emphasised(b.Text, figures, start, end)...)
}

// emphasised returns text[start:end] with the figures in bold.
func emphasised(text string, figures []record.Figure, start, end int) []run {
	for start < end && text[start] == ' ' {
		start++
	}
	var runs []run
	for _, f := range figures {
		if f.Start < start || f.End < f.Start || f.End > end {
			continue
		}
		runs = append(runs, run{plain, Clean(text[start:f.Start])}, run{bold, Clean(text[f.Start:f.End])})
		start = f.End
	}
	return append(runs, run{plain, Clean(text[start:end])})
}

// sentenceEnds returns where the sentences of text end, the last at its end.
// It serves the eye only: a stop ends a sentence where a word of some length
// stands before it and a capital, a digit or a quotation mark after, so that
// "U.S. Coast Guard" and "No. 5" stay whole.
func sentenceEnds(text string) []int {
	var ends []int
	for i := 0; i+2 < len(text); i++ {
		if endsSentence(text, i) {
			ends = append(ends, i+1)
		}
	}
	return append(ends, len(text))
}

func endsSentence(text string, i int) bool {
	if !strings.Contains(".!?", text[i:i+1]) || text[i+1] != ' ' {
		return false
	}
	word := text[strings.LastIndexByte(text[:i], ' ')+1 : i]
	next, _ := utf8.DecodeRuneInString(text[i+2:])
	return len(word) > 3 && !strings.Contains(word, ".") &&
		(unicode.IsUpper(next) || unicode.IsDigit(next) || strings.ContainsRune("“\"‘(", next))
}

// describe says what a figure amounts to: "over 50,000,000 USD, money".
func describe(f record.Figure) string {
	s := amountOf(f.Value)
	if !f.ValueTo.IsZero() {
		s += " to " + amountOf(f.ValueTo)
	}
	if f.Unit != "" {
		s += " " + Clean(f.Unit)
	}
	if f.Qualifier != "" {
		s = Clean(f.Qualifier) + " " + s
	}
	return "= " + s + ", " + Clean(string(f.Kind))
}

func amountOf(v record.Value) string {
	if v.IsText() {
		return Clean(v.String())
	}
	return grouped(v.String())
}

func (p *painter) outline(blocks []record.Block) {
	p.blank()
	p.line(run{bold, "Outline"})
	headings := 0
	for _, b := range blocks {
		if b.Kind != record.Heading {
			continue
		}
		if headings++; headings > headingsShown {
			continue
		}
		line := strings.Repeat(indent, min(max(b.Level, 1), 6)) + Clean(b.Text)
		if w := where("", b.Part); w != "" {
			line += " (" + w + ")"
		}
		p.line(run{plain, line})
	}
	if headings == 0 {
		p.line(run{plain, indent + "no headings"})
	}
	if headings > headingsShown {
		p.line(run{plain, indent + "and " + plural(headings-headingsShown, "more heading")})
	}
}

func (p *painter) hidden(blocks []record.Block) {
	if len(blocks) == 0 {
		return
	}
	p.blank()
	p.line(run{bold, "Hidden by select, ignore or ignore_text"})
	for _, b := range blocks[:min(len(blocks), hiddenShown)] {
		p.para(indent, deeper, run{plain, Clean(b.Text)})
	}
	if n := len(blocks) - hiddenShown; n > 0 {
		p.line(run{plain, indent + "and " + plural(n, "more block")})
	}
}

// tally counts what was read.
func tally(d record.Document) string {
	main, other, figures := 0, 0, 0
	for _, b := range d.Blocks {
		if b.Part == record.Boilerplate {
			other++
		} else {
			main++
		}
		figures += len(b.Figures)
	}
	return strings.Join([]string{
		plural(main, "block") + " in the main part", fmt.Sprintf("%d outside it", other),
		plural(figures, "figure"), plural(len(d.Links), "link"), plural(len(d.Images), "picture"),
	}, ", ")
}
