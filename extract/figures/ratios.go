package figures

import (
	"strings"

	"stet/record"
)

// ratio reads the ratio at token i: one-third, half of, 1 in 5, seven out of
// 10, three times as, fivefold, twice.
func (r *reader) ratio(i int) (figure, bool) {
	if t := r.at(i); t.kind != word && !r.sharesAhead(i) {
		return figure{}, false
	}
	for _, read := range [...]func(*reader, int) (figure, bool){
		(*reader).half, (*reader).partOf, (*reader).oneIn, (*reader).times, (*reader).fold, (*reader).slash,
	} {
		if f, ok := read(r, i); ok {
			f.qualifier = r.qualifierOf(f)
			return f, true
		}
	}
	return figure{}, false
}

// sharesAhead reports whether what stands behind the number at token i may
// make a ratio of it.
func (r *reader) sharesAhead(i int) bool {
	if r.at(i+1).low == "/" {
		return true
	}
	n, ok := r.number(i)
	if !ok {
		return false
	}
	switch r.at(n.next).low {
	case "in", "out", "of", "-", "times", "fold":
		return true
	}
	return false
}

// half reads half where it is a portion, or part of a unit: half of them,
// half an hour.
func (r *reader) half(i int) (figure, bool) {
	if r.at(i).low != "half" || r.at(i+1).low == "-" || r.at(i-1).low == "-" && r.glued(i) {
		return figure{}, false
	}
	f := r.figure(record.Ratio, i, i+1)
	f.value = fraction(1, 2)
	switch r.at(i - 1).low {
	case "first", "second", "latter", "last", "other", "top", "bottom", "1st", "2nd", "a":
		return f, false
	}
	if r.isArticle(i + 1) {
		if u, next, ok := r.unitAt(i + 2); ok {
			return r.fractionOf(f, u, next), true
		}
		return f, false
	}
	if u, next, ok := r.unitAt(i + 1); ok {
		return r.fractionOf(f, u, next), true
	}
	qualifier, _ := r.qualifierBefore(i)
	return f, qualifier != "" || behindHalf[r.at(i+1).low]
}

// behindHalf are the words behind which half is a portion.
var behindHalf = setOf("of the their its his her our your my all those these that as this")

// fractionOf turns the fraction f into so much of u.
func (r *reader) fractionOf(f figure, u unit, next int) figure {
	f.next, f.end, f.unit = next, r.at(next-1).end, u.symbol
	f.kind = map[unitKind]record.FigureKind{ofMeasure: record.Measure, ofTime: record.Duration, ofPercent: record.Percent}[u.kind]
	return f
}

// partOf reads one-third, two fifths, a quarter of, one-half of 1 percent,
// one-half mile.
func (r *reader) partOf(i int) (figure, bool) {
	over, at, ok := r.numerator(i)
	if !ok {
		return figure{}, false
	}
	if r.at(at).low == "-" && r.glued(at) {
		at++
	}
	name := r.at(at).low
	under := parts[name]
	plural := strings.HasSuffix(name, "s") && name != ""
	single := over.is(1)
	if under == 0 || plural == single || r.at(at+1).low == "-" && r.glued(at+1) && !r.unitAhead(at+2) {
		return figure{}, false
	}
	article := r.isArticle(i)
	if article || name == "quarters" && !over.is(3) {
		if qualifier, _ := r.qualifierBefore(i); qualifier == "" && r.at(at+1).low != "of" {
			return figure{}, false
		}
	}
	f := r.figure(record.Ratio, i, at+1)
	f.value = over.quo(whole(under))
	if r.at(f.next).low == "of" { // one-half of 1 percent
		if of, ok := r.amountAt(f.next + 1); ok && of.kind == record.Percent {
			of.value = of.value.mul(f.value)
			of.first, of.start = f.first, f.start
			return of, true
		}
	}
	unitAt := f.next
	if r.at(unitAt).low == "-" {
		unitAt++
	}
	if u, next, ok := r.unitAt(unitAt); ok {
		return r.fractionOf(f, u, next), true
	}
	return f, true
}

func (r *reader) unitAhead(i int) bool { _, _, ok := r.unitAt(i); return ok }

// numerator reads the number or article before a fraction's name.
func (r *reader) numerator(i int) (exact, int, bool) {
	t := r.at(i)
	if r.isArticle(i) {
		return whole(1), i + 1, true
	}
	if n := small[t.low]; t.is(ofSmall) && n > 0 && n < 20 {
		return whole(n), i + 1, true
	}
	return exact{}, i, false
}

// oneIn reads 1 in 5, nine in 10, 6 of every 10, seven out of 10, 1-in-1,000.
func (r *reader) oneIn(i int) (figure, bool) {
	a, ok := r.number(i)
	if !ok || !a.scale.isNone() || a.article {
		return figure{}, false
	}
	at, certain := r.inEvery(a.next)
	if at == a.next {
		return figure{}, false
	}
	b, ok := r.number(at)
	if !ok || b.value.cmp(whole(0)) <= 0 || a.value.cmp(b.value) >= 0 || a.value.cmp(whole(0)) <= 0 {
		return figure{}, false
	}
	_, _, isUnit := r.unitBehind(b)
	if !certain && (!isRound(b.value) && !a.value.is(1) || isUnit && r.at(b.next).low != "-") || r.isYear(at) {
		return figure{}, false
	}
	f := r.figure(record.Ratio, a.first, b.next)
	f.value = a.value.quo(b.value)
	return f, true
}

// inEvery returns the token behind "in", "out of" or "of every" at i, and
// whether nothing but a ratio can follow it.
func (r *reader) inEvery(i int) (next int, certain bool) {
	switch r.at(i).low {
	case "in":
		if low := r.at(i + 1).low; low == "every" || low == "each" {
			return i + 2, true
		}
		return i + 1, false
	case "out":
		if r.at(i+1).low == "of" {
			if low := r.at(i + 2).low; low == "every" || low == "each" {
				return i + 3, true
			}
			return i + 2, true
		}
	case "of":
		if low := r.at(i + 1).low; low == "every" || low == "each" {
			return i + 2, true
		}
	case "-":
		if r.at(i+1).low == "in" && r.at(i+2).low == "-" && r.glued(i) && r.glued(i+1) {
			return i + 3, true
		}
	}
	return i, false
}

// isRound reports whether v is what people count out of: 5, 10, 20, 1,000.
func isRound(v exact) bool {
	if v.den != 1 {
		return false
	}
	n := v.num
	for n >= 10 && n%10 == 0 {
		n /= 10
	}
	return n < 10 || n == 12 || n == 25
}

// times reads three times as, ten times more; occasions are counted.
func (r *reader) times(i int) (figure, bool) {
	if low := r.at(i).low; low == "twice" || low == "thrice" {
		f := r.figure(record.Ratio, i, i+1)
		f.value = whole(2)
		if low == "thrice" {
			f.value = whole(3)
		}
		return f, behindTimes[r.at(i+1).low] // and not twice daily
	}
	n, ok := r.number(i)
	if !ok || n.article || r.at(n.next).low != "times" || !behindTimes[r.at(n.next+1).low] {
		return figure{}, false
	}
	f := r.figure(record.Ratio, i, n.next+1)
	f.value = n.value
	return f, true
}

// behindTimes are the words that make "times" multiply.
var behindTimes = setOf(`as more higher larger greater the that faster less lower smaller likelier better worse stronger its their
	his her our what longer bigger harder deadlier than those`)

// fold reads fivefold, five-fold and 10-fold.
func (r *reader) fold(i int) (figure, bool) {
	if stem, ok := strings.CutSuffix(r.at(i).low, "fold"); ok && small[stem] > 0 {
		f := r.figure(record.Ratio, i, i+1)
		f.value = whole(small[stem])
		return f, true
	}
	n, ok := r.number(i)
	if !ok {
		return figure{}, false
	}
	at := n.next
	if r.at(at).low == "-" {
		at++
	}
	if r.at(at).low != "fold" || r.at(at).gap {
		return figure{}, false
	}
	f := r.figure(record.Ratio, i, at+1)
	f.value = n.value
	return f, true
}

// slash reads 80/20, a ratio of two parts.
func (r *reader) slash(i int) (figure, bool) {
	over, under := plainInt(r.at(i).low), plainInt(r.at(i+2).low)
	if r.at(i+1).low != "/" || !r.glued(i+1) || !r.glued(i+2) || r.glued(i) || r.at(i+3).low == "/" || over < 1 || under < 1 || over < under {
		return figure{}, false
	}
	f := r.figure(record.Ratio, i, i+3)
	f.value = fraction(int64(over), int64(under))
	return f, true
}

// ordinal reads 35th, third, twenty-first.
func (r *reader) ordinal(i int) (figure, bool) {
	t := r.at(i)
	if t.kind == digits && r.at(i+1).is(suffix) && r.glued(i+1) {
		value, ok := decimal(t.low)
		if !ok || len(t.low) > maxDigits || !value.isInt() {
			return figure{}, false
		}
		f := r.figure(record.Ordinal, i, i+2)
		f.value = value
		return f, true
	}
	n, next, ok := r.ordinalWord(i)
	if !ok || t.low == "second" && (r.at(i-1).low == "per" || r.at(i-1).low == "split" || r.at(i-1).low == "a") {
		return figure{}, false
	}
	f := r.figure(record.Ordinal, i, next)
	f.value = whole(n)
	return f, true
}
