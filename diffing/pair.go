package diffing

import (
	"cmp"
	"slices"
	"strings"

	"stet/record"
)

// tableSize is how many comparisons of units a sub-gap may cost; in larger
// ones both sides are followed in step, and what that leaves is paired through
// an index of words.
const tableSize = 60_000

// matchAlike pairs what is alike: first in order within each sub-gap, then
// wherever it stands.
func (a *aligner) matchAlike() {
	a.ids = ids{}
	a.countLeft()
	for _, g := range a.gaps {
		switch g = g.free(); {
		case len(g.old) == 0 || len(g.new) == 0:
		case len(g.old)*len(g.new) <= tableSize:
			a.matchTable(g)
			matchRows(g)
		default:
			a.matchAlong(g)
		}
	}
	if n, m := len(alone(a.oldUnits)), len(alone(a.newUnits)); n > 0 && m > 0 && n+m <= mostBags {
		a.countAll()
		a.matchIndex()
	}
	for _, g := range a.gaps {
		left := g.free()
		if len(left.old) != 1 || len(left.new) != 1 {
			continue
		}
		if o, n := left.old[0], left.new[0]; a.inPlace(o, n) && (!g.crosses(o, n) || a.alike(o, n) >= 0.35) {
			mate(o, n)
		}
	}
}

// crosses reports whether a pair in g stands before o and behind n, or the
// other way round.
func (g gap) crosses(o, n *unit) bool {
	first, last := g.new[0].seq, g.new[len(g.new)-1].seq
	for _, u := range g.old {
		if u.mate == nil {
			continue
		}
		if k := u.mate.new[0].seq; k >= first && k <= last && (u.seq < o.seq) != (k < n.seq) {
			return true
		}
	}
	return false
}

// matchTable pairs the units of g in order so that the sum of their
// likenesses is the greatest.
func (a *aligner) matchTable(g gap) {
	const least = 0.35
	rows, cols := len(g.old), len(g.new)
	score := make([]float64, (rows+1)*(cols+1))
	like := make([]float64, rows*cols)
	for i := rows - 1; i >= 0; i-- {
		for j := cols - 1; j >= 0; j-- {
			v := a.alike(g.old[i], g.new[j])
			if v < least {
				v = 0
			}
			like[i*cols+j] = v
			best := max(score[(i+1)*(cols+1)+j], score[i*(cols+1)+j+1])
			if v > 0 {
				best = max(best, v+score[(i+1)*(cols+1)+j+1])
			}
			score[i*(cols+1)+j] = best
		}
	}
	for i, j := 0, 0; i < rows && j < cols; {
		v := like[i*cols+j]
		switch here := score[i*(cols+1)+j]; {
		case v > 0 && here == v+score[(i+1)*(cols+1)+j+1]:
			mate(g.old[i], g.new[j])
			i, j = i+1, j+1
		case here == score[(i+1)*(cols+1)+j]:
			i++
		default:
			j++
		}
	}
}

// matchAlong pairs the units of a large gap in order: both sides are followed
// in step, and where they fall out of it a table of what comes next tells how
// they go on. Bags are let go at once.
func (a *aligner) matchAlong(g gap) {
	const (
		much   = 0.6
		window = 40
	)
	for len(g.old) > 0 && len(g.new) > 0 {
		n, m := 1, 1
		if a.alike(g.old[0], g.new[0]) >= much {
			mate(g.old[0], g.new[0])
		} else {
			n, m = min(window, len(g.old)), min(window, len(g.new))
			ahead := gap{g.old[:n], g.new[:m]}
			a.matchTable(ahead)
			n, m = ahead.goesOn()
		}
		for _, u := range g.old[:n] {
			u.bag = nil
		}
		for _, u := range g.new[:m] {
			u.bag = nil
		}
		g = gap{g.old[n:], g.new[m:]}
	}
}

// goesOn returns how many units of both sides stand before and in the last
// pair of g; where there is none, half of them.
func (g gap) goesOn() (n, m int) {
	for i, u := range slices.Backward(g.old) {
		if u.mate != nil {
			return i + 1, slices.Index(g.new, u.mate.new[0]) + 1
		}
	}
	return (len(g.old) + 1) / 2, (len(g.new) + 1) / 2
}

// matchRows pairs the cells of rows whose header cells are paired.
func matchRows(g gap) {
	renamed := map[string]string{}
	for _, o := range g.old {
		if o.block.Kind == record.Cell && o.mate != nil && len(o.mate.new) == 1 {
			if n := o.mate.new[0]; n.block.Kind == record.Cell && n.key != o.key {
				renamed[n.key] = o.key
			}
		}
	}
	if len(renamed) == 0 {
		return
	}
	free := map[string][]*unit{}
	for _, o := range alone(g.old) {
		if o.block.Kind == record.Cell {
			row := fold(o.block.Row)
			free[row] = append(free[row], o)
		}
	}
	for _, n := range alone(g.new) {
		row, ok := renamed[fold(n.block.Row)]
		if !ok || n.block.Kind != record.Cell || len(free[row]) == 0 {
			continue
		}
		list := free[row]
		k := max(0, slices.IndexFunc(list, func(o *unit) bool { return fold(o.block.Column) == fold(n.block.Column) }))
		mate(list[k], n)
		free[row] = slices.Delete(list, k, k+1)
	}
}

// matchIndex pairs units that are much alike wherever they stand, the most
// alike first.
func (a *aligner) matchIndex() {
	const (
		least  = 0.5
		often  = 40 // a word in more units than this finds none
		places = 12 // candidates for each unit
	)
	olds, news := alone(a.oldUnits), alone(a.newUnits)
	index := map[int32][]int{}
	for j, n := range news {
		for _, w := range a.ids.bag(n).words {
			if w.weight() >= 1 {
				index[w.id] = append(index[w.id], j)
			}
		}
	}
	type candidate struct {
		like float64
		o, n int
	}
	var list []candidate
	for i, o := range olds {
		if a.ids.bag(o).named < 4 {
			continue
		}
		hits := map[int]int{}
		var found []int
		for _, w := range o.bag.words {
			if at := index[w.id]; w.weight() >= 1 && len(at) <= often {
				for _, j := range at {
					if hits[j]++; hits[j] == 1 {
						found = append(found, j)
					}
				}
			}
		}
		slices.SortFunc(found, func(x, y int) int { return cmp.Or(cmp.Compare(hits[y], hits[x]), cmp.Compare(x, y)) })
		for _, j := range found[:min(len(found), places)] {
			if news[j].bag.named < 4 {
				continue
			}
			if v := a.alike(o, news[j]); v >= least {
				list = append(list, candidate{v, i, j})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.like, x.like), cmp.Compare(x.o, y.o), cmp.Compare(x.n, y.n))
	})
	for _, c := range list {
		if olds[c.o].mate == nil && news[c.n].mate == nil {
			mate(olds[c.o], news[c.n])
		}
	}
}

// inPlace reports whether two units that stand alone between the same
// neighbours are one that was rewritten: short ones of one kind, such as
// "Closed" and "Active", and those that still share something.
func (a *aligner) inPlace(o, n *unit) bool {
	if o.block.Kind != n.block.Kind {
		return false
	}
	x, y := a.ids.bag(o), a.ids.bag(n)
	return x.named <= 4 && y.named <= 4 || a.alike(o, n) >= 0.2 || sameNote(o, n)
}

// sameNote reports whether two notes about the page carry the same label: the
// newer took the place of the older.
func sameNote(o, n *unit) bool {
	x, _, ok1 := strings.Cut(o.key, ":")
	y, _, ok2 := strings.Cut(n.key, ":")
	return ok1 && ok2 && len(x) < 40 && strings.EqualFold(x, y) && isNotice(o.block, o.key) && isNotice(n.block, n.key)
}

// joinNeighbours adds to a pair a unit beside it that holds what the other
// side still says: a sentence was split, or two were joined.
func (a *aligner) joinNeighbours() {
	for side, units := range [][]*unit{a.oldUnits, a.newUnits} {
		for i, u := range units {
			if u.mate != nil {
				continue
			}
			for _, k := range []int{i - 1, i + 1} {
				if k < 0 || k >= len(units) || units[k].mate == nil || abs(units[k].pos-u.pos) != 1 {
					continue
				}
				if a.belongs(u, units[k].mate, side) {
					units[k].mate.add(u, side)
					break
				}
			}
		}
	}
}

// belongs reports whether most of u is missing from its side of p and stands
// on the other.
func (a *aligner) belongs(u *unit, p *pair, side int) bool {
	mine, theirs := p.old, p.new
	if side == 1 {
		mine, theirs = p.new, p.old
	}
	if len(mine) >= 4 {
		return false
	}
	left := map[int32]float64{}
	for _, t := range theirs {
		for _, w := range a.ids.bag(t).words {
			left[w.id] += w.weight()
		}
	}
	for _, m := range mine {
		for _, w := range a.ids.bag(m).words {
			left[w.id] -= w.weight()
		}
	}
	b := a.ids.bag(u)
	sum := 0.0
	for _, w := range b.words {
		sum += max(0, min(w.weight(), left[w.id]))
	}
	return b.named > 0 && sum >= 0.5*b.all
}

// add puts u into its side of p, in order.
func (p *pair) add(u *unit, side int) {
	list := &p.old
	if side == 1 {
		list = &p.new
	}
	*list = append(*list, u)
	slices.SortFunc(*list, func(x, y *unit) int { return cmp.Compare(x.place(), y.place()) })
	u.mate = p
}

func abs(n int) int { return max(n, -n) }

func wordCount(s string) int { return len(strings.Fields(s)) }
