package extract

import (
	"strings"

	"golang.org/x/net/html"

	"stet/record"
)

// metadata keeps what search engines and social networks are told.
func metadata(d *record.Document, s *survey, a *address) {
	for _, n := range s.metas {
		name := strings.ToLower(strings.TrimSpace(attr(n, "name")))
		if name == "" {
			name = strings.ToLower(strings.TrimSpace(attr(n, "property")))
		}
		value := collapse(attr(n, "content"))
		switch name {
		case "description", "keywords", "robots", "googlebot", "og:title", "og:description", "dcterms.title", "dcterms.description", "dcterms.subject", "dcterms.creator":
			if _, ok := d.Metadata[name]; !ok && value != "" {
				d.Metadata[name] = value
			}
		case "":
			rel := strings.ToLower(attr(n, "rel"))
			if rel == "canonical" && d.Metadata["canonical"] == "" && attr(n, "href") != "" {
				d.Metadata["canonical"] = a.source(strings.TrimSpace(attr(n, "href")))
			}
		}
		if strings.EqualFold(attr(n, "http-equiv"), "content-language") && s.lang == "" {
			s.lang = value
		}
	}
	d.Language = collapse(s.lang)
	if s.title != nil {
		d.Title = collapse(textOrHiddenAll(s.title))
	}
	if d.Title == "" {
		d.Title = d.Metadata["og:title"]
	}
}

// textOrHiddenAll returns the text of an element that holds text only.
func textOrHiddenAll(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
