package pdf

import (
	"cmp"
	"math"
	"slices"
)

// A row is what stands side by side on a page, from left to right.
type row struct {
	rect
	segs []*segment
}

// How far apart the baselines of a row may be, in font sizes: those of one
// line hardly at all; those of columns, whose lines need not be level, up to
// half the distance of lines.
const (
	oneLine    = 0.3
	sideBySide = 0.6
)

// rowsOf groups segments into rows by height on the page, from the top down.
func rowsOf(segs []*segment, slack float64) []*row {
	sorted := slices.Clone(segs)
	slices.SortStableFunc(sorted, func(a, b *segment) int {
		return cmp.Or(cmp.Compare(b.base, a.base), cmp.Compare(a.x0, b.x0))
	})
	var rows []*row
	for _, s := range sorted {
		placed := false
		for i := len(rows) - 1; i >= max(0, len(rows)-3) && !placed; i-- {
			if rows[i].level(s, slack) && rows[i].fits(s) {
				rows[i].segs = append(rows[i].segs, s)
				rows[i].rect = rows[i].union(s.rect)
				placed = true
			}
		}
		if !placed {
			rows = append(rows, &row{rect: s.rect, segs: []*segment{s}})
		}
	}
	for _, r := range rows {
		slices.SortStableFunc(r.segs, func(a, b *segment) int { return cmp.Compare(a.x0, b.x0) })
	}
	return rows
}

// level reports whether s stands at the height of r.
func (r *row) level(s *segment, slack float64) bool {
	for _, o := range r.segs {
		if onLine(o.base, o.size, s.base, s.size) || math.Abs(o.base-s.base) <= slack*min(o.size, s.size) {
			return true
		}
	}
	return false
}

// onLine reports whether two baselines, of text of two sizes, are of one line.
// Smaller text may stand a little above or below.
func onLine(base1, size1, base2, size2 float64) bool {
	small, large := min(size1, size2), max(size1, size2)
	if small < 0.85*large {
		return math.Abs(base1-base2) <= 0.5*large
	}
	return math.Abs(base1-base2) <= oneLine*small
}

// fits reports whether s lies beside all segments of r, not on them.
func (r *row) fits(s *segment) bool {
	for _, o := range r.segs {
		if min(o.x1, s.x1)-max(o.x0, s.x0) > 0.5*min(o.width(), s.width()) {
			return false
		}
	}
	return true
}
