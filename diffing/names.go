package diffing

import (
	"strings"

	"stet/record"
)

// What became of names.

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
