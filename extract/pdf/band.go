package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A band is a run of rows through which at least one gutter runs from top to
// bottom.
type band struct {
	from, to int // rows
	gutters  []span
}

// A span is a stretch of the x axis.
type span struct{ x0, x1 float64 }

// bandAt returns the band that begins at row i, which has text side by side,
// or a little above it, but not above row top; nil if there is none.
func bandAt(rows []*row, i, top int, plain font) *band {
	if len(rows[i].segs) < 2 {
		return nil
	}
	b := &band{from: i, to: i + 1, gutters: gapsOf(rows[i])}
	if len(b.gutters) == 0 {
		return nil
	}
	last, full := i, 1 // the last row with text side by side, how many there are
	for ; b.to < len(rows); b.to++ {
		r := rows[b.to]
		if rows[b.to-1].y0-r.y1 > 3*min(r.segs[0].size, rows[b.to-1].segs[0].size) {
			break
		}
		if len(r.segs) == 1 && rows[b.to-1].y0-r.y1 > 0.6*plain.size && r.segs[0].stands(plain) {
			break // a heading over all columns
		}
		// A header with a date at the right is no column of the text below.
		if far := pitch(rows[last], r) > 4*r.segs[0].size; len(r.segs) > 1 && full < 3 && (far || !aligned(rows[last], r)) {
			break
		}
		left := narrowed(b.gutters, r)
		if len(left) == 0 {
			break
		}
		b.gutters = left
		if len(r.segs) > 1 {
			last = b.to
			full++
		}
	}
	b.trim(rows, last)
	for b.from > top && len(rows[b.from-1].segs) < 2 && len(narrowed(b.gutters, rows[b.from-1])) == len(b.gutters) &&
		pitch(rows[b.from-1], rows[b.from]) < 1.4*rows[b.from].segs[0].size && rows[b.from-1].x0 > b.gutters[0].x0 {
		b.from-- // the header of a column in two lines
	}
	return b
}

// plainFont returns the font of most of the text.
func plainFont(segs []*segment) (f font) {
	letters := map[font]int{}
	for _, s := range segs {
		g := font{math.Round(2*s.size) / 2, s.bold}
		letters[g] += len(s.text)
		if n, most := letters[g], letters[f]; n > most || n == most && g.size < f.size {
			f = g
		}
	}
	return f
}

// stands reports whether f stands out from plain text.
func (f font) stands(plain font) bool { return f.bold && !plain.bold || f.size > 1.1*plain.size }

// trim takes off the rows at the end that have text on one side only, unless
// they go on there.
func (b *band) trim(rows []*row, last int) {
	x0, x1 := rows[last].x0, rows[last].x1
	to := last + 1
	for to < b.to {
		r := rows[to]
		s := r.segs[0]
		near := pitch(rows[to-1], r) <= 1.4*s.size
		full := false
		for g, edge := range b.gutters { // as wide as the column that it stands in
			begin, end := x0, edge.x0
			if g > 0 {
				begin = b.gutters[g-1].x1
			}
			if s.x1 > edge.x0 {
				begin, end = edge.x1, x1
			}
			full = full || s.width() > 0.6*(end-begin)
		}
		if !near && !(full && pitch(rows[to-1], r) <= 2.5*s.size) {
			break
		}
		to++
	}
	b.to = to
}

// aligned reports whether two rows with text side by side share the left edge,
// the right edge or the middle of a column other than the first.
func aligned(above, below *row) bool {
	for _, a := range above.segs[1:] {
		for _, b := range below.segs[1:] {
			if math.Abs(a.x0-b.x0) < 4 || math.Abs(a.x1-b.x1) < 4 || math.Abs(a.x0+a.x1-b.x0-b.x1) < 6 {
				return true
			}
		}
	}
	// In text, items of lists are indented.
	a, b := above.segs[len(above.segs)-1], below.segs[len(below.segs)-1]
	return len(above.segs) == 2 && len(below.segs) == 2 && pitch(above, below) < 3*b.size && math.Abs(a.x0-b.x0) < 3*b.size && strings.Count(b.text, " ") > 2
}

// pitch is the distance from one row to the next.
func pitch(above, below *row) float64 { return above.segs[0].base - below.segs[0].base }

// gapsOf returns the gaps between the segments of a row.
func gapsOf(r *row) []span {
	var out []span
	end := r.segs[0].x1
	for _, s := range r.segs[1:] {
		if s.x0-end >= 0.6*s.size {
			out = append(out, span{end, s.x0})
		}
		end = max(end, s.x1)
	}
	return out
}

// narrowed returns what r leaves free of the gutters.
func narrowed(gutters []span, r *row) []span {
	var out []span
	for _, g := range gutters {
		free := []span{g}
		for _, s := range r.segs {
			var next []span
			for _, f := range free {
				if s.x1 <= f.x0 || s.x0 >= f.x1 {
					next = append(next, f)
					continue
				}
				next = append(next, span{f.x0, min(f.x1, s.x0)}, span{max(f.x0, s.x1), f.x1})
			}
			free = next
		}
		for _, f := range free {
			if f.x1-f.x0 >= 0.5*r.segs[0].size {
				out = append(out, f)
			}
		}
	}
	return out
}

// columns sorts the segments of a band into the columns between its gutters,
// without those that stay empty.
func (b *band) columns(rows []*row) [][]*segment {
	columns := make([][]*segment, len(b.gutters)+1)
	for _, r := range rows[b.from:b.to] {
		for _, s := range r.segs {
			c := 0
			for c < len(b.gutters) && (s.x0+s.x1)/2 > b.gutters[c].x0 {
				c++
			}
			columns[c] = append(columns[c], s)
		}
	}
	return slices.DeleteFunc(columns, func(c []*segment) bool { return len(c) == 0 })
}

// isText reports whether the columns hold running text: several lines each,
// most of them as wide as the column. Where the file goes back and forth
// between them as it does from cell to cell, it is a table of long cells.
func (b *band) isText(rows []*row, columns [][]*segment) bool {
	if len(columns) < 2 || len(columns) > 4 {
		return false
	}
	for _, c := range columns {
		if len(c) < 3 {
			return false
		}
		x0, x1, words := c[0].x0, c[0].x1, 0
		for _, s := range c {
			x0, x1 = min(x0, s.x0), max(x1, s.x1)
			words += 1 + strings.Count(s.text, " ")
		}
		full := 0
		for _, s := range c {
			if s.width() >= 0.6*(x1-x0) {
				full++
			}
		}
		if full*3 < len(c) || words < 3*len(c) {
			return false
		}
	}
	turns, total := b.turns(rows, columns)
	// One turn a column is text set in columns, a turn at each line is a
	// printer that went by lines.
	return turns <= len(columns)+1 || turns*10 >= total*9
}

// turns counts how often the file goes from one column to another, and the
// most often that it could.
func (b *band) turns(rows []*row, columns [][]*segment) (turns, total int) {
	type placed struct{ order, column int }
	var all []placed
	for i, c := range columns {
		for _, s := range c {
			all = append(all, placed{s.order, i})
		}
	}
	slices.SortFunc(all, func(a, b placed) int { return cmp.Compare(a.order, b.order) })
	for i := 1; i < len(all); i++ {
		if all[i].column != all[i-1].column {
			turns++
		}
	}
	for _, r := range rows[b.from:b.to] {
		if len(r.segs) > 1 {
			total += len(r.segs)
		}
	}
	return turns, max(total-1, 1)
}

// isTable reports whether the columns are those of a table: two rows or more
// have text in two columns or more.
func (b *band) isTable(rows []*row, columns [][]*segment) bool {
	full := 0
	for _, r := range rows[b.from:b.to] {
		if n := len(r.segs); n > 1 && onLine(r.segs[0].base, r.segs[0].size, r.segs[n-1].base, r.segs[n-1].size) {
			full++
		}
	}
	return full >= 2 && len(columns) >= 2
}
