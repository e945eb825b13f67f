package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words knows how a document writes its words, to tell the hyphen that ends a
// line from one that belongs to the word.
type words map[string]bool

// learn takes in the words of one line but for those cut at its ends.
func (w words) learn(text string) {
	fields := strings.Fields(text)
	for i, f := range fields {
		if i == len(fields)-1 && endsHyphened(f) {
			break
		}
		w[bare(f)] = true
	}
}

// bare returns a word in lower case without punctuation around it.
func bare(s string) string {
	s = strings.ReplaceAll(s, string(hyphen), "-")
	return strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
}

func endsHyphened(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r == '-' || r == hyphen || r == '‐'
}

// join makes one text of lines that follow each other.
func (w words) join(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		if i+1 == len(lines) {
			b.WriteString(l)
			break
		}
		if !endsHyphened(l) {
			b.WriteString(l)
			if !strings.HasSuffix(l, "/") || strings.Contains(lastWord(l), " ") {
				b.WriteByte(' ')
			}
			continue
		}
		b.WriteString(w.joint(l, lines[i+1]))
	}
	return clean(strings.ReplaceAll(b.String(), string(hyphen), "-"))
}

// joint returns the line above with what is to stand between it and the line
// below, where the one above ends in a hyphen.
//
//	"infor-"    "mation for"   "infor"      unless the document knows infor-mation
//	"long-"     "term care"    "long-"      it writes long-term elsewhere, or never longterm
//	"2021-"     "2022"         "2021-"
//	"pre- "     "and"          "pre- "
func (w words) joint(above, below string) string {
	cut := strings.TrimRight(above, "-‐"+string(hyphen))
	next, _ := utf8.DecodeRuneInString(below)
	prev, _ := utf8.DecodeLastRuneInString(cut)
	switch {
	case cut == "" || unicode.IsSpace(prev): // a dash
		return cut + "- "
	case !unicode.IsLetter(prev) || !unicode.IsLower(next):
		return cut + "-"
	}
	first, _, _ := strings.Cut(below, " ")
	head := lastWord(cut)
	if second := bare(first); second == "and" || second == "or" {
		return cut + "- "
	}
	whole, parted := bare(head+first), bare(head+"-"+first)
	switch {
	case w[whole]:
		return cut
	case w[parted], strings.Contains(head, "-"), prefixes[bare(head)]:
		return cut + "-"
	}
	return cut
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// prefixes are the first parts of words that keep their hyphen.
var prefixes = map[string]bool{
	"self": true, "non": true, "long": true, "short": true, "well": true, "high": true, "low": true, "full": true, "part": true,
	"year": true, "month": true, "day": true, "week": true, "state": true, "cross": true, "ex": true, "all": true, "first": true,
	"third": true, "two": true, "three": true, "four": true, "five": true, "six": true, "ten": true, "one": true, "mid": true,
	"follow": true, "on": true, "in": true, "real": true, "large": true, "small": true, "community": true, "evidence": true,
	"time": true, "cost": true, "risk": true, "data": true, "federally": true, "decision": true, "health": true, "public": true,
}
