package diffing

import (
	"strings"

	"stet/record"
)

// What became of not, must, may and their like.

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
