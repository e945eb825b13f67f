package diffing

import (
	"fmt"
	"regexp"
	"strings"

	"stet/record"
)

// A reading is one pair of sentences while its hunks are named.
type reading struct {
	*judge
	p       *pair
	usedA   []bool // tokens that a flag or a match accounts for
	usedB   []bool
	stated  []bool // hunks that change a stated date and nothing else
	told    []bool // hunks that a flag of their own kind tells of
	settled []bool // hunks in which a figure was only written otherwise
	claim   string // what a figure that stayed now counts
	titled  bool   // most words have capitals
	hunkOfA []int  // hunk of each token, -1 in what stayed
	hunkOfB []int
}

func newReading(j *judge, p *pair) *reading {
	pushed := p.joinPushed()
	r := &reading{judge: j, p: p, usedA: make([]bool, len(p.a)), usedB: make([]bool, len(p.b)),
		stated: make([]bool, len(p.hunks)), told: make([]bool, len(p.hunks)), settled: make([]bool, len(p.hunks)),
		hunkOfA: filled(len(p.a)), hunkOfB: filled(len(p.b)), titled: titled(p.a) || titled(p.b)}
	for k, h := range p.hunks {
		for i := h.a0; i < h.a1; i++ {
			r.hunkOfA[i] = k
		}
		for i := h.b0; i < h.b1; i++ {
			r.hunkOfB[i] = k
		}
		a, b := p.a[h.a0:h.a1], p.b[h.b0:h.b1]
		if (len(a) == 0 || j.statesDate(a, j.old)) && (len(b) == 0 || j.statesDate(b, j.new)) {
			r.stated[k] = true
			r.use(h)
		}
		if r.tail(h) {
			r.use(h)
			p.cosmetic[k] = true
		}
	}
	if pushed {
		r.pushed()
	}
	return r
}

func filled(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = -1
	}
	return list
}

// use marks all tokens of h as accounted for.
func (r *reading) use(h hunk) {
	for i := h.a0; i < h.a1; i++ {
		r.usedA[i] = true
	}
	for i := h.b0; i < h.b1; i++ {
		r.usedB[i] = true
	}
}

// flag returns a flag of kind k about this pair.
func (r *reading) flag(k record.FlagKind, before, after string) record.Flag {
	return record.Flag{Kind: k, Before: before, After: after, Sentence: r.p.sentence(), Section: r.p.section(), Part: record.Main}
}

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

// words names what is left of each hunk.
func (r *reading) words() {
	var rest []hunk
	for k, h := range r.p.hunks {
		if r.p.cosmetic[k] {
			continue // a teaser's cut end
		}
		a, b := r.left(r.p.a, r.usedA, h.a0, h.a1), r.left(r.p.b, r.usedB, h.b0, h.b1)
		if len(a)+len(b) == 0 || sameWords(r.p.a, a, r.p.b, b) {
			if !r.told[k] && !r.stated[k] {
				r.p.cosmetic[k] = true
				r.marksOnly(k, h)
			}
			r.quote(k, h)
			continue
		}
		if r.target(a, b) || r.weekday(k, h, a, b) {
			continue
		}
		own := r.negation(h, a, b)
		own = r.modality(h, a, b) || own
		own = r.name(h, a, b) || own
		r.quoteOr(k, h, own || len(a)+len(b) <= 2 && r.told[k] && r.minor(a, b), &rest)
	}
	r.altered(rest)
}

// weekday raises date-altered for the name of a day, unless the date beside it
// is told of already.
func (r *reading) weekday(k int, h hunk, a, b []int) bool {
	if len(a) != 1 || len(b) != 1 || !weekdays[strings.ToLower(r.p.a[a[0]].key)] || !weekdays[strings.ToLower(r.p.b[b[0]].key)] {
		return false
	}
	for i := b[0] + 1; i < len(r.p.b) && i <= b[0]+3; i++ {
		if f := r.p.b[i].figure(); f != nil && f.Kind == record.Date && r.hunkOfB[i] >= 0 && r.told[r.hunkOfB[i]] {
			return true
		}
	}
	r.raise(r.flag(record.DateAltered, r.p.a[a[0]].text(), r.p.b[b[0]].text()))
	return true
}

// target raises link-retargeted or image-replaced where only the target of a
// Markdown link changed.
func (r *reading) target(a, b []int) bool {
	if len(a) != 1 || len(b) != 1 {
		return false
	}
	x, y := r.p.a[a[0]], r.p.b[b[0]]
	if x.kind != address || y.kind != address || !strings.HasPrefix(x.key, "](") || !strings.HasPrefix(y.key, "](") {
		return false
	}
	trim := func(t token) string { return strings.TrimSuffix(strings.TrimPrefix(t.text(), "]("), ")") }
	f := record.Flag{Kind: record.LinkRetargeted, Before: trim(x), After: trim(y), Section: r.p.section(), Part: record.Main}
	if pictureRe.MatchString(f.Before) {
		f.Kind = record.ImageReplaced
		if icon(f.Before) && icon(f.After) {
			f.Severity = record.Low
		}
	}
	if linkKey(f.Before) == linkKey(f.After) {
		f.Severity = record.None
	}
	r.raise(f)
	return true
}

var pictureRe = regexp.MustCompile(`(?i)\.(?:png|jpe?g|gif|svg|webp)(?:$|[?#\s])`)

// tail reports whether h only moves the place at which a teaser is cut off
// with "…".
func (r *reading) tail(h hunk) bool {
	a, b := r.p.a, r.p.b
	if len(a) == 0 || len(b) == 0 || a[len(a)-1].key != "..." && a[len(a)-1].key != "." || len(a)-h.a1 > 3 || len(b)-h.b1 > 3 || !(h.insertion() || h.deletion()) {
		return false
	}
	x, y := r.p.old[len(r.p.old)-1], r.p.new[len(r.p.new)-1]
	return cutOff(x.text()) && cutOff(y.text())
}

// left returns the words from i to j that nothing accounts for yet.
func (r *reading) left(list []token, used []bool, i, j int) []int {
	var out []int
	for ; i < j; i++ {
		if !used[i] && list[i].kind != mark {
			out = append(out, i)
		}
	}
	return out
}

// sameWords reports whether two lists of words differ in capitals, hyphens
// and apostrophes only.
func sameWords(la []token, a []int, lb []token, b []int) bool {
	squeeze := func(list []token, at []int) string {
		var s strings.Builder
		for _, i := range at {
			for _, r := range strings.ToLower(list[i].key) {
				if r != '-' && r != '\'' && r != ' ' && r != '.' {
					s.WriteRune(r)
				}
			}
		}
		return s.String()
	}
	return squeeze(la, a) == squeeze(lb, b)
}

// marksOnly raises text-altered, not shown, for punctuation, capitals and
// the like; for signs that change what is said it is shown.
func (r *reading) marksOnly(k int, h hunk) {
	a, b := textOf(r.p.a[h.a0:h.a1]), textOf(r.p.b[h.b0:h.b1])
	f := r.flag(record.TextAltered, a, b)
	f.Severity = record.None
	if signs(r.p.a[h.a0:h.a1]) != signs(r.p.b[h.b0:h.b1]) {
		f.Severity = record.Low
		r.p.cosmetic[k] = false
	}
	r.raise(f)
}

// signs returns the marks of a stretch that change what is said.
func signs(list []token) string {
	var s strings.Builder
	for _, t := range list {
		if t.kind == mark && strings.ContainsAny(t.key, "<>=%$€£+±≥≤") {
			s.WriteString(t.key)
		}
	}
	return s.String()
}

// minor reports whether words left beside a figure that changed are those
// that change with it: "1 person", "2 people", "was", "were".
func (r *reading) minor(a, b []int) bool {
	for _, i := range a {
		if !small[strings.ToLower(r.p.a[i].key)] {
			return len(a) == 1 && len(b) == 1 && last(strings.ToLower(r.p.a[a[0]].key)) == last(strings.ToLower(r.p.b[b[0]].key))
		}
	}
	for _, i := range b {
		if !small[strings.ToLower(r.p.b[i].key)] {
			return false
		}
	}
	return true
}

// negation raises negation-altered where a not came or went.
func (r *reading) negation(h hunk, a, b []int) bool {
	x, y := pickTokens(r.p.a, a, negates), pickTokens(r.p.b, b, negates)
	if len(a)+len(b) > 12 {
		return false // rewritten, whatever it now says
	}
	if len(x) == len(y) {
		for _, i := range a {
			for _, k := range b {
				if flipped(r.p.a[i].key, r.p.b[k].key) {
					r.raise(r.flag(record.NegationAltered, r.p.a[i].text(), r.p.b[k].text()))
					return len(a) == 1 && len(b) == 1
				}
			}
		}
		return false
	}
	if (ownClause(r.p.a, h.a0, h.a1, x) || ownClause(r.p.b, h.b0, h.b1, y)) && !r.shareStem(a, b) {
		return false
	}
	before, after := negated(r.p.a, x), negated(r.p.b, y)
	if (before == "" || after == "") && len(a) == 1 && len(b) == 1 {
		before, after = r.p.a[a[0]].text(), r.p.b[b[0]].text() // can, cannot
	}
	r.raise(r.flag(record.NegationAltered, before, after))
	return len(a)-len(x) <= 1 && len(b)-len(y) <= 1 && r.auxiliary(a, b)
}

// ownClause reports whether the negations among tokens lo to hi turn round
// what came or went with them, and no claim that stays.
//
//	open on Mondays[, but not on holidays]    its own clause
//	Border[: Do Not Travel]                   its own clause
//	is [not usually] open                     the claim that stays
func ownClause(list []token, lo, hi int, negations []int) bool {
	for _, i := range negations {
		begins, ends := false, false
		for k := lo; k < i; k++ {
			key := strings.ToLower(list[k].key)
			begins = begins || list[k].kind == mark || list[k].kind == number || !helps(list[k]) || key == "do"
		}
		for k := i + 1; k < hi; k++ {
			ends = ends || list[k].kind == word && !helps(list[k]) && !strings.HasSuffix(list[k].key, "ly")
		}
		if !begins || !ends {
			return false
		}
	}
	return len(negations) > 0
}

// shareStem reports whether a word of a and one of b begin alike: what is
// negated on one side is said on the other, as in "Do not swim", "Swim".
func (r *reading) shareStem(a, b []int) bool {
	stem := func(t token) string {
		k := []rune(strings.ToLower(t.key))
		return string(k[:min(len(k), 4)])
	}
	stems := map[string]bool{}
	for _, i := range a {
		if !helps(r.p.a[i]) && !negates(r.p.a[i]) {
			stems[stem(r.p.a[i])] = true
		}
	}
	for _, i := range b {
		if !helps(r.p.b[i]) && stems[stem(r.p.b[i])] {
			return true
		}
	}
	return false
}

// negated returns the negations among tokens, "no longer" whole.
func negated(list []token, at []int) string {
	var s []string
	for _, i := range at {
		s = append(s, list[i].text())
		if i+1 < len(list) && strings.EqualFold(list[i].key, "no") && strings.EqualFold(list[i+1].key, "longer") {
			s = append(s, list[i+1].text())
		}
	}
	return strings.Join(s, " ")
}

// auxiliary reports whether all words but negations are helpers such as do
// and does.
func (r *reading) auxiliary(a, b []int) bool {
	for _, i := range a {
		if t := r.p.a[i]; !negates(t) && !helps(t) {
			return false
		}
	}
	for _, i := range b {
		if t := r.p.b[i]; !negates(t) && !helps(t) {
			return false
		}
	}
	return true
}

// helps reports whether a token only helps to negate or to oblige.
func helps(t token) bool {
	k := strings.ToLower(t.key)
	return small[k] || duties[k] || k == "longer"
}

// modality raises modality-altered where a must became a may, or one came or
// went in a short edit.
func (r *reading) modality(h hunk, a, b []int) bool {
	x, y := modalsAt(r.p.a, a), modalsAt(r.p.b, b)
	if len(x)+len(y) == 0 {
		is := func(t token) bool { return duties[strings.ToLower(t.key)] }
		if x, y = pickTokens(r.p.a, a, is), pickTokens(r.p.b, b, is); len(x) != 1 || len(y) != 1 {
			return false
		}
		r.raise(r.flag(record.ModalityAltered, wordsOf(r.p.a, x), wordsOf(r.p.b, y)))
		return r.auxiliary(a, b)
	}
	if modalNames(r.p.a, x) == modalNames(r.p.b, y) {
		return false
	}
	if (len(x) == 0 || len(y) == 0) && len(a)+len(b) > 8 {
		return false
	}
	r.raise(r.flag(record.ModalityAltered, wordsOf(r.p.a, x), wordsOf(r.p.b, y)))
	return r.auxiliary(a, b)
}

// modalsAt returns the modal verbs among tokens; "his last will", "a can of
// paint" and "a must" hold none.
func modalsAt(list []token, at []int) []int {
	var out []int
	for _, i := range at {
		noun := i > 0 && determiners[strings.ToLower(list[i-1].key)] || i+1 < len(list) && strings.ToLower(list[i+1].key) == "of"
		if modalOf(list[i]) != "" && !noun {
			out = append(out, i)
		}
	}
	return out
}

func modalNames(list []token, at []int) string {
	var s []string
	for _, i := range at {
		s = append(s, modalOf(list[i]))
	}
	return strings.Join(s, " ")
}

func pickTokens(list []token, at []int, is func(token) bool) []int {
	var out []int
	for _, i := range at {
		if is(list[i]) {
			out = append(out, i)
		}
	}
	return out
}

// wordsOf returns the tokens as they stand.
func wordsOf(list []token, at []int) string {
	var s []string
	for _, i := range at {
		s = append(s, list[i].text())
	}
	return strings.Join(s, " ")
}

// name raises name-altered where all words of the hunk are parts of names.
// Where most words have capitals anyhow, only those of a body, law or
// programme that is called so are told.
func (r *reading) name(h hunk, a, b []int) bool {
	caps := r.titled
	names := func(list []token, at []int) (n int, all bool) {
		all = true
		for _, i := range at {
			switch {
			case list[i].fig >= 0:
				all = false
			case nameLike(list, i) && (!caps || bodyName(list, i)):
				n++
			case !small[strings.ToLower(list[i].key)]:
				all = false
			}
		}
		return n, all
	}
	n, allA := names(r.p.a, a)
	m, allB := names(r.p.b, b)
	if !allA || !allB || n+m == 0 || len(a) > 12 || len(b) > 12 || n == 0 && len(a) > 0 || m == 0 && len(b) > 0 {
		return false
	}
	if shouted(r.p.a, a) || shouted(r.p.b, b) {
		return false
	}
	r.raise(r.flag(record.NameAltered, textOf(r.p.a[h.a0:h.a1]), textOf(r.p.b[h.b0:h.b1])))
	return true
}

// shouted reports whether tokens, with those around them, are three words
// and more all in capitals, of a label or a list: names cannot be told in it.
func shouted(list []token, at []int) bool {
	if len(at) == 0 {
		return false
	}
	upper := func(i int) bool {
		return i >= 0 && i < len(list) && list[i].key == strings.ToUpper(list[i].key) && list[i].fig < 0
	}
	lo, hi := at[0], at[len(at)-1]
	for ; upper(lo - 1); lo-- {
	}
	for ; upper(hi + 1); hi++ {
	}
	n, longest := 0, 0
	for i := lo; i <= hi; i++ {
		if !upper(i) || bodyName(list, i) {
			return false
		}
		if list[i].kind == word && len(list[i].key) > 1 {
			n++
			longest = max(longest, len(list[i].key))
		}
	}
	return n >= 3 && longest > 5 // DHS, FBI, FEMA are names
}

// speaks reports whether a stretch holds more than marks and addresses.
func speaks(list []token) bool {
	for _, t := range list {
		if t.kind == word || t.kind == number {
			return true
		}
	}
	return false
}

// quote raises quote-altered for a hunk inside quotation marks.
func (r *reading) quote(k int, h hunk) bool {
	if r.p.cosmetic[k] || r.stated[k] || !speaks(r.p.a[h.a0:h.a1]) && !speaks(r.p.b[h.b0:h.b1]) || !r.quoted(r.p.a, h.a0, h.a1) || !r.quoted(r.p.b, h.b0, h.b1) {
		return false
	}
	r.raise(r.flag(record.QuoteAltered, textOf(r.p.a[h.a0:h.a1]), textOf(r.p.b[h.b0:h.b1])))
	return true
}

// quoteOr raises quote-altered, or keeps the hunk for text-altered if no own
// kind told of it.
func (r *reading) quoteOr(k int, h hunk, own bool, rest *[]hunk) {
	if !r.quote(k, h) && !own {
		*rest = append(*rest, h)
	}
}

// altered raises text-altered for the hunks left; three and more of one
// sentence are one: it was rewritten.
func (r *reading) altered(rest []hunk) {
	if r.p.isHeading() || len(rest) == 0 {
		return
	}
	if len(rest) >= 3 {
		rest = []hunk{{rest[0].a0, rest[len(rest)-1].a1, rest[0].b0, rest[len(rest)-1].b1}}
	}
	for _, h := range rest {
		f := r.flag(record.TextAltered, textOf(r.p.a[h.a0:h.a1]), textOf(r.p.b[h.b0:h.b1]))
		f.Detail, r.claim = r.claim, ""
		if r.smallOnly(h) || h.a1 > h.a0 && r.hunkOfA[h.a0] >= 0 && r.settled[r.hunkOfA[h.a0]] && h.a1-h.a0+h.b1-h.b0 <= 6 {
			f.Severity = record.Low
		}
		r.raise(f)
	}
}

// smallOnly reports whether only articles and the like differ, and where a
// sentence ends.
func (r *reading) smallOnly(h hunk) bool {
	count := map[string]int{}
	for _, t := range r.p.a[h.a0:h.a1] {
		count[strings.ToLower(t.key)]++
	}
	for _, t := range r.p.b[h.b0:h.b1] {
		count[strings.ToLower(t.key)]--
	}
	for k, n := range count {
		if n != 0 && kindOf(k) != mark && !articles[k] {
			return false
		}
	}
	return true
}

var articles = setOf("a an the and its their of in on at for to that this these those which who by with as")

func (p *pair) isHeading() bool {
	return p.new[0].block.Kind == record.Heading || p.old[0].block.Kind == record.Heading
}

// heading raises heading-altered beside what the words call for.
func (r *reading) heading() {
	if !r.p.isHeading() {
		return
	}
	first, lastOne := -1, -1
	for k := range r.p.hunks {
		if !r.p.cosmetic[k] && !r.stated[k] {
			if first < 0 {
				first = k
			}
			lastOne = k
		}
	}
	if first < 0 {
		if len(r.p.hunks) > 0 && !allStated(r.stated) {
			f := r.flag(record.HeadingAltered, textOf(r.p.a), textOf(r.p.b))
			f.Severity = record.None
			r.raise(f)
		}
		return
	}
	h := hunk{r.p.hunks[first].a0, r.p.hunks[lastOne].a1, r.p.hunks[first].b0, r.p.hunks[lastOne].b1}
	r.raise(r.flag(record.HeadingAltered, textOf(r.p.a[h.a0:h.a1]), textOf(r.p.b[h.b0:h.b1])))
}

func allStated(list []bool) bool {
	for _, s := range list {
		if !s {
			return false
		}
	}
	return true
}

func itoa(n int) string { return fmt.Sprint(n) }
