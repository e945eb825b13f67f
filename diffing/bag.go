package diffing

import (
	"slices"
	"strings"

	"stet/record"
)

// A bag is the words of a unit with their weights, sorted by id: two units
// that share much weight are alike.
type bag struct {
	words  []weighed
	all    float64 // sum of the weights
	named  int     // words that say something
	first  int32   // id of the first word or figure: a label, as in "65+: 110"
	figure bool    // and it is a figure
	band   bool    // with a colon behind
}

// A weighed word holds its weight in tenths: there may be millions of them.
type weighed struct{ id, tenths int32 }

func (w weighed) weight() float64 { return float64(w.tenths) / 10 }

// ids numbers words.
type ids map[string]int32

func (m ids) of(s string) int32 {
	id, ok := m[s]
	if !ok {
		id = int32(len(m))
		m[s] = id
	}
	return id
}

// bag makes the bag of u. A figure weighs mostly by what it counts, so that
// sentences pair although their figures differ.
func (m ids) bag(u *unit) *bag {
	if u.bag == nil {
		u.bag = m.newBag(u)
	}
	return u.bag
}

func (m ids) newBag(u *unit) *bag {
	tokens := u.tokens()
	list := make([]weighed, 0, len(tokens))
	b := &bag{first: -1}
	for i, t := range tokens {
		key := strings.ToLower(t.key)
		if t.key == ":" && i > 0 && i <= 2 && len(list) <= 2 && b.named == 1 && b.figure {
			b.band = true
		}
		if t.kind != mark && b.first < 0 {
			b.figure = t.figure() != nil
			b.first = m.of(strings.TrimSuffix(key, "s"))
			if t.figure() != nil {
				b.first = m.of(key)
			}
		}
		switch {
		case t.kind == mark:
			continue
		case t.figure() != nil:
			f := t.figure()
			list = append(list, weighed{m.of("#" + string(f.Kind)), 6}, weighed{m.of(key), 4})
			b.named++
		case small[key]:
			list = append(list, weighed{m.of(key), 2})
		default:
			list = append(list, weighed{m.of(strings.TrimSuffix(key, "s")), 10})
			b.named++
		}
	}
	slices.SortFunc(list, func(x, y weighed) int { return int(x.id) - int(y.id) })
	b.words = make([]weighed, 0, len(list))
	for _, w := range list {
		if n := len(b.words); n > 0 && b.words[n-1].id == w.id {
			b.words[n-1].tenths += w.tenths
		} else {
			b.words = append(b.words, w)
		}
		b.all += w.weight()
	}
	if b.all == 0 {
		b.all = 1e-9
	}
	return b
}

// small words say little of what a sentence is about.
var small = setOf(`a an the of to in on at by for from with and or but as is are was were be been being has have had
	that this these those it its they their them he she his her we our you your i who which what not no will would
	shall should may might can could must do does did than then there so if`)

// alike returns from 0 to 1 how much two units share. A word that k units
// hold weighs a k-th: that two dockets of a list both say "Docket" does not
// make them one.
func (a *aligner) alike(o, n *unit) float64 {
	x, y := a.ids.bag(o).words, a.ids.bag(n).words
	shared, all := 0.0, 0.0
	for i, j := 0, 0; i < len(x) || j < len(y); {
		switch {
		case j == len(y) || i < len(x) && x[i].id < y[j].id:
			all += x[i].weight() * a.rare(x[i].id)
			i++
		case i == len(x) || y[j].id < x[i].id:
			all += y[j].weight() * a.rare(y[j].id)
			j++
		default:
			r := a.rare(x[i].id)
			shared += 2 * min(x[i].weight(), y[j].weight()) * r
			all += (x[i].weight() + y[j].weight()) * r
			i, j = i+1, j+1
		}
	}
	if all == 0 {
		return 0
	}
	s := shared / all
	if o.bag.band && n.bag.band && o.bag.first != n.bag.first {
		s *= 0.3 // other age bands and the like
	}
	if f := o.bag.first; f >= 0 && f == n.bag.first && max(o.bag.named, n.bag.named) <= 6 && a.labels[f] == 1 {
		s += 0.3 // the same label
	}
	switch k, l := o.block.Kind, n.block.Kind; {
	case k == record.Cell && l == record.Cell && fold(o.block.Row) != fold(n.block.Row):
		s *= 0.3 // of other rows
	case k != l && (k == record.Heading || l == record.Heading):
		s *= 0.7
	}
	return s
}

// rare returns by how much the weight of a word shrinks because other units
// hold it too.
func (a *aligner) rare(id int32) float64 {
	if int(id) < len(a.often) && a.often[id] > 1 {
		return 1 / float64(a.often[id])
	}
	return 1
}

// mostBags is how many bags are kept at a time.
const mostBags = 100_000

// countLeft counts in how many of the units that are alone, on the side where
// there are more of them, each word stands.
func (a *aligner) countLeft() {
	var counts [2][]int
	lists := [][]*unit{alone(a.oldUnits), alone(a.newUnits)}
	keep := len(lists[0])+len(lists[1]) <= mostBags
	a.labels = map[int32]int{}
	for side, units := range lists {
		labels := map[int32]int{}
		for _, u := range units {
			b := a.ids.newBag(u)
			if keep {
				u.bag = b
			}
			labels[b.first]++
			a.labels[b.first] = max(a.labels[b.first], labels[b.first])
			for _, w := range b.words {
				counts[side] = grow(counts[side], w.id)
				counts[side][w.id]++
			}
		}
	}
	a.often = make([]int, len(a.ids))
	for id := range a.often {
		for _, c := range counts {
			if id < len(c) {
				a.often[id] = max(a.often[id], c[id])
			}
		}
	}
}

func grow(list []int, id int32) []int {
	for len(list) <= int(id) {
		list = append(list, 0)
	}
	return list
}

// countAll counts the words of all blocks, for sentences that may have moved
// anywhere.
func (a *aligner) countAll() {
	for _, keys := range [][]string{a.oldKeys, a.newKeys} {
		counts := make([]int, len(a.often))
		for _, key := range keys {
			seen := map[int32]bool{}
			for _, w := range strings.Fields(key) {
				w = strings.TrimSuffix(strings.ToLower(strings.Trim(w, ".,;:!?()\"'")), "s")
				if id, ok := a.ids[w]; ok && int(id) < len(counts) && !seen[id] {
					seen[id] = true
					counts[id]++
				}
			}
		}
		for id, n := range counts {
			a.often[id] = max(a.often[id], n)
		}
	}
}
