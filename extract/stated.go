package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
		if len(text) > 20_000 {
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
		if m.link && m.start <= 1 && m.end >= len(p.Text)-1 {
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

// A label is the words in front of a date, and what they claim.
type label struct {
	text    string
	kind    record.DateKind
	colon   bool
	release bool // "for immediate release": its date may stand a few lines away
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
		if m.link || m.end <= d.Start || m.start >= d.End || len(m.datetime) < 10 {
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

// labelBefore reads backwards from date d: past weekday and time to the words
// of a label, and past those to what the label stands behind.
func labelBefore(b block, toks []token, d record.Figure, from int) (label, bool) {
	text := b.Text
	k := len(toks)
	for k > 0 && toks[k-1].end > d.Start {
		k--
	}
	next, colon := d.Start, false
	for k > 0 && toks[k-1].start >= from { // weekday and time
		t := toks[k-1]
		sep := text[t.end:next]
		if breaks(sep, t.low) || !gapWords[t.low] && !isClock(t.low) {
			break
		}
		colon = colon || strings.ContainsAny(sep, ":") && !isClock(t.low)
		next = t.start
		k--
	}
	k, next = pastName(text, toks, k, next, from)
	last := k
	for k > 0 && toks[k-1].start >= from {
		t := toks[k-1]
		sep := text[t.end:next]
		if breaks(sep, t.low) || !joins[t.low] && heads[t.low] == "" {
			break
		}
		if hasColon(sep) {
			if k < last {
				break
			}
			colon = true
		}
		next = t.start
		k--
	}
	words := afterVerb(toks[k:last])
	kind, ok := headOf(words)
	if !ok {
		return bareDate(b, words, d, colon)
	}
	l := label{kind: kind, colon: colon}
	start, ok := l.stands(b, toks, k, words, d, from)
	end := words[len(words)-1].end
	if last < len(toks) && (toks[last].low == "on" || toks[last].low == "el") && text[end:toks[last].start] == " " {
		end = toks[last].end
	}
	l.text = strings.TrimSpace(text[start:end])
	return l, ok
}

// pastName passes over who did it: "Posted by Ann Lee on March 3, 2023".
func pastName(text string, toks []token, k, next, from int) (int, int) {
	for j := k - 1; j > 0 && j >= k-6 && toks[j-1].start >= from; j-- {
		t := toks[j]
		if t.low == "by" || t.low == "por" {
			first, _ := utf8.DecodeRuneInString(text[toks[min(j+1, k-1)].start:])
			if heads[toks[j-1].low] != "" && j < k-1 && unicode.IsUpper(first) {
				return j, t.start
			}
			break
		}
		if c := text[t.start]; c >= 'a' && c <= 'z' && !joins[t.low] || heads[t.low] != "" {
			break
		}
	}
	return k, next
}

// afterVerb cuts off what leads up to a label: "page was last reviewed" is
// "last reviewed".
func afterVerb(words []token) []token {
	for i := len(words) - 1; i >= 0; i-- {
		if verbs[words[i].low] {
			words = words[i+1:]
			break
		}
	}
	for len(words) > 0 && openers[words[0].low] {
		words = words[1:]
	}
	return words
}

// stands decides whether the words of a label, at toks[k:], make one where
// they stand, and returns where the label begins.
func (l label) stands(b block, toks []token, k int, words []token, d record.Figure, from int) (start int, ok bool) {
	text, start := b.Text, words[0].start
	lead := 0 // words of the sentence in front of the label
	next := toks[k].start
	for lead < 12 && lead < k && toks[k-1-lead].start >= from {
		t := toks[k-1-lead]
		if ends(text[t.end:next], t.low) || l.colon && isClock(t.low) {
			break
		}
		next = t.start
		lead++
	}
	front := toks[k-lead : k]
	if lead > 0 && (b.linked(front[lead-1].start) || anyOf(front, blockers)) {
		return start, false
	}
	done := tailEnds(text[d.End:])
	switch {
	case anyOf(words, blockers):
		return start, false
	case lead == 0 && l.colon:
		return start, true
	case lead == 0:
		return start, done || l.kind != record.Effective && l.kind != record.Expires && l.ofItself(toks[k:]) || anyOf(words, strong) && !strings.HasPrefix(strings.TrimSpace(text[d.End:]), ",") && !lowerNext(text[d.End:])
	case l.colon && lead <= 3 && capitals(text, front):
		return front[0].start, true
	case l.kind == record.Updated && (b.Kind == record.Heading || b.Kind == record.Caption) && strings.TrimSpace(text[d.End:]) == "":
		return start, lead <= 10 // "Cases by county, updated 5/1/2020"
	case anyOf(words, strong):
		return start, (done || l.colon) && lead <= 10
	}
	return start, lead <= 6 && (done || l.kind == record.Updated || l.kind == record.Published || l.kind == record.Reviewed) && l.ofItself(append(front[:lead:lead], toks[k:]...))
}

// ofItself reports whether a sentence is about the page it stands on: "This
// notice expires on …", but not "This temporary extension expires on …".
func (l label) ofItself(words []token) bool {
	if len(words) == 0 || words[0].low != "this" && words[0].low != "esta" && words[0].low != "este" {
		return false
	}
	return anyOf(words[1:min(len(words), 5)], selves)
}

// bareDate reads "Date: June 9, 2022" at the start of a block.
func bareDate(b block, words []token, d record.Figure, colon bool) (label, bool) {
	if len(words) != 1 || !colon || words[0].start != 0 || words[0].low != "date" && words[0].low != "fecha" || b.Kind == record.Cell {
		return label{}, false
	}
	if rest := strings.TrimSpace(b.Text[d.End:]); rest != "" {
		return label{}, false
	}
	return label{text: b.Text[:words[0].end], kind: record.Published, colon: true}, true
}

func strongLabel(text string) bool { return anyOf(tokenize(text), strong) }

// documentLabel reads a line that names the kind of document and its date and
// nothing else: "Travel Advisory March 17, 2025", "PRESS RELEASE | May 1, 2020".
func documentLabel(b block, toks []token, d record.Figure) (label, bool) {
	n := 0
	for n < len(toks) && toks[n].end <= d.Start && !gapWords[toks[n].low] {
		n++
	}
	if n == 0 || n > 3 || b.Part == record.Boilerplate || b.Kind == record.Cell || strings.TrimSpace(b.Text[d.End:]) != "" {
		return label{}, false
	}
	words := toks[:n]
	if !documents[words[n-1].low] || !capitals(b.Text, words) || anyOf(words, blockers) || b.linked(words[0].start) || len(d.Value.String()) < len("2006-01-02") {
		return label{}, false
	}
	return label{text: b.Text[words[0].start:words[n-1].end], kind: record.Published}, true
}

// documentList is the list that all lines of documentLabel belong to: a page
// has one, a list of documents has several.
const documentList = "\x00document"

// linked reports whether the byte at offset at is part of a link.
func (b block) linked(at int) bool {
	for _, m := range b.marks {
		if m.link && m.start <= at && at < m.end {
			return true
		}
	}
	return false
}

// breaks reports whether what stands behind the word low and before the next
// ends a label or the way to its date.
func breaks(sep, low string) bool {
	if strings.ContainsAny(sep, ";|•·!?)") || strings.Contains(sep, "(") && len(low) > 2 && !strings.Contains(sep, ")") && strings.TrimSpace(sep) != "(" {
		return true
	}
	return strings.Contains(sep, ". ") && len(low) > 4
}

// ends reports whether a sentence or a stretch set apart ends behind the word
// low.
func ends(sep, low string) bool {
	if strings.ContainsAny(sep, ";|•·!?([:*") || strings.Contains(sep, "—") || strings.Contains(sep, " – ") || strings.Contains(sep, " - ") {
		return true
	}
	return strings.Contains(sep, ". ") && len(low) > 2 && low != "dept" && low != "gov"
}

func hasColon(sep string) bool {
	return strings.Contains(sep, ":") || strings.Contains(sep, "—") || strings.Contains(sep, "–") || strings.Contains(sep, " - ") || strings.Contains(sep, "|")
}

func isClock(low string) bool {
	return low != "" && low[0] >= '0' && low[0] <= '9' && len(low) <= 4
}

// tailEnds reports whether the text behind a date, after a time of day, ends
// the sentence.
func tailEnds(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	if rest == "" {
		return true
	}
	switch {
	case strings.HasPrefix(rest, ". ") || rest == "." || strings.ContainsAny(rest[:1], ")|;:]*!/") || strings.HasPrefix(rest, "•") || strings.HasPrefix(rest, "·") ||
		strings.HasPrefix(rest, "—") || strings.HasPrefix(rest, "–") || strings.HasPrefix(rest, "- ") || strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "*"):
		return true
	}
	toks := tokenize(rest[:min(len(rest), 80)])
	for i, t := range toks {
		if gapWords[t.low] || isClock(t.low) {
			continue
		}
		if t.low == "by" || t.low == "por" {
			return true
		}
		_, isHead := headOf(toks[i:min(len(toks), i+4)])
		return isHead && strings.Contains(rest, ":")
	}
	return len(toks) > 0
}

// lowerNext reports whether the sentence goes on in lower case.
func lowerNext(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	return rest != "" && rest[0] >= 'a' && rest[0] <= 'z' && !tailEnds(rest)
}

// capitals reports whether all words begin as those of a label do.
func capitals(text string, words []token) bool {
	for _, w := range words {
		if c := text[w.start]; c >= 'a' && c <= 'z' && !joins[w.low] {
			return false
		}
	}
	return true
}
