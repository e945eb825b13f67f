package pdf

import (
	"path"
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"stet/record"
)

// A link is an active area of a page.
type link struct {
	area rect
	href string
}

// scanLinks returns the links of a page that lead out of the document.
func scanLinks(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, ref requests.Page, turn int) (out []link) {
	for pos, n := 0, 0; n < 2000; n++ {
		next, err := lib.FPDFLink_Enumerate(&requests.FPDFLink_Enumerate{Page: ref, StartPos: pos})
		if err != nil || next.Link == nil || next.NextStartPos == nil || *next.NextStartPos <= pos {
			return out
		}
		pos = *next.NextStartPos
		area, err := lib.FPDFLink_GetAnnotRect(&requests.FPDFLink_GetAnnotRect{Link: *next.Link})
		if err != nil || area.Rect == nil {
			continue
		}
		action, err := lib.FPDFLink_GetAction(&requests.FPDFLink_GetAction{Link: *next.Link})
		if err != nil || action.Action == nil {
			continue
		}
		uri, err := lib.FPDFAction_GetURIPath(&requests.FPDFAction_GetURIPath{Document: doc, Action: *action.Action})
		if err != nil || uri.URIPath == nil || *uri.URIPath == "" {
			continue
		}
		r := rect{float64(area.Rect.Left), float64(area.Rect.Bottom), float64(area.Rect.Right), float64(area.Rect.Top)}
		out = append(out, link{area: rect{min(r.x0, r.x1), min(r.y0, r.y1), max(r.x0, r.x1), max(r.y0, r.y1)}.turned(turn), href: *uri.URIPath})
	}
	return out
}

// linksOf returns the links with the words that they lie on.
func (f *file) linksOf(c *composer) []record.Link {
	out := []record.Link{}
	on := make([][]int, len(f.pages)) // blocks by page
	for j, at := range c.places {
		on[at.page] = append(on[at.page], j)
	}
	for i, p := range f.pages {
		for _, l := range p.links {
			link := record.Link{Href: clean(l.href), Kind: linkKind(l.href), Part: record.Main, Block: -1}
			var texts []string
			for _, s := range p.segs {
				if t := s.within(l.area); t != "" {
					texts = append(texts, t)
				}
			}
			link.Text = c.words.join(texts)
			for _, j := range on[i] {
				if c.places[j].area.holds(l.area) {
					link.Block, link.Part = j, c.blocks[j].Part
					break
				}
			}
			if n := len(out); n > 0 && out[n-1].Href == link.Href && out[n-1].Block == link.Block && link.Block >= 0 {
				// A link over two lines is two areas.
				out[n-1].Text = c.words.join([]string{out[n-1].Text, link.Text})
				continue
			}
			out = append(out, link)
		}
	}
	return out
}

// within returns the words of s that lie in area, by the share of its width.
func (s *segment) within(area rect) string {
	mid := (s.y0 + s.y1) / 2
	if mid < area.y0 || mid > area.y1 || s.x1 < area.x0 || s.x0 > area.x1 || s.width() <= 0 {
		return ""
	}
	if area.x0 <= s.x0+1 && area.x1 >= s.x1-1 {
		return s.text
	}
	runes := []rune(s.text)
	at := func(x float64) int {
		return min(max(int((x-s.x0)/s.width()*float64(len(runes))+0.5), 0), len(runes))
	}
	from, to := at(area.x0), at(area.x1)
	for from > 0 && runes[from-1] != ' ' {
		from--
	}
	for to < len(runes) && runes[to] != ' ' {
		to++
	}
	if from >= to {
		return ""
	}
	return string(runes[from:to])
}

func linkKind(href string) string {
	low := strings.ToLower(href)
	switch {
	case strings.HasPrefix(low, "mailto:"):
		return "mail"
	case strings.HasPrefix(low, "tel:"):
		return "telephone"
	}
	p, _, _ := strings.Cut(low, "?")
	switch path.Ext(p) {
	case ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".csv", ".zip":
		return "document"
	}
	return "page"
}
