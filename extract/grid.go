package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of spans: a cell that claims more is cut down to it (HTML 4.9.11
// caps them at 1,000 and 65,534; no page that people read has 200 columns).
const (
	maxColumns = 200
	maxRowspan = 65534

	maxRowHeads = 6 // headers of one row: each cell behind them has them all
)

// A grid walks the rows and keeps what reaches down from those above.
type grid struct {
	t      *table
	heads  [maxColumns]string
	inHead bool // the row above was a header row
	below  [maxColumns]held
	width  int
}

// held is a cell of a row above that still covers its column.
type held struct {
	rows int
	text string // of a row header, else ""
}

// columnOf returns the first column from col on that no cell above covers,
// with the row headers passed over on the way.
func (g *grid) columnOf(col int, heads []string) (int, []string) {
	for col < g.width && g.below[col].rows > 0 {
		if t := g.below[col].text; t != "" && len(heads) < maxRowHeads && (len(heads) == 0 || heads[len(heads)-1] != t) {
			heads = append(heads, t)
		}
		col++
	}
	return col, heads
}

// cover notes that a cell takes up columns from col on, and the rows below.
func (g *grid) cover(col int, n *html.Node, text string) int {
	end := min(col+span(n, "colspan", maxColumns), maxColumns)
	down := span(n, "rowspan", maxRowspan) - 1
	for k := col; k < end; k++ {
		g.below[k] = held{rows: down + 1, text: text}
	}
	g.width = max(g.width, end)
	return end
}

// endRow counts down what reaches into the rows below.
func (g *grid) endRow() {
	for k := 0; k < g.width; k++ {
		if g.below[k].rows > 0 {
			g.below[k].rows--
		}
	}
}

func (g *grid) headRow(r row) {
	if !g.inHead {
		g.heads = [maxColumns]string{}
	}
	g.inHead = true
	col := 0
	for _, c := range r.cells {
		col, _ = g.columnOf(col, nil)
		g.t.cells = append(g.t.cells, cell{node: c})
		end := g.cover(col, c, "")
		if text := textOf(c, 300); text != "" && len(r.cells) > 1 {
			for k := col; k < end; k++ {
				g.heads[k] = joinHeads(g.heads[k], text)
			}
		}
		col = end
	}
	g.endRow()
}

func joinHeads(above, text string) string {
	if above == "" || above == text {
		return text
	}
	if len(above) > maxName {
		return above
	}
	return above + separator + text
}

func (g *grid) bodyRow(r row) {
	g.inHead = false
	col := 0
	var heads []string
	first := len(g.t.cells)
	hasTh := false
	for _, c := range r.cells {
		hasTh = hasTh || c.DataAtom == atom.Th
	}
	for i, c := range r.cells {
		col, heads = g.columnOf(col, heads)
		g.t.cells = append(g.t.cells, cell{node: c, row: strings.Join(heads, separator)})
		if col < maxColumns {
			g.t.cells[first+i].col = g.heads[col]
		}
		text := ""
		if c.DataAtom == atom.Th || !hasTh && i == 0 && len(heads) == 0 && len(r.cells) > 1 {
			if text = textOf(c, 300); c.DataAtom != atom.Th && !isRowHead(text) {
				text = ""
			}
			if text != "" && len(heads) < maxRowHeads {
				heads = append(heads, text)
			}
		}
		col = g.cover(col, c, text)
	}
	g.endRow()
}

// isRowHead reports whether the first cell of a row without a th names the
// row: it holds letters, or is a year or a class ("0-10", "80+").
func isRowHead(text string) bool {
	if hasLetter(text) {
		return true
	}
	digits := strings.Trim(text, "0123456789")
	return len(text) == 4 && digits == "" && (text[0] == '1' || text[0] == '2') || len(text) > 1 && len(text) < 12 && strings.ContainsAny(text[1:], "-–+/") && !strings.ContainsAny(text, ",.$%")
}

func hasLetter(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' || c >= 0x80 {
			return true
		}
	}
	return false
}

func span(n *html.Node, name string, most int) int {
	v, err := strconv.Atoi(strings.TrimSpace(attr(n, name)))
	if err != nil || v < 1 {
		return 1
	}
	return min(v, most)
}
