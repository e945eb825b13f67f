package pdf

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// bullets are the signs that begin an item of a list.
const bullets = "•‣◦▪▫■□●○◆◇♦►▶➢➤✓✔❖⁃∙·\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8\uf06e\uf071"

// counters are the numbers and letters that do.
var counters = regexp.MustCompile(`^(?:\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.?)$`)

// isMarker reports whether text is the mark of a list item and no more.
func isMarker(text string) bool {
	if r, n := utf8.DecodeRuneInString(text); n == len(text) && (strings.ContainsRune(bullets, r) || r == 'o' || r == '-' || r == '–' || r == '*') {
		return n > 0
	}
	return len(text) <= 12 && counters.MatchString(text)
}

// marker splits the mark of a list item off a line. Bullets are no part of the
// text; numbers are, for other text may point to them.
//
//	"• Apply online"   "•"   "Apply online"
//	"1. Apply online"  "1."  "1. Apply online"
func marker(text string) (mark, rest string, ok bool) {
	first, rest, found := strings.Cut(text, " ")
	if r, n := utf8.DecodeRuneInString(text); n > 0 && strings.ContainsRune(bullets, r) {
		return text[:n], strings.TrimSpace(text[n:]), true
	}
	if !found || !isMarker(first) {
		return "", text, false
	}
	switch first {
	case "o", "-", "–", "*":
		return first, strings.TrimSpace(rest), true
	}
	return first, text, true
}
