package figures

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A tokenKind says what a token is made of.
type tokenKind uint8

const (
	word    tokenKind = iota // letters, with apostrophes inside: nation's
	digits                   // a number in digits: 1,300  0.48  2022  ½
	mark                     // one rune of anything else
	address                  // a web or mail address, whole
)

// A token is a stretch of text that is never cut. Every byte of the text
// that is not white space belongs to exactly one token.
type token struct {
	kind       tokenKind
	gap        bool   // white space, or the start of the text, stands before it
	class      class  // the tables that its word stands in
	start, end int    // byte offsets
	low        string // the text in lower case, quotes and dashes made plain
}

// size returns the length of the token in bytes.
func (t *token) size() int { return t.end - t.start }

// scan cuts text into tokens. Lower case is made once for the whole text, so
// that no token of ASCII costs memory of its own.
func scan(text string) []token {
	tokens := make([]token, 0, len(text)/4+4)
	lower, addresses := lowered(text), mayHoldAddress(text)
	gap := true
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if isSpace(r) || invisible(r) {
			gap = gap || !invisible(r)
			i += size
			continue
		}
		t := token{gap: gap, start: i}
		if addresses {
			t.end = addressEnd(text, i, tokens, gap)
		}
		if t.kind = address; t.end <= i {
			t.kind, t.end = cut(text, i, r, size, gap)
		}
		if t.low = lower[i:t.end]; r >= utf8.RuneSelf || !isASCII(t.low) {
			t.low = plain(text[i:t.end])
		}
		if t.kind == word {
			t.low = withoutStops(t.low)
			t.class = classOf(t.low)
		}
		tokens = append(tokens, t)
		gap = false
		i = t.end
	}
	return tokens
}

// cut returns the kind and end of the token at text[i:], which begins with the
// rune r of size bytes and is no address.
func cut(text string, i int, r rune, size int, gap bool) (tokenKind, int) {
	switch {
	case isDigit(r), r == '.' && gap && startsWithDigit(text[i+1:]):
		return digits, digitsEnd(text, i)
	case isLetter(r):
		return word, wordEnd(text, i)
	case r >= utf8.RuneSelf && isVulgar(r):
		return digits, i + size
	}
	return mark, i + size
}

func isVulgar(r rune) bool {
	return r == '½' || r == '¼' || r == '¾' || r == '⅓' || r == '⅔' || r == '⅛' || r == '⅜' || r == '⅝' || r == '⅞'
}

// withoutStops makes usc of u.s.c.: the words of which the first letter has a
// full stop behind it.
func withoutStops(low string) string {
	if len(low) > 1 && (low[1] == '.' || low[0] >= utf8.RuneSelf && strings.IndexByte(low, '.') > 0) {
		return strings.ReplaceAll(low, ".", "")
	}
	return low
}

// lowered returns text with A to Z made small, and all else as it is.
func lowered(text string) string {
	for i := 0; i < len(text); i++ {
		if 'A' <= text[i] && text[i] <= 'Z' {
			return loweredFrom(text, i)
		}
	}
	return text
}

// loweredFrom does the work of lowered for a text of which text[i] is the first
// capital.
func loweredFrom(text string, i int) string {
	var low strings.Builder
	low.Grow(len(text))
	done := 0
	for ; i < len(text); i++ {
		if 'A' <= text[i] && text[i] <= 'Z' {
			low.WriteString(text[done:i])
			low.WriteByte(text[i] + 'a' - 'A')
			done = i + 1
		}
	}
	low.WriteString(text[done:])
	return low.String()
}

// plain returns s as the tables of this package spell it.
func plain(s string) string {
	switch s {
	case "–", "‐", "‑", "‒", "−":
		return "-"
	case "’", "‘":
		return "'"
	}
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return strings.ToLower(typeset.Replace(s))
}

// typeset takes from a word what only typesetters put there.
var typeset = strings.NewReplacer("’", "'", "\u00ad", "")

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// invisible reports whether r shows nothing and parts nothing: soft hyphen,
// zero-width characters, byte order mark.
func invisible(r rune) bool {
	return r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || r == '\u2060' || r == '\ufeff'
}

func isSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || '\t' <= r && r <= '\r'
	}
	return unicode.IsSpace(r)
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func startsWithDigit(s string) bool { return s != "" && isDigit(rune(s[0])) }

// digitsEnd returns the end of the number in digits at text[i:]: groups of
// three parted by commas, then a decimal fraction. What else follows is
// another token, so that "1,30" is 1 and 30.
func digitsEnd(text string, i int) int {
	end := runEnd(text, i)
	if end-i <= 3 {
		for end < len(text) && text[end] == ',' && runEnd(text, end+1) == end+4 {
			end += 4
		}
	}
	if end < len(text) && text[end] == '.' && startsWithDigit(text[end+1:]) {
		end = runEnd(text, end+1)
	}
	return end
}

// runEnd returns the end of the run of digits at text[i:].
func runEnd(text string, i int) int {
	for i < len(text) && isDigit(rune(text[i])) {
		i++
	}
	return i
}

// wordEnd returns the end of the word at text[i:]. Single letters parted by
// full stops are one word: U.S.C., a.m.
func wordEnd(text string, i int) int {
	end := i
	for end < len(text) && text[end] < utf8.RuneSelf && isLetter(rune(text[end])) {
		end++
	}
	if end == len(text) || end > i+1 && text[end] < utf8.RuneSelf && text[end] != '\'' {
		return end
	}
	end = lettersEnd(text, i)
	if _, size := utf8.DecodeRuneInString(text[i:]); end != i+size {
		return end
	}
	stop := end
	for stop < len(text) && text[stop] == '.' {
		next := lettersEnd(text, stop+1)
		if _, size := utf8.DecodeRuneInString(text[stop+1:]); next == stop+1 || next != stop+1+size {
			break
		}
		end, stop = next, next
	}
	if end > i+1 && stop < len(text) && text[stop] == '.' && strings.IndexByte(text[i:end], '.') >= 0 {
		end++
	}
	return end
}

// lettersEnd returns the end of the letters at text[i:], with apostrophes
// and invisible characters that stand between two of them.
func lettersEnd(text string, i int) int {
	end := i
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case isLetter(r) || unicode.IsMark(r):
			end = i
		case r == '\'' || r == '’' || r == '\u00ad':
			next, _ := utf8.DecodeRuneInString(text[i:])
			if !isLetter(next) {
				return end
			}
		default:
			return end
		}
	}
	return end
}

// mayHoldAddress reports whether any address can stand in text.
func mayHoldAddress(text string) bool {
	return strings.IndexByte(text, '@') >= 0 || strings.Contains(text, "://") || strings.Contains(text, "www.")
}

// addressEnd returns the end of the web or mail address that text[i:] begins
// with, or i where it begins with none. An address begins behind white space
// or behind one opening bracket, so that no text is searched more than twice.
func addressEnd(text string, i int, before []token, gap bool) int {
	if n := len(before); !gap && (n == 0 || before[n-1].low != "(" || !before[n-1].gap) {
		return i
	}
	end, mail, dot, slashes := i, false, false, false
	for end < len(text) && text[end] > ' ' && text[end] < utf8.RuneSelf && text[end] != '"' && text[end] != '<' && text[end] != '>' {
		switch text[end] {
		case '@':
			mail = mail || end > i
		case '.':
			dot = dot || mail
		case '/':
			slashes = slashes || end > i+2 && text[end-1] == '/' && text[end-2] == ':'
		}
		end++
	}
	chunk := text[i:end]
	if chunk == "" || chunk[0] == '(' || !dot && !slashes && !strings.HasPrefix(chunk, "www.") {
		return i
	}
	return i + len(strings.TrimRight(chunk, ".,;:!?)]'"))
}
