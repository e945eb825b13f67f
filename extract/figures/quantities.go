package figures

import (
	"strings"

	"stet/record"
)

// quantity reads the amount at token i, or the range that it begins, with
// its qualifier and the noun counted.
func (r *reader) quantity(i int) (figure, bool) {
	f, ok := r.amountAt(i)
	if before := r.at(i - 1); !ok || r.glued(i) && before.kind == word && before.size() == 1 && f.kind != record.Money {
		return f, false // l976
	}
	if r.orderAhead(f.next) && f.bare {
		return f, false // an ordinal
	}
	span, isRange := r.quantityRange(f)
	if isRange {
		f = span
	}
	r.takeAge(&f)
	if f.unit == "" && f.kind != record.Ratio {
		f.unit = r.nounBehind(f)
	}
	if !isRange && r.idle(f) {
		return f, false
	}
	f.qualifier = r.qualifierOf(f)
	return f, true
}

// idle reports whether f is a word that only looks like a number: the one of
// "one of the", "no one" and "one-stop", the zero of "zero tolerance".
func (r *reader) idle(f figure) bool {
	t := r.at(f.first)
	if f.kind != record.Count || f.next != f.first+1 || t.low != "one" && t.low != "zero" {
		return false
	}
	next := r.at(f.next)
	switch r.at(f.first - 1).low {
	case "no", "the", "this", "that", "any", "every", "each", "another", "which", "number", "day":
		return true
	}
	if next.low == "-" && r.glued(f.next) || next.low == "tolerance" {
		return true
	}
	return f.unit == "" || r.isCapital(f.first) && r.isCapital(f.next) && !r.startsSentence(f.first)
}

// startsSentence reports whether token i begins the text or a sentence.
func (r *reader) startsSentence(i int) bool {
	switch r.at(i - 1).low {
	case "", ".", "!", "?", ":", ";", "\"", "“", "•":
		return true
	}
	return false
}

// amountAt reads one amount at token i: money, a number with its unit, or a
// bare number, which counts something.
func (r *reader) amountAt(i int) (figure, bool) {
	if r.at(i).kind != digits {
		if f, ok := r.money(i); ok {
			return f, true
		}
	}
	n, ok := r.number(i)
	if _, next, order := r.ordinalWord(i); !ok || order && next > i+1 {
		return figure{}, false
	}
	return r.measured(n), true
}

// measured gives n the unit behind it.
func (r *reader) measured(n number) figure {
	if f, ok := r.moneyBehind(n); ok {
		return f
	}
	f := r.figure(record.Count, n.first, n.next)
	f.value, f.scale, f.bare = n.value, n.scale, n.scale.isNone()
	if n.fraction {
		f.kind = record.Ratio
	}
	u, next, ok := r.unitBehind(n)
	if !ok {
		return f
	}
	f.unit, f.next, f.end, f.bare = u.symbol, next, r.at(next-1).end, false
	switch u.kind {
	case ofTime:
		f.kind = record.Duration
		r.takeOld(&f)
		r.takeSmallerTime(&f)
	case ofMeasure:
		f.kind = record.Measure
		r.takeInches(&f)
	case ofPercent:
		f.kind = record.Percent
		if u.symbol == "bp" { // a hundred basis points are one percentage point
			f.unit, f.value = "pp", f.value.quo(whole(100))
		}
	}
	return f
}

// unitBehind reads the unit behind n, a hyphen before it or not: 90-day, 14
// oz, 9mm, 10 consecutive hours.
func (r *reader) unitBehind(n number) (u unit, next int, ok bool) {
	at, hyphen := n.next, false
	if r.at(at).low == "-" && r.glued(at) {
		at, hyphen = at+1, true
	}
	if behind := r.behindPlus(n.next); behind > n.next {
		u, next, ok = r.unitAt(behind)
		return u, next, ok && !r.unitIsWord(behind, n)
	}
	if r.at(at).low == "in" && (hyphen || r.glued(at)) && r.wordEnds(at) {
		return unit{ofMeasure, "in"}, at + 1, true
	}
	if u, next, ok = r.unitAt(at); ok {
		loose := r.at(at).low == "second" && !hyphen && !n.value.is(1)
		return u, next, !loose && !r.unitIsWord(at, n)
	}
	if hyphen || !r.isAdjective(at) {
		return u, at, false
	}
	if u, next, ok = r.unitAt(at + 1); ok && u.kind == ofTime && (strings.HasSuffix(r.at(at+1).low, "s") || n.value.is(1)) {
		return u, next, true
	}
	return u, at, false
}

// behindPlus returns the token behind the "+" or "-plus" at i, and behind the
// hyphen after it: 1,000-plus pounds, 20+ years.
func (r *reader) behindPlus(i int) int {
	at := i
	switch {
	case !r.glued(i):
		return i
	case r.at(i).low == "+":
		at++
	case r.at(i).low == "-" && r.at(i+1).low == "plus" && r.glued(i+1):
		at += 2
	default:
		return i
	}
	if r.at(at).low == "-" && r.glued(at) {
		at++
	}
	return at
}

// unitIsWord reports whether the unit at token i is part of a name or a
// thing: Century, Foot Locker, the cup of World Cup.
func (r *reader) unitIsWord(i int, n number) bool {
	switch r.at(i).low {
	case "century":
		return n.inWords && r.isCapital(i)
	case "s", "h", "t", "g", "m", "l":
		return r.at(i).gap && r.at(i+1).low == "." && r.at(i+2).kind == word && !r.at(i+2).gap
	}
	return false
}

// isAdjective reports whether the word at token i may stand between a number
// and its unit of time.
func (r *reader) isAdjective(i int) bool {
	t := r.at(i)
	if t.kind != word || t.is(stop) || t.is(ofSmall) && t.low != "zero" || months[t.low] > 0 {
		return false
	}
	return !strings.HasSuffix(t.low, "s") || strings.HasSuffix(t.low, "ous") || strings.HasSuffix(t.low, "ss")
}

// takeOld takes the old of 38-year-old and 50 years old into f.
func (r *reader) takeOld(f *figure) {
	at := f.next
	if r.at(at).low == "-" && r.glued(at) {
		at++
	}
	if low := r.at(at).low; low == "old" || low == "olds" {
		f.next, f.end = at+1, r.at(at).end
	}
}

// takeSmallerTime takes the months of "two years and six months" into f.
func (r *reader) takeSmallerTime(f *figure) {
	at := f.next
	if r.at(at).low == "," {
		at++
	}
	if r.at(at).low == "and" {
		at++
	}
	if r.at(at).kind == mark {
		return
	}
	n, ok := r.number(at)
	if !ok {
		return
	}
	u, next, ok := r.unitBehind(n)
	factor := exchange(f.unit, u.symbol)
	if !ok || u.kind != ofTime || factor.isNone() || factor.cmp(whole(1)) <= 0 || factor.cmp(whole(60)) > 0 || n.value.cmp(factor) >= 0 {
		return
	}
	f.value = f.value.mul(factor).add(n.value)
	f.unit, f.next, f.end = u.symbol, next, r.at(next-1).end
}

// takeInches takes the 2 of 6-foot-2, and of 6-foot-2-inch, into f.
func (r *reader) takeInches(f *figure) {
	at := f.next
	inches := plainInt(r.at(at + 1).low)
	if f.unit != "ft" || r.at(at).low != "-" || !r.glued(at) || !r.glued(at+1) || inches < 0 || inches > 11 {
		return
	}
	next := at + 2
	if r.at(next).low == "-" && r.glued(next) {
		u, behind, ok := r.unitAt(next + 1)
		if !ok || u.symbol != "in" {
			return
		}
		next = behind
	}
	f.value = f.value.mul(whole(12)).add(whole(int64(inches)))
	f.unit, f.next, f.end = "in", next, r.at(next-1).end
}

// takeAge makes an age of a bare number that is one: ", 24, of Portland",
// "age 65", "children under 18".
func (r *reader) takeAge(f *figure) {
	if !f.bare || f.unit != "" || f.kind == record.Ratio || r.at(f.next).low == "-" && f.kind == record.Count || !f.value.isInt() || f.value.cmp(whole(125)) > 0 || f.value.cmp(whole(0)) <= 0 {
		return
	}
	if r.ageWordBefore(f.first) || f.kind == record.Count && r.apposed(*f) {
		f.unit = "age"
	}
}

// ageWordBefore reports whether words before token i call for an age.
func (r *reader) ageWordBefore(i int) bool {
	j := i - 1
	for ; j > i-5 && (ageBounds[r.at(j).low] || insideRange[r.at(j).low]); j-- {
	}
	switch r.at(j).low {
	case "age", "ages", "aged", "ages:", "age:":
		return true
	case "of":
		return r.at(j-1).low == "age" || r.at(j-1).low == "ages"
	}
	return j < i-1 && persons[r.at(j).low] && !r.nounAhead(i)
}

// nounAhead reports whether a word that may be counted stands behind token i.
func (r *reader) nounAhead(i int) bool {
	t := r.at(i + 1)
	return t.kind == word && !t.is(stop)
}

// ageBounds stand between persons and their age.
var ageBounds = setOf("under over above below between")

// persons have an age.
var persons = setOf(`child children kid kids minor minors person persons people adult adults student students teen teens youth youths
	patient patients women men girls boys individuals those anyone everyone someone citizens residents veterans workers`)

// apposed reports whether f stands between commas behind a name or person:
// "Malachi Simms, 15, and Quran Smith, 16, both of Flatbush".
func (r *reader) apposed(f figure) bool {
	if r.at(f.first-1).low != "," || r.at(f.first).kind != digits {
		return false
	}
	name := r.at(f.first - 2)
	if name.low == "." && r.at(f.first-3).kind == word { // Jr.,
		name = r.at(f.first - 3)
	}
	if name.kind != word && name.low != ")" && name.low != "\"" && name.low != "”" || months[name.low] > 0 || units(name.low) {
		return false
	}
	switch r.at(f.next).low {
	case ",", ";", ")", ".":
		return true
	case "and":
		return r.isCapital(f.next + 1)
	}
	return false
}

// units reports whether w is a unit, so that a number behind it in a list is
// no age.
func units(w string) bool { _, ok := unitWords[w]; return ok }

// shareUnits gives the numbers of a list the unit that its last one has: 35,
// 50 or 85 percent; 8 and 11 years; from 5 to 10 percent. What stands before
// "or" behind a comma is a list only if it has a comma of its own: "314,000,
// or 1.4 percent" says one thing twice.
func (r *reader) shareUnits() {
	for i := len(r.found) - 1; i > 0; i-- {
		last := r.found[i]
		if last.kind != record.Percent && last.kind != record.Duration && last.kind != record.Measure {
			continue
		}
		first := r.listStart(i)
		if first == i-1 && r.at(r.found[first].next).low == "," {
			continue
		}
		for ; i > first; i-- {
			f := &r.found[i-1]
			f.kind, f.unit = last.kind, last.unit
		}
	}
}

// listStart returns the first of the bare numbers that make a list with found
// figure i.
func (r *reader) listStart(i int) int {
	conjoined := false
	for ; i > 0; i-- {
		f, next := r.found[i-1], r.found[i]
		gap := strings.ReplaceAll(strings.TrimSpace(r.text[f.end:next.start]), ", ", ",")
		conjoined = conjoined || gap != ","
		if f.kind != record.Count || !f.bare || f.unit != "" && f.unit != "age" || !conjoined || !listGaps[gap] {
			break
		}
	}
	return i
}

// listGaps stand between the numbers of a list.
var listGaps = setOf(", and or to ,and ,or &")
