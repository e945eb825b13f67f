package pdf

import (
	"math"
	"strings"
	"unicode"
)

// margin is the part of a page's height, at the top and at the bottom, in
// which headers and footers stand.
const margin = 0.1

// runningText returns what stands in the margins of several pages at the same
// height, but for its numbers. Of a document of one page it is nothing.
type runningText map[runningKey]bool

type runningKey struct {
	text   string
	height int // in steps, from the edge
	foot   bool
}

// findRunning looks at the rows in the margins of all pages.
func findRunning(pages []*page) runningText {
	seen := map[runningKey]map[int]bool{}
	for i, p := range pages {
		for _, s := range p.segs {
			for _, k := range runningKeys(p, s) {
				if seen[k] == nil {
					seen[k] = map[int]bool{}
				}
				seen[k][i] = true
			}
		}
	}
	out := runningText{}
	for k, on := range seen {
		// Headers may differ on left and right pages and be absent on the first.
		if len(on) >= 2 && (len(on)*3 >= len(pages) || len(on) >= 5) {
			out[k] = true
		}
	}
	return out
}

// runs reports whether s is a header or footer.
func (t runningText) runs(p *page, s *segment) bool {
	for _, k := range runningKeys(p, s) {
		if t[k] {
			return true
		}
	}
	return false
}

// runningKeys returns the names under which s is looked for on other pages:
// its height falls into one of two overlapping steps.
func runningKeys(p *page, s *segment) []runningKey {
	h := p.box.height()
	if h <= 0 || s.quarter != 0 {
		return nil
	}
	above, below := (p.box.y1-s.y1)/h, (s.y0-p.box.y0)/h
	foot := below < above
	edge := min(above, below)
	if edge > margin || edge < -0.5 {
		return nil
	}
	text := numberless(s.text)
	step := int(math.Floor(edge * 100))
	return []runningKey{{text, step, foot}, {text, step + 1, foot}}
}

// numberless returns text with each number as #, so that "Page 3 of 9" and
// "Page 4 of 9" are one.
func numberless(text string) string {
	var b strings.Builder
	in := false
	for _, r := range strings.ToLower(text) {
		if unicode.IsDigit(r) {
			if !in {
				b.WriteByte('#')
			}
			in = true
			continue
		}
		in = false
		b.WriteRune(r)
	}
	t := b.String()
	if strings.Trim(t, "ivxlc") == "" { // a Roman number is one, too
		return "#"
	}
	return t
}
