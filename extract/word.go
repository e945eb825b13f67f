package extract

import (
	"cmp"
	"strconv"
	"strings"

	"stet/record"
)

// A wordReader reads the text of a word processor's file, or of one slide.
type wordReader struct {
	*dataReader
	pack   *officePackage
	links  map[string]string // where relations lead
	levels map[string]int    // of headings, by the name of their style
	text   strings.Builder   // of the paragraph that is open
	reads  bool              // in an element whose text is seen
	gone   int               // in so many elements that hold what was deleted or is not shown
	level  int               // of the paragraph as a heading; 0: none
	item   bool              // it is in a list
	anchor []record.Link     // links of the paragraph
	from   []int             // where their words begin
	open   int               // number of the link that is open; -1: none
	run    bool              // it ends with the run
	tables []*wordTable      // the open ones, the innermost last
}

// A wordTable is a table that is open.
type wordTable struct {
	heads []string // texts of the first row
	row   int
	cells []string // of the row so far
	cell  strings.Builder
}

func (r *wordReader) read() error {
	const name = "word/document.xml"
	b, err := r.pack.part(name)
	if err != nil {
		return err
	}
	r.links, r.levels = r.pack.relations(name), r.pack.headings()
	return r.body(b)
}

// headings returns the levels of the styles that are headings; their names
// are the same in every language (ECMA-376 part 1, 17.7.4.9).
func (p *officePackage) headings() map[string]int {
	levels := map[string]int{}
	b, err := p.part("word/styles.xml")
	if err != nil {
		return levels
	}
	id := ""
	_ = elements(b, func(name string, attr func(string) string) error {
		switch name {
		case "style":
			id = attr("styleId")
		case "name":
			n := strings.ToLower(attr("val"))
			if l, err := strconv.Atoi(strings.TrimPrefix(n, "heading ")); err == nil && l >= 1 && l <= 9 {
				levels[id] = min(l, 6)
			} else if n == "title" {
				levels[id] = 1
			}
		}
		return nil
	}, nil, nil)
	return levels
}

// body reads paragraphs and tables.
func (r *wordReader) body(b []byte) error {
	r.open = -1
	return elements(b, r.start, func(s string) {
		if r.reads && r.gone == 0 {
			r.text.WriteString(s)
		}
	}, r.end)
}

func (r *wordReader) start(name string, attr func(string) string) error {
	if r.cut {
		return errEnough
	}
	switch name {
	case "t":
		r.reads = true
	case "tab", "br", "cr":
		r.text.WriteByte(' ')
	case "noBreakHyphen":
		r.text.WriteByte('-')
	case "pStyle":
		r.level = cmp.Or(r.levels[attr("val")], r.level)
	case "outlineLvl":
		if n, err := strconv.Atoi(attr("val")); err == nil && n >= 0 && n < 9 {
			r.level = min(n+1, 6)
		}
	case "ph":
		if t := attr("type"); t == "title" || t == "ctrTitle" {
			r.level = 2
		}
	case "numPr":
		r.item = true
	case "hyperlink":
		r.link(attr("r:id"))
	case "hlinkClick": // of a slide: the rest of its run is the link
		r.link(attr("r:id"))
		r.run = true
	case "del", "moveFrom", "instrText", "Fallback":
		r.gone++
	case "tbl":
		if len(r.tables) < 20 {
			r.tables = append(r.tables, &wordTable{})
		}
	}
	return nil
}

// link begins a link within the paragraph.
func (r *wordReader) link(id string) {
	if l, ok := r.base.link(r.links[id]); ok && r.links[id] != "" && len(r.anchor) < 1000 {
		r.open = len(r.anchor)
		r.anchor, r.from = append(r.anchor, l), append(r.from, r.text.Len())
	}
}

func (r *wordReader) end(name string) {
	switch name {
	case "t":
		r.reads = false
	case "hyperlink":
		r.endLink()
	case "r":
		if r.run {
			r.endLink()
		}
		r.run = false
	case "p":
		r.paragraph()
	case "del", "moveFrom", "instrText", "Fallback":
		r.gone = max(r.gone-1, 0)
	case "tc":
		if t := r.table(); t != nil {
			t.cells = append(t.cells, collapse(t.cell.String()))
			t.cell.Reset()
		}
	case "tr":
		r.row()
	case "tbl":
		if len(r.tables) > 0 {
			r.tables = r.tables[:len(r.tables)-1]
		}
	case "sp": // a shape of a slide: its title is one line
		r.level = 0
	}
}

func (r *wordReader) endLink() {
	if r.open >= 0 {
		r.anchor[r.open].Text = collapse(r.text.String()[min(r.from[r.open], r.text.Len()):])
		r.open = -1
	}
}

func (r *wordReader) table() *wordTable {
	if len(r.tables) == 0 {
		return nil
	}
	return r.tables[len(r.tables)-1]
}

// paragraph emits the paragraph that ends, or adds it to the cell it is in.
func (r *wordReader) paragraph() {
	r.endLink()
	text := collapse(r.text.String())
	r.text.Reset()
	c := ctx{link: -1, head: r.level}
	if r.item && r.level == 0 {
		c.kind, c.level = record.ListItem, 1
	}
	r.item = false
	if r.pack != nil { // the level of a slide's title holds for its shape
		r.level = 0
	}
	links := r.anchor
	r.anchor, r.from = nil, nil
	if t := r.table(); t != nil {
		t.cell.WriteString(text + " ")
		r.keepLinks(links, -1)
		return
	}
	if text == "" {
		r.keepLinks(links, -1)
		return
	}
	if r.blockPile.len() >= maxLeaves {
		r.cut = true
		return
	}
	r.emit(text, c, nil)
	r.keepLinks(links, r.blockPile.len()-1)
}

func (r *wordReader) keepLinks(links []record.Link, block int) {
	for _, l := range links {
		l.Part, l.Block = record.Main, block
		r.linkPile.push(seenLink{l, false})
	}
}

// row emits the cells of a row under the names of the first one.
func (r *wordReader) row() {
	t := r.table()
	if t == nil {
		return
	}
	name := ""
	for i, text := range t.cells {
		head := ""
		if t.row > 0 && i < len(t.heads) {
			head = t.heads[i]
		}
		if text == "" {
			continue
		}
		if r.blockPile.len() >= maxLeaves {
			r.cut = true
			break
		}
		r.emit(text, ctx{link: -1, kind: record.Cell, row: name, col: shorten(head, maxName)}, nil)
		if i == 0 && t.row > 0 && len(t.cells) > 1 && len(text) <= maxName && isRowHead(text) {
			name = text
		}
	}
	if t.row == 0 && isCSVHead(t.cells) {
		t.heads = t.cells
	}
	t.row++
	t.cells = nil
}

// readSlides reads the slides of a presentation in their order.
func readSlides(r *dataReader, p *officePackage) error {
	const name = "ppt/presentation.xml"
	b, err := p.part(name)
	if err != nil {
		return err
	}
	to := p.relations(name)
	var slides []string
	err = elements(b, func(name string, attr func(string) string) error {
		if name == "sldId" && len(slides) < maxParts {
			slides = append(slides, to[attr("r:id")])
		}
		return nil
	}, nil, nil)
	if err != nil {
		return err
	}
	for _, slide := range slides {
		if slide == "" {
			continue
		}
		b, err := p.part(slide)
		if err != nil {
			return err
		}
		if err := (&wordReader{dataReader: r, links: p.relations(slide)}).body(b); err != nil {
			return err
		}
	}
	return nil
}
