package diffing

import (
	"cmp"
	"slices"

	"stet/record"
)

// A unit is what is paired: a sentence of a block that has no equal block on
// the other side.
type unit struct {
	block      *record.Block
	at         int // index of the block in its document
	seq        int // index among the units of its side
	pos        int // order on its side; units that are neighbours differ by 1
	start, end int // byte offsets in the block's text
	key        string
	bag        *bag  // nil: not made, or let go
	mate       *pair // nil: alone
}

// tokens returns the tokens of u. They take ten times the room of its text
// and are needed twice at most, so nobody keeps them.
func (u *unit) tokens() []token { return tokenize(u.block, u.start, u.end) }

func (u *unit) text() string { return u.block.Text[u.start:u.end] }

// place orders units, and whole blocks with start 0, on their side.
func (u *unit) place() int64 { return int64(u.at)<<32 | int64(u.start) }

// A pair is units of both sides that belong together: one each, or several
// where a sentence was split or sentences were joined.
type pair struct {
	old, new []*unit
	moved    bool
	*wording // nil until compared
}

// A wording is the words of a pair and where they differ.
type wording struct {
	a, b     []token // of old and new
	hunks    []hunk  // where a and b differ
	cosmetic []bool  // for each hunk: the same said otherwise
	merged   []record.Span
}

// same reports whether both sides read the same.
func (p *pair) same() bool {
	return len(p.old) == 1 && len(p.new) == 1 && p.old[0].key == p.new[0].key
}

// A script is two documents aligned. What it does not name is the same on
// both sides and in the same order.
type script struct {
	old, new   *record.Document
	pairs      []*pair // in the order of the new side; only those that differ or moved
	gone, come []*unit // units alone, in order
	oldUnits   []*unit
	newUnits   []*unit
	twin       []int // for each old block the new block it became, -1 if none
}

// align pairs what the two documents share: equal blocks, equal sentences,
// cells under the same headers, and sentences that are alike. The texts are
// those of the blocks, folded.
func align(old, new record.Document, oldTexts, newTexts []string) *script {
	s := &script{old: &old, new: &new}
	oldKeys, newKeys := blockKeys(&old, oldTexts), blockKeys(&new, newTexts)
	equal := common(intern(oldKeys, newKeys))
	s.twin = slices.Repeat([]int{-1}, len(old.Blocks))
	a := &aligner{script: s, oldKeys: oldKeys, newKeys: newKeys}
	i, j := 0, 0
	for _, e := range append(equal, [2]int{len(old.Blocks), len(new.Blocks)}) {
		a.gap(i, e[0], j, e[1])
		if e[0] < len(old.Blocks) {
			s.twin[e[0]] = e[1]
		}
		i, j = e[0]+1, e[1]+1
	}
	a.matchElsewhere()
	a.matchBeside()
	a.matchAlike()
	a.joinNeighbours()
	a.finish(equal)
	for _, units := range [][]*unit{s.oldUnits, s.newUnits} {
		for _, u := range units {
			u.bag = nil // what is alike is known
		}
	}
	return s
}

// blockKeys returns what makes blocks equal: the folded text, for cells with
// the folded headers.
func blockKeys(d *record.Document, texts []string) []string {
	keys := make([]string, len(d.Blocks))
	for i := range d.Blocks {
		b := &d.Blocks[i]
		keys[i] = readKey(texts[i])
		if b.Kind == record.Cell {
			keys[i] += "\x1f" + fold(b.Row) + "\x1f" + fold(b.Column)
		}
	}
	return keys
}

// An aligner holds what is not yet paired.
type aligner struct {
	*script
	oldKeys, newKeys []string
	gaps             []gap
	ids              ids
	often            []int         // for each word of ids in how many units it stands
	labels           map[int32]int // how many units begin with a word
}

// A gap is the units between two equal blocks on both sides, and sub-gaps
// those between two equal units.
type gap struct{ old, new []*unit }

// gap makes the units of the blocks between two equal ones and pairs those
// that are equal, or stand in the same cell.
func (a *aligner) gap(i0, i1, j0, j1 int) {
	g := gap{a.units(&a.oldUnits, a.old, i0, i1), a.units(&a.newUnits, a.new, j0, j1)}
	if len(g.old) == 0 || len(g.new) == 0 {
		if len(g.old)+len(g.new) > 0 {
			a.gaps = append(a.gaps, g)
		}
		return
	}
	matchCells(g)
	g = g.free()
	var x, y []string
	for _, u := range g.old {
		x = append(x, u.key)
	}
	for _, u := range g.new {
		y = append(y, u.key)
	}
	i, j := 0, 0
	for _, e := range append(common(intern(x, y)), [2]int{len(x), len(y)}) {
		if e[0] < len(x) {
			mate(g.old[e[0]], g.new[e[1]])
		}
		if sub := (gap{g.old[i:e[0]], g.new[j:e[1]]}); len(sub.old)+len(sub.new) > 0 {
			a.gaps = append(a.gaps, sub)
		}
		i, j = min(e[0]+1, len(x)), min(e[1]+1, len(y))
	}
}

// units appends the sentences of blocks i to j of d to all and returns them.
func (a *aligner) units(all *[]*unit, d *record.Document, i, j int) []*unit {
	first := len(*all)
	pos := 0
	if first > 0 {
		pos = (*all)[first-1].pos + 2 // no neighbour of the gap before
	}
	for ; i < j; i++ {
		b := &d.Blocks[i]
		for _, s := range cutSentences(b) {
			key := readKey(fold(b.Text[s[0]:s[1]]))
			if key == "" {
				continue
			}
			*all = append(*all, &unit{block: b, at: i, seq: len(*all), pos: pos, start: s[0], end: s[1], key: key})
			pos++
		}
	}
	return (*all)[first:]
}

func mate(o, n *unit) *pair {
	p := &pair{old: []*unit{o}, new: []*unit{n}}
	o.mate, n.mate = p, p
	return p
}

// free returns the units of g that have no mate.
func (g gap) free() gap { return gap{alone(g.old), alone(g.new)} }

func alone(list []*unit) []*unit {
	var out []*unit
	for _, u := range list {
		if u.mate == nil {
			out = append(out, u)
		}
	}
	return out
}

// matchCells pairs the cells of g that stand under the same headers, then,
// where a column was renamed ("as of 4/29"), those of the same row in order.
// Where several cells have the same headers there must be as many on both
// sides, or which is which cannot be told.
func matchCells(g gap) {
	matchCellsBy(g, func(u *unit) string {
		if u.block.Row == "" && u.block.Column == "" {
			return ""
		}
		return fold(u.block.Row) + "\x1f" + fold(u.block.Column)
	})
	matchCellsBy(g.free(), func(u *unit) string { return fold(u.block.Row) })
}

func matchCellsBy(g gap, header func(*unit) string) {
	collect := func(list []*unit) map[string][]*unit {
		m := map[string][]*unit{}
		for _, u := range list {
			if u.block.Kind == record.Cell {
				h := header(u)
				m[h] = append(m[h], u)
			}
		}
		return m
	}
	old, new := collect(g.old), collect(g.new)
	for _, u := range g.old {
		if u.block.Kind != record.Cell || u.mate != nil {
			continue
		}
		h := header(u)
		if h == "" || len(old[h]) != len(new[h]) || u.block.Row == "" && len(old[h]) > 1 {
			continue
		}
		for i, o := range old[h] {
			mate(o, new[h][i])
		}
	}
}

// matchElsewhere pairs equal sentences that stand in different gaps: the
// first with the first, as long as they say something.
func (a *aligner) matchElsewhere() {
	free := map[string][]*unit{}
	for _, u := range a.newUnits {
		if u.mate == nil {
			free[u.key] = append(free[u.key], u)
		}
	}
	for _, u := range a.oldUnits {
		if list := free[u.key]; u.mate == nil && len(list) > 0 && (wordCount(u.key) >= 3 || u.block.Kind == record.Heading) {
			mate(u, list[0])
			free[u.key] = list[1:]
		}
	}
}

// matchBeside pairs equal sentences, however short, whose neighbours are
// paired: they went with them.
func (a *aligner) matchBeside() {
	for _, step := range []int{1, -1} {
		for i := range a.oldUnits {
			k := i
			if step < 0 {
				k = len(a.oldUnits) - 1 - i
			}
			u := a.oldUnits[k]
			if u.mate == nil || len(u.mate.new) != 1 {
				continue
			}
			o, n := beside(a.oldUnits, k, step), beside(a.newUnits, u.mate.new[0].seq, step)
			if o != nil && n != nil && o.mate == nil && n.mate == nil && o.key == n.key {
				mate(o, n)
			}
		}
	}
}

// beside returns the unit that stands a step from unit i, or nil.
func beside(units []*unit, i, step int) *unit {
	k := i + step
	if k < 0 || k >= len(units) || abs(units[k].pos-units[i].pos) != 1 {
		return nil
	}
	return units[k]
}

// finish finds out what moved and collects what differs.
func (a *aligner) finish(equal [][2]int) {
	var items []item
	for _, e := range equal {
		items = append(items, item{old: int64(e[0]) << 32, new: int64(e[1]) << 32, weight: 1 + len(a.old.Blocks[e[0]].Text)})
	}
	seen := map[*pair]bool{}
	var all []*pair
	for _, u := range a.newUnits {
		p := u.mate
		if p == nil {
			a.come = append(a.come, u)
			continue
		}
		if seen[p] {
			continue
		}
		seen[p] = true
		all = append(all, p)
		items = append(items, item{p.old[0].place(), p.new[0].place(), 1 + len(u.key), p})
		a.twin[p.old[0].at] = p.new[0].at
	}
	a.gone = alone(a.oldUnits)
	for _, it := range outOfOrder(items) {
		if it.pair != nil {
			it.pair.moved = true
			continue
		}
		p := a.movedBlock(int(it.old>>32), int(it.new>>32))
		all = append(all, p)
	}
	for _, p := range all {
		if p.moved || !p.same() {
			a.pairs = append(a.pairs, p)
		}
	}
	slices.SortStableFunc(a.pairs, func(p, q *pair) int { return cmp.Compare(p.new[0].place(), q.new[0].place()) })
}

// movedBlock makes a pair of two equal blocks that turned out to have moved.
func (a *aligner) movedBlock(i, j int) *pair {
	o, n := &a.old.Blocks[i], &a.new.Blocks[j]
	return &pair{moved: true,
		old: []*unit{{block: o, at: i, pos: -2, end: len(o.Text), key: fold(o.Text)}},
		new: []*unit{{block: n, at: j, pos: -2, end: len(n.Text), key: fold(n.Text)}}}
}
