package extract

import "strings"

// What is kept in memory of one page, in bytes, by the reckoning of [reckon].
// With a collector that lets the heap double, a page of 20 MB stays under 400
// MB in all. Pages that people write of that size stay below it; one that is
// nothing but short table cells is read to about its middle.
const maxTree = 130_000_000

// What the parser keeps, in bytes: a node, its text, an attribute.
const (
	costNode = 112
	costText = 128
	costAttr = 110
)

// A reckoning says what the tree of a page would cost.
type reckoning struct {
	end    int  // how much of the page can be read; its length if all
	reopen bool // formatting marks that are never closed would be opened again in too many places
}

// reckon goes over the bytes of a page once. It is exact enough for a limit
// and need not know HTML well: what it takes for tags in a script only makes
// the page seem dearer than it is.
//
// The parser opens each mark that was left open (<b>, <font> …) again in
// every paragraph behind it (HTML 13.2.4.3), so that 400 such marks and 4,000
// paragraphs make 1,600,000 elements.
func reckon(page string) reckoning {
	cost, again, open := 0, 0, 0
	inP := false
	for i := strings.IndexByte(page, '<'); i >= 0 && i < len(page); {
		start := i
		cost += costNode
		closes := i+1 < len(page) && page[i+1] == '/'
		if closes {
			i++
		}
		name := tagName(page[i+1:])
		if isP := len(name) == 1 && name[0]|0x20 == 'p'; isP {
			if closes && inP {
				cost -= costNode // a stray end tag of p makes an element
			}
			inP = !closes
		} else if closes && name != "br" {
			cost -= costNode
		}
		switch {
		case isMark(name) && closes:
			open = max(open-1, 0)
		case isMark(name):
			open++
		case !closes:
			again += open * costNode
			if strings.EqualFold(name, "table") {
				cost += 2 * costNode // a body and a row come with it
			}
		}
		end, attrs := tagEnd(page, i+1+len(name))
		cost += attrs * costAttr
		i = end
		if next := strings.IndexByte(page[i:], '<'); next > 0 {
			cost += costText
			again += open / 4 * costNode
			i += next
		} else if next < 0 {
			i = len(page)
		}
		if cost > maxTree {
			return reckoning{end: start, reopen: again > maxTree}
		}
	}
	return reckoning{end: len(page), reopen: again > maxTree}
}

// tagName returns the letters and digits at the start of s.
func tagName(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			if s[i] < '0' || s[i] > '9' {
				return s[:i]
			}
		}
	}
	return s
}

// tagEnd returns where the tag that goes on at i ends, and how many
// attributes it has up to there.
func tagEnd(page string, i int) (end, attrs int) {
	space := true
	for ; i < len(page); i++ {
		switch c := page[i]; c {
		case '>':
			return i + 1, attrs
		case ' ', '\n', '\t', '\r', '\f', '/':
			space = true
		case '"', '\'':
			if i > 0 && page[i-1] == '=' {
				next := strings.IndexByte(page[i+1:], c)
				if next < 0 {
					return len(page), attrs
				}
				i += next + 1
			}
			space = true
		default:
			if space && c != '=' {
				attrs++
			}
			space = false
		}
	}
	return i, attrs
}

// isMark reports whether name is one of the elements that the parser opens
// again (HTML 13.2.4.3).
func isMark(name string) bool {
	if len(name) > 6 || len(name) == 0 {
		return false
	}
	switch strings.ToLower(name) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}
