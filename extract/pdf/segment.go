package pdf

import (
	"math"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/responses"
)

// A segment is a stretch of text on one line without a gap as wide as that
// between columns.
type segment struct {
	rect // as high as the font's letters can be
	font
	base    float64 // y of the baseline
	text    string
	order   int // place in the file
	quarter int // direction: 0 to the right, 1 upwards, 2 to the left, 3 downwards
}

// hyphen is what PDFium gives for a hyphen at the end of a line.
const hyphen = '\u0002'

// Gaps from which on two stretches of text on one line are taken for two
// columns, in font sizes. Justified lines have wide spaces, but they are in the
// file; between two cells of a table there is none.
const (
	wideGap  = 2.2
	emptyGap = 0.7
)

// segments groups characters, which come in the order of the file.
func segments(chars []*responses.GetPageTextStructuredChar, fonts func(int) typed, made func(int) bool) []*segment {
	b := builder{fonts: fonts, made: made, space: -1}
	for i, c := range chars {
		for _, r := range c.Text {
			b.add(i, r, c)
		}
	}
	b.end()
	return b.segs
}

// A builder makes segments out of characters.
type builder struct {
	fonts func(int) typed
	made  func(int) bool // whether PDFium made a character up
	segs  []*segment

	cur   *segment // nil: none begun
	text  strings.Builder
	last  rect // of the last character
	space int  // index of white space that waits to be written; -1: none
	lastI int  // index of the last character that shows
}

func (b *builder) add(i int, r rune, c *responses.GetPageTextStructuredChar) {
	switch {
	case r == '\r' || r == '\n':
		b.end()
		return
	case unicode.IsSpace(r):
		b.space = i
		return
	case r == 0xFFFE || r == 0x00AD:
		r = hyphen
	case r != hyphen && !unicode.IsPrint(r), r >= 0xE000 && r <= 0xF8FF && !isPrivateBullet(r):
		return
	}
	q := quarterOf(c.Angle)
	p := c.PointPosition
	box := rect{min(p.Left, p.Right), min(p.Bottom, p.Top), max(p.Left, p.Right), max(p.Bottom, p.Top)}.turned(q)
	if !finite(box) {
		return
	}
	if b.cur != nil && b.breaks(box, q) {
		b.end()
	}
	if b.cur == nil {
		b.cur = newSegment(b.fonts(i), box, q)
		b.cur.order = len(b.segs)
	} else {
		if b.space >= 0 {
			b.text.WriteByte(' ')
		}
		b.cur.x0, b.cur.x1 = min(b.cur.x0, box.x0), max(b.cur.x1, box.x1)
	}
	b.space = -1
	b.text.WriteString(spelled(r))
	b.last, b.lastI = box, i
}

// newSegment begins a segment with a character.
func newSegment(t typed, box rect, quarter int) *segment {
	if t.size < 1 || t.size > 2000 {
		t.size = max(box.height()*1.3, 1)
	}
	s := &segment{font: t.font, quarter: quarter, base: box.y0}
	if origin := (rect{t.x, t.y, t.x, t.y}).turned(quarter); t.ok && finite(origin) {
		s.base = origin.y0
	}
	s.rect = rect{box.x0, s.base - 0.22*t.size, box.x1, s.base + 0.78*t.size}
	return s
}

// breaks reports whether the character in box stands on another line or in
// another column than the one before.
func (b *builder) breaks(box rect, q int) bool {
	s := b.cur
	wide := box.x0 - b.last.x1
	switch {
	case q != s.quarter:
		return true
	case box.y0 > s.y1 || box.y1 < s.y0:
		return true
	case box.x0 < b.last.x0-s.size && box.x1 < b.last.x0:
		return true
	case wide <= emptyGap*s.size:
		return false
	case isMarker(b.text.String()) && wide < 6*s.size:
		return false
	}
	return wide > wideGap*s.size || b.space < 0 || b.made(b.space)
}

func (b *builder) end() {
	b.space = -1
	if b.cur == nil {
		return
	}
	b.cur.text = b.text.String()
	// A bold word at the start of a line makes no bold line.
	b.cur.bold = b.cur.bold && b.fonts(b.lastI).bold
	b.segs = append(b.segs, b.cur)
	b.cur = nil
	b.text.Reset()
}

func finite(r rect) bool {
	for _, v := range []float64{r.x0, r.y0, r.x1, r.y1} {
		if math.IsNaN(v) || math.Abs(v) > 1e6 {
			return false
		}
	}
	return true
}

// quarterOf returns the direction of text in quarters of a turn, from its
// angle in radians, which PDFium counts clockwise.
func quarterOf(angle float64) int {
	if math.IsNaN(angle) || math.IsInf(angle, 0) {
		return 0
	}
	return (int(math.Round(-angle/(math.Pi/2)))%4 + 4) % 4
}

// spelled writes a ligature as its letters (U+FB00 to U+FB06).
func spelled(r rune) string {
	if r >= 0xFB00 && r <= 0xFB06 {
		return [...]string{"ff", "fi", "fl", "ffi", "ffl", "st", "st"}[r-0xFB00]
	}
	return string(r)
}

// isPrivateBullet reports whether r is how the fonts Symbol and Wingdings have
// their bullets, for which Unicode has no place.
func isPrivateBullet(r rune) bool {
	switch r {
	case 0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF076, 0xF0A8, 0xF06E, 0xF071:
		return true
	}
	return false
}

// upright turns segments so that most of the text runs to the right, and
// returns by how many quarters. Coordinates of segments are in their own
// direction; those of the others follow the page.
func upright(segs []*segment) int {
	var size [4]int
	for _, s := range segs {
		size[s.quarter] += len(s.text)
	}
	main := 0
	for q, n := range size {
		if n > size[main] {
			main = q
		}
	}
	for _, s := range segs {
		if s.quarter != main {
			// Back to the page, then along with the others.
			s.rect = s.rect.turned((4 - s.quarter) % 4).turned(main)
			s.base = s.y0
		}
		s.quarter = (s.quarter - main + 4) % 4
	}
	return main
}

// clean returns s on one line, without control characters.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
