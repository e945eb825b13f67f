package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"stet/record"
)

// A label is the words in front of a date, and what they claim.
type label struct {
	text    string
	kind    record.DateKind
	colon   bool
	release bool // "for immediate release": its date may stand a few lines away
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
