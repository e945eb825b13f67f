package diffing

import (
	"fmt"
	"strings"

	"stet/record"
)

// What became of the figures of a sentence.

// figures names what became of the figures.
func (r *reading) figures() {
	matches := r.p.figureMatches()
	var goneIn, comeIn = map[int]bool{}, map[int]bool{}
	for _, m := range matches {
		if m.b < 0 {
			goneIn[r.hunkOfA[m.a]] = true
		}
		if m.a < 0 {
			comeIn[r.hunkOfB[m.b]] = true
		}
	}
	// replaced says that figures went and others came in one short hunk: the
	// words that changed tell more than two figures that seem to come and go.
	replaced := func(k int) bool {
		h := r.p.hunks[k]
		return goneIn[k] && comeIn[k] && h.a1-h.a0 <= 8 && h.b1-h.b0 <= 8
	}
	for _, m := range matches {
		switch {
		case m.b < 0:
			if k := r.hunkOfA[m.a]; !r.usedA[m.a] && !replaced(k) && !spelt(r.p.a[m.a]) && !dialled(r.p.a, m.a) {
				r.figureAlone(m.a, -1)
			}
		case m.a < 0:
			if k := r.hunkOfB[m.b]; !r.usedB[m.b] && !replaced(k) && !spelt(r.p.b[m.b]) && !dialled(r.p.b, m.b) {
				r.figureAlone(-1, m.b)
			}
		case !r.usedA[m.a] || !r.usedB[m.b]:
			r.figurePair(m.a, m.b)
		}
	}
}

// dialled reports whether a bare number stands beside an identifier with
// nothing but marks between: the codes in front of a telephone number.
func dialled(list []token, i int) bool {
	if f := list[i].figure(); f.Kind != record.Count || f.Unit != "" {
		return false
	}
	for _, step := range []int{1, -1} {
		for k := i + step; k >= 0 && k < len(list) && abs(k-i) <= 8; k += step {
			f := list[k].figure()
			if f != nil && f.Kind == record.Identifier {
				return true
			}
			if list[k].kind != mark && (f == nil || f.Kind != record.Count) {
				break
			}
		}
	}
	return false
}

// spelt reports whether a figure is an ordinal in letters: the First Lady.
func spelt(t token) bool { return t.figure().Kind == record.Ordinal && digits(t.key) == "" }

// figureAlone names a figure that came or went.
func (r *reading) figureAlone(a, b int) {
	var f record.Flag
	var fig *record.Figure
	side := &record.FigureChange{}
	if a >= 0 {
		fig, f = r.p.a[a].figure(), r.flag(record.FigureRemoved, r.p.a[a].text(), "")
		side.Before = fig.Quantity()
		r.usedA[a] = true
		r.useQualifier(r.p.a, r.usedA, a)
		r.told[r.hunkOfA[a]] = true
	} else {
		fig, f = r.p.b[b].figure(), r.flag(record.FigureAdded, "", r.p.b[b].text())
		if dated(fig) {
			r.newDates = append(r.newDates, newDate{fig.Value.String(), join(r.p.new)})
		}
		side.After = fig.Quantity()
		r.usedB[b] = true
		r.useQualifier(r.p.b, r.usedB, b)
		r.told[r.hunkOfB[b]] = true
	}
	switch fig.Kind {
	case record.Date:
		f.Kind = record.DateAltered
	case record.Identifier:
		f.Kind = record.IdentifierAltered
	default:
		f.Figure = side
	}
	r.raise(f)
}

func (r *reading) useQualifier(list []token, used []bool, i int) {
	lo, hi := qualifierAt(list, i)
	for ; lo < hi; lo++ {
		used[lo] = true
	}
}

// figurePair names what became of one figure.
func (r *reading) figurePair(a, b int) {
	x, y := r.p.a[a], r.p.b[b]
	f, g := asCounts(x.figure(), y.figure())
	if kindsDiffer(f, g) {
		return // the words around it tell
	}
	changed := r.hunkOfA[a] >= 0 || r.hunkOfB[b] >= 0
	r.usedA[a], r.usedB[b] = true, true
	same := sameValue(f, g)
	if !same {
		flag := r.flag(record.FigureAltered, withSign(r.p.a, a), withSign(r.p.b, b))
		switch {
		case dated(f):
			flag.Kind = record.DateAltered
			flag.Before, flag.After = endsThatDiffer(flag.Before, flag.After)
			r.newDates = append(r.newDates, newDate{g.Value.String(), join(r.p.new)})
		case f.Kind == record.Identifier || numbers(r.p.a, a) && numbers(r.p.b, b):
			flag.Kind = record.IdentifierAltered
		default:
			c := &record.FigureChange{Before: f.Quantity(), After: g.Quantity()}
			c.Change, c.Ratio = change(f, g)
			flag.Figure = c
			if transposed(x.text(), y.text()) {
				flag.Detail = "two digits changed places"
			}
		}
		if !changed && flag.Kind != record.FigureAltered {
			return // read otherwise on the two sides, but written the same
		}
		r.raise(flag)
		r.tell(a, b)
	} else if k := r.hunkOfA[a]; k >= 0 && k == r.hunkOfB[b] {
		r.settled[k] = true
	}
	if same && !hasUnit(f) && quantity(f) && f.Unit != "" && g.Unit != "" && !sameNoun(f.Unit, g.Unit) {
		r.claim = fmt.Sprintf("%s now counts %s, not %s", y.text(), g.Unit, f.Unit)
	}
	r.qualifier(a, b)
}

// dated reports whether f is a date or a range of dates.
func dated(f *record.Figure) bool {
	return f.Kind == record.Date || f.Kind == record.Range && f.Value.IsText()
}

// kindsDiffer reports whether one of f and g is a quantity and the other none.
func kindsDiffer(f, g *record.Figure) bool {
	return f.Kind != g.Kind && !(quantity(f) && quantity(g)) && !(dated(f) && dated(g))
}

// numbers reports whether the bare number at token i names something, as in
// "proceed to Action 4": it counts nothing, and a capital stands in front of
// it within a sentence.
func numbers(list []token, i int) bool {
	f := list[i].figure()
	return f.Kind == record.Count && f.Unit == "" && i >= 2 && list[i-1].kind == word && capital(list[i-1].key) &&
		!small[strings.ToLower(list[i-1].key)] && list[i-2].kind == word && !capital(list[i-2].key)
}

// endsThatDiffer returns those ends of two ranges that differ, or both whole.
func endsThatDiffer(a, b string) (string, string) {
	for _, sep := range []string{" to ", " through ", " and ", " - ", " – ", "–", "-"} {
		a1, a2, ok1 := strings.Cut(a, sep)
		b1, b2, ok2 := strings.Cut(b, sep)
		if !ok1 || !ok2 {
			continue
		}
		if fold(a1) == fold(b1) && strings.Contains(a2, " ") && strings.Contains(b2, " ") {
			return a2, b2
		}
		if fold(a2) == fold(b2) && strings.Contains(a1, " ") && strings.Contains(b1, " ") {
			return a1, b1
		}
		return a, b
	}
	return a, b
}

// tell notes that the hunks of two tokens have a flag of their own.
func (r *reading) tell(a, b int) {
	if k := r.hunkOfA[a]; k >= 0 {
		r.told[k] = true
	}
	if k := r.hunkOfB[b]; k >= 0 {
		r.told[k] = true
	}
}

// qualifier names what became of the words in front of a figure.
func (r *reading) qualifier(a, b int) {
	f, g := r.p.a[a].figure(), r.p.b[b].figure()
	la, ha := qualifierAt(r.p.a, a)
	lb, hb := qualifierAt(r.p.b, b)
	touched := false
	for i := la; i < ha; i++ {
		touched = touched || r.hunkOfA[i] >= 0
	}
	for i := lb; i < hb; i++ {
		touched = touched || r.hunkOfB[i] >= 0
	}
	if !touched {
		return
	}
	for i := la; i < ha; i++ {
		r.usedA[i] = true
	}
	for i := lb; i < hb; i++ {
		r.usedB[i] = true
	}
	if sameQualifier(f, g) {
		return
	}
	if symbol(f.Qualifier) || symbol(g.Qualifier) {
		if sameValue(f, g) {
			flag := r.flag(record.FigureAltered, withSign(r.p.a, a), withSign(r.p.b, b))
			flag.Figure = &record.FigureChange{Before: f.Quantity(), After: g.Quantity()}
			flag.Detail = "the comparison changed"
			r.raise(flag)
		}
	} else {
		r.raise(r.flag(record.QualifierAltered, textOf(r.p.a[la:ha]), textOf(r.p.b[lb:hb])))
	}
	for i := la; i < ha; i++ {
		if k := r.hunkOfA[i]; k >= 0 {
			r.told[k] = true
		}
	}
	for i := lb; i < hb; i++ {
		if k := r.hunkOfB[i]; k >= 0 {
			r.told[k] = true
		}
	}
}
