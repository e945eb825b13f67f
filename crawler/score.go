package crawler

import (
	"slices"
	"strings"

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
//	other            1 for noindex, 1 for hardly any link, -3 for a stated date,
//	                 unless the title is a status and the heading says so too
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
			lead = normal(d.lead())
		}
		certain := head > 0 && k.coded(titles) // nobody gives an article a status for a title
		if n := d.score(k, said+head, lead, certain); n > most {
			best, most = k, n
		}
	}
	if most < enough {
		if most >= doubtful {
			d.doubt, d.likely = "it reads in part like "+best.noun, best.kind
		}
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

// enough points make an incident. Of some 750 good pages of real agencies one
// had any at all; so few of them as doubtful call for a second look.
const (
	enough   = 5
	doubtful = 2
)

// score returns the points of one kind, of which title and heading gave some.
func (d *reading) score(k kindOf, said int, lead string, certain bool) int {
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
	if n >= enough && !certain && dated.MatchString(lead) {
		n -= 3
	}
	return n
}

// names returns the headings that a page goes by; where it has neither title
// nor heading, its first sentence.
func (d *reading) names() []string {
	if d.title == "" && len(d.headings) == 0 && d.own <= 600 {
		s := firstSentence(d.lead())
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

// coded reports whether one of the statements is nothing but a status of k.
func (k kindOf) coded(list []statement) bool {
	return slices.ContainsFunc(list, func(s statement) bool { return s.words == 0 && slices.Contains(k.codes, s.status) })
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
		if !strings.Contains(s.whole, p) && p != s.bare {
			continue
		}
		switch n := wordCount(p); {
		case p == s.bare || p == s.whole:
			return min(3, n+1) // a road agency has a page named Maintenance
		case n >= 2 && s.words <= n+4 && saysLittleMore(s.whole, p):
			best = 2
		}
	}
	if best == 0 && s.words <= 30 && s.hinted && k.speaks(s.normal, 1) > 0 {
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
