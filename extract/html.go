package extract

import (
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/net/html"

	"stet/record"
)

// readHTML fills d from a page of HTML.
func readHTML(d *record.Document, src Source, o Options) {
	root, troubles := parse(decode(src.Body, src.Type))
	sweep(len(src.Body))
	s := newSurvey(root)
	w := &walker{s: s, base: newAddress(src.URL, s.base)}
	troubles = append(troubles, w.options(root, o)...)
	metadata(d, s, w.base)
	c := ctx{link: -1}
	if w.chosen != nil {
		c.hid, c.unchosen = true, true
	}
	w.children(root, c)
	w.flush()
	marked := metaDates(s)
	root, s, w.s, w.chosen, w.ignored = nil, nil, nil, nil, nil // the tree is not needed any more
	w.line = line{}                                             // it knows a table, which knows its cells
	sweep(len(src.Body))
	w.settleDown()
	w.keepSome()
	w.title(d)
	w.settle(o)
	d.Dates = append(w.stated(), marked...)
	d.Unread = strings.Join(troubles, "; ")
	w.hand(d)
}

// sweep collects what a large page has left behind before more is built on
// top of it: the collector alone lets the heap double first.
func sweep(size int) {
	if size > 4<<20 {
		runtime.GC()
	}
}

// options finds what the options pick.
func (w *walker) options(root *html.Node, o Options) (troubles []string) {
	if o.Select != "" {
		found, trouble := matches(root, o.Select)
		switch {
		case trouble != "":
			troubles = append(troubles, trouble)
		case len(found) == 0:
			troubles = append(troubles, "nothing matches the selector "+o.Select+": the whole page was read")
		default:
			w.chosen = found
		}
	}
	w.ignored = map[*html.Node]bool{}
	for _, sel := range o.Ignore {
		found, trouble := matches(root, sel)
		if trouble != "" {
			troubles = append(troubles, trouble)
		}
		for n := range found {
			w.ignored[n] = true
		}
	}
	return troubles
}

// keepSome makes a page whose parts all look like furniture main: there is
// always something that a page says.
func (w *walker) keepSome() {
	for i := range w.blocks {
		if b := &w.blocks[i]; b.Part == record.Main && (b.Kind != record.Notice || countWords(b.Text) > 20) {
			return
		}
	}
	for i := range w.blocks {
		if b := &w.blocks[i]; !furnitureTexts[lowered(b.Text)] {
			b.Part = record.Main
		}
	}
}

// title falls back on the first heading where the page has no title, on one
// of the first level before any other.
func (w *walker) title(d *record.Document) {
	for _, lowest := range []int{1, 6} {
		for i := 0; d.Title == "" && i < len(w.blocks); i++ {
			if b := &w.blocks[i]; b.Kind == record.Heading && b.Part == record.Main && b.Level <= lowest {
				d.Title = b.Text
			}
		}
	}
}

// settle hides what ignore_text names, and counts the blocks that stay.
func (w *walker) settle(o Options) {
	n := 0
	for i := range w.blocks {
		for _, re := range o.IgnoreText {
			if re.MatchString(w.blocks[i].Text) {
				w.notes[i].hid, w.notes[i].unchosen = true, false
			}
		}
		w.blocks[i].Index = -1
		if !w.notes[i].hid {
			w.blocks[i].Index = n
			n++
		}
	}
}

// hand gives links, images and blocks to the document, the blocks in the array
// that they lie in already: a page may hold half a million.
func (w *walker) hand(d *record.Document) {
	d.Links = make([]record.Link, 0, len(w.links))
	for _, l := range w.links {
		if l.Block >= len(w.blocks) {
			l.Block = -1
		}
		if l.hid || l.Block >= 0 && w.notes[l.Block].hid {
			continue
		}
		if l.Block >= 0 {
			l.Part, l.Block = w.blocks[l.Block].Part, w.blocks[l.Block].Index
		}
		d.Links = append(d.Links, l.Link)
	}
	w.links = nil
	at, shown := 0, -1 // pictures stand in the order of the page, as blocks do
	for _, m := range w.images {
		for ; at < len(w.blocks) && at <= m.Block; at++ {
			if !w.notes[at].hid {
				shown = w.blocks[at].Index
			}
		}
		if m.Block = shown; !m.hid {
			d.Images = append(d.Images, m.Image)
		}
	}
	d.Blocks = w.blocks[:0]
	for i, b := range w.blocks {
		if w.notes[i].hid {
			b.Index = len(d.Hidden)
			d.Hidden = append(d.Hidden, b)
			continue
		}
		b.Figures = w.figures(b.Text)
		d.Blocks = append(d.Blocks, b)
	}
	if w.counted >= maxFigures {
		d.Unread = strings.TrimPrefix(d.Unread+fmt.Sprintf("; figures were looked for up to the %dth only", maxFigures), "; ")
	}
}
