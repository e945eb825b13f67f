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
	troubles := []string{}
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
	w.settle(d, o)
	d.Dates = append(stated(w.blocks), metaDates(s)...)
	if len(troubles) > 0 {
		d.Unread = strings.Join(troubles, "; ")
	}
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
func (w *walker) settle(d *record.Document, o Options) {
	n := 0
	for i := range w.blocks {
		b := &w.blocks[i]
		for _, re := range o.IgnoreText {
			b.hid = b.hid || re.MatchString(b.Text)
		}
		b.Index = -1
		if !b.hid {
			b.Index = n
			n++
		}
	}
}

// hand gives blocks, links and images to the document.
func (w *walker) hand(d *record.Document) {
	for i := range w.blocks {
		b := &w.blocks[i]
		if b.hid {
			b.Index = len(d.Hidden)
			d.Hidden = append(d.Hidden, b.Block)
			b.Index = -1
			continue
		}
		b.Figures = figures.Find(b.Text)
		d.Blocks = append(d.Blocks, b.Block)
	}
	for i, l := range w.links {
		if w.hidLink[i] || l.Block >= 0 && l.Block < len(w.blocks) && w.blocks[l.Block].hid {
			continue
		}
		if l.Block >= len(w.blocks) {
			l.Block = -1
		}
		if l.Block >= 0 {
			l.Part = w.blocks[l.Block].Part
			l.Block = w.blocks[l.Block].Index
		}
		d.Links = append(d.Links, l)
	}
	for _, m := range w.images {
		if m.hid {
			continue
		}
		for m.Block >= 0 && (m.Block >= len(w.blocks) || w.blocks[m.Block].hid) {
			m.Block--
		}
		if m.Block >= 0 {
			m.Block = w.blocks[m.Block].Index
		}
		d.Images = append(d.Images, m.Image)
	}
}
