package storage

import (
	"bytes"
	"encoding/json"
	"time"

	"stet/record"
)

// Rows of JSON that are read by the hundred thousand are read here, in a
// fifth of the time that encoding/json takes: it goes through each of them
// twice and looks up each field by its name. What is not written as
// json.Marshal writes it, or has a name that nobody knows here, is left to
// encoding/json, so that both understand the same.

// maxNest is how deep values may lie within each other.
const maxNest = 100

// members calls do with the members of an object, and reports whether b is one
// without blanks and do took all of them. Values are sound JSON.
func members(b []byte, do func(name, value []byte) bool) bool {
	return len(b) > 0 && b[0] == '{' && group(b, maxNest, do) == len(b)
}

// elements calls do with the elements of a list, likewise.
func elements(b []byte, do func(value []byte) bool) bool {
	return len(b) > 0 && b[0] == '[' && group(b, maxNest, func(_, value []byte) bool { return do(value) }) == len(b)
}

// group returns the length of the object or list at the beginning of b, and
// calls do, if there is one, with what lies in it; 0 where it makes no sense
// or do does not take something.
func group(b []byte, depth int, do func(name, value []byte) bool) int {
	if depth == 0 || len(b) < 2 {
		return 0
	}
	object, end := b[0] == '{', b[0]+2 // as in ASCII: { } and [ ]
	if b[1] == end {
		return 2
	}
	for i := 0; ; { // at { or [ or a comma
		i++
		var name []byte
		if object {
			n := quoted(b[i:])
			if n == 0 || i+n >= len(b) || b[i+n] != ':' {
				return 0
			}
			name = b[i+1 : i+n-1]
			i += n + 1
		}
		n := value(b[i:], depth-1)
		if n == 0 || i+n >= len(b) || do != nil && !do(name, b[i:i+n]) {
			return 0
		}
		if i += n; b[i] == end {
			return i + 1
		}
		if b[i] != ',' {
			return 0
		}
	}
}

// value returns the length of the value at the beginning of b; 0: there is none.
func value(b []byte, depth int) int {
	if len(b) == 0 {
		return 0
	}
	switch b[0] {
	case '"':
		return quoted(b)
	case '{', '[':
		return group(b, depth, nil)
	case 't':
		return literal(b, "true")
	case 'f':
		return literal(b, "false")
	case 'n':
		return literal(b, "null")
	}
	return number(b)
}

func literal(b []byte, word string) int {
	if bytes.HasPrefix(b, []byte(word)) {
		return len(word)
	}
	return 0
}

// quoted returns the length of the string at the beginning of b with its
// quotes; 0: there is none.
func quoted(b []byte) int {
	if len(b) == 0 || b[0] != '"' {
		return 0
	}
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return i + 1
		case c < ' ':
			return 0
		case c == '\\':
			n := escape(b[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		}
	}
	return 0
}

// escape returns the length of the escape at the beginning of b; 0: there is none.
func escape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		for i := 2; i < 6; i++ {
			if i >= len(b) || !isHex(b[i]) {
				return 0
			}
		}
		return 6
	}
	return 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// number returns the length of the number at the beginning of b; 0: there is none.
func number(b []byte) int {
	i := 0
	if i < len(b) && b[i] == '-' {
		i++
	}
	whole := digits(b[i:])
	if whole == 0 || whole > 1 && b[i] == '0' {
		return 0
	}
	i += whole
	if i < len(b) && b[i] == '.' {
		n := digits(b[i+1:])
		if n == 0 {
			return 0
		}
		i += 1 + n
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		n := digits(b[i:])
		if n == 0 {
			return 0
		}
		i += n
	}
	return i
}

func digits(b []byte) (n int) {
	for n < len(b) && '0' <= b[n] && b[n] <= '9' {
		n++
	}
	return n
}

// fill puts a value where to points, as json.Unmarshal does, and reports
// whether it could.
func fill(v []byte, to any) bool {
	ok := false
	switch to := to.(type) {
	case *string:
		var s []byte
		if s, ok = simple(v); ok {
			*to = string(s)
		}
	case *int:
		var n int64
		if n, ok = integer(v); ok {
			*to = int(n)
		}
	case *int64:
		var n int64
		if n, ok = integer(v); ok {
			*to = n
		}
	case *record.PageID:
		n, fits := integer(v)
		if ok = fits && v[0] != '-'; ok {
			*to = record.PageID(n)
		}
	case *time.Time:
		ok = to.UnmarshalJSON(v) == nil
	case *record.Digest:
		var s []byte
		if s, ok = simple(v); ok {
			ok = to.UnmarshalText(s) == nil
		}
	case *record.Payload:
		ok = members(v, func(name, v []byte) bool { return fillField(v, payloadField(to, name)) })
	case **record.Rate:
		var r record.Rate
		if ok = *to == nil && members(v, func(name, v []byte) bool { return fillField(v, rateField(&r, name)) }); ok {
			*to = &r
		}
	}
	return ok || json.Unmarshal(v, to) == nil
}

// fillField is fill of a field; nil is one that is not known.
func fillField(v []byte, to any) bool { return to != nil && fill(v, to) }

// passOver reports whether a member of this name is surely none that somebody
// asked for: encoding/json takes capitals and escapes for what they mean.
func passOver(name []byte) bool {
	for _, c := range name {
		if (c < 'a' || c > 'z') && c != '_' {
			return false
		}
	}
	return true
}

// simple returns what stands in a string of ASCII without escapes.
func simple(v []byte) ([]byte, bool) {
	if len(v) < 2 || v[0] != '"' {
		return nil, false
	}
	v = v[1 : len(v)-1]
	for _, c := range v {
		if c == '\\' || c >= 0x80 {
			return nil, false
		}
	}
	return v, true
}

// integer returns a whole number that is sure to fit.
func integer(v []byte) (n int64, ok bool) {
	sign := int64(1)
	if len(v) > 0 && v[0] == '-' {
		sign, v = -1, v[1:]
	}
	if len(v) == 0 || len(v) > 18 || digits(v) != len(v) {
		return 0, false
	}
	for _, c := range v {
		n = n*10 + int64(c-'0')
	}
	return sign * n, true
}
