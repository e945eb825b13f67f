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
	f := record.Flag{Kind: k, Before: before, After: after, Sentence: r.p.sentence(), Section: r.p.section(), Part: record.Main}
	f.Row, f.Column = r.p.cell()
	return f
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
		if r.target(a, b) || r.weekday(k, h, a, b) || r.rank(a, b) {
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
