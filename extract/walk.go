package extract

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"stet/record"
)

// A ctx is what an element inherits from those around it.
type ctx struct {
	region    region
	furniture bool // in a menu, footer or the like, and not merely outside of the main part
	elsewhere bool // in a part that speaks of other pages
	notice    bool
	banner    bool // in a small part in front of the main part
	hid       bool // hidden by the options
	unchosen  bool // for being outside of what they select
	pre       bool
	inSup     bool
	head      int // level of the heading it is in
	level     int // nesting of lists
	kind      record.BlockKind
	row, col  string
	table     *table
	link      int // number of the link it is in, -1
}

// A walker turns a tree into blocks, links and images in one pass.
type walker struct {
	s       *survey
	base    *address
	grown                  // while the tree is walked
	blocks  []record.Block // these four when all of it was
	notes   []note         // of the blocks
	links   []seenLink
	images  []seenImage
	marks   []mark              // of all blocks
	section [2]sections         // of the main part and of the rest
	chosen  map[*html.Node]bool // what Options.Select picks; nil: no selection
	ignored map[*html.Node]bool
	at      int // number of the next element
	line    line
	words   []byte // text of the open link
	counted int    // figures found so far
	feedback
}

// What was found so far.
type grown struct {
	blockPile pile[record.Block]
	notePile  pile[note]
	linkPile  pile[seenLink]
	imagePile pile[seenImage]
}

// settleDown puts what was found in one piece.
func (w *walker) settleDown() {
	w.blocks, w.notes = w.blockPile.take(), w.notePile.take()
	w.links, w.images = w.linkPile.take(), w.imagePile.take()
}

// A seenLink is a link, and whether the options hide it.
type seenLink struct {
	record.Link
	hid bool
}

// A seenImage is a picture, and whether the options hide it.
type seenImage struct {
	record.Image
	hid bool
}

// A note is what the walker knows of a block beside what readers get.
type note struct {
	hid       bool  // by the options
	unchosen  bool  // outside of what they select
	elsewhere bool  // in a part that speaks of other pages
	from, to  int32 // its marks
}

// A block is a block of the document with its note.
type block struct {
	*record.Block
	note
	marks []mark // links and times in its text
}

// block returns block i with what is known of it.
func (w *walker) block(i int) block {
	n := w.notes[i]
	return block{&w.blocks[i], n, w.marks[n.from:n.to]}
}

// A mark is a stretch of a block's text inside a link or a time element.
type mark struct {
	start, end int32
	link       bool
	datetime   string
}

// children walks what is in n.
func (w *walker) children(n *html.Node, c ctx) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		switch k.Type {
		case html.TextNode:
			w.text(k.Data, c)
		case html.ElementNode:
			w.element(k, c)
		}
	}
}

func (w *walker) element(n *html.Node, c ctx) {
	i := w.at
	w.at++
	st := &w.s.stats[i]
	if st.hidden {
		w.at = i + int(st.size)
		if isField(n) {
			w.line.space = true
		}
		return
	}
	c = w.place(n, i, c)
	if w.ignored[n] {
		c.hid, c.unchosen = true, false
	}
	if w.chosen != nil && w.chosen[n] {
		c.hid, c.unchosen, c.region, c.furniture = w.ignored[n], false, inMain, false
	}
	if isBlock(n.DataAtom) || headingLevel(n) > 0 {
		w.flush()
		w.lines(n, st, c)
		w.flush()
		return
	}
	w.inline(n, st, c)
}

// lines reads an element that makes its own lines.
func (w *walker) lines(n *html.Node, st *stat, c ctx) {
	if l := headingLevel(n); l > 0 {
		c.head = l
	}
	switch n.DataAtom {
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir, atom.Dl:
		c.level++
	case atom.Li, atom.Dt, atom.Dd:
		w.listItem(n, &c)
	case atom.Blockquote:
		if c.kind == "" {
			c.kind = record.Quote
		}
	case atom.Caption, atom.Figcaption:
		c.kind = record.Caption
	case atom.Pre, atom.Listing, atom.Plaintext, atom.Xmp:
		c.pre = true
	case atom.Table:
		c.table = newTable(n, st)
		c.row, c.col = "", ""
	case atom.Td, atom.Th:
		if c.table != nil {
			cell := c.table.nextCell(n)
			if c.table.data {
				c.kind, c.row, c.col = record.Cell, cell.row, cell.col
			}
		}
	}
	w.children(n, c)
}

func (w *walker) listItem(n *html.Node, c *ctx) {
	if c.level == 0 {
		c.level = 1
	}
	if c.kind == "" || c.kind == record.Quote {
		c.kind = record.ListItem
	}
	if n.DataAtom == atom.Dd && c.kind == record.ListItem {
		c.row = termOf(n)
	}
}

// termOf returns the dt that a dd answers.
func termOf(dd *html.Node) string {
	for p, steps := dd.PrevSibling, 0; p != nil && steps < 20; p, steps = p.PrevSibling, steps+1 {
		if p.Type == html.ElementNode && p.DataAtom == atom.Dt {
			return textOf(p, 300)
		}
	}
	return ""
}
