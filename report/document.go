package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"stet/record"
)

// Document writes what a reader sees in d as plain text: the title, then the
// blocks of all parts in order, then numbered lists of where links lead, of
// pictures, and of metadata, so that two versions that differ only by the
// target of a link differ as text too. A block is one line, a row of a table
// as well (cells apart by " | "), whatever the width of the terminal: whoever
// searches the output for a phrase finds it.
func Document(w io.Writer, d record.Document) error {
	p := newPainter(w, Text{})
	p.line(run{plain, Clean(d.Title)})
	p.blank()
	p.body(d.Blocks)
	if d.Unread != "" {
		p.blank()
		p.line(run{plain, "Not read: " + Clean(d.Unread)})
	}
	p.targets(d.Links)
	p.pictures(d.Images)
	p.metadata(d.Metadata)
	return p.flush()
}

// body writes blocks: headings set off, list items with dashes, rows.
func (p *painter) body(blocks []record.Block) {
	for i := 0; i < len(blocks); i++ {
		b := blocks[i]
		switch b.Kind {
		case record.Heading:
			if i > 0 && blocks[i-1].Kind != record.Heading {
				p.blank()
			}
			p.line(run{plain, strings.Repeat("#", min(max(b.Level, 1), 6)) + " " + Clean(b.Text)})
			p.blank()
		case record.ListItem:
			p.line(run{plain, strings.Repeat(indent, min(max(b.Level-1, 0), 8)) + "- " + Clean(b.Text)})
		case record.Cell:
			n := rowLength(blocks[i:])
			p.line(run{plain, row(blocks[i : i+n])})
			i += n - 1
		case record.Quote:
			p.line(run{plain, "> " + Clean(b.Text)})
		default:
			p.line(run{plain, Clean(b.Text)})
		}
	}
}

// rowLength returns how many of the cells that blocks starts with make one
// row of a table.
func rowLength(blocks []record.Block) int {
	columns := map[string]bool{blocks[0].Column: true}
	for i, b := range blocks[1:] {
		if b.Kind != record.Cell || b.Section != blocks[0].Section || startsRow(blocks[i], b, columns) {
			return i + 1
		}
		columns[b.Column] = true
	}
	return len(blocks)
}

// startsRow reports whether cell b starts a row after cell a, in whose row
// the given columns were filled. A cell that heads its row has no Row, the
// others have its text:
//
//	a            b                                  b starts a row
//	Port         Groundings                         no: column headers have no Column
//	Groundings   Northaven, Column Port             yes
//	Northaven    12, Row Northaven                  no
//	12           Eel Sound, Column Port             yes: it has no Row
func startsRow(a, b record.Block, columns map[string]bool) bool {
	switch {
	case a.Row == "" && b.Row != "":
		return !strings.HasSuffix(b.Row, a.Text)
	case a.Row != b.Row:
		return true
	case a.Column == b.Column: // a cell of two paragraphs
		return false
	}
	return a.Column == "" || b.Column == "" || columns[b.Column]
}

func row(cells []record.Block) string {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = Clean(c.Text)
	}
	return strings.Join(texts, " | ")
}

// targets lists where links lead, numbered as they stand on the page.
func (p *painter) targets(links []record.Link) {
	if len(links) == 0 {
		return
	}
	p.blank()
	p.line(run{plain, "Links:"})
	for i, l := range links {
		s := fmt.Sprintf("%4d. %s", i+1, Clean(l.Href))
		if l.Text != "" {
			s += " (" + Clean(l.Text) + ")"
		}
		p.line(run{plain, s})
	}
}

func (p *painter) pictures(images []record.Image) {
	if len(images) == 0 {
		return
	}
	p.blank()
	p.line(run{plain, "Pictures:"})
	for i, m := range images {
		s := fmt.Sprintf("%4d. %s", i+1, Clean(m.Src))
		if m.Alt != "" {
			s += " (" + Clean(m.Alt) + ")"
		}
		p.line(run{plain, s})
	}
}

func (p *painter) metadata(fields map[string]string) {
	if len(fields) == 0 {
		return
	}
	p.blank()
	p.line(run{plain, "Metadata:"})
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		p.line(run{plain, indent + Clean(name) + ": " + Clean(fields[name])})
	}
}
