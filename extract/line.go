package extract

import (
	"unicode"
	"unicode/utf8"

	"stet/record"
)

// A line gathers the text of the block that is being read.
type line struct {
	buf    []byte
	c      ctx // of the first character
	space  bool
	breaks int  // line breaks since the last character
	start  int  // where the current line of buf begins
	gap    int  // spaces in a row, in preformatted text
	table  bool // the current line of preformatted text has columns
	marks  []mark
}

// text adds what stands in a text node.
func (w *walker) text(s string, c ctx) {
	for _, r := range repair(s) {
		l := &w.line
		if isSpace(r) {
			if c.pre && r == '\n' {
				w.lineBreak()
			}
			l.space = true
			l.gap++
			continue
		}
		if isUnseen(r) {
			continue
		}
		if c.inSup {
			r = raised(r)
		}
		w.put(r, c)
	}
}

// put adds one character, after settling what the space or line break in
// front of it means.
func (w *walker) put(r rune, c ctx) {
	l := &w.line
	if l.breaks > 0 {
		if len(l.buf) > 0 && !w.continues(r) {
			w.flush()
		}
		l.breaks, l.space = 0, true
		l.start, l.table = len(l.buf), false
	} else if c.pre && l.gap >= 3 && len(l.buf) > l.start {
		l.table = true
	}
	l.gap = 0
	if len(l.buf) == 0 {
		l.c = c
	} else if l.space {
		l.buf = append(l.buf, ' ')
	}
	if c.link >= 0 {
		if l := w.linkPile.at(c.link); l.Block < 0 {
			l.Block = w.blockPile.len()
		}
		if l.space && len(w.words) > 0 {
			w.words = append(w.words, ' ')
		}
		w.words = utf8.AppendRune(w.words, r)
	}
	l.space = false
	if r < utf8.RuneSelf {
		l.buf = append(l.buf, byte(r))
	} else {
		l.buf = utf8.AppendRune(l.buf, r)
	}
}

func (w *walker) lineBreak() {
	w.line.breaks++
	w.line.space = true
}

// continues reports whether the text that begins with r goes on the sentence
// in front of a single line break. A heading broken over two lines is one
// heading; a line that ends like an address or a verse is a line of its own.
//
//	"…has committed over⏎$50 million …"   goes on: the line is long and unfinished
//	"Public Affairs⏎(202) 555-0100"       does not
//	"the following⏎and others"            goes on: lower case
func (w *walker) continues(r rune) bool {
	l := &w.line
	if l.c.head > 0 || l.c.kind == record.Caption {
		return true
	}
	if l.breaks > 1 || l.table {
		return false
	}
	if unicode.IsLower(r) {
		return true
	}
	last := l.buf[len(l.buf)-1]
	if last == '.' || last == '!' || last == '?' || last == ':' || last == ';' {
		return false
	}
	return len(l.buf)-l.start >= 60 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '$' || r == '(' || r == '“' || r == '"')
}

// flush ends the block that is being read.
func (w *walker) flush() {
	l := &w.line
	if len(l.buf) > 0 {
		w.emit(string(l.buf), l.c, l.marks)
	}
	if len(w.words) > 0 {
		w.words = append(w.words, ' ')
	}
	l.marks = l.marks[:0]
	l.buf, l.start, l.breaks, l.gap = l.buf[:0], 0, 0, 0
	l.space, l.table = false, false
}

// raised returns the raised form of a digit or sign.
func raised(r rune) rune {
	switch r {
	case '1':
		return '¹'
	case '2', '3':
		return '²' + r - '2'
	case '+':
		return '⁺'
	case '-':
		return '⁻'
	}
	if r >= '0' && r <= '9' {
		return '⁰' + r - '0'
	}
	return r
}
