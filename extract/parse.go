package extract

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDepth is how many elements in each other are read; deeper ones are read
// flat. Real pages stay far below it.
const maxDepth = 400

// parse returns the tree of page, and what of it was left out.
//
// The HTML parser refuses pages whose elements nest deeper than 512; those
// are read by [parseFlat], which does not.
func parse(page string) (root *html.Node, cut []string) {
	r := reckon(page)
	if r.end < len(page) {
		cut = append(cut, fmt.Sprintf("the page has too many elements to hold: %d of its %d bytes were read", r.end, len(page)))
		page = page[:r.end]
	}
	if !r.reopen {
		root, err := html.Parse(strings.NewReader(page))
		if err == nil {
			return root, cut
		}
		cut = append(cut, "elements nested deeper than 400 were read as if they were not nested")
	} else {
		cut = append(cut, "bold and other marks that are never closed were read up to the end of what they stand in")
	}
	return parseFlat(page), cut
}

// parseFlat builds a tree from the tokens alone: an end tag closes the nearest
// open element of its name, and elements deeper than [maxDepth] are dropped
// while their text stays. It is for pages that the parser refuses.
func parseFlat(page string) *html.Node {
	root := &html.Node{Type: html.DocumentNode}
	open := []*html.Node{root}
	count := map[string]int{} // of open elements by name, so that a stray end tag costs nothing
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		top := open[len(open)-1]
		switch kind {
		case html.ErrorToken:
			return root
		case html.TextToken:
			top.AppendChild(&html.Node{Type: html.TextNode, Data: z.Token().Data})
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if len(open) > maxDepth && !isVoid(t.DataAtom) && t.DataAtom != atom.Script && t.DataAtom != atom.Style {
				continue
			}
			n := &html.Node{Type: html.ElementNode, Data: t.Data, DataAtom: t.DataAtom, Attr: t.Attr}
			top.AppendChild(n)
			if !isVoid(t.DataAtom) && kind == html.StartTagToken {
				open = append(open, n)
				count[n.Data]++
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if count[string(name)] == 0 {
				continue
			}
			for {
				last := open[len(open)-1]
				open = open[:len(open)-1]
				count[last.Data]--
				if last.Data == string(name) {
					break
				}
			}
		}
	}
}

func isVoid(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr, atom.Frame:
		return true
	}
	return false
}

// attr returns the value of an attribute, "" where it is not there.
func attr(n *html.Node, name string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == name {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == name {
			return true
		}
	}
	return false
}

// textOf returns the text below n that a reader sees, collapsed, and at most
// about limit bytes of it.
func textOf(n *html.Node, limit int) string {
	var b strings.Builder
	gather(&b, n, limit)
	return collapse(b.String())
}

func gather(b *strings.Builder, n *html.Node, limit int) {
	for c := n.FirstChild; c != nil && b.Len() < limit; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type != html.ElementNode || isUnread(c) || isHidden(c):
		default:
			block := isBlock(c.DataAtom) || c.DataAtom == atom.Br
			if block {
				b.WriteByte(' ')
			}
			if c.DataAtom == atom.Sup && isRaised(c) {
				b.WriteString(strings.Map(raised, textOf(c, 16)))
				continue
			}
			gather(b, c, limit)
			if block {
				b.WriteByte(' ')
			}
		}
	}
}
