package report

import (
	"bufio"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"stet/record"
)

// Text says how text for a terminal looks. The zero Text is plain and not
// wrapped, as for a file or a pipe.
type Text struct {
	Color bool // ANSI colours; without them edits are marked [-old-]{+new+}
	Width int  // columns to wrap at; 0: lines stay whole
	All   bool // also what is not shown otherwise: flags of severity none, edits that write the same otherwise
}

// A style is an ANSI SGR parameter list; empty for plain text.
type style string

const (
	plain    style = ""
	bold     style = "1"
	faint    style = "2"
	deleted  style = "31;9" // red and struck through
	inserted style = "32;4" // green and underlined
	alarming style = "1;31"
	worrying style = "33"
)

// A run is text in one style.
type run struct {
	style style
	text  string
}

// A painter writes lines of styled text. The first error ends all writing.
type painter struct {
	w   *bufio.Writer
	opt Text
}

func newPainter(w io.Writer, opt Text) *painter { return &painter{bufio.NewWriter(w), opt} }

func (p *painter) flush() error { return p.w.Flush() }

// line writes an unwrapped line.
func (p *painter) line(runs ...run) {
	for _, r := range runs {
		p.put(r)
	}
	p.w.WriteByte('\n')
}

func (p *painter) blank() { p.w.WriteByte('\n') }

func (p *painter) put(r run) {
	if !p.opt.Color || r.style == plain || r.text == "" {
		p.w.WriteString(r.text)
		return
	}
	p.w.WriteString("\x1b[" + string(r.style) + "m" + r.text + "\x1b[0m")
}

// para writes runs as a paragraph, its first line after first and the
// others after rest, wrapped between words.
func (p *painter) para(first, rest string, runs ...run) { p.hang(run{plain, first}, rest, runs...) }

// hang is para with a first indent that has a style of its own.
func (p *painter) hang(first run, rest string, runs ...run) {
	width := p.opt.Width
	p.put(first)
	if width <= 0 {
		p.line(runs...)
		return
	}
	column, start := columns(first.text), columns(rest)
	empty := true
	for _, w := range words(runs) {
		switch {
		case empty:
		case column+1+w.columns > width && column > start:
			p.w.WriteString("\n" + rest)
			column, empty = start, true
		case w.joined != plain && p.opt.Color:
			p.put(run{w.joined, " "})
			column++
		default:
			p.w.WriteByte(' ')
			column++
		}
		for _, r := range w.runs {
			p.put(r)
		}
		column += w.columns
		empty = false
	}
	p.blank()
}

// A wrapWord is what stands between two places where a line may break. It
// may hold several styles: the old figure, the new one, a comma.
type wrapWord struct {
	runs    []run
	columns int
	joined  style // of the space before it
}

func words(runs []run) []wrapWord {
	var list []wrapWord
	var w wrapWord
	end := func() {
		if len(w.runs) > 0 {
			list = append(list, w)
		}
		w = wrapWord{}
	}
	for _, r := range runs {
		for i, part := range strings.Split(r.text, " ") {
			if i > 0 {
				end()
				w.joined = r.style
			}
			if part != "" {
				w.runs = append(w.runs, run{r.style, part})
				w.columns += columns(part)
			}
		}
	}
	end()
	return list
}

// columns returns about how many columns s takes on a terminal.
func columns(s string) int {
	if isASCII(s) {
		return len(s)
	}
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul),
			0x1f300 <= r && r <= 0x1faff, 0xff01 <= r && r <= 0xff60:
			n += 2
		default:
			n++
		}
	}
	return n
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// marked turns spans into runs: coloured on a terminal that has colours, else
// in the brackets of wdiff: [-old-]{+new+}.
func (p *painter) marked(spans []record.Span) []run {
	var runs []run
	for _, s := range spans {
		switch {
		case s.Op == record.Delete && p.opt.Color:
			runs = append(runs, run{deleted, s.Text})
		case s.Op == record.Delete:
			runs = append(runs, run{plain, "[-" + s.Text + "-]"})
		case s.Op == record.Insert && p.opt.Color:
			runs = append(runs, run{inserted, s.Text})
		case s.Op == record.Insert:
			runs = append(runs, run{plain, "{+" + s.Text + "+}"})
		default:
			runs = append(runs, run{plain, s.Text})
		}
	}
	return runs
}
