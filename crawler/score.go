package crawler

import (
	"slices"
	"strings"
	"unicode"

	"stet/record"
)

// verdict weighs what the document says of itself against how much else it
// says. A page about an outage has the words of an outage page; it does not
// have them alone in title and heading over next to nothing.
//
//	title, heading   3 when it says a known phrase and nothing else, 2 for a single word
//	                 2 when it says hardly anything else, or a known sentence
//	words            1 for each known sentence at the beginning, up to 2
//	amount           3 for next to nothing, down to -4 for a long text
//	other            1 for noindex, 1 for hardly any link, -3 for a stated date
func (d *reading) verdict() (record.IncidentKind, string) {
	if d.own > 20000 {
		return "", ""
	}
	if d.isLogin() {
		return record.Blocked, d.instead("a login page")
	}
	titles, heads := statements(titleParts(d.title)), statements(d.names())
	lead := "" // costs most to write out; nearly no page needs it
	var best kindOf
	most := 0
	for _, k := range kinds {
		said, head := k.says(titles), k.says(heads)
		if said+head == 0 && (d.own > 700 || d.links > 8) {
			continue
		}
		if lead == "" {
			lead = normal(d.lead)
		}
		if n := d.score(k, said+head, lead); n > most {
			best, most = k, n
		}
	}
	if most < enough {
		return "", ""
	}
	if best.kind == record.ServerError && containsWords(lead, "request blocked") {
		best = blocking // CloudFront has one page for outages and for blocks
	}
	if d.maker == "" {
		d.maker = makerOf(lead + " " + normal(d.noscript))
	}
	return best.kind, d.instead(best.noun)
}

// blocking is how a block is worded that was not found by its own phrases.
var blocking = kindOf{kind: record.Blocked, noun: "a block page"}

// enough points make an incident.
const enough = 5

// score returns the points of one kind, of which title and heading gave some.
func (d *reading) score(k kindOf, said int, lead string) int {
	words := k.speaks(lead[:min(len(lead), 1500)], 2)
	if said == 0 && (words == 0 || words == 1 && d.own > 350) {
		return 0
	}
	n := said + words + amount(d.own)
	if d.noindex {
		n++
	}
	if d.links <= 3 {
		n++
	}
	if n >= enough && dated.MatchString(lead) {
		n -= 3
	}
	return n
}

// names returns the headings that a page goes by; where it has neither title
// nor heading, its first sentence.
func (d *reading) names() []string {
	if d.title == "" && len(d.headings) == 0 && d.own <= 600 {
		s := firstSentence(d.lead)
		clause, _, _ := strings.Cut(s, ": ")
		return []string{s, clause}
	}
	return d.headings[:min(len(d.headings), 3)]
}

// isLogin reports whether the page asks for a password and little else.
func (d *reading) isLogin() bool {
	return d.password && d.own < 1500 && slices.ContainsFunc(append(titleParts(d.title), d.headings...), func(s string) bool {
		return slices.Contains(logins, strip(s))
	})
}

// amount turns the number of characters in the text proper into points.
func amount(own int) int {
	switch {
	case own <= 250:
		return 3
	case own <= 700:
		return 2
	case own <= 1800:
		return 1
	case own <= 4500:
		return 0
	case own <= 9000:
		return -2
	}
	return -4
}

// A statement is a title or a heading, ready to be compared.
type statement struct {
	normal string // as [normal] writes it
	whole  string // the same without status codes at its ends
	bare   string // the same without noise either
	status string // where nothing but noise and a status is left
	words  int    // of bare
}

func statements(list []string) []statement {
	var all []statement
	for _, s := range list {
		st := statement{normal: normal(s), whole: trimWords(normal(s), isStatus), bare: strip(s)}
		if st.words = wordCount(st.bare); st.words == 0 {
			st.status = statusIn(s)
		}
		all = append(all, st)
	}
	return all
}

// says returns the most that one of the statements gives: 3 where it says one
// of the phrases and nothing else, 2 where it says hardly anything else or one
// of the sentences, and else 0.
func (k kindOf) says(list []statement) int {
	most := 0
	for _, s := range list {
		most = max(most, k.saysOne(s))
	}
	return most
}

func (k kindOf) saysOne(s statement) int {
	if s.words == 0 {
		if slices.Contains(k.codes, s.status) {
			return 3
		}
		return 0
	}
	best := 0
	for _, p := range k.phrases {
		if len(p) > len(s.whole) {
			continue
		}
		switch n := wordCount(p); {
		case p == s.bare || p == s.whole:
			return min(3, n+1) // a road agency has a page named Maintenance
		case n >= 2 && s.words <= n+4 && saysLittleMore(s.whole, p):
			best = 2
		}
	}
	if best == 0 && s.words <= 30 && k.speaks(s.normal, 1) > 0 {
		return 2
	}
	return best
}

// wordCount counts the words of what [normal] wrote.
func wordCount(s string) int {
	if s == "" {
		return 0
	}
	return strings.Count(s, " ") + 1
}

// speaks counts the known sentences in s, up to most.
func (k kindOf) speaks(s string, most int) int {
	n := 0
	if !hinted(s) {
		return 0
	}
	for _, re := range k.sentences {
		if n < most && re.MatchString(s) {
			n++
		}
	}
	return n
}

// hinted reports whether s has a word that every known sentence needs one of.
// It is here for speed alone: most headings have none.
func hinted(s string) bool {
	return slices.ContainsFunc(hints, func(h string) bool { return strings.Contains(s, h) })
}

// containsWords reports whether the words stand in s as whole words.
func containsWords(s, words string) bool {
	return strings.Contains(s, words) && strings.Contains(" "+s+" ", " "+words+" ")
}

// saysLittleMore reports whether s says the phrase, and beside it nothing that
// has a meaning of its own: "sorry, your request has been blocked" does,
// "waiver request denied" does not.
func saysLittleMore(s, phrase string) bool {
	if !containsWords(s, phrase) {
		return false
	}
	before, after, _ := strings.Cut(" "+s+" ", " "+phrase+" ")
	for w := range strings.FieldsSeq(before + " " + after) {
		if !noise[w] && !neutral[w] && !isStatus(w) {
			return false
		}
	}
	return true
}

// titleParts splits a title from the names of sites around it: "Page not
// found | EPA" says "Page not found". Of "Census Bureau: Page not found" the
// end counts, of "Access denied: a report" the whole.
func titleParts(title string) []string {
	if title == "" {
		return nil
	}
	t := title
	for _, sep := range []string{" - ", " – ", " — ", " :: ", "›", "»", " > ", "·", "•"} {
		t = strings.ReplaceAll(t, sep, "|")
	}
	parts := append(strings.Split(t, "|"), title)
	if i := strings.LastIndex(title, ": "); i >= 0 {
		parts = append(parts, title[i+2:])
	}
	return parts
}

// firstSentence returns the beginning of a text up to its first full stop.
func firstSentence(s string) string {
	s = s[:min(len(s), 200)]
	if i := strings.IndexAny(s, ".!?"); i > 0 {
		return s[:i]
	}
	return s
}

// noise are words that stand around what an error page says.
var noise = set("error errors http status code oops sorry whoops message uh oh no the a this that")

// neutral are words that may stand beside what an error page says without
// making it a page about something.
var neutral = set(`an is are was were has have had been be being we our us you your i it its to on at in for of by from and or but with please try later again soon now here
	page pages site website web webpage server system service resource requested request url address link file document content user browser internet network
	currently temporarily required detected unexpected application portal online moment while until back shortly access lo sentimos la el`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// strip returns s as [normal] writes it, without noise and status codes at its
// ends: "Error 404 - Page not found!" is "page not found".
func strip(s string) string {
	return trimWords(normal(s), func(w string) bool { return noise[w] || isStatus(w) })
}

// trimWords takes such words off both ends of s.
func trimWords(s string, such func(string) bool) string {
	w := strings.Fields(s)
	for len(w) > 0 && such(w[0]) {
		w = w[1:]
	}
	for len(w) > 0 && such(w[len(w)-1]) {
		w = w[:len(w)-1]
	}
	return strings.Join(w, " ")
}

// statusIn returns the status code in s, "" where there is none.
func statusIn(s string) string {
	for w := range strings.FieldsSeq(normal(s)) {
		if isStatus(w) {
			return w
		}
	}
	return ""
}

func isStatus(w string) bool {
	return len(w) == 3 && w[0] >= '3' && w[0] <= '5' && w[1] >= '0' && w[1] <= '9' && w[2] >= '0' && w[2] <= '9'
}

// normal writes s in lower case, without apostrophes, with single spaces for
// whatever is neither letter nor digit.
func normal(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’' || r == '\u00ad':
		default:
			gap = true
		}
	}
	return b.String()
}
