package figures

import "strings"

// mayHoldFigure reports, at a glance, whether any figure can stand in text.
// Most headings, links and items of a menu hold neither a digit nor a word
// that a figure without digits is made of, and need not be cut into tokens.
func mayHoldFigure(text string) bool {
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case '0' <= c && c <= '9':
			return true
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			end := i + 1
			for end < len(text) && 'a' <= text[end]|0x20 && text[end]|0x20 <= 'z' {
				end++
			}
			if makesFigure(text[i:end]) || end == i+1 && isDotted(text, end) {
				return true
			}
			i = end
		case c == 0xc2 && i+1 < len(text) && 0xac <= text[i+1] && text[i+1] <= 0xbe: // soft hyphen, ¼, ½, ¾
			return true
		case c == 0xe2 && i+1 < len(text) && text[i+1] == 0x85: // ⅓ and its like
			return true
		default:
			i++
		}
	}
	return false
}

// isDotted reports whether a full stop and a letter stand at text[i:], so that
// the letter before is one of several that make a word: o.n.e.
func isDotted(text string, i int) bool {
	return i+1 < len(text) && text[i] == '.' && isLetter(rune(text[i+1]))
}

// makesFigure reports whether the ASCII word w may be part of a figure without
// digits.
func makesFigure(w string) bool {
	if len(w) > longestFigureWord {
		return strings.EqualFold(w[len(w)-len("fold"):], "fold")
	}
	if figureLengths[w[0]&0x1f]>>len(w)&1 == 0 {
		return len(w) >= 4 && w[len(w)-1]|0x20 == 'd' && strings.EqualFold(w[len(w)-len("fold"):], "fold")
	}
	var low [longestFigureWord]byte
	for i := range len(w) {
		low[i] = w[i] | 0x20
	}
	return classes[string(low[:len(w)])]&figureWord != 0 || strings.HasSuffix(string(low[:len(w)]), "fold")
}

// figureWord is the class of the words that makesFigure knows.
const figureWord = ofSmall | ofOrder | ofHalves | ofParts | ofScales | ofMonths

// longestFigureWord is the number of bytes in the longest of them.
const longestFigureWord = 16

// figureLengths has, for each first letter, a bit for each length that such a
// word may have.
var figureLengths = figureLengthTable()

func figureLengthTable() (table [32]uint32) {
	for w, c := range classes {
		if c&figureWord != 0 {
			table[w[0]&0x1f] |= 1 << len(w)
		}
	}
	return table
}
