package extract

import (
	"strings"

	"golang.org/x/net/html"

	"stet/extract/figures"
	"stet/record"
)

// readHTML fills d from a page of HTML.
func readHTML(d *record.Document, src Source, o Options) {
	root, cut := parse(decode(src.Body, src.Type))
	var troubles []string
	if cut != "" {
		troubles = append(troubles, cut)
	}
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
	w.keepSome()
	w.title(d)
	marked := metaDates(s)
	w.s, w.chosen, w.ignored = nil, nil, nil // they hold the tree, which is not needed any more
	w.settle(o)
	d.Dates = append(w.stated(), marked...)
	d.Unread = strings.Join(troubles, "; ")
	w.hand(d)
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

// title falls back on the first heading where the page has no title.
func (w *walker) title(d *record.Document) {
	for i := 0; d.Title == "" && i < len(w.blocks); i++ {
		if b := &w.blocks[i]; b.Kind == record.Heading && b.Part == record.Main {
			d.Title = b.Text
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

// hand gives links, images and blocks to the document, in the arrays they lie
// in already: a page may hold half a million of each.
func (w *walker) hand(d *record.Document) {
	d.Links = w.links[:0]
	for i, l := range w.links {
		if l.Block >= len(w.blocks) {
			l.Block = -1
		}
		if w.hidLink[i] || l.Block >= 0 && w.notes[l.Block].hid {
			continue
		}
		if l.Block >= 0 {
			l.Part, l.Block = w.blocks[l.Block].Part, w.blocks[l.Block].Index
		}
		d.Links = append(d.Links, l)
	}
	for i, m := range w.images {
		if w.hidImg[i] {
			continue
		}
		m.Block = min(m.Block, len(w.blocks)-1)
		for m.Block >= 0 && w.notes[m.Block].hid {
			m.Block--
		}
		if m.Block >= 0 {
			m.Block = w.blocks[m.Block].Index
		}
		d.Images = append(d.Images, m)
	}
	d.Blocks = w.blocks[:0]
	for i, b := range w.blocks {
		if w.notes[i].hid {
			b.Index = len(d.Hidden)
			d.Hidden = append(d.Hidden, b)
			continue
		}
		b.Figures = figures.Find(b.Text)
		d.Blocks = append(d.Blocks, b)
	}
}
