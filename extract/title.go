package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Title returns the title that [Read] would give the document, where it can be
// told without reading all of it: in HTML whose head is as heads should be.
// It takes a fiftieth of the time. Else ok is false.
func Title(src Source) (title string, ok bool) {
	if formatOf(src) != htmlFormat {
		return "", false
	}
	z := html.NewTokenizer(strings.NewReader(decode(src.Body, src.Type)))
	for {
		switch kind := z.Next(); kind {
		case html.CommentToken, html.DoctypeToken:
		case html.TextToken:
			if strings.Trim(string(z.Raw()), " \t\r\n\f") != "" {
				return "", false // what is no part of a head ends it
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			name, _ := z.TagName()
			switch a := atom.Lookup(name); {
			case a == atom.Title && kind == html.StartTagToken:
				return titleText(z)
			case kind == html.EndTagToken || kind == html.SelfClosingTagToken && !isVoid(a):
				return "", false
			case a == atom.Script || a == atom.Style || a == atom.Noscript:
				if !skipRaw(z, a) {
					return "", false
				}
			case a != atom.Html && a != atom.Head && a != atom.Meta && a != atom.Link && a != atom.Base:
				return "", false
			}
		default:
			return "", false
		}
	}
}

// titleText reads the text of a title whose start tag was read.
func titleText(z *html.Tokenizer) (title string, ok bool) {
	var b strings.Builder
	for kind := z.Next(); kind == html.TextToken; kind = z.Next() {
		b.WriteString(z.Token().Data)
	}
	if name, _ := z.TagName(); atom.Lookup(name) != atom.Title {
		return "", false // it has no end
	}
	title = collapse(b.String())
	return title, title != ""
}

// skipRaw reads on behind the end of an element that holds text only.
func skipRaw(z *html.Tokenizer, a atom.Atom) bool {
	kind := z.Next()
	if kind == html.TextToken {
		kind = z.Next()
	}
	name, _ := z.TagName()
	return kind == html.EndTagToken && atom.Lookup(name) == a
}
