package figures

import (
	"strings"

	"stet/record"
)

// qualifiers stand before a figure and bound it or make it rough.
var qualifiers = phrases(`
	nearly, almost, about, just about, approximately, approx, around, roughly, some, estimated, close to, virtually, circa, ca
	over, just over, well over, slightly over, more than, slightly more than, just more than, far more than, greater than, larger than
	higher than, longer than, older than, bigger than, above, just above, well above, upwards of, upward of, in excess of, beyond, north of
	at least, at the least, not less than, no less than, no fewer than, not fewer than, no lower than, no smaller than, a minimum of, minimum of
	up to, as many as, as much as, as high as, as long as, at most, at the most, no more than, not more than, no greater than, not to exceed
	not greater than, no higher than, no longer than, not longer than, not later than, a maximum of, maximum of
	less than, slightly less than, just less than, far less than, fewer than, under, just under, slightly under, well under, below
	just below, well below, lower than, smaller than, shorter than, younger than, near, as few as, as little as, as low as
	at or above, at or below, equal to or greater than, greater than or equal to, less than or equal to, or more than, exactly`)

// behindQualifiers stand behind a figure.
var behindQualifiers = phrases(`
	or more, or less, or fewer, or greater, or higher, or lower, or above, or below, or over, or under, or older, or younger, or longer
	or shorter, or better, or so, or larger, or smaller, and older, and over, and under, and up, and above, and below, and younger, and higher
	and greater, plus, +`)

// signQualifiers are the signs that compare.
var signQualifiers = setOf("> < ≥ ≤ >= <= ~ ≈ ±")

// longestQualifier is the number of bytes that a qualifier may take.
const longestQualifier = 32

// mostQualifierTokens is the number of tokens in the longest qualifier.
const mostQualifierTokens = 6

// phrases returns the phrases of list, which commas and line ends part, each
// under itself, so that what was found need not be copied.
func phrases(list string) map[string]string {
	set := make(map[string]string)
	for line := range strings.Lines(list) {
		for _, p := range strings.Split(line, ",") {
			if p = strings.TrimSpace(p); p != "" {
				set[p] = p
			}
		}
	}
	return set
}

// qualifierOf returns the qualifier of f as it stands, in lower case; ""
// where f has none.
func (r *reader) qualifierOf(f figure) string {
	if q, at := r.qualifierBefore(f.first); q != "" && r.bounds(q, at, f) {
		return strings.TrimPrefix(q, "a ")
	}
	return r.qualifierBehind(f)
}

// qualifierBefore returns the qualifier that ends before token i, and its
// first token.
func (r *reader) qualifierBefore(i int) (qualifier string, first int) {
	if t := r.at(i - 1); t.kind == mark {
		if before := r.at(i - 2).low; !t.gap && t.low == "=" && (before == "<" || before == ">") { // <=
			return before + "=", i - 2
		}
		if signQualifiers[t.low] {
			return t.low, i - 1
		}
	}
	if qualifier, first = r.qualifierEnding(i); qualifier != "" {
		return qualifier, first
	}
	end := r.skipBack(i)
	if end == i {
		return "", i
	}
	if qualifier, first = r.qualifierEnding(end); qualifier == "" {
		return "", i
	}
	if r.isArticle(i-1) && placing[qualifier] || r.at(i-1).low == "the" && !strings.HasPrefix(qualifier, "at or ") {
		return "", i
	}
	return qualifier, first
}

// qualifierEnding returns the longest qualifier whose last token is before i.
func (r *reader) qualifierEnding(i int) (qualifier string, first int) {
	if r.at(i-1).low == "." && r.at(i-2).low == "approx" {
		i--
	}
	if !r.at(i - 1).is(endsQualifier) {
		return "", i
	}
	var text [longestQualifier]byte // filled from its end
	begin := len(text)
	first = i
	for j := i - 1; j >= i-mostQualifierTokens && r.at(j).kind == word; j-- {
		low := r.at(j).low
		if begin <= len(low) {
			break
		}
		if begin < len(text) {
			begin--
			text[begin] = ' '
		}
		begin -= len(low)
		copy(text[begin:], low)
		if q := qualifiers[string(text[begin:])]; q != "" {
			qualifier, first = q, j
		}
	}
	return qualifier, first
}

// skipBack returns the token behind the qualifier that belongs to token i,
// where "an additional", "the age of", an article and the like stand between.
func (r *reader) skipBack(i int) int {
	switch r.at(i - 1).low {
	case "of":
		if low := r.at(i - 2).low; (low == "age" || low == "total") && i > 3 {
			return i - 3 // the age of, a total of
		}
	case "additional":
		if r.isArticle(i - 2) {
			return i - 2
		}
		return i - 1
	case "age", "ages", "another", "a", "an", "the":
		return i - 1
	}
	return i
}

// placing are qualifiers that as often say where or what of.
var placing = setOf("over about around under above near below beyond")

// bounds reports whether q, which begins at token at, bounds f, rather than
// saying where or what about: "organized around five pillars", "notified
// them about two sculptures", "$5 million over 10 years".
func (r *reader) bounds(q string, at int, f figure) bool {
	before := r.at(at - 1)
	switch q {
	case "around":
		return !arranged[before.low]
	case "about":
		return !telling[before.low]
	case "over":
		if f.kind == record.Duration && before.kind == word {
			return (before.is(stop) || isVerb(before.low)) && !spread[before.low] && !r.endsFigure(at)
		}
		return !compared[before.low]
	case "under", "below", "above":
		return f.kind != record.Count || f.unit == "" || f.unit == "age" || levels[before.low] || before.kind != word
	case "near":
		return f.kind != record.Count || levels[before.low]
	}
	return true
}

// endsFigure reports whether the last figure found ends before token i.
func (r *reader) endsFigure(i int) bool {
	return len(r.found) > 0 && r.found[len(r.found)-1].next == i
}

var (
	arranged = setOf(`organized focused focuses focusing centered centred centers built structured revolves revolve revolved based
		wrapped formed arranged rally rallied turn turned all`)
	telling = setOf(`them him us me you her it notified told tell informed inform information concern concerns concerned question
		questions learn learned know knew talk talked talking talks ask asked worried worry reports report facts story stories details detail
		speak spoke spoken hear heard read wrote write data guidance news misinformation complaints complaint allegations statements claims`)
	compared = setOf(`increase increases decrease rise gain improvement jurisdiction control dispute concerns drop decline preference
		victory advantage authority fight debate growth hover preside presided presides spread scattered`)
	spread = setOf("spread paid invested made out down million billion payments period funding grants investment phased spent")
	levels = setOf(`is was were are be been just well slightly to at remained remain stayed fell dropped drop fall from or cost costs
		of for those with earning earn`)
)

// qualifierBehind returns the qualifier that stands behind f, or behind the
// noun that it counts.
func (r *reader) qualifierBehind(f figure) string {
	if q := r.behindAt(f.next); q != "" {
		return q
	}
	for i := f.first + 1; i < f.next; i++ { // 1,000-plus pounds
		if low := r.at(i).low; (low == "+" || low == "plus") && f.kind != record.Range {
			return low
		}
	}
	if r.at(f.next).low == "of" && r.at(f.next+1).low == "age" {
		return r.behindAt(f.next + 2)
	}
	if f.kind == record.Count && f.unit != "" {
		return r.behindAt(f.next + strings.Count(f.unit, " ") + 1)
	}
	return ""
}

func (r *reader) behindAt(i int) string {
	t := r.at(i)
	if t.low == "+" && r.glued(i) {
		return "+"
	}
	if t.low == "-" && r.at(i+1).low == "plus" && r.glued(i+1) {
		return "plus"
	}
	if t.low != "or" && t.low != "and" {
		return ""
	}
	if two := behindQualifiers[t.low+" "+r.at(i+1).low]; two != "" && !r.goesOn(i+1) {
		return two
	}
	return ""
}

// goesOn reports whether the word at token i belongs to what follows it: 5 or
// more than 6, 60 and over 200, 60 and up to 200, 3 and under the law.
func (r *reader) goesOn(i int) bool {
	next := r.at(i + 1)
	switch next.low {
	case "than", "to", "the", "a", "this", "that", "its", "their":
		return true
	}
	return next.kind == digits || next.kind == mark && currencySigns[next.low] != ""
}
