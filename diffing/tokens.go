package diffing

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"

	"stet/record"
)

// A token is what the word diff takes for one: a word, a figure, a date, an
// address, a mark of punctuation. White space is none.
type token struct {
	block      *record.Block
	start, end int    // byte offsets in the block's text
	key        string // folded
	fig        int    // index of the block's figure that it is; -1: none
	kind       tokenKind
}

type tokenKind uint8

const (
	word tokenKind = iota
	number
	address // a URL or an e-mail address
	mark    // punctuation
)

func (t token) text() string { return t.block.Text[t.start:t.end] }

// figure returns the figure that t is, or nil.
func (t token) figure() *record.Figure {
	if t.fig < 0 {
		return nil
	}
	return &t.block.Figures[t.fig]
}

// tokenize cuts the bytes from start to end of b's text into tokens.
func tokenize(b *record.Block, start, end int) []token {
	out := make([]token, 0, (end-start)/5+2)
	at := start
	first := sort.Search(len(b.Figures), func(i int) bool { return b.Figures[i].Start >= start })
	for i := first; i < len(b.Figures) && b.Figures[i].Start < end; i++ {
		f := b.Figures[i]
		if f.Start < at || f.End > end || f.Start >= f.End || inAddress(b.Text, f.Start, f.End) {
			continue // inside the figure before, or part of an address
		}
		out = plainTokens(out, b, at, f.Start)
		out = append(out, token{b, f.Start, f.End, fold(b.Text[f.Start:f.End]), i, number})
		at = f.End
	}
	return plainTokens(out, b, at, end)
}

// plainTokens appends the tokens of a stretch without figures.
func plainTokens(out []token, b *record.Block, start, end int) []token {
	for start < end {
		r, n := utf8.DecodeRuneInString(b.Text[start:end])
		if unicode.IsSpace(r) {
			start += n
			continue
		}
		stop := start + strings.IndexFunc(b.Text[start:end], unicode.IsSpace)
		if stop < start {
			stop = end
		}
		out = chunkTokens(out, b, start, stop)
		start = stop
	}
	return out
}

// inAddress reports whether the bytes from start to end are part of a URL.
func inAddress(text string, start, end int) bool {
	from := 1 + strings.LastIndexFunc(text[:start], unicode.IsSpace)
	to := strings.IndexFunc(text[end:], unicode.IsSpace)
	if to < 0 {
		to = len(text) - end
	}
	chunk := text[from : end+to]
	if i := strings.Index(chunk, "]("); i >= 0 {
		return from+i < start || isAddress(chunk[:i])
	}
	return isAddress(chunk)
}

// chunkTokens appends the tokens of a stretch without white space. The
// target of a Markdown link is a token of its own; where the text of the link
// is the target already, it says nothing.
func chunkTokens(out []token, b *record.Block, start, end int) []token {
	chunk := b.Text[start:end]
	if i := strings.Index(chunk, "]("); i >= 0 {
		out = chunkTokens(out, b, start, start+i)
		to := end
		if k := strings.IndexByte(chunk[i:], ')'); k >= 0 {
			to = start + i + k + 1
		}
		t := token{b, start + i, to, fold(b.Text[start+i : to]), -1, address}
		if n := len(out); n > 0 && strings.Trim(t.key, "]()") == out[n-1].key {
			t.key, t.kind = "](", mark
		}
		return wordTokens(append(out, t), b, to, end)
	}
	if isAddress(chunk) {
		from := start + len(chunk) - len(strings.TrimLeft(chunk, "(<[\"'“‘"))
		to := start + len(strings.TrimRight(chunk, ".,;:!?)>]\"'”’"))
		if from < to {
			out = wordTokens(out, b, start, from)
			out = append(out, token{b, from, to, fold(b.Text[from:to]), -1, address})
			return wordTokens(out, b, to, end)
		}
	}
	if mended := mend(chunk); mended != chunk {
		return append(out, token{b, start, end, fold(mended), -1, word})
	}
	return wordTokens(out, b, start, end)
}

// isAddress reports whether chunk reads as a URL or an e-mail address.
func isAddress(chunk string) bool {
	if i := strings.IndexByte(chunk, '@'); i > 0 {
		return strings.Contains(chunk[i:], ".")
	}
	return strings.Contains(chunk, "://") || strings.HasPrefix(strings.TrimLeft(chunk, "(<["), "www.")
}

// wordTokens appends the words and marks of a stretch; letters and digits
// joined by hyphens, apostrophes or full stops are one word.
func wordTokens(out []token, b *record.Block, start, end int) []token {
	first := len(out)
	for it := words.FromString(b.Text[start:end]); it.Next(); {
		from, to := start+it.Start(), start+it.End()
		key := fold(b.Text[from:to])
		if key == "" {
			continue
		}
		t := token{b, from, to, key, -1, kindOf(key)}
		if n := len(out); n >= first+2 && joined(out[n-2], out[n-1], t) {
			out[n-2].end = to
			out[n-2].key = fold(b.Text[out[n-2].start:to])
			out = out[:n-1]
			continue
		}
		out = append(out, t)
	}
	return out
}

func joined(a, m, c token) bool {
	return a.kind == word && c.kind == word && a.end == m.start && m.end == c.start && (m.key == "-" || m.key == "'")
}

func kindOf(key string) tokenKind {
	for _, r := range key {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return word
		}
	}
	return mark
}
