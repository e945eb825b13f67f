package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"stet/record"
)

// inline reads an element that stands inside a line.
func (w *walker) inline(n *html.Node, st *stat, c ctx) {
	switch n.DataAtom {
	case atom.Br:
		w.lineBreak()
	case atom.Img, atom.Area:
		w.image(n, c)
	case atom.A:
		w.spaceBetween(n, c)
		w.anchor(n, c)
	case atom.Button:
		if c.head > 0 || c.link >= 0 {
			w.children(n, c)
			return
		}
		w.flush()
		if c.region != inBoiler && st.text < 80 && !w.isToggle(n) {
			c.region, c.furniture = inBoiler, true
		}
		w.children(n, c)
		w.flush()
	case atom.Time:
		start := len(w.line.buf)
		w.spaceBetween(n, c)
		w.children(n, c)
		if d := attr(n, "datetime"); d != "" && len(w.line.buf) > start {
			w.line.marks = append(w.line.marks, mark{start: int32(start), end: int32(len(w.line.buf)), datetime: d})
		}
	case atom.Sup:
		w.sup(n, c)
	case atom.Q:
		w.text("“", c)
		w.children(n, c)
		w.text("”", c)
	case atom.Span, atom.Strong, atom.B, atom.Em, atom.Label:
		w.spaceBetween(n, c)
		w.children(n, c)
	default:
		w.children(n, c)
	}
}

// isToggle reports whether a button opens a part of the page, so that its
// words are that part's heading.
func (w *walker) isToggle(n *html.Node) bool {
	return hasAttr(n, "aria-expanded") || hasAttr(n, "aria-controls")
}

// sup writes raised figures as such, so that a footnote mark does not run into
// the number it stands on: 2,000¹, m², 10⁶.
func (w *walker) sup(n *html.Node, c ctx) {
	c.inSup = isRaised(n)
	w.children(n, c)
}

// isRaised reports whether a sup holds a footnote mark or an exponent, and not
// the th of 35th.
func isRaised(sup *html.Node) bool {
	var t string
	for c := sup; c != nil; c = c.FirstChild {
		if c.Type == html.TextNode {
			t = strings.TrimSpace(c.Data)
		}
	}
	return t != "" && len(t) <= 12 && strings.Trim(t, "0123456789+-, ") == ""
}

// spaceBetween parts two elements that touch without a space, such as
// "<span>Review Date 7/1/2023</span><span>Updated by …", which a style sheet
// sets apart: where both hold several words and the letters that would meet
// cannot belong to one word.
func (w *walker) spaceBetween(n *html.Node, c ctx) {
	p := n.PrevSibling
	buf := w.line.buf
	if p == nil || p.Type != html.ElementNode || isBlock(p.DataAtom) || len(buf) == 0 || w.line.space || c.pre {
		return
	}
	last := buf[len(buf)-1]
	next := strings.TrimLeft(textOf(n, 64), " ")
	if next == "" {
		return
	}
	first := next[0]
	digit, lower := last >= '0' && last <= '9', last >= 'a' && last <= 'z'
	upper := first >= 'A' && first <= 'Z'
	switch {
	case n.DataAtom == atom.A && p.DataAtom == atom.A && (lower && upper || digit && upper):
	case (digit || lower) && upper && strings.Contains(next, " ") && strings.Contains(textOf(p, 64), " "):
	case lower && first >= '0' && first <= '9' && len(next) > 3 && strings.Contains(textOf(p, 64), " "):
	case last == ':':
	default:
		return
	}
	w.line.space = true
}

// anchor reads a link and what is in it.
func (w *walker) anchor(n *html.Node, c ctx) {
	href := strings.TrimSpace(attr(n, "href"))
	if href == "" || c.link >= 0 {
		w.children(n, c)
		return
	}
	l, ok := w.base.link(href)
	if !ok {
		w.children(n, c)
		return
	}
	l.Block, l.Part = -1, record.Main
	if c.region == inBoiler {
		l.Part = record.Boilerplate
	}
	c.link = w.linkPile.len()
	w.linkPile.push(seenLink{l, c.hid})
	w.words = w.words[:0]
	start, at := len(w.line.buf), w.blockPile.len()
	w.children(n, c)
	if at == w.blockPile.len() && len(w.line.buf) > start {
		w.line.marks = append(w.line.marks, mark{start: int32(start), end: int32(len(w.line.buf)), link: true})
	}
	text := collapse(string(w.words))
	w.words = w.words[:0]
	if text == "" {
		text = linkName(n)
	}
	w.linkPile.at(c.link).Text = text
}

// linkName returns the words that stand for a link without any: the picture's
// alternative text, or the label for screen readers.
func linkName(n *html.Node) string {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode && k.DataAtom == atom.Img {
			if alt := collapse(attr(k, "alt")); alt != "" {
				return alt
			}
		}
	}
	if l := collapse(attr(n, "aria-label")); l != "" {
		return l
	}
	return collapse(attr(n, "title"))
}
