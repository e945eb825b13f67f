package diffing

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"stet/record"
)

// A reader of a change goes through some dozens of edits, a script through
// some hundreds; the thickest real revisions that stet was measured on have
// some hundreds too. What is told is therefore bounded well above all these,
// and far below what two long documents can differ in: a page of 20 MB in
// which each paragraph was touched would else be told in half a gigabyte.
// What is beyond is counted, and the change says so.
type limits struct {
	items    int // flags, and edits, that a change holds
	text     int // bytes of text of the flags, and of the edits
	one      int // bytes of a text of one of them; it is cut there
	examples int // of each kind of flag some stay, whatever outweighs them
}

// usual are the limits of every change.
var usual = limits{items: 4000, text: 8 << 20, one: 256 << 10, examples: 40}

// A shelf keeps the weightiest of what is put on it, and counts the rest. It
// never holds more than twice of what it keeps in the end.
type shelf[T any] struct {
	limits
	list     []shelved[T]
	held     int                     // bytes of list
	number   int                     // of items that were put
	left     int                     // items that were let go,
	leftText int                     // what these edits took away and put in,
	leftOf   map[record.FlagKind]int // and how many of each kind count for something
}

// A shelved item is one with what decides whether it stays.
type shelved[T any] struct {
	item   T
	kind   record.FlagKind // of a flag; "" for edits
	rank   float64         // the higher, the weightier
	size   int             // bytes of all its text
	says   int             // and of what an edit took away and put in
	counts bool            // the judgement counts it
	number int             // in the order in which they were put
}

func newShelf[T any](l limits) *shelf[T] {
	return &shelf[T]{limits: l, leftOf: map[record.FlagKind]int{}}
}

// put puts s on the shelf.
func (h *shelf[T]) put(s shelved[T]) {
	s.number = h.number
	h.number++
	h.list = append(h.list, s)
	h.held += s.size
	if len(h.list) > 2*h.items || h.held > 2*h.text {
		h.clear()
	}
}

// clear lets go what is too much: the weightiest stay, of those of one weight
// the first.
func (h *shelf[T]) clear() {
	if len(h.list) <= h.items && h.held <= h.text {
		return
	}
	byRank := func(a, b shelved[T]) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.number, b.number))
	}
	slices.SortFunc(h.list, byRank)
	seen := map[record.FlagKind]int{}
	var examples, rest []shelved[T]
	for _, s := range h.list {
		if seen[s.kind]++; s.kind != "" && seen[s.kind] <= h.examples {
			examples = append(examples, s)
		} else {
			rest = append(rest, s)
		}
	}
	h.list, h.held = h.list[:0], 0
	for _, s := range slices.Concat(examples, rest) {
		if len(h.list) > 0 && (len(h.list) == h.items || h.held+s.size > h.text) {
			h.drop(s)
			continue
		}
		h.list = append(h.list, s)
		h.held += s.size
	}
	clear(h.list[len(h.list):cap(h.list)]) // their text can go
	slices.SortFunc(h.list, func(a, b shelved[T]) int { return cmp.Compare(a.number, b.number) })
}

func (h *shelf[T]) drop(s shelved[T]) {
	h.left++
	h.leftText += s.says
	if s.counts {
		h.leftOf[s.kind]++
	}
}

// take returns what is kept, in the order in which it was put.
func (h *shelf[T]) take() []T {
	h.clear()
	var out []T
	for i := range h.list {
		out = append(out, h.list[i].item)
	}
	return out
}

// clip cuts s at n bytes and counts in left what it cut off.
func clip(s *string, n int, left *int) {
	if len(*s) <= n {
		return
	}
	for n > 0 && !utf8.RuneStart((*s)[n]) {
		n--
	}
	*left += len(*s) - n
	*s = (*s)[:n]
}

// facts are the kinds of flag of what can be checked; they go before the
// wording around them when not all can be told.
var facts = map[record.FlagKind]bool{
	record.FigureAltered: true, record.FigureAdded: true, record.FigureRemoved: true, record.QualifierAltered: true,
	record.DateAltered: true, record.IdentifierAltered: true, record.ModalityAltered: true, record.NegationAltered: true,
	record.QuoteAltered: true, record.NameAltered: true, record.TermAdded: true, record.TermRemoved: true,
}

// rankOf says how much a flag matters when not all can be told.
func rankOf(f record.Flag) float64 {
	rank := float64(f.Severity.Rank()) + 0.4*weights[f.Kind].points
	if facts[f.Kind] && f.Severity.Rank() >= record.Medium.Rank() {
		rank += 0.5
	}
	if wholly[f.Kind] {
		rank += 10
	}
	return rank
}
