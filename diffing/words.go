package diffing

// A hunk is a stretch of tokens that differs: a[A0:A1] became b[B0:B1].
type hunk struct{ a0, a1, b0, b1 int }

func (h hunk) insertion() bool { return h.a0 == h.a1 }
func (h hunk) deletion() bool  { return h.b0 == h.b1 }

// compare finds the words in which the sides of p differ.
func (p *pair) compare() {
	if p.wording = new(wording); p.same() {
		return
	}
	p.a, p.b = tokensOf(p.old), tokensOf(p.new)
	p.hunks = mergeHunks(p.a, p.b, slide(p.a, p.b, diffTokens(p.a, p.b)))
	p.cosmetic = make([]bool, len(p.hunks))
}

func tokensOf(units []*unit) []token {
	if len(units) == 1 {
		return units[0].tokens()
	}
	var out []token
	for _, u := range units {
		out = append(out, u.tokens()...)
	}
	return out
}

// diffTokens returns where a and b differ.
func diffTokens(a, b []token) []hunk {
	keys := func(list []token) []string {
		out := make([]string, len(list))
		for i, t := range list {
			out[i] = t.key
		}
		return out
	}
	var out []hunk
	i, j := 0, 0
	for _, e := range append(common(intern(keys(a), keys(b))), [2]int{len(a), len(b)}) {
		if e[0] > i || e[1] > j {
			out = append(out, hunk{i, e[0], j, e[1]})
		}
		i, j = e[0]+1, e[1]+1
	}
	return out
}

// slide moves insertions and deletions that could stand at several places to
// where an editor would mark them: at the end of a clause or a sentence.
//
//	A, [B,] C and not A[, B], C
func slide(a, b []token, hunks []hunk) []hunk {
	for k := range hunks {
		h := &hunks[k]
		switch {
		case h.deletion() && !h.insertion():
			lo, hi := 0, len(a)
			if k > 0 {
				lo = hunks[k-1].a1
			}
			if k+1 < len(hunks) {
				hi = hunks[k+1].a0
			}
			d := shift(a, h.a0, h.a1, lo, hi)
			*h = hunk{h.a0 + d, h.a1 + d, h.b0 + d, h.b1 + d}
		case h.insertion() && !h.deletion():
			lo, hi := 0, len(b)
			if k > 0 {
				lo = hunks[k-1].b1
			}
			if k+1 < len(hunks) {
				hi = hunks[k+1].b0
			}
			d := shift(b, h.b0, h.b1, lo, hi)
			*h = hunk{h.a0 + d, h.a1 + d, h.b0 + d, h.b1 + d}
		}
	}
	return hunks
}

// shift returns by how many tokens the stretch from i to j of t is best moved
// within lo and hi.
func shift(t []token, i, j, lo, hi int) int {
	first, last := 0, 0
	for i+first > lo && t[i+first-1].key == t[j+first-1].key {
		first--
	}
	for j+last < hi && t[i+last].key == t[j+last].key {
		last++
	}
	best, at := cutScore(t, i, j), 0
	for d := first; d <= last; d++ {
		if s := cutScore(t, i+d, j+d); s > best {
			best, at = s, d
		}
	}
	return at
}

// cutScore says how well a stretch begins and ends.
func cutScore(t []token, i, j int) int {
	score := 0
	if i == 0 || t[i-1].kind == mark {
		score += 2 // begins after a comma or full stop
	}
	switch {
	case t[j-1].kind == mark && t[i].kind != mark:
		score += 2 // and ends with one
	case t[i].kind == mark && t[j-1].kind != mark && (j == len(t) || t[j].kind == mark):
		score++ // or begins with one
	}
	if t[i].key == "(" && t[j-1].key == ")" {
		score += 4
	}
	return score
}

// mergeHunks joins hunks that only a small word or a mark keeps apart, so
// that a rewritten phrase is one edit. A figure that became another stays an
// edit of its own.
func mergeHunks(a, b []token, hunks []hunk) []hunk {
	var out []hunk
	for _, h := range hunks {
		if n := len(out); n > 0 {
			p := &out[n-1]
			gap := a[p.a1:h.a0]
			if len(gap) <= 2 && allSmall(gap) && !figuresOnly(a, b, *p) && !figuresOnly(a, b, h) && phrase(a, b, *p, h) {
				p.a1, p.b1 = h.a1, h.b1
				continue
			}
		}
		out = append(out, h)
	}
	return out
}

// phrase reports whether two hunks together rewrite: not two bare insertions
// or deletions, and not single marks.
func phrase(a, b []token, p, h hunk) bool {
	changed := func(h hunk) bool {
		for _, t := range append(a[h.a0:h.a1:h.a1], b[h.b0:h.b1]...) {
			if t.kind != mark {
				return true
			}
		}
		return false
	}
	return changed(p) && changed(h)
}

func allSmall(list []token) bool {
	for _, t := range list {
		if t.kind != mark && !small[t.key] {
			return false
		}
		if t.kind == mark && (t.key == "." || t.key == ";" || t.key == ":") {
			return false
		}
	}
	return true
}

// figuresOnly reports whether h replaces figures by as many figures.
func figuresOnly(a, b []token, h hunk) bool {
	for _, t := range a[h.a0:h.a1] {
		if t.fig < 0 {
			return false
		}
	}
	for _, t := range b[h.b0:h.b1] {
		if t.fig < 0 {
			return false
		}
	}
	return h.a1-h.a0 == h.b1-h.b0
}
