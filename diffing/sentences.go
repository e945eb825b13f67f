package diffing

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"

	"stet/record"
)

// longest is how many bytes a sentence may have. What has no full stops is
// cut at words, at places that its own words decide, so that an edit does
// not move the cuts behind it.
const longest = 2000

// cutSentences returns the byte ranges of the sentences of b without the
// white space around them. A heading is one sentence.
func cutSentences(b *record.Block) [][2]int {
	if b.Kind == record.Heading && len(b.Text) <= longest {
		return trimmed(nil, b.Text, 0, len(b.Text))
	}
	var out [][2]int
	start, end := 0, 0
	for it := sentences.FromString(b.Text); it.Next(); {
		end = it.End()
		if end < len(b.Text) && (runsOn(b.Text[start:end], b.Text[end:]) || insideFigure(b, end)) {
			continue
		}
		out = trimmed(out, b.Text, start, end)
		start = end
	}
	if start < len(b.Text) {
		out = trimmed(out, b.Text, start, len(b.Text))
	}
	return out
}

// trimmed appends the stretch without white space, cut if it is too long.
func trimmed(out [][2]int, text string, start, end int) [][2]int {
	s := strings.TrimRightFunc(text[start:end], unicode.IsSpace)
	end = start + len(s)
	start = end - len(strings.TrimLeftFunc(s, unicode.IsSpace))
	if end-start <= longest {
		if start < end {
			out = append(out, [2]int{start, end})
		}
		return out
	}
	var hash uint32
	from := start
	for i := start; i < end; i++ {
		c := text[i]
		if c != ' ' {
			hash = hash*31 + uint32(c)
			continue
		}
		if i-from > 200 && hash%32 == 0 || i-from > longest {
			out = append(out, [2]int{from, i})
			from = i + 1
		}
		hash = 0
	}
	if from < end {
		out = append(out, [2]int{from, end})
	}
	return out
}

// runsOn reports whether the sentence goes on although a full stop and white
// space stand at its end: "the U.S. Navy", "Dr. Smith", "No. 5".
func runsOn(sentence, rest string) bool {
	s := strings.TrimRightFunc(sentence, unicode.IsSpace)
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " \u00a0(“\"'‘"))
	if len(s) == len(sentence) || unicode.IsLower(next) {
		return true
	}
	if !strings.HasSuffix(s, ".") {
		return false
	}
	if answer := strings.ToLower(strings.TrimSpace(s)); answer == "no." || answer == "yes." {
		return true // the answer to a question goes with what explains it
	}
	last := s[strings.LastIndexAny(s, " \u00a0(“\"")+1:]
	last = strings.ToLower(strings.TrimRight(last, "."))
	if abbreviations[last] {
		return true
	}
	if beforeNumber[last] {
		return unicode.IsDigit(next)
	}
	initial, n := utf8.DecodeRuneInString(last)
	return n == len(last) && unicode.IsLetter(initial) || last == "u.s" && !starters[firstWord(rest)]
}

func firstWord(s string) string {
	s = strings.TrimLeft(s, " \u00a0(“\"'‘")
	if i := strings.IndexAny(s, " ,"); i > 0 {
		s = s[:i]
	}
	return s
}

// abbreviations stand before more of the same sentence.
var abbreviations = setOf(`dr mr mrs ms messrs prof hon rev gov sen rep gen lt col capt sgt maj adm cmdr pres supt st
	jr vs v e.g i.e cf approx dept est fig figs inc.d sec h.r s.b ph.d b.s m.s`)

// beforeNumber do so before a number.
var beforeNumber = setOf(`no nos vol pp p art ch par para sec pub jan feb mar apr jun jul aug sept sep oct nov dec`)

// starters are words that begin a sentence after "U.S.".
var starters = setOf("The In It A An This These Those They We He She For If As To But And At On")

func setOf(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// insideFigure reports whether the offset lies within a figure.
func insideFigure(b *record.Block, at int) bool {
	i := sort.Search(len(b.Figures), func(i int) bool { return b.Figures[i].End > at })
	return i < len(b.Figures) && b.Figures[i].Start < at
}
