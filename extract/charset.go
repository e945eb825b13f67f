package extract

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode returns body as UTF-8. The charset is taken from a byte order mark,
// else from contentType, else from a meta element near the top, else from the
// bytes: valid UTF-8 is that, anything else windows-1252. As on the web,
// latin-1 and ASCII mean windows-1252 (WHATWG Encoding).
//
// Labels lie. A page labelled latin-1 whose bytes are valid UTF-8 is UTF-8,
// and stray bytes in a UTF-8 page are read as windows-1252, which is what they
// nearly always are.
func decode(body []byte, contentType string) string {
	if enc, skip := byteOrderMark(body); enc != nil {
		return decodeWith(enc, body[skip:])
	}
	enc, name := labelled(body, contentType)
	if enc == nil || name == "utf-8" || name == "windows-1252" {
		if utf8.Valid(body) {
			return string(body)
		}
		if name == "utf-8" || enc == nil && mostlyUTF8(body) {
			return decodeMixed(body)
		}
		return decodeWith(charmap.Windows1252, body)
	}
	return decodeWith(enc, body)
}

func byteOrderMark(b []byte) (enc encoding.Encoding, skip int) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return unicode.UTF8, 3
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	}
	return nil, 0
}

// labelled returns the encoding that the header or the page names, nil where
// neither does.
func labelled(body []byte, contentType string) (encoding.Encoding, string) {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		if enc, name := charset.Lookup(params["charset"]); enc != nil {
			return enc, name
		}
	}
	if enc, name := charset.Lookup(metaCharset(firstBytes(body, 4096))); enc != nil {
		if strings.HasPrefix(name, "utf-16") || name == "x-user-defined" {
			return unicode.UTF8, "utf-8" // a label that can be read is not in UTF-16
		}
		return enc, name
	}
	return nil, ""
}

// metaCharset finds charset=… in a meta element or an XML declaration.
func metaCharset(head []byte) string {
	lower := bytes.ToLower(head)
	for from := 0; ; {
		i := bytes.IndexByte(lower[from:], '<')
		if i < 0 {
			return ""
		}
		tag := lower[from+i:]
		from += i + 1
		key := ""
		switch {
		case bytes.HasPrefix(tag, []byte("<meta")):
			key = "charset"
		case bytes.HasPrefix(tag, []byte("<?xml")):
			key = "encoding"
		default:
			continue
		}
		if end := bytes.IndexByte(tag, '>'); end >= 0 {
			tag = tag[:end]
		}
		_, value, ok := bytes.Cut(tag, []byte(key))
		value = bytes.TrimLeft(value, " \t\r\n")
		if !ok || len(value) == 0 || value[0] != '=' {
			continue
		}
		value = bytes.TrimLeft(value[1:], " \t\r\n\"'")
		if end := bytes.IndexAny(value, " \t\r\n\"';/?>"); end >= 0 {
			value = value[:end]
		}
		return string(value)
	}
}

func decodeWith(enc encoding.Encoding, b []byte) string {
	if enc == unicode.UTF8 {
		return decodeMixed(b)
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return decodeMixed(b)
	}
	return string(out)
}

// mostlyUTF8 reports whether b has more UTF-8 sequences than stray bytes.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > bad
}

// decodeMixed reads b as UTF-8 and each stray byte as windows-1252.
func decodeMixed(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	out.Grow(len(b) + len(b)/8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out.WriteRune(r)
		b = b[n:]
	}
	return out.String()
}
