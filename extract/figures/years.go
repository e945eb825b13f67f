package figures

import (
	"strings"

	"stet/record"
)

// yearBehind reads the year at token i, a comma before it or not.
func (r *reader) yearBehind(i int) (year, next int, ok bool) {
	if low := r.at(i).low; low == "," || low == "-" && r.glued(i) && r.loose || (low == "de" || low == "del") && r.loose {
		i++
	}
	t := r.at(i)
	y := plainInt(t.low)
	if t.kind != digits || len(t.low) != 4 || y < 1500 || y > 2199 {
		return 0, i, false
	}
	if next := r.at(i + 1); !next.gap && next.kind == word && next.low != "t" {
		return 0, i, false
	}
	return y, i + 1, true
}

// yearDate reads a year, or a decade, in digits at token i.
func (r *reader) yearDate(i int) (date, bool) {
	t := r.at(i)
	y := plainInt(t.low)
	if len(t.low) != 4 || y < 1600 || y > 2100 || r.glued(i) && (r.at(i-1).low == "/" || r.at(i-1).low == "#" || r.at(i-1).kind == word) {
		return date{}, false
	}
	d := date{year: y, next: i + 1}
	switch next := r.at(i + 1); {
	case next.kind == word && !next.gap && next.low == "s", next.low == "'s" && !next.gap:
		d.decade, d.next = true, i+2
		return d, y%10 == 0
	case next.kind == word && !next.gap:
		return d, false
	case next.low == "'" && !next.gap && r.at(i+2).low == "s" && r.glued(i+2):
		d.decade, d.next = true, i+3
		return d, y%10 == 0
	}
	d.era = r.eraBefore(i)
	return d, !r.countsThings(i)
}

// eraBefore returns the era of the date before token i in a list: the 2021 of
// "fiscal years 2020 and 2021" is a fiscal year too.
func (r *reader) eraBefore(i int) string {
	if len(r.found) == 0 {
		return ""
	}
	last := r.found[len(r.found)-1]
	if last.kind != record.Date || len(last.name) != len("FY2022") || !r.listed(last.next, i) {
		return ""
	}
	return strings.TrimRight(last.name, "0123456789")
}

// listed reports whether only a comma, and, or stand between tokens i and j.
func (r *reader) listed(i, j int) bool {
	if j <= i || j > i+2 {
		return false
	}
	for ; i < j; i++ {
		switch r.at(i).low {
		case ",", "and", "or", "&":
		default:
			return false
		}
	}
	return true
}

// countsThings reports whether the four digits at token i count something
// rather than name a year: 2000 pounds, nearly 2000 smugglers.
func (r *reader) countsThings(i int) bool {
	at := i + 1
	if r.at(at).low == "-" && r.glued(at) && r.glued(at+1) {
		at++
	}
	if r.at(at).is(ofScales) {
		return true
	}
	if u, _, ok := r.unitAt(at); ok && (at == i+1 || u.kind != ofTime) {
		return true
	}
	if q, _ := r.qualifierBefore(i); q != "" && !placing[q] && r.at(at).kind == word {
		return r.pluralAhead(at)
	}
	before := r.at(i - 1)
	return before.kind == word && isVerb(before.low) && !datedBy[before.low] && r.pluralAhead(at) && !r.isCapital(at)
}

// datedBy are the participles behind which four digits are a year all the
// same; behind others, as in "arrested 2014 people", they count.
var datedBy = setOf("updated published dated revised issued beginning ending starting during following early")
