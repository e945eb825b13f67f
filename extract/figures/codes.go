package figures

import (
	"strings"
	"unicode/utf8"
)

// code reads letters and digits glued together, letters first: COVID-19,
// CVE-2020-1350, H1N1, F-35.
func (r *reader) code(i int) (figure, bool) {
	t, next := r.at(i), r.at(i+1)
	if r.glued(i) && r.at(i-1).kind != mark || next.gap || !r.namesCode(t) {
		return figure{}, false
	}
	if next.kind != digits && !(codeMarks[next.low] && r.glued(i+2)) {
		return figure{}, false
	}
	end, ok := r.codeEnd(i)
	if !ok && t.low == "covid" && r.at(i+2).kind == digits {
		end, ok = i+3, true
	}
	return r.named(i, end), ok && r.lettersFirst(i, end)
}

// namesCode reports whether the word t may begin a code.
func (r *reader) namesCode(t *token) bool {
	if !t.is(starts) {
		return !notCodes[t.low]
	}
	_, isEra := eraLetters[t.low]
	_, isNumber := small[t.low]
	return !isEra && !isNumber && months[t.low] == 0 && !notCodes[t.low] && !currencyCodes[strings.ToUpper(t.low)]
}

var (
	codeMarks = setOf("- / :")
	// notCodes are parts of words that stand before numbers: pre-1977.
	notCodes = setOf(`pre mid post non early late sub over under top about age ages aged year years section part page us week month
		day first second third half all between q to and or in of by from the a an at`)
)

// lettersFirst reports whether the tokens [i, end), of which the first is a
// word, are a code: what follows are digits, marks and capitals.
func (r *reader) lettersFirst(i, end int) bool {
	for j := i + 1; j < end; j++ {
		switch t := r.at(j); {
		case t.kind == digits && (strings.Contains(t.low, ",") || currencySigns[r.at(j-1).low] != ""):
			return false
		case t.kind == digits:
			return r.isAcronym(i) || t.low == "19" || r.isCapital(i) && r.at(i).size() <= 12
		case t.kind == word && !r.isAcronym(j):
			return false
		}
	}
	return false
}

// acronymCode reads a code whose letters stand apart: BOD 22-01, NDC
// 0517-1767-25, TD F 90-22.47.
func (r *reader) acronymCode(i int) (figure, bool) {
	if r.at(i+1).kind != digits && r.at(i+2).kind != digits {
		return figure{}, false
	}
	if t := r.at(i); !r.isAcronym(i) || t.size() < 2 || !r.namesCode(t) {
		return figure{}, false
	}
	at := i + 1
	if r.isAcronym(at) && r.at(at).size() <= 2 {
		at++
	}
	a, b := r.at(at), r.at(at+2)
	if !a.gap || !r.isPair(at, "-") || strings.Contains(a.low, ",") || r.isYear(at) {
		return figure{}, false
	}
	x, y := plainInt(a.low), plainInt(b.low)
	if rises := x >= 0 && x < y; rises && b.low[0] != '0' && len(b.low) <= len(a.low)+1 {
		return figure{}, false // a range: SO2 of 10-15 percent
	}
	end, ok := r.codeEnd(at)
	return r.named(i, end), ok
}

// isPair reports whether two numbers glued by sep begin at token i.
func (r *reader) isPair(i int, sep string) bool {
	return r.at(i).kind == digits && r.at(i+1).low == sep && r.at(i+2).kind == digits && r.glued(i+1) && r.glued(i+2)
}

// numberCode reads what begins with digits and is no quantity.
func (r *reader) numberCode(i int) (figure, bool) {
	t := r.at(i)
	if t.kind != digits || strings.Contains(t.low, ",") {
		return figure{}, false
	}
	if before := r.at(i - 1).low; before == "latitude" || before == "longitude" || r.isVersion(i) {
		return r.named(i, i+1), true
	}
	if !r.lettersBehind(i) && !r.codeByItself(i) && !r.dottedCode(i) && !r.hyphenCode(i) {
		return figure{}, false
	}
	end, ok := r.codeEnd(i)
	return r.named(i, end), ok
}

// isVersion reports whether the number at token i is a version: USB 3.0,
// FracFocus 1.0 and its data, the O*NET 98 database.
func (r *reader) isVersion(i int) bool {
	t, next, name := r.at(i), r.at(i+1), r.at(i-1)
	if !t.gap || len(t.low) > 4 || name.kind != word || name.size() < 2 || next.low == "%" {
		return false
	}
	decimal := strings.Contains(t.low, ".")
	switch {
	case decimal && r.isAcronym(i-1):
		return next.kind != word
	case decimal && r.isCamel(i-1):
		return next.kind != word || !r.gluedUnit(i+1) && !r.isCapital(i+1)
	case r.isAcronym(i-1) && name.class == 0 && len(t.low) <= 3 && plainDigits(t.low):
		return next.kind == word && next.gap && next.class&^opensUnit == 0 && !r.unitAhead(i+1) && !r.isCapital(i+1) && !isVerb(next.low) && !r.pluralAhead(i+1)
	}
	return false
}

// isCamel reports whether token i has a capital behind a small letter, as the
// names of programs do: FracFocus. Those of people and places have it behind
// two or three letters: McHenry, DeKalb, MacArthur.
func (r *reader) isCamel(i int) bool {
	t := r.at(i)
	for _, prefix := range [...]string{"mc", "mac", "de", "la", "le", "du", "di", "van", "st"} {
		if n := len(prefix); strings.HasPrefix(t.low, prefix) && t.size() > n && t.size() == len(t.low) && r.text[t.start+n] != t.low[n] {
			return false
		}
	}
	for j := t.start + 1; j < t.end; j++ {
		if a, b := r.text[j-1], r.text[j]; 'a' <= a && a <= 'z' && 'A' <= b && b <= 'Z' {
			return true
		}
	}
	return false
}

// lettersBehind reports whether letters that are no unit are glued to the
// digits at token i: 4087A, 401(k).
func (r *reader) lettersBehind(i int) bool {
	next, letter := r.at(i+1), r.at(i+2)
	if next.gap {
		return false
	}
	if next.low == "(" {
		return letter.kind == word && letter.size() <= 3 && letter.low != "s" && r.at(i+3).low == ")"
	}
	return r.isCapital(i+1) && r.isAcronym(i+1) && next.size() <= 3 && !r.gluedUnit(i+1)
}

// gluedUnit reports whether a unit, scale, currency or half of the day is
// glued to digits at token i: 9MM, 500K, 115USD, 8PM.
func (r *reader) gluedUnit(i int) bool {
	t := r.at(i)
	as := r.text[t.start:t.end]
	half, _ := r.halfOfDay(i)
	switch {
	case r.unitAhead(i), half != "", letterScales[as] > 0, t.is(ofScales), currencyCodes[as], currencySigns[t.low+r.at(i+1).low] != "":
		return true
	}
	return t.is(suffix) || t.low == "s" || r.monthAt(i) > 0 || t.low == "q" && r.at(i+1).gap
}

// codeByItself reports whether the digits at token i can be no quantity: 0481,
// and runs of nine and more without a comma and a noun.
func (r *reader) codeByItself(i int) bool {
	low := r.at(i).low
	if leadingZero(low) {
		return r.dateEnd(i) == i
	}
	return len(low) > maxDigits || len(low) >= 9 && plainDigits(low) && !r.pluralAhead(i+1) && !r.unitAhead(i+1)
}

func leadingZero(low string) bool { return len(low) > 1 && low[0] == '0' && low[1] != '.' }

func plainDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// dottedCode reports whether 1.2.3 begins at token i.
func (r *reader) dottedCode(i int) bool {
	return strings.Contains(r.at(i).low, ".") && r.isPair(i, ".")
}

// hyphenCode reports whether the digits and hyphens at token i are a name and
// neither a date nor a range: 2022-16357, 06-5526, 13- 3595, 116-136.
func (r *reader) hyphenCode(i int) bool {
	a, b, third := r.at(i), r.at(i+2), r.at(i+3)
	blank := b.gap && len(b.low) >= 4 && !r.at(i+1).gap
	if r.at(i+1).low != "-" || b.kind != digits || !r.isPair(i, "-") && !blank || strings.Contains(b.low, ",") || r.glued(i) && r.at(i-1).low == "$" {
		return false
	}
	if end := r.dateEnd(i); end > i {
		return end == i+1 && len(b.low) > 2 && !r.isYear(i+2)
	}
	if r.isPair(i+2, "-") {
		return true
	}
	if r.unitAhead(i+3) || third.low == "-" && r.glued(i+3) && r.unitAhead(i+4) || third.is(ofScales) {
		return false
	}
	x, y := plainInt(a.low), plainInt(b.low)
	switch {
	case leadingZero(a.low), leadingZero(b.low), a.low == b.low:
		return true
	case x < 0 || y < 0:
		return false
	case x >= y:
		return !votes[r.at(i-1).low] && !votes[third.low]
	}
	return len(b.low) > len(a.low)+1 && !r.pluralAhead(i+3)
}

// votes are the words beside a score such as 52-48.
var votes = setOf(`vote votes voted voting win won wins by margin split decision ruling record lead
	pass passed approve approved reject rejected adopt adopted defeat defeated beat`)

// dateEnd returns the token behind the date or time of day at i, i itself
// where none begins.
func (r *reader) dateEnd(i int) int {
	if d, ok := r.dateAt(i); ok {
		return d.next
	}
	return i
}

// maxCode is the number of tokens that a code may take.
const maxCode = 40

// codeEnd returns the token behind the code at i. A code holds a digit and no
// blank, but for one behind a hyphen: 54A, 212(a)(6)(A)(i), 90-22.47, I-94,
// 13- 3595.
func (r *reader) codeEnd(i int) (end int, ok bool) {
	if t := r.at(i); t.kind == mark || t.kind == address || t.kind == word && !r.isCapital(i) && t.size() > 1 {
		return i, false
	}
	for end = i; end < i+maxCode; end++ {
		t := r.at(end)
		if end > i && t.gap && !(ok && t.kind == digits && r.at(end-1).low == "-" && !r.at(end-1).gap) {
			break
		}
		if t.kind == word && end > i && r.wordInCode(end) {
			break
		}
		if t.low == "(" && ok && r.glued(end+2) && r.at(end+2).low == ")" && r.at(end+1).size() < 5 {
			end += 2 // (a)
			continue
		}
		if t.kind == address || t.kind == mark && !insideCode[t.low] {
			break
		}
		ok = ok || t.kind == digits
	}
	for end > i && r.at(end-1).kind == mark && r.at(end-1).low != ")" {
		end-- // the full stop behind it
	}
	return end, ok && end > i
}

// insideCode are the marks that a code may hold.
var insideCode = setOf("- . / : §")

// wordInCode reports whether the word at token i is one of the language and
// not letters of a code: the "related" of COVID-19-related.
func (r *reader) wordInCode(i int) bool {
	t := r.at(i)
	return t.size() > 6 || t.low[0] >= utf8.RuneSelf || t.size() > 4 && r.at(i-1).low == "-"
}
