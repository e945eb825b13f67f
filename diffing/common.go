package diffing

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// budget is how many elements of both sides go-diff is given at most: its
// time grows with the square of what differs. It is a matter of size and not
// of time, so that every machine gives the same answer.
const budget = 6000

// intern numbers the strings of both lists from 1, the same string the same.
func intern(x, y []string) (a, b []int32) {
	ids := make(map[string]int32, len(x))
	number := func(list []string) []int32 {
		out := make([]int32, len(list))
		for i, s := range list {
			id := ids[s]
			if id == 0 {
				id = int32(len(ids) + 1)
				ids[s] = id
			}
			out[i] = id
		}
		return out
	}
	return number(x), number(y)
}

// common returns the index pairs of a longest common subsequence of a and b;
// past the budget those of a long one.
func common(a, b []int32) [][2]int {
	var out [][2]int
	lo := 0
	for lo < len(a) && lo < len(b) && a[lo] == b[lo] {
		out = append(out, [2]int{lo, lo})
		lo++
	}
	i, j := len(a), len(b)
	for i > lo && j > lo && a[i-1] == b[j-1] {
		i, j = i-1, j-1
	}
	for _, e := range middle(a[lo:i], b[lo:j]) {
		out = append(out, [2]int{lo + e[0], lo + e[1]})
	}
	for ; i < len(a); i, j = i+1, j+1 {
		out = append(out, [2]int{i, j})
	}
	return out
}

// middle does so for lists that share neither their first nor last element.
// What only one side has cannot be shared and is left out first.
func middle(a, b []int32) [][2]int {
	x, ix := shared(a, b)
	y, iy := shared(b, a)
	if len(x) == 0 || len(y) == 0 {
		return nil
	}
	var in [][2]int
	if len(x)+len(y) > budget {
		in = byOccurrence(x, y)
	} else {
		in = byDiff(x, y)
	}
	out := make([][2]int, len(in))
	for k, e := range in {
		out[k] = [2]int{ix[e[0]], iy[e[1]]}
	}
	return out
}

// shared returns the elements of a that b holds too, and their indexes in a.
func shared(a, b []int32) (list []int32, at []int) {
	in := make(map[int32]bool, len(b))
	for _, v := range b {
		in[v] = true
	}
	for i, v := range a {
		if in[v] {
			list = append(list, v)
			at = append(at, i)
		}
	}
	return list, at
}

// byDiff asks go-diff. Its timeout is off, since by default the answer
// depends on the load of the machine, and none of its clean-ups is run,
// since they cut tokens apart.
func byDiff(a, b []int32) [][2]int {
	small := map[int32]rune{}
	encode := func(list []int32) []rune {
		out := make([]rune, len(list))
		for i, v := range list {
			r, ok := small[v]
			if !ok {
				r = runeOf(len(small) + 1)
				small[v] = r
			}
			out[i] = r
		}
		return out
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0
	var out [][2]int
	i, j := 0, 0
	for _, d := range dmp.DiffMainRunes(encode(a), encode(b), false) {
		n := utf8.RuneCountInString(d.Text)
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			i += n
		case diffmatchpatch.DiffInsert:
			j += n
		default:
			for range n {
				out = append(out, [2]int{i, j})
				i, j = i+1, j+1
			}
		}
	}
	return out
}

// runeOf returns the rune that stands for the n-th token. Surrogates are
// left out: go-diff turns all of them into U+FFFD, and two tokens that differ
// would compare equal.
func runeOf(n int) rune {
	if n >= 0xD800 {
		n += 0x800
	}
	return rune(n)
}

// byOccurrence pairs the first a with the first a, the second with the
// second, and keeps the longest run that is in order.
func byOccurrence(a, b []int32) [][2]int {
	at := map[int32][]int{}
	for j, v := range b {
		at[v] = append(at[v], j)
	}
	var items []item
	for i, v := range a {
		if list := at[v]; len(list) > 0 {
			items = append(items, item{old: int64(i), new: int64(list[0]), weight: 1})
			at[v] = list[1:]
		}
	}
	out := make([][2]int, 0, len(items))
	for i, in := range inOrder(items) {
		if in {
			out = append(out, [2]int{int(items[i].old), int(items[i].new)})
		}
	}
	return out
}

// An item is something that stands on both sides, with its places.
type item struct {
	old, new int64
	weight   int
	pair     *pair
}

// outOfOrder returns those items that must have moved, so that the weight of
// those that stayed is the greatest: of two that swapped, the shorter moved.
func outOfOrder(items []item) []item {
	slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.old, b.old) })
	var out []item
	for i, in := range inOrder(items) {
		if !in {
			out = append(out, items[i])
		}
	}
	return out
}

// inOrder marks the heaviest rising run of items, which are sorted by old.
func inOrder(items []item) []bool {
	rank := make([]int, len(items)) // of the new place, from 1
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(items[i].new, items[j].new) })
	for r, i := range order {
		rank[i] = r + 1
	}
	type best struct{ weight, item int }
	tree := make([]best, len(items)+1) // Fenwick tree over ranks: the heaviest run that ends there or before
	for i := range tree {
		tree[i].item = -1
	}
	prev := make([]int, len(items))
	top := best{0, -1}
	for i, it := range items {
		under := best{0, -1}
		for r := rank[i] - 1; r > 0; r -= r & -r {
			if tree[r].weight > under.weight {
				under = tree[r]
			}
		}
		prev[i] = under.item
		mine := best{under.weight + it.weight, i}
		if mine.weight > top.weight {
			top = mine
		}
		for r := rank[i]; r < len(tree); r += r & -r {
			if mine.weight > tree[r].weight {
				tree[r] = mine
			}
		}
	}
	in := make([]bool, len(items))
	for i := top.item; i >= 0; i = prev[i] {
		in[i] = true
	}
	return in
}
