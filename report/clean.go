package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from a page safe to show: nothing in its result moves the
// cursor, changes colours, reorders other text or is invisible. It returns s
// itself where nothing was wrong with it.
//
//	tab, line feed, line separator      a space
//	ESC and other C0 controls           their picture: ␛
//	C1 controls, broken UTF-8           U+FFFD
//	bidi overrides, tags and the like   their number: <U+202E>
//	soft hyphen, zero width space       nothing, as on the page
//
// Joiners between letters are left out as well: a terminal that draws them
// wrong is worse than a word that lacks one.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if !suspect(r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(visible(r))
	}
	return b.String()
}

func isClean(s string) bool {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size < 2 {
				return false
			}
		}
		if suspect(r) {
			return false
		}
	}
	return true
}

// suspect reports whether r must not be shown as it is.
func suspect(r rune) bool {
	switch {
	case r < 0x20 || 0x7f <= r && r < 0xa0:
		return true
	case r < 0x300:
		return r == softHyphen
	case r == '\u2028' || r == '\u2029': // line and paragraph separator
		return true
	case r == '\ufe0e' || r == '\ufe0f': // text or picture: of signs and emoji
		return false
	case r&0xfffe == 0xfffe || 0xfdd0 <= r && r <= 0xfdef: // never characters
		return true
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r): // Cf, but seen
		return false
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

const softHyphen = '\u00ad'

// visible returns what stands for the suspect rune r.
func visible(r rune) string {
	switch {
	case '\t' <= r && r <= '\r', r == '\u0085', r == '\u2028', r == '\u2029':
		return " "
	case r < 0x20:
		return string(0x2400 + r) // control pictures
	case r == 0x7f:
		return "\u2421"
	case r < 0xa0, r&0xfffe == 0xfffe, 0xfdd0 <= r && r <= 0xfdef:
		return string(utf8.RuneError)
	case 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069, // bidi embeddings, overrides, isolates
		0xfff9 <= r && r <= 0xfffb,   // annotations that may hide text
		0xe0000 <= r && r <= 0xe007f: // tags, which spell whole sentences unseen
		return fmt.Sprintf("<U+%04X>", r)
	}
	return ""
}
