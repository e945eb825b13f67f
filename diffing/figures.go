package diffing

import (
	"math/big"
	"strings"

	"stet/record"
)

// A figureMatch is a figure of the old sentence and the one of the new that
// makes the same claim; a side is -1 where there is none.
type figureMatch struct{ a, b int } // indexes of tokens

// figureMatches matches the figures of p: those in words that stayed with
// themselves, those in one hunk by what they are and count, and what is left
// by what they count.
func (p *pair) figureMatches() []figureMatch {
	var out []figureMatch
	i, j := 0, 0
	var restA, restB []int
	for _, h := range append(p.hunks, hunk{len(p.a), len(p.a), len(p.b), len(p.b)}) {
		for ; i < h.a0; i, j = i+1, j+1 {
			if p.a[i].fig >= 0 && p.b[j].fig >= 0 {
				out = append(out, figureMatch{i, j})
			}
		}
		fa, fb := figuresIn(p.a, h.a0, h.a1), figuresIn(p.b, h.b0, h.b1)
		in, la, lb := p.matchIn(fa, fb, h.a1-h.a0 <= 4 && h.b1-h.b0 <= 4 || len(fa)+len(fb) == h.a1-h.a0+h.b1-h.b0)
		out = append(out, in...)
		restA, restB = append(restA, la...), append(restB, lb...)
		i, j = h.a1, h.b1
	}
	for _, a := range restA {
		found := -1
		for k, b := range restB {
			if b >= 0 && p.claim(a, b) >= 5 {
				found = k
				break
			}
		}
		if found < 0 {
			out = append(out, figureMatch{a, -1})
			continue
		}
		out = append(out, figureMatch{a, restB[found]})
		restB[found] = -1
	}
	for _, b := range restB {
		if b >= 0 {
			out = append(out, figureMatch{-1, b})
		}
	}
	return out
}

func figuresIn(list []token, i, j int) []int {
	var out []int
	for ; i < j; i++ {
		if list[i].fig >= 0 {
			out = append(out, i)
		}
	}
	return out
}

// matchIn matches the figures of one hunk in order so that the claims agree
// best; near says that the hunk is so short that any claim will do.
func (p *pair) matchIn(fa, fb []int, near bool) (out []figureMatch, la, lb []int) {
	rows, cols := len(fa), len(fb)
	if rows == 0 || cols == 0 || rows*cols > 10000 {
		return nil, fa, fb
	}
	least := 4
	if near {
		least = 1
	}
	like := func(i, j int) int {
		if v := p.claim(fa[i], fb[j]); v >= least {
			return v
		}
		return 0
	}
	score := make([]int, (rows+1)*(cols+1))
	for i := rows - 1; i >= 0; i-- {
		for j := cols - 1; j >= 0; j-- {
			best := max(score[(i+1)*(cols+1)+j], score[i*(cols+1)+j+1])
			if v := like(i, j); v > 0 {
				best = max(best, v+score[(i+1)*(cols+1)+j+1])
			}
			score[i*(cols+1)+j] = best
		}
	}
	i, j := 0, 0
	for i < rows && j < cols {
		here := score[i*(cols+1)+j]
		switch v := like(i, j); {
		case v > 0 && here == v+score[(i+1)*(cols+1)+j+1]:
			out = append(out, figureMatch{fa[i], fb[j]})
			i, j = i+1, j+1
		case here == score[(i+1)*(cols+1)+j]:
			la = append(la, fa[i])
			i++
		default:
			lb = append(lb, fb[j])
			j++
		}
	}
	return out, append(la, fa[i:]...), append(lb, fb[j:]...)
}

// claim says how likely two figures make the same claim: 0 not at all; 1 to 3
// they are of a kind; 4 and more they also count the same or stand in the
// same words.
func (p *pair) claim(a, b int) int {
	f, g := p.a[a].figure(), p.b[b].figure()
	score := 0
	switch {
	case f.Kind == g.Kind:
		score = 3
	case quantity(f) && quantity(g):
		score = 1
	case bareYear(f) && quantity(g) || quantity(f) && bareYear(g):
		score = 1
	case digits(f.Text) != "" && digits(f.Text) == digits(g.Text):
		score = 1 // read otherwise: "Volume 28", "28"
	default:
		return 0
	}
	if f.Unit != "" && sameNoun(f.Unit, g.Unit) {
		score += 2
	}
	if sameValue(f, g) {
		score += 2
	}
	if a > 0 && b > 0 && sameWord(p.a[a-1], p.b[b-1]) {
		score++
	}
	if a+1 < len(p.a) && b+1 < len(p.b) && sameWord(p.a[a+1], p.b[b+1]) {
		score++
	}
	return score
}

func sameWord(x, y token) bool {
	return x.kind == word && y.kind == word && strings.EqualFold(x.key, y.key)
}

// sameNoun reports whether two counted nouns name the same: "law enforcement
// actions" and "actions".
func sameNoun(x, y string) bool {
	x, y = strings.ToLower(x), strings.ToLower(y)
	return x == y || last(x) == last(y)
}

func last(s string) string { return strings.TrimSuffix(s[strings.LastIndexByte(s, ' ')+1:], "s") }

// quantity reports whether f is a number that can be compared.
func quantity(f *record.Figure) bool {
	return f.Kind != record.Date && f.Kind != record.Identifier && f.Value.Rat() != nil
}

// bareYear reports whether f is a date of four digits and nothing else, which
// may as well be a count.
func bareYear(f *record.Figure) bool {
	return f.Kind == record.Date && len(f.Text) == 4 && digits(f.Text) == f.Text
}

// asCount returns a bare year as a count; other figures stay.
func asCount(f *record.Figure) *record.Figure {
	if !bareYear(f) {
		return f
	}
	g := *f
	g.Kind = record.Count
	g.Value, _ = record.ParseNumber(f.Text)
	return &g
}

// asCounts returns two figures as counts if they are bare years that cannot
// both be: too far apart or too far away, or one beside a count.
func asCounts(f, g *record.Figure) (x, y *record.Figure) {
	x, y = asCount(f), asCount(g)
	switch {
	case bareYear(f) && bareYear(g):
		a, b := x.Value.Float(), y.Value.Float()
		if a-b < 100 && b-a < 100 && min(a, b) >= 1700 && max(a, b) <= 2100 {
			return f, g
		}
		return x, y
	case bareYear(f) && quantity(g), bareYear(g) && quantity(f):
		return x, y
	}
	return f, g
}

// sameValue reports whether f and g say the same, however it is written.
func sameValue(f, g *record.Figure) bool {
	f, g = asCounts(f, g)
	switch {
	case f.Kind == record.Identifier || g.Kind == record.Identifier:
		return f.Kind == g.Kind && bare(f.Text) == bare(g.Text)
	case !quantity(f) || !quantity(g):
		return f.Value == g.Value && f.ValueTo == g.ValueTo
	}
	x, ux := inBase(f.Value.Rat(), f.Unit)
	y, uy := inBase(g.Value.Rat(), g.Unit)
	if ux != uy && (hasUnit(f) || hasUnit(g)) {
		return false
	}
	if f.Unit == g.Unit || !hasUnit(f) {
		return x.Cmp(y) == 0 && f.ValueTo == g.ValueTo
	}
	return near(x, y) && (f.ValueTo.IsZero() == g.ValueTo.IsZero()) && (f.ValueTo.IsZero() || nearValue(f, g))
}

func nearValue(f, g *record.Figure) bool {
	if f.ValueTo.Rat() == nil || g.ValueTo.Rat() == nil {
		return false
	}
	x, _ := inBase(f.ValueTo.Rat(), f.Unit)
	y, _ := inBase(g.ValueTo.Rat(), g.Unit)
	return near(x, y)
}

// near reports whether two values differ by rounding only, as 10 miles and
// 16.1 kilometres do.
func near(x, y *big.Rat) bool {
	if x.Cmp(y) == 0 {
		return true
	}
	d := new(big.Rat).Sub(x, y)
	d.Abs(d).Mul(d, big.NewRat(200, 1))
	return d.Cmp(new(big.Rat).Abs(x)) < 0
}

// hasUnit reports whether the figure's unit is part of its value and not a
// counted noun.
func hasUnit(f *record.Figure) bool {
	switch f.Kind {
	case record.Money, record.Percent, record.Measure, record.Duration:
		return true
	case record.Range:
		_, ok := units[f.Unit]
		return ok || f.Unit == "%" || f.Unit == "pp" || len(f.Unit) == 3 && strings.ToUpper(f.Unit) == f.Unit
	}
	return false
}

// bare returns an identifier without marks and spaces, in lower case.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -–().,/:\u00a0‑", r) {
			return -1
		}
		return r
	}, strings.ToLower(fold(s)))
}

// change returns g less f in f's unit and in parts of f, nil where they
// cannot be compared.
func change(f, g *record.Figure) (diff, ratio *float64) {
	if f == nil || g == nil || !quantity(f) || !quantity(g) {
		return nil, nil
	}
	x, y := f.Value.Rat(), g.Value.Rat()
	if u, v := f.ValueTo.Rat(), g.ValueTo.Rat(); x.Cmp(y) == 0 && u != nil && v != nil {
		x, y = u, v // the other end of a range moved
	}
	if f.Unit != g.Unit {
		bx, ux := inBase(x, f.Unit)
		by, uy := inBase(y, g.Unit)
		switch {
		case ux == uy && bx.Sign() != 0 && x.Sign() != 0 && !strings.HasSuffix(ux, "°"):
			y = new(big.Rat).Mul(by, new(big.Rat).Quo(x, bx)) // g in f's unit
		case hasUnit(f) || hasUnit(g):
			return nil, nil
		}
	}
	d := new(big.Rat).Sub(y, x)
	df, _ := d.Float64()
	diff = &df
	if x.Sign() != 0 {
		r, _ := d.Quo(d, new(big.Rat).Abs(x)).Float64()
		ratio = &r
	}
	return diff, ratio
}

// transposed reports whether the digits of f and g are the same but for two
// neighbours that swapped places.
func transposed(f, g string) bool {
	x, y := digits(f), digits(g)
	if len(x) != len(y) || x == y {
		return false
	}
	i := 0
	for x[i] == y[i] {
		i++
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && x[i+2:] == y[i+2:]
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
