package diffing

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"stet/record"
)

// fold returns s as it is compared: two texts that a reader cannot tell
// apart, or that differ in typography only, fold to the same.
//
//	“It’s 5 °C”, "It's 5 °C"          same: quotes, no-break space
//	co-operate, co‑operate            same: kinds of hyphen
//	fi­nance, finance                 same: soft hyphen
//	donâ€™t, don’t                    same: encoded twice
//	10², 102                          differ
//	Act, act                          differ: case is kept
func fold(s string) string {
	if plainASCII(s) {
		return s
	}
	s = mend(strings.ToValidUTF8(s, "\uFFFD"))
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	space := true // drops leading space
	for _, r := range s {
		if r > ' ' && r < 0x7F {
			b.WriteByte(byte(r))
			space = false
			continue
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) {
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		}
		if unicode.Is(unicode.Cf, r) || r == '\uFE0F' || r == '\uFE0E' {
			continue
		}
		space = false
		switch {
		case r >= 0xFF01 && r <= 0xFF5E: // full width
			b.WriteRune(r - 0xFF01 + '!')
		case r < 0x80:
			b.WriteRune(r)
		default:
			if t, ok := typography[r]; ok {
				b.WriteString(t)
			} else {
				b.WriteRune(r)
			}
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// foldAll returns the text of each block of d, folded.
func foldAll(d *record.Document) []string {
	out := make([]string, len(d.Blocks))
	for i := range d.Blocks {
		out[i] = fold(d.Blocks[i].Text)
	}
	return out
}

// plainASCII reports whether s is what fold would make of it.
func plainASCII(s string) bool {
	space := true
	for i := range len(s) {
		c := s[i]
		if c == ' ' {
			if space {
				return false
			}
			space = true
			continue
		}
		if c <= ' ' || c >= 0x7F {
			return false
		}
		space = false
	}
	return len(s) == 0 || !space
}

// typography maps characters to those that mean the same. Superscripts and
// fractions are not here: 10² is not 102.
var typography = map[rune]string{
	'‘': "'", '’': "'", '‚': "'", '‛': "'", 'ʼ': "'", '′': "'", '´': "'",
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '″': `"`, '«': `"`, '»': `"`,
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '﹣': "-",
	'…': "...", '∕': "/", '⁄': "/", 'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl",
	'\u00b5': "\u03bc", // micro sign, mu
}

// mojibakeRe finds what UTF-8 looks like when it was read as Windows-1252.
var mojibakeRe = regexp.MustCompile("[ÂÃâ][\u0080-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")

// mend undoes one double encoding.
func mend(s string) string {
	if !strings.ContainsAny(s, "ÂÃâ") || !mojibakeRe.MatchString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == 'Â' || r == 'Ã' || r == 'â' {
			if good, used := mendAt(s); used > 0 {
				b.WriteRune(good)
				s = s[used:]
				continue
			}
		}
		b.WriteString(s[:n])
		s = s[n:]
	}
	return b.String()
}

// mendAt returns the character that the first two or three of s stand for,
// and how many bytes of s they take; 0 if they stand for themselves.
func mendAt(s string) (rune, int) {
	var raw []byte
	used := 0
	for _, r := range s {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok && r >= 0x80 && r <= 0x9F {
			c, ok = byte(r), true // five bytes that Windows-1252 leaves open
		}
		if !ok || c < 0x80 {
			break
		}
		raw = append(raw, c)
		used += utf8.RuneLen(r)
		if good, n := utf8.DecodeRune(raw); good != utf8.RuneError && n == len(raw) {
			return good, used
		}
		if len(raw) == 3 {
			break
		}
	}
	return 0, 0
}
