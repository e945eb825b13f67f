package figures

import (
	"stet/record"
)

// joint returns the token behind the word or dash at i that may join two ends
// of a range, of which the first begins at token first. "And" joins behind
// "between" only.
func (r *reader) joint(i, first int) (next int, ok bool) {
	switch t := r.at(i); t.low {
	case "to", "through", "thru", "until", "till":
		return i + 1, t.kind == word
	case "and":
		return i + 1, r.betweenBefore(first)
	case "-":
		if r.glued(i) && r.at(i+1).low == "to" && r.at(i+2).low == "-" && r.glued(i+2) { // 1-to-3-day
			return i + 3, true
		}
		return i + 1, r.at(i).gap == r.at(i+1).gap
	}
	return i, false
}

// betweenBefore reports whether "between" opens the range whose first end
// begins at token i.
func (r *reader) betweenBefore(i int) bool {
	for j := i - 1; j >= i-4; j-- {
		switch t := r.at(j); {
		case t.low == "between":
			return true
		case t.kind != word || !insideRange[t.low] && t.low != "the":
			return false
		}
	}
	return false
}

// insideRange are the words that may stand before the second end of a range
// of quantities, inside its span.
var insideRange = setOf("about approximately around nearly almost roughly over some up at least most more than as many much an estimated")

// quantityRange reads the second end of a range that a begins.
func (r *reader) quantityRange(a figure) (figure, bool) {
	at, ok := r.joint(a.next, a.first)
	if !ok {
		return a, false
	}
	for j := 0; j < 3 && insideRange[r.at(at).low]; j++ {
		at++
	}
	b, ok := r.amountAt(at)
	if !ok || r.orderAhead(b.next) || b.bare && r.isYear(at) && !(a.kind == record.Count && r.betweenBefore(a.first)) {
		return a, false
	}
	if r.at(a.next).low == "to" && (r.changedFrom(a.first) || r.changedBy(a, b)) || !r.agree(&a, &b) {
		return a, false
	}
	if a.value.cmp(b.value) >= 0 {
		return r.score(a, b)
	}
	f := r.figure(record.Range, a.first, b.next)
	f.start = a.start
	f.value, f.to, f.unit, f.bare = a.value, b.value, b.unit, b.kind == record.Count
	return f, true
}

// score makes the ratio of "6 to 4", "3-to-1" and "a 5-4 decision".
func (r *reader) score(a, b figure) (figure, bool) {
	if b.value.cmp(whole(0)) <= 0 || a.kind != record.Count || !a.bare || !b.bare || a.value.cmp(whole(1000)) >= 0 || r.at(a.first).kind == mark {
		return a, false
	}
	said := r.at(b.first-1).low == "to" || r.at(b.first-2).low == "to"
	if !said && !votes[r.at(a.first-1).low] && !votes[r.at(b.next).low] {
		return a, false
	}
	f := r.figure(record.Ratio, a.first, b.next)
	f.value = a.value.quo(b.value)
	return f, true
}

// isYear reports whether token i is a year.
func (r *reader) isYear(i int) bool {
	if r.at(i).kind != digits {
		return false
	}
	_, ok := r.yearDate(i)
	return ok
}

// orderAhead reports whether the suffix of an ordinal stands at token i.
func (r *reader) orderAhead(i int) bool { return r.behindSuffix(i) > i }

// agree gives both ends of a range one kind, unit and scale, and reports
// whether they can have them: "10 to 15 percent", "$5 to $10 million", "4
// months to 2 years".
func (r *reader) agree(a, b *figure) bool {
	switch {
	case a.kind == b.kind && a.unit == b.unit:
	case a.kind == record.Count && a.bare:
		a.kind, a.unit = b.kind, b.unit
	case b.kind == record.Count && a.kind == record.Money:
		b.kind, b.unit = a.kind, a.unit
	case a.kind == record.Duration && b.kind == record.Duration:
		factor := exchange(a.unit, b.unit)
		if factor.isNone() {
			return false
		}
		a.value = a.value.mul(factor)
	case a.kind != record.Count || b.kind != record.Count:
		return false
	}
	if a.scale.isNone() && !b.scale.isNone() {
		if own := b.value.quo(b.scale); a.value.cmp(own) < 0 {
			a.value = a.value.mul(b.scale)
		}
	}
	return true
}

// changedFrom reports whether the figure at token i is what something was
// before it changed: rose from 5 to 10; from the current amount of 5 to 10.
func (r *reader) changedFrom(i int) bool {
	for j := i - 1; j >= i-6 && r.at(j).kind == word; j-- {
		if r.at(j).low == "from" {
			return !spans[r.at(j-1).low] && r.changeBefore(j)
		}
	}
	return false
}

// changedBy reports whether a is by how much something changed, and b what it
// came to: fell 0.3 percent to 5.1 percent, rose by 2 cents to $5.
func (r *reader) changedBy(a, b figure) bool {
	if a.unit == "" || b.unit == "" || a.scale.isNone() && !b.scale.isNone() {
		return false
	}
	_, i := r.qualifierBefore(a.first)
	low := r.at(i - 1).low
	return low == "by" || changes[low] && low != "up"
}

// changeBefore reports whether a word of change stands before token i in the
// same sentence.
func (r *reader) changeBefore(i int) bool {
	for j := i - 1; j >= i-maxLookBack; j-- {
		t := r.at(j)
		if t.low == "." && r.at(j+1).gap && r.isCapital(j+1) || t.low == ";" || t.end == 0 {
			return false
		}
		if t.kind == word && changes[t.low] {
			return true
		}
	}
	return false
}

// spans are the words behind which "from" opens a range for sure.
var spans = setOf("range ranges ranged ranging vary varies varied varying")

// maxLookBack bounds the tokens before a figure that say what it is.
const maxLookBack = 30

// changes are the words of change.
var changes = setOf(`rise rises rose risen rising raise raises raised raising increase increases increased increasing
	grow grows grew grown growing growth climb climbs climbed climbing jump jumps jumped jumping surge surged soar soared
	fall falls fell fallen falling drop drops dropped dropping decline declines declined declining decrease decreases decreased
	decreasing reduce reduces reduced reducing reduction lower lowers lowered lowering cut cuts cutting shrink shrinks shrank shrunk
	slide slid slip slipped dip dipped plunge plunged tumble tumbled ease eased edge edged narrow narrowed widen widened
	revise revises revised revising revision change changes changed changing adjust adjusts adjusted adjusting adjustment
	expand expands expanded expanding extend extends extended extending extension improve improves improved improving
	double doubled triple tripled move moved moving went go goes going shift shifted update updated amend amended
	upgrade upgraded downgrade downgraded slow slowed accelerate accelerated swell swelled hike hiked boost boosted
	correct corrected corrects alter altered bring brought brings bringing up down`)

// exchange returns how many of the time unit "to" make one of the unit "from",
// none where the calendar does not say it exactly.
func exchange(from, to string) exact {
	a, b := timeScale[from], timeScale[to]
	if a.family == 0 || a.family != b.family {
		return exact{}
	}
	return fraction(a.size, b.size)
}

// timeScale gives units of time their size, in months or in seconds.
var timeScale = map[string]struct{ family, size int64 }{
	"mo": {1, 1}, "a": {1, 12}, "10.a": {1, 120}, "100.a": {1, 1200},
	"s": {2, 1}, "min": {2, 60}, "h": {2, 3600}, "d": {2, 86400}, "wk": {2, 604800},
}
