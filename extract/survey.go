package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A stat is what [survey] counted below one element.
type stat struct {
	size   int32 // elements in its subtree, itself included
	text   int32 // bytes of shown text without white space
	link   int32 // those of them inside links
	links  int32 // links with text
	tables int32 // tables, itself included
	hint   hint
	hidden bool
	root   bool // it is, or holds, the main part
	isRoot bool
	h1     bool // holds a first-level heading
	nav    bool // holds a nav or a search form
	titles bool // holds a heading that is a link
}

// A survey is the first walk over a page. It counts, so that the second walk
// knows on entering an element what is in it. Elements are numbered in
// document order; the second walk counts along.
type survey struct {
	stats    []stat
	nodes    []*html.Node // by number; dropped after the survey
	cache    map[string]hint
	base     string
	title    *html.Node
	lang     string
	metas    []*html.Node // meta and link elements
	scripts  []*html.Node // JSON-LD
	reached  map[string]bool
	skip     string // id that the "skip to content" link leads to
	hasRoot  bool
	rootFrom int   // number of the first element of the main part
	h1s      []int // numbers of the first shown h1
	rootH1   bool  // the main part has one
	free     int32 // text outside of furniture
	allWeak  bool  // most of the page is called a sidebar or the like

	titleFrom, titleTo int          // elements around a page heading above the main part
	props              []*html.Node // elements with itemprop or property
}

func newSurvey(root *html.Node) *survey {
	s := &survey{cache: map[string]hint{}, reached: map[string]bool{}}
	n := s.controls(root)
	s.stats, s.nodes = make([]stat, 0, n), make([]*html.Node, 0, n)
	s.visit(root, false, false)
	s.chooseRoot()
	s.nodes = nil
	return s
}

// controls finds the parts that a button or tab opens: a reader reaches them
// though they are marked hidden. It returns how many elements there are.
func (s *survey) controls(n *html.Node) (elements int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		if c.DataAtom == atom.Button || c.DataAtom == atom.A || len(c.Attr) > 1 {
			for i := range c.Attr {
				switch a := &c.Attr[i]; a.Key {
				case "aria-controls":
					for id := range strings.FieldsSeq(a.Val) {
						s.reached[id] = true
					}
				case "data-target", "data-bs-target":
					if id, ok := strings.CutPrefix(a.Val, "#"); ok {
						s.reached[id] = true
					}
				}
			}
		}
		elements += 1 + s.controls(c)
	}
	return elements
}

// visit counts n and what is in it, and returns its stat's number.
func (s *survey) visit(n *html.Node, inLink, hidden bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			s.element(c, inLink, hidden)
		}
	}
}

func (s *survey) element(n *html.Node, inLink, hidden bool) stat {
	at := len(s.stats)
	s.stats = append(s.stats, stat{})
	s.nodes = append(s.nodes, n)
	s.note(n)
	st := stat{hint: hintOf(n, s.cache)}
	if isUnread(n) {
		st.hidden = true
	} else if isHidden(n) && !(len(s.reached) > 0 && s.reached[attr(n, "id")]) {
		st.hidden = true
	}
	hidden = hidden || st.hidden
	if n.DataAtom == atom.A && hasAttr(n, "href") {
		inLink = true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			if hidden {
				continue
			}
			k := int32(inkOf(c.Data))
			st.text += k
			if inLink {
				st.link += k
			}
		case html.ElementNode:
			sub := s.element(c, inLink, hidden)
			st.text += sub.text
			st.link += sub.link
			st.links += sub.links
			st.tables += sub.tables
			st.h1 = st.h1 || sub.h1
			st.nav = st.nav || sub.nav
			st.titles = st.titles || sub.titles
		}
	}
	if n.DataAtom == atom.Table {
		st.tables++
	}
	if n.DataAtom == atom.A && st.text > 0 {
		st.links++
	}
	level := headingLevel(n)
	if level > 0 && st.link > 0 {
		st.titles = true
	}
	if level == 1 && st.text > 0 {
		st.h1 = true
		if len(s.h1s) < 8 {
			s.h1s = append(s.h1s, at)
		}
	}
	if n.DataAtom == atom.Nav || n.DataAtom == atom.Search {
		st.nav = true
	}
	st.size = int32(len(s.stats) - at)
	s.stats[at] = st
	return st
}

// note keeps what is asked for by name later.
func (s *survey) note(n *html.Node) {
	for i := range n.Attr {
		if k := n.Attr[i].Key; k == "itemprop" || k == "property" && n.DataAtom != atom.Meta || k == "pubdate" {
			s.props = append(s.props, n)
			break
		}
	}
	switch n.DataAtom {
	case atom.Html:
		if s.lang == "" {
			if s.lang = attr(n, "lang"); s.lang == "" {
				s.lang = attr(n, "xml:lang")
			}
		}
	case atom.Base:
		if s.base == "" {
			s.base = attr(n, "href")
		}
	case atom.Title:
		if s.title == nil && (n.Parent == nil || n.Parent.DataAtom != atom.Svg) {
			s.title = n
		}
	case atom.Meta, atom.Link:
		s.metas = append(s.metas, n)
	case atom.Script:
		if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			s.scripts = append(s.scripts, n)
		}
	case atom.A:
		if s.skip == "" {
			if id, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && id != "" && strings.Contains(strings.ToLower(textOrHidden(n)), "skip") {
				s.skip = id
			}
		}
	}
}

// textOrHidden returns the words of a short element, shown or not.
func textOrHidden(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil && b.Len() < 200; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		} else if c.Type == html.ElementNode {
			b.WriteString(textOrHidden(c))
		}
	}
	return b.String()
}

// inkOf counts the bytes of s that are not white space.
func inkOf(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] > ' ' {
			n++
		}
	}
	return n
}
