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
)

// A table knows the headers of its cells, and whether it is one: pages also
// use tables to put things side by side.
type table struct {
	data  bool
	cells []cell // in document order
	next  int
}

// A cell is a td or th with the headers that it stands under.
type cell struct {
	node     *html.Node
	row, col string
}

// nextCell returns the headers of n. Cells are asked for in document order;
// those of hidden rows are never asked for.
func (t *table) nextCell(n *html.Node) cell {
	for ; t.next < len(t.cells); t.next++ {
		if t.cells[t.next].node == n {
			t.next++
			return t.cells[t.next-1]
		}
	}
	return cell{}
}

// A row is a tr with its cells.
type row struct {
	cells  []*html.Node
	inHead bool
}

// newTable reads the headers of table n.
func newTable(n *html.Node, st *stat) *table {
	rows, cells, ths := tableRows(n)
	t := &table{data: isData(n, st, rows, cells, ths)}
	if !t.data {
		return t
	}
	g := grid{t: t, headers: ths > 0}
	firstIsHead := ths == 0 && looksLikeHead(rows)
	for i, r := range rows {
		if r.isHead() || i == 0 && firstIsHead {
			g.headRow(r)
		} else {
			g.bodyRow(r)
		}
	}
	return t
}

// tableRows collects the rows that belong to n and not to a table inside it.
func tableRows(n *html.Node) (rows []row, cells, ths int) {
	add := func(tr *html.Node, inHead bool) {
		r := row{inHead: inHead}
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && (c.DataAtom == atom.Td || c.DataAtom == atom.Th) {
				r.cells = append(r.cells, c)
				cells++
				if c.DataAtom == atom.Th {
					ths++
				}
			}
		}
		if len(r.cells) > 0 {
			rows = append(rows, r)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Tr:
			add(c, false)
		case atom.Thead, atom.Tbody, atom.Tfoot:
			for tr := c.FirstChild; tr != nil; tr = tr.NextSibling {
				if tr.DataAtom == atom.Tr {
					add(tr, c.DataAtom == atom.Thead)
				}
			}
		}
	}
	return rows, cells, ths
}

// isData tells a table of data from one that lays out a page.
func isData(n *html.Node, st *stat, rows []row, cells, ths int) bool {
	role := attr(n, "role")
	switch {
	case role == "presentation" || role == "none" || st.tables > 1 || cells == 0:
		return false
	case ths > 0:
		return true
	case len(rows) < 2 || 2*cells < 3*len(rows):
		return false
	}
	return int(st.text)/cells <= 200 && !st.h1
}

// isHead reports whether a row holds nothing but column headers.
func (r row) isHead() bool {
	if r.inHead {
		return true
	}
	for _, c := range r.cells {
		if c.DataAtom != atom.Th || strings.HasPrefix(attr(c, "scope"), "row") {
			return false
		}
	}
	return len(r.cells) > 1
}

// looksLikeHead reports whether the first row of a table without any th
// names its columns: it holds no digits while the rows below do, or it alone
// is set in bold.
func looksLikeHead(rows []row) bool {
	if len(rows) < 2 {
		return false
	}
	first := rows[0]
	bold := true
	for _, c := range first.cells {
		t := textOf(c, 200)
		if strings.ContainsAny(t, "0123456789") && !isBold(c) {
			return false
		}
		bold = bold && (t == "" || isBold(c))
	}
	if bold {
		return true
	}
	with, all := 0, 0
	for _, r := range rows[1:min(len(rows), 6)] {
		for _, c := range r.cells[1:] {
			all++
			if strings.ContainsAny(textOf(c, 60), "0123456789") {
				with++
			}
		}
	}
	return all > 0 && 2*with >= all
}

// isBold reports whether all of a cell's text is inside one bold element.
func isBold(n *html.Node) bool {
	for depth := 0; depth < 4; depth++ {
		var only *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" || c.Type == html.CommentNode {
				continue
			}
			if only != nil || c.Type != html.ElementNode {
				return false
			}
			only = c
		}
		if only == nil {
			return false
		}
		if only.DataAtom == atom.B || only.DataAtom == atom.Strong {
			return true
		}
		n = only
	}
	return false
}

// A grid walks the rows and keeps what reaches down from those above.
type grid struct {
	t       *table
	headers bool // the table has th elements
	heads   [maxColumns]string
	inHead  bool // the row above was a header row
	below   [maxColumns]held
	width   int
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
		if t := g.below[col].text; t != "" && (len(heads) == 0 || heads[len(heads)-1] != t) {
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
			if text != "" {
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
