package extract

import (
	"strings"

	"stet/extract/figures"
	"stet/record"
)

// Limits of figures in one page. A figure costs some 150 bytes.
const (
	maxFigures = 500_000
	longBlock  = 256 << 10 // a longer text is looked through piece by piece
)

// figures returns the figures of a block, until there are too many for the
// page.
func (w *walker) figures(text string) []record.Figure {
	if w.counted >= maxFigures {
		return nil
	}
	var found []record.Figure
	if len(text) <= longBlock {
		found = figures.Find(text)
	} else {
		found = w.piecewise(text)
	}
	w.counted += len(found)
	return found
}

// piecewise looks through a very long text between blanks, so that what is
// kept beside its figures stays small.
func (w *walker) piecewise(text string) []record.Figure {
	var p pile[record.Figure]
	for from := 0; from < len(text) && w.counted+p.len() < maxFigures; {
		end := cutAt(text, from)
		for _, f := range figures.Find(text[from:end]) {
			f.Start, f.End = f.Start+from, f.End+from
			p.push(f)
		}
		from = end
	}
	return p.take()
}

// cutAt returns where a piece that begins at from ends: behind the last
// sentence in it, else behind the last word, else where it is long enough.
func cutAt(text string, from int) int {
	if len(text)-from <= longBlock {
		return len(text)
	}
	piece := text[from : from+longBlock]
	if i := strings.LastIndex(piece, ". "); i > longBlock/2 {
		return from + i + 2
	}
	if i := strings.LastIndexByte(piece, ' '); i > 0 {
		return from + i + 1
	}
	end := from + longBlock
	for end > from+1 && text[end]&0xC0 == 0x80 {
		end-- // between characters
	}
	return end
}
