package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// collapse returns s as it stands on the page: each run of white space (also
// no-break and typographic spaces) is one plain space, none at the ends, and
// what has no width is left out, as are control characters.
func collapse(s string) string {
	if isCollapsed(s) {
		return s
	}
	out := make([]byte, 0, len(s))
	space := false
	for _, r := range repair(s) {
		switch {
		case isSpace(r):
			space = true
			continue
		case isUnseen(r):
			continue
		}
		if space && len(out) > 0 {
			out = append(out, ' ')
		}
		space = false
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

// isCollapsed reports whether s is plain ASCII that collapse would not touch.
func isCollapsed(s string) bool {
	last := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' ' || s == ""
}

func isSpace(r rune) bool {
	if r < 0x80 {
		return r == ' ' || r >= '\t' && r <= '\r'
	}
	return unicode.IsSpace(r)
}

// isUnseen reports whether r shows nothing: soft hyphen, zero-width
// characters, marks of direction, control characters and private ones of
// icon fonts.
func isUnseen(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r < 0xA0, r == 0xAD:
		return true
	case r < 0x200B:
		return r == 0x034F || r == 0x061C || r == 0x180E
	case r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	}
	return r == 0xFEFF || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE000 && r <= 0xF8FF || r >= 0xE0000
}

// lowered returns s folded for comparing with a vocabulary: lower case,
// straight quotes.
func lowered(s string) string {
	s = strings.ToLower(s)
	if strings.ContainsRune(s, '’') {
		s = strings.ReplaceAll(s, "’", "'")
	}
	return s
}

// shorten returns at most n bytes of s, cut between characters.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.TrimRight(s[:n], " ")
}

// countWords counts runs without a space.
func countWords(s string) int {
	if s == "" {
		return 0
	}
	return strings.Count(s, " ") + 1
}
