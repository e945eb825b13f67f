package report

import (
	"strings"
	"unicode/utf8"

	"stet/record"
)

// marks merges two texts into spans: what they share at both ends, and
// between it what one has and the other has not. It serves where diffing
// gave no spans; it never splits a word.
func marks(before, after string) []record.Span {
	head := sharedHead(before, after)
	tail := sharedTail(before[head:], after[head:])
	var spans []record.Span
	add := func(op record.Op, text string) {
		if text != "" {
			spans = append(spans, record.Span{Op: op, Text: text})
		}
	}
	add(record.Equal, before[:head])
	add(record.Delete, before[head:len(before)-tail])
	add(record.Insert, after[head:len(after)-tail])
	add(record.Equal, before[len(before)-tail:])
	return spans
}

// whole returns before as deleted and after as inserted.
func whole(before, after string) []record.Span {
	var spans []record.Span
	if before != "" {
		spans = append(spans, record.Span{Op: record.Delete, Text: before})
	}
	if after != "" {
		spans = append(spans, record.Span{Op: record.Insert, Text: after})
	}
	return spans
}

// sharedHead returns the length in bytes of what a and b both start with, up
// to the end of a word.
func sharedHead(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	if n == len(a) && n == len(b) {
		return n
	}
	if endsWord(a, n) && endsWord(b, n) {
		return n
	}
	return strings.LastIndexByte(a[:n], ' ') + 1
}

// sharedTail is sharedHead for what a and b both end with.
func sharedTail(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	if startsWord(a, len(a)-n) && startsWord(b, len(b)-n) {
		return n
	}
	tail := a[len(a)-n:]
	if i := strings.IndexByte(tail, ' '); i >= 0 {
		return len(tail) - i
	}
	return 0
}

// endsWord reports whether a word ends at i in s.
func endsWord(s string, i int) bool { return i == len(s) || s[i] == ' ' }

// startsWord reports whether a word starts at i in s.
func startsWord(s string, i int) bool { return i == 0 || i == len(s) || s[i-1] == ' ' || s[i] == ' ' }

// cleanSpans returns the spans clean, and with the space that both sides of a
// replacement start with set before it: "over [-1,300-]{+1,000+}".
func cleanSpans(spans []record.Span) []record.Span {
	clean := make([]record.Span, 0, len(spans)+1)
	for i, s := range spans {
		s.Text = Clean(s.Text)
		if n := len(clean); i+1 < len(spans) && replaces(s, spans[i+1]) {
			if n > 0 && clean[n-1].Op == record.Equal {
				clean[n-1].Text += " "
			} else {
				clean = append(clean, record.Span{Op: record.Equal, Text: " "})
			}
			s.Text = s.Text[1:]
		} else if n > 0 && i > 0 && replaces(spans[i-1], s) {
			s.Text = s.Text[1:]
		}
		clean = append(clean, s)
	}
	return clean
}

// replaces reports whether b stands in place of a and both start with a space.
func replaces(a, b record.Span) bool {
	return a.Op == record.Delete && b.Op == record.Insert && strings.HasPrefix(a.Text, " ") && strings.HasPrefix(b.Text, " ")
}

// shorten cuts what both sides share down to reach characters before and
// after each edit, at a word, with … for what is left out.
func shorten(spans []record.Span, reach int) []record.Span {
	if reach <= 0 {
		return spans
	}
	short := make([]record.Span, len(spans))
	for i, s := range spans {
		if s.Op == record.Equal {
			s.Text = shortenEqual(s.Text, reach, i == 0, i == len(spans)-1)
		}
		short[i] = s
	}
	return short
}

func shortenEqual(text string, reach int, first, last bool) string {
	keep := reach
	if !first && !last {
		keep = 2 * reach
	}
	if utf8.RuneCountInString(text) <= keep+len(" … ") {
		return text
	}
	runes := []rune(text)
	head, tail := string(runes[:reach]), string(runes[len(runes)-reach:])
	if i := strings.LastIndexByte(head, ' '); i > 0 {
		head = head[:i]
	}
	if i := strings.IndexByte(tail, ' '); i >= 0 && i < len(tail)-1 {
		tail = tail[i+1:]
	}
	switch {
	case first && last:
		return head + " …"
	case first:
		return "… " + tail
	case last:
		return head + " …"
	}
	return head + " … " + tail
}
