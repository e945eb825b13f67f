package pdf

import (
	"cmp"
	"math"
	"slices"
)

// A region is a stretch of a page that is read from its first line to its
// last: running text, or a table.
type region struct {
	lines []*line // of running text
	cells [][]*cell
}

// A line is one line of running text.
type line struct {
	rect
	font
	base  float64
	right float64 // where lines about here end when they are full
	text  string
	page  int
}

// layout puts the text of a page into reading order. Where text stands side
// by side for several lines, it is told apart whether that is columns of
// running text, to be read one after the other, or a table.
func layout(segs []*segment, number int) []region {
	var straight, aslant []*segment
	for _, s := range segs {
		if s.quarter == 0 {
			straight = append(straight, s)
		} else {
			aslant = append(aslant, s)
		}
	}
	regions := arrange(straight, number, 0)
	if len(aslant) > 0 {
		regions = append(regions, region{lines: linesOf(aslant, number)})
	}
	return regions
}

// arrange lays out segments from the top down.
func arrange(segs []*segment, number, depth int) []region {
	rows, plain := rowsOf(segs, sideBySide), plainFont(segs)
	var out []region
	flow := 0 // first row not handed over
	for i := 0; i < len(rows); {
		b := bandAt(rows, i, flow, plain)
		if b == nil || depth > 3 {
			i++
			continue
		}
		columns := b.columns(rows)
		text := b.isText(rows, columns)
		if !text && !b.isTable(rows, columns) {
			i = b.to
			continue
		}
		if flow < b.from {
			out = append(out, region{lines: flowing(rows[flow:b.from], number)})
		}
		if text {
			for _, column := range columns {
				out = append(out, arrange(column, number, depth+1)...)
			}
		} else {
			turns, _ := b.turns(rows, columns)
			out = append(out, region{cells: table(columns, turns >= len(columns))})
		}
		i, flow = b.to, b.to
	}
	if flow < len(rows) {
		out = append(out, region{lines: flowing(rows[flow:], number)})
	}
	return out
}

// flowing returns the lines of rows that are neither columns nor a table, from
// the top down. Where several rows in a row have text side by side, the order
// of the file decides, unless it jumps about.
func flowing(rows []*row, number int) []*line {
	var segs []*segment
	for i := 0; i < len(rows); {
		if len(rows[i].segs) == 1 {
			segs = append(segs, rows[i].segs[0])
			i++
			continue
		}
		var knot []*segment
		for ; i < len(rows) && len(rows[i].segs) > 1; i++ {
			knot = append(knot, rows[i].segs...)
		}
		segs = append(segs, asFiled(knot)...)
	}
	return linesOf(segs, number)
}

// asFiled returns segments in the order of the file, if that goes down the
// page, else as they are.
func asFiled(segs []*segment) []*segment {
	filed := slices.Clone(segs)
	slices.SortFunc(filed, func(a, b *segment) int { return cmp.Compare(a.order, b.order) })
	up := 0
	for i := 1; i < len(filed); i++ {
		if filed[i].y0 > filed[i-1].y1 && filed[i].x0 < filed[i-1].x1 {
			up++
		}
	}
	if up*5 > len(filed) {
		return segs
	}
	return filed
}

// linesOf joins segments that follow each other on one line.
func linesOf(segs []*segment, number int) []*line {
	var out []*line
	var last *segment
	for _, s := range segs {
		if n := len(out); last != nil && last.quarter == s.quarter && onLine(last.base, last.size, s.base, s.size) && s.x0 >= last.x1-0.5*s.size {
			l := out[n-1]
			sep := " "
			if s.x0-last.x1 < 0.1*s.size {
				sep = ""
			}
			l.text += sep + s.text
			l.rect = l.union(s.rect)
			l.bold = l.bold && s.bold
			if len(s.text) > len(l.text)/2 {
				l.size = s.size
			}
		} else {
			out = append(out, &line{rect: s.rect, font: s.font, base: s.base, text: s.text, page: number})
		}
		last = s
	}
	for i, l := range out {
		l.right = l.x1
		for _, o := range out[max(0, i-5):min(len(out), i+6)] {
			if math.Abs(o.x0-l.x0) < 2*l.size {
				l.right = max(l.right, o.x1)
			}
		}
	}
	return out
}
