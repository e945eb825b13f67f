package crawler

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// gather appends the words of b to a text of at most so many bytes, and
// reports whether white space follows them.
func gather(to *strings.Builder, b []byte, most int, gap bool) bool {
	for len(b) > 0 {
		if to.Len() >= most {
			return isSpace(b[len(b)-1])
		}
		i := 0
		for i < len(b) && isSpace(b[i]) {
			i++
		}
		gap = gap || i > 0
		b = b[i:]
		for i = 0; i < len(b) && !(isSpace(b[i]) && (b[i] != ' ' || i+1 == len(b) || isSpace(b[i+1]))); i++ {
		} // up to what is not a single space between words
		if i == 0 {
			break
		}
		if gap && to.Len() > 0 {
			to.WriteByte(' ')
		}
		to.Write(b[:min(i, max(most-to.Len(), 0))])
		b, gap = b[i:], false
	}
	return gap
}

// visible counts the characters of b that leave a mark.
func visible(b []byte) int {
	n := 0
	for i, c := range b {
		switch {
		case c <= ' ' || c >= 0x80 && c < 0xC0: // of a UTF-8 sequence its first byte counts
		case c == '&' && bytes.HasPrefix(b[i:], []byte("&nbsp;")):
			n -= len("nbsp;")
		default:
			n++
		}
	}
	return max(n, 0)
}

// attribute returns the value of an attribute, "" where there is none.
func attribute(attrs []byte, name string) string {
	for len(attrs) > 0 {
		i := bytes.IndexByte(attrs, '=')
		if i < 0 {
			return ""
		}
		fields := bytes.Fields(attrs[:i])
		rest := bytes.TrimLeft(attrs[i+1:], " \t\r\n\f")
		var value []byte
		if len(rest) > 0 && (rest[0] == '"' || rest[0] == '\'') {
			end := bytes.IndexByte(rest[1:], rest[0])
			if end < 0 {
				return ""
			}
			value, rest = rest[1:1+end], rest[end+2:]
		} else {
			end := bytes.IndexAny(rest, " \t\r\n\f")
			if end < 0 {
				end = len(rest)
			}
			value, rest = rest[:end], rest[end:]
		}
		if len(fields) > 0 && strings.EqualFold(strings.TrimLeft(string(fields[len(fields)-1]), "/"), name) {
			return strings.TrimSpace(string(value))
		}
		attrs = rest
	}
	return ""
}

// unescape turns character references into characters, once more than HTML
// would ("&amp;#35;" occurs), and white space into single spaces.
func unescape(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(strings.ToValidUTF8(s, "\uFFFD"))), " ")
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// asUTF8 returns b as UTF-8 where a byte order mark says that it is UTF-16,
// and without a UTF-8 one. Other encodings are left as they are: what we look
// for is ASCII in all of them.
func asUTF8(b []byte) []byte {
	big := bytes.HasPrefix(b, []byte{0xFE, 0xFF})
	if !big && !bytes.HasPrefix(b, []byte{0xFF, 0xFE}) {
		return bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 2; i+1 < len(b); i += 2 {
		u := uint16(b[i]) | uint16(b[i+1])<<8
		if big {
			u = uint16(b[i])<<8 | uint16(b[i+1])
		}
		units = append(units, u)
	}
	out := make([]byte, 0, len(units))
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return out
}
