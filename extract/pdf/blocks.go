package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"stet/record"
)

// A composer makes blocks out of regions, page by page.
type composer struct {
	words words
	body  float64   // the size of most of the text
	bold  bool      // whether most of the text is
	sizes []float64 // of headings, largest first

	blocks []record.Block
	places []place // of each block

	open     []*line // the paragraph that is open
	kind     record.BlockKind
	level    int
	mark     float64   // x of the marker of the list item that is open
	indents  []float64 // of list items that are open, outermost first
	running  map[string]bool
	sections sections
}

// A place says where a block came from.
type place struct {
	page int
	area rect
}

// document makes a document of what PDFium told.
func (f *file) document() record.Document {
	c := &composer{words: words{}, running: map[string]bool{}}
	runs := findRunning(f.pages)
	var pages [][]region
	var heads [][]*segment
	for i, p := range f.pages {
		var main, run []*segment
		for _, s := range p.segs {
			if runs.runs(p, s) {
				run = append(run, s)
			} else {
				main = append(main, s)
			}
		}
		pages = append(pages, layout(main, i))
		heads = append(heads, run)
	}
	c.measure(pages)
	for i := range pages {
		c.runningOf(heads[i], i)
		for _, r := range pages[i] {
			if r.cells != nil {
				c.flush()
				c.table(r.cells, i)
				continue
			}
			for _, l := range r.lines {
				c.line(l)
			}
		}
	}
	c.flush()
	return f.finish(c)
}

// measure learns words and font sizes from all that is running text.
func (c *composer) measure(pages [][]region) {
	weight := map[int]int{} // letters by size in half points
	bold := 0               // more bold letters than others
	for _, p := range pages {
		for _, r := range p {
			for _, l := range r.lines {
				c.words.learn(l.text)
				weight[halfPoints(l.size)] += len(l.text)
				if l.bold {
					bold += len(l.text)
				} else {
					bold -= len(l.text)
				}
			}
			for _, row := range r.cells {
				for _, cell := range row {
					for _, s := range cell.lines {
						c.words.learn(s.text)
						weight[halfPoints(s.size)] += len(s.text) / 2
					}
				}
			}
		}
	}
	body, most := 24, 0
	for size, n := range weight {
		if n > most || n == most && size < body {
			body, most = size, n
		}
	}
	c.body, c.bold = float64(body)/2, bold > 0
	for size := range weight {
		if float64(size)/2 >= c.body*1.12 {
			c.sizes = append(c.sizes, float64(size)/2)
		}
	}
	slices.Sort(c.sizes)
	slices.Reverse(c.sizes)
}

func halfPoints(size float64) int { return int(math.Round(size * 2)) }

// flush hands over the paragraph that is open.
func (c *composer) flush() {
	if len(c.open) == 0 {
		return
	}
	var texts []string
	area := c.open[0].rect
	for _, l := range c.open {
		texts = append(texts, l.text)
		if l.page == c.open[0].page {
			area = area.union(l.rect)
		}
	}
	text := c.words.join(texts)
	b := record.Block{Kind: c.kind, Part: record.Main, Level: c.level, Text: text}
	if level := c.headingLevel(c.open[0]); level > 0 && c.kind == record.Paragraph && len(c.open) <= 4 && isHeadingText(text) {
		b.Kind, b.Level = record.Heading, level
	}
	if b.Kind == record.ListItem {
		_, b.Text, _ = marker(text)
	}
	c.add(b, place{c.open[0].page, area})
	c.open = nil
}

// headingLevel returns the level that a line would have as a heading, by size
// and weight, 0 if it looks like the rest of the text.
func (c *composer) headingLevel(l *line) int {
	if l.size >= c.body*1.12 {
		for i, s := range c.sizes {
			if float64(halfPoints(l.size))/2 >= s {
				return min(i+1, 6)
			}
		}
	}
	if l.bold && !c.bold && l.size >= c.body*0.95 {
		return min(len(c.sizes)+1, 6)
	}
	return 0
}

// isHeadingText reports whether a text can be a heading: short, with letters,
// and no sentence.
func isHeadingText(text string) bool {
	return len(text) <= 200 && strings.IndexFunc(text, unicode.IsLetter) >= 0 &&
		!strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ";") && !strings.HasSuffix(text, ",")
}

// table hands over the cells of a table. Its first row holds the headers of
// the columns, its first column those of the rows, unless they are values.
func (c *composer) table(rows [][]*cell, number int) {
	heads := map[int]string{}
	for i, r := range rows {
		side := ""
		if r[0].column == 0 && len(r) > 1 {
			if t := r[0].text(c.words); !hasNumbers(t) {
				side = t
			}
		}
		isHead := i == 0 && len(rows) > 2 && isHeadRow(r, c.words)
		for j, cell := range r {
			text := cell.text(c.words)
			if text == "" {
				continue
			}
			b := record.Block{Kind: record.Cell, Part: record.Main, Text: text}
			if isHead {
				heads[cell.column] = text
			} else {
				b.Column = heads[cell.column]
				if j > 0 {
					b.Row = side
				}
			}
			c.add(b, place{number, cell.rect})
		}
	}
}

// isHeadRow reports whether a row holds names only.
func isHeadRow(r []*cell, w words) bool {
	for _, c := range r {
		if hasNumbers(c.text(w)) && !isYear(c.text(w)) {
			return false
		}
	}
	return true
}

func isYear(text string) bool {
	return len(text) == 4 && (strings.HasPrefix(text, "19") || strings.HasPrefix(text, "20")) && strings.Trim(text, "0123456789") == ""
}

// runningOf hands over the headers and footers of a page that were not on an
// earlier one.
func (c *composer) runningOf(segs []*segment, number int) {
	for _, r := range rowsOf(segs, oneLine) {
		for _, l := range linesOf(r.segs, number) {
			if key := numberless(l.text); !c.running[key] {
				c.running[key] = true
				if text := c.words.join([]string{l.text}); text != "" {
					c.add(record.Block{Kind: record.Paragraph, Part: record.Boilerplate, Text: text}, place{number, l.rect})
				}
			}
		}
	}
}

// add hands over a block, under the headings above it.
func (c *composer) add(b record.Block, at place) {
	if b.Text == "" {
		return
	}
	b.Index = len(c.blocks)
	if b.Part == record.Main {
		if b.Kind == record.Heading {
			b.Section = c.sections.open(b.Level, b.Text)
		} else {
			b.Section = c.sections.path(7)
		}
	}
	c.blocks = append(c.blocks, b)
	c.places = append(c.places, at)
}

// sections holds the headings that are open, by level.
type sections [7]string

// path returns the headings above one of the given level, outermost first.
func (s *sections) path(level int) string {
	var open []string
	for _, h := range s[1:level] {
		if h != "" {
			open = append(open, h)
		}
	}
	return strings.Join(open, " › ")
}

// open begins a section and returns the path above it.
func (s *sections) open(level int, text string) string {
	s[level] = text
	clear(s[level+1:])
	return s.path(level)
}
