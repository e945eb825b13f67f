package diffing

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"stet/record"
)

// modalVerbs say what must, may or will be.
var modalVerbs = setOf(`shall must will should may can might could would ought debe deben deberá deberán puede pueden podrá podrán`)

// duties say the same as modal verbs; they count where one took the place of
// another.
var duties = setOf(`required requires require mandatory optional recommended encouraged prohibited forbidden banned permitted allowed
	voluntary compulsory obliged expected advised`)

var weekdays = setOf(`monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays`)

// determiners stand before nouns: what follows them is no verb.
var determiners = setOf("a an the my your his her its our their last free good")

// negations turn a claim round.
var negations = setOf(`not no never none neither nor without cannot nobody nothing nowhere nunca ningún ninguna sin`)

// modalOf returns the modal verb in a token, without a negation that hangs on
// it: "cannot" is can.
func modalOf(t token) string {
	k := strings.ToLower(t.key)
	switch k {
	case "cannot", "can't":
		return "can"
	case "won't":
		return "will"
	case "shan't":
		return "shall"
	}
	k = strings.TrimSuffix(k, "n't")
	if k == "may" && t.key == "May" && !startsSentence(t) {
		return "" // the month
	}
	if modalVerbs[k] {
		return k
	}
	return ""
}

func startsSentence(t token) bool { return t.start == 0 }

// negates reports whether a token is a negation.
func negates(t token) bool {
	k := strings.ToLower(t.key)
	return negations[k] || strings.HasSuffix(k, "n't")
}

// unLike returns the word that w negates by a prefix: "unlawful" is lawful.
func unLike(w string) string {
	w = strings.ToLower(w)
	for _, p := range []string{"un", "non-", "non", "in", "im", "ir", "il", "dis", "not-"} {
		if rest, ok := strings.CutPrefix(w, p); ok && len(rest) >= 4 {
			return rest
		}
	}
	return ""
}

// flipped reports whether x and y are a word and its opposite by prefix.
func flipped(x, y string) bool {
	return unLike(x) != "" && unLike(x) == strings.ToLower(y) || unLike(y) != "" && unLike(y) == strings.ToLower(x)
}

func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// titled reports whether a text writes most of its words with capitals, as
// headlines do: names cannot be told in it.
func titled(list []token) bool {
	words, caps, share := 0, 0, 7
	if n := len(list); n > 0 && list[n-1].key == "." {
		share = 10 // a sentence; names may fill it
	}
	for _, t := range list {
		if t.kind != word || small[strings.ToLower(t.key)] {
			continue
		}
		words++
		if capital(t.key) {
			caps++
		}
	}
	return words > 0 && caps*10 >= words*share
}

// nameLike reports whether token i of list looks like part of a name: a
// capital that no start of a sentence explains, or one beside another.
func nameLike(list []token, i int) bool {
	t := list[i]
	if t.kind != word || !capital(t.key) {
		return false
	}
	if k := strings.ToLower(t.key); small[k] || modalVerbs[k] || negations[k] || weekdays[k] {
		return false
	}
	if i > 0 && list[i-1].kind != mark {
		return true
	}
	if i > 1 && list[i-1].key == "." && list[i-1].start == list[i-2].end && (abbreviations[strings.ToLower(list[i-2].key)] || len(list[i-2].key) == 1) {
		return true // Dr. Smith, J. Smith
	}
	if i > 0 && (list[i-1].key == "," || list[i-1].key == "(" || list[i-1].key == "&" || list[i-1].key == "/" || list[i-1].key == "-") {
		return true
	}
	if t.key == strings.ToUpper(t.key) && utf8.RuneCountInString(t.key) >= 2 {
		return true
	}
	return i+1 < len(list) && list[i+1].kind == word && capital(list[i+1].key)
}

// quotesIn returns the byte ranges between quotation marks in b's text.
func quotesIn(b *record.Block) [][2]int {
	if !strings.ContainsAny(b.Text, "“«\"") {
		return nil
	}
	var out [][2]int
	open := -1
	for i, r := range b.Text {
		switch r {
		case '“', '«':
			open = i + utf8.RuneLen(r)
		case '”', '»':
			if open >= 0 {
				out = append(out, [2]int{open, i})
			}
			open = -1
		case '"':
			if open >= 0 {
				out = append(out, [2]int{open, i})
				open = -1
			} else if i == 0 || strings.ContainsRune(" (\u00a0[—", lastRune(b.Text[:i])) {
				open = i + 1
			}
		}
	}
	return out
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// quoted reports whether tokens i to k of list, or the place where they would
// stand, lie inside quotation marks.
func (j *judge) quoted(list []token, i, k int) bool {
	if len(list) == 0 {
		return false
	}
	var b *record.Block
	var from, to int
	switch {
	case i < k:
		b, from, to = list[i].block, list[i].start, list[k-1].end
	case i > 0:
		b, from, to = list[i-1].block, list[i-1].end, list[i-1].end
	default:
		b, from, to = list[0].block, list[0].start, list[0].start
	}
	quotes, ok := j.quotes[b]
	if !ok {
		quotes = quotesIn(b)
		j.quotes[b] = quotes
	}
	n := sort.Search(len(quotes), func(n int) bool { return quotes[n][1] >= to })
	return n < len(quotes) && quotes[n][0] <= from
}

// bodies are words that the names of offices, laws and programmes are made
// with.
var bodies = setOf(`act agency administration alliance amendments association authority board branch bureau center centers
	centre coalition college commission committee corporation corps council court department directorate district division
	facilities facility federation force foundation fund group health hospital initiative inspectorate institute institutes
	institution laboratory league ministry mission network office partnership plan police program programme project refuge
	region school secretariat section service services society state station survey task team trust union university`)

// bodyName reports whether token i belongs to a run of capitals, joined by of
// and the like, in which a word for a body, a law or a programme stands.
func bodyName(list []token, i int) bool {
	in := func(k int) bool {
		return k >= 0 && k < len(list) && list[k].block == list[i].block && list[k].kind == word && (capital(list[k].key) || joins[list[k].key])
	}
	lo, hi := i, i
	for in(lo-1) && i-lo < 10 {
		lo--
	}
	for in(hi+1) && hi-i < 10 {
		hi++
	}
	n, found := 0, false
	for _, t := range list[lo : hi+1] {
		if capital(t.key) {
			n++
			found = found || bodies[strings.ToLower(t.key)] || honorifics[strings.ToLower(t.key)]
		}
	}
	return found && n >= 2
}

// honorifics stand in front of the names of persons.
var honorifics = setOf(`mr mrs ms dr president secretary senator representative congressman congresswoman governor mayor director
	administrator commissioner judge justice general attorney sheriff chief ambassador deputy assistant acting colonel captain`)

var joins = setOf("of for on and the in")
