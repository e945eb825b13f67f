package crawler

import (
	"strconv"
	"strings"
)

// robotsMatch reports whether pattern matches the beginning of path; * stands
// for any run of characters and a $ at the end for the end of path. Each part
// between two stars is found at its first place, which is enough, since only
// the last one can be tied to the end.
func robotsMatch(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	first, rest, starred := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, first) {
		return false
	}
	path = path[len(first):]
	if !starred {
		return !anchored || path == ""
	}
	for {
		part, more, again := strings.Cut(rest, "*")
		if !again {
			if anchored {
				return strings.HasSuffix(path, part)
			}
			return strings.Contains(path, part)
		}
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path, rest = path[i+len(part):], more
	}
}

// literal spells the two characters that mean something in a pattern as a path
// has to spell them (RFC 9309 section 2.2.3).
var literal = strings.NewReplacer("*", "%2A", "$", "%24")

func robotsPath(path string, query bool) string { return literal.Replace(robotsNormal(path, query)) }

// robotsPattern leaves every * and a $ at the end to robotsMatch.
func robotsPattern(pattern string, query bool) string {
	body, anchored := strings.CutSuffix(robotsNormal(pattern, query), "$")
	body = strings.ReplaceAll(body, "$", "%24")
	if anchored {
		body += "$"
	}
	return body
}

const upperHex = "0123456789ABCDEF"

// robotsNormal writes a pattern or a path so that two spellings of one octet
// compare equal (RFC 9309 section 2.2.2): bytes outside ASCII are
// percent-encoded, encoded unreserved characters (RFC 3986) are decoded, hex
// digits are in upper case. With query set, reserved characters after the "?"
// are decoded too: the RFC's example has them equal there.
func robotsNormal(s string, query bool) string {
	var b strings.Builder
	inQuery := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		v, coded := percent(s[i:])
		switch {
		case coded && (isUnreserved(v) || query && inQuery && strings.IndexByte(":/?@!'(),;=&+#[]", v) >= 0):
			b.WriteByte(v)
			i += 2
		case coded:
			b.Write([]byte{'%', upperHex[v>>4], upperHex[v&15]})
			i += 2
		case c >= 0x80 || c <= ' ' || c == 0x7f:
			b.Write([]byte{'%', upperHex[c>>4], upperHex[c&15]})
		default:
			inQuery = inQuery || c == '?'
			b.WriteByte(c)
		}
	}
	return b.String()
}

// percent reads the percent-encoded octet at the start of s.
func percent(s string) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	v, err := strconv.ParseUint(s[1:3], 16, 8)
	return byte(v), err == nil
}

func isUnreserved(c byte) bool {
	return isLetter(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}
