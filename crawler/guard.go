package crawler

import (
	"errors"
	"io"
)

// Bounds on the pieces of markup that a list may be made of. Nobody's sitemap
// or feed comes near them; without them a few megabytes of markup would grow
// to gigabytes in a parser's memory.
const (
	maxTag   = 64 << 10 // bytes of a tag with its attributes
	maxRun   = 2 << 20  // bytes of text, of a comment, of a CDATA section
	maxDepth = 100      // elements within elements
)

var errMarkup = errors.New("its markup has no sound measure")

// A guard lets XML through as long as its pieces keep within bounds. It knows
// just enough of XML for that: where tags, comments and CDATA sections begin
// and end.
type guard struct {
	r    io.Reader
	tags int // start tags that are still let through

	in    markupState
	run   int    // bytes of the piece under way
	depth int    // open elements
	open  string // what came after "<", as far as it tells what this is
	quote byte   // that an attribute's value ends with; 0: in none
	last  [2]byte
}

// A markupState says what the guard is in the middle of.
type markupState byte

const (
	inText    markupState = iota
	inOpening             // "<" and not yet clear what comes
	inTag
	inEndTag
	inComment
	inCData
	inOther // <? and <!
)

// newGuard returns a reader of r that fails after so many start tags.
func newGuard(r io.Reader, tags int) *guard { return &guard{r: r, tags: tags} }

// Read implements [io.Reader].
func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	for i, b := range p[:n] {
		if !g.take(b) {
			return i, errMarkup
		}
	}
	return n, err
}

// take takes one byte and reports whether all is within bounds.
func (g *guard) take(b byte) bool {
	g.run++
	switch g.in {
	case inText:
		if b == '<' {
			g.begin(inOpening)
			g.open = ""
		}
	case inOpening:
		return g.opening(b)
	case inTag:
		return g.tag(b)
	case inEndTag:
		if b == '>' {
			g.depth--
			g.begin(inText)
		}
	case inComment:
		g.until(b, '-', '-')
	case inCData:
		g.until(b, ']', ']')
	case inOther:
		if b == '>' {
			g.begin(inText)
		}
	}
	return g.run <= maxRun
}

func (g *guard) begin(s markupState) { g.in, g.run, g.quote, g.last = s, 0, 0, [2]byte{} }

// until ends a piece at two bytes and a ">".
func (g *guard) until(b, one, two byte) {
	if b == '>' && g.last == [2]byte{one, two} {
		g.begin(inText)
		return
	}
	g.last = [2]byte{g.last[1], b}
}

// opening finds out what a "<" begins.
func (g *guard) opening(b byte) bool {
	g.open += string(rune(b))
	switch {
	case g.open == "!--":
		g.begin(inComment)
	case g.open == "![CDATA[":
		g.begin(inCData)
	case g.open == "/":
		g.begin(inEndTag)
	case g.open == "!" || g.open == "!-" || len(g.open) < len("![CDATA[") && g.open == "![CDATA["[:len(g.open)]:
	case g.open[0] == '!' || g.open[0] == '?':
		g.begin(inOther)
		if b == '>' {
			g.begin(inText)
		}
	default:
		g.begin(inTag)
		g.depth++
		g.tags--
		return g.depth <= maxDepth && g.tags >= 0 && g.tag(b)
	}
	return true
}

// tag goes on with a start tag.
func (g *guard) tag(b byte) bool {
	switch {
	case g.quote != 0:
		if b == g.quote {
			g.quote = 0
		}
	case b == '"' || b == '\'':
		g.quote = b
	case b == '>':
		if g.last[1] == '/' {
			g.depth--
		}
		g.begin(inText)
		return true
	}
	g.last = [2]byte{g.last[1], b}
	return g.run <= maxTag
}
