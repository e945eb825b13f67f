package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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
	t.cells = make([]cell, 0, cells)
	g := grid{t: t}
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
