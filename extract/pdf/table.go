package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// A cell is a cell of a table: the lines that follow each other in a column.
type cell struct {
	rect
	lines  []*segment
	column int
}

// table makes the rows of a table out of its columns, from the top down.
// Where the file goes from cell to cell, its order tells which lines are of
// one cell.
func table(columns [][]*segment, ordered bool) [][]*cell {
	var cells []*cell
	for i, c := range columns {
		cells = append(cells, cellsOf(c, i, columns, ordered)...)
	}
	slices.SortStableFunc(cells, func(a, b *cell) int { return cmp.Compare(b.y1, a.y1) })
	var rows [][]*cell
	for _, c := range cells {
		if n := len(rows); n > 0 && sameRow(rows[n-1], c) {
			rows[n-1] = append(rows[n-1], c)
			continue
		}
		rows = append(rows, []*cell{c})
	}
	for _, r := range rows {
		slices.SortStableFunc(r, func(a, b *cell) int { return cmp.Compare(a.column, b.column) })
	}
	return rows
}

// cellsOf splits a column into cells. Lines belong together that follow each
// other closely on the page, if they do so in the file, or if nothing stands
// beside the second of them.
func cellsOf(column []*segment, index int, columns [][]*segment, ordered bool) []*cell {
	var out []*cell
	for _, r := range rowsOf(column, oneLine) {
		first := r.segs[0]
		if n := len(out); n > 0 {
			c := out[n-1]
			last := c.lines[len(c.lines)-1]
			near := last.base-first.base <= 1.45*first.size && math.Abs(first.size-last.size) < 0.1*first.size
			if near && (ordered && first.order == last.order+1 || alone(first, index, columns)) {
				c.lines, c.rect = append(c.lines, r.segs...), c.union(r.rect)
				continue
			}
		}
		out = append(out, &cell{rect: r.rect, lines: r.segs, column: index})
	}
	return out
}

// alone reports whether nothing stands beside s in the other columns.
func alone(s *segment, index int, columns [][]*segment) bool {
	for i, c := range columns {
		if i == index {
			continue
		}
		for _, o := range c {
			if onLine(o.base, o.size, s.base, s.size) {
				return false
			}
		}
	}
	return true
}

// sameRow reports whether c stands beside the cells of a row, in a column of
// its own.
func sameRow(row []*cell, c *cell) bool {
	for _, o := range row {
		if o.column == c.column {
			return false
		}
	}
	top := row[0]
	return min(top.y1, c.y1)-max(top.y0, c.y0) >= 0.5*min(top.height(), c.height())
}

// text returns what a cell says.
func (c *cell) text(w words) string {
	var texts []string
	for _, s := range c.lines {
		texts = append(texts, s.text)
	}
	return w.join(texts)
}

// hasNumbers reports whether a text is a value rather than a name: it holds
// digits and more of them than letters.
func hasNumbers(text string) bool {
	digits := strings.IndexFunc(text, unicode.IsDigit) >= 0
	n := 0
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			n++
		case unicode.IsLetter(r):
			n--
		}
	}
	return digits && n >= 0
}
