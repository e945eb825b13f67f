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
//	talk             2 when nearly all words are about pages and servers, -6 when hardly any are
//	other            1 for noindex, 1 for hardly any link, -3 for a stated date,
//	                 -3 for a title and heading that name something else
//
// What only pages that are none go by, a status or "page not found", leaves
// talk, date and names aside.
func (d *reading) verdict() (record.IncidentKind, string) {
	if d.own > 20000 {
		return "", ""
	}
	titles, heads := statements(titleParts(d.title)), statements(d.names())
	if d.isLogin(titles, heads) {
		return record.Blocked, d.instead("a login page")
	}
	topic := d.topic()
	if topic { // what stands under it is a part of the page
		heads = heads[:1]
	}
	said, any := make([]int, len(kinds)), 0
	for i, k := range kinds {
		said[i] = k.says(titles) + k.says(heads)
		any += said[i]
	}
	groans := any == 0 && (slices.ContainsFunc(titles, statement.groan) || slices.ContainsFunc(heads[:min(len(heads), 1)], statement.groan))
	lead := "" // costs most to write out; nearly no page needs it
	var best, likely kindOf
	most, before := 0, 0
	for i, k := range kinds {
		if said[i] == 0 && d.own > 700 {
			continue
		}
		if lead == "" {
			lead = d.opening()
			lead = lead[:min(len(lead), 1500)]
		}
		if groans && k.speaks(lead, 1) > 0 {
			said[i] = 3
		}
		sure := k.coded(titles) && k.says(heads) > 0 || k.sure(titles) || k.sure(heads[:min(len(heads), 1)])
		n, excuses := d.score(k, said[i], lead, sure, topic)
		if n > before {
			likely, before = k, n
		}
		if n -= excuses; n > most {
			best, most = k, n
		}
	}
	if most < enough {
		if before >= doubtful {
			d.doubt, d.likely = "it reads in part like "+likely.noun, likely.kind
		}
		return "", ""
	}
	if best.kind == record.ServerError && blocks.MatchString(lead) {
		best = blocking // CloudFront has one page for outages and for blocks
	}
	if d.maker == "" {
		d.maker = makerOf(normal(d.lead()) + " " + normal(d.noscript))
	}
	return best.kind, d.instead(best.noun)
}

// opening returns the first words of the text proper as [normal] writes them;
// where all text stands in links, menus and headers, the first of these.
func (d *reading) opening() string {
	if s := normal(unescape(d.main)); s != "" {
		return s
	}
	lead := d.lead()
	return normal(lead[:min(len(lead), maxMain)])
}

// blocking is how a block is worded that was not found by its own phrases.
var blocking = kindOf{kind: record.Blocked, noun: "a block page"}

// enough points make an incident. Of some 750 good pages of real agencies one
// had any at all; so few of them as doubtful call for a second look.
const (
	enough   = 5
	doubtful = 2
)

// score returns the points of one kind, of which title and heading gave some,
// and how many of them what else the page says takes away.
func (d *reading) score(k kindOf, said int, lead string, sure, topic bool) (n, excuses int) {
	words := k.speaks(lead, 2)
	if said == 0 {
		words, n = d.unnamed(k, words, lead)
	}
	if said+words == 0 {
		return 0, 0
	}
	n += said + words + amount(d.own)
	if d.noindex {
		n++
	}
	if d.links <= 3 {
		n++
	}
	t := d.talk()
	if excuses = -t.rest.points(); excuses == 0 && t.all.itself() {
		excuses = -2
	}
	if words > 1 && said > 2 {
		excuses = max(excuses-2, -2)
	}
	if sure {
		return n, min(excuses, 0)
	}
	if n-excuses >= enough && dated.MatchString(lead) {
		excuses += 3
	}
	if said < 3 && topic {
		excuses += 3
	}
	return n, excuses
}

// unnamed returns what the words count for where neither title nor heading
// says anything, of which there are so many known sentences: nothing in a
// whole site whose heading names a page. A small page that speaks of nothing
// but itself may do so in words of its own, which counts one point less.
func (d *reading) unnamed(k kindOf, known int, lead string) (words, n int) {
	t := d.talk().all
	switch {
	case d.links > 8 && (!t.itself() || d.named()), known == 1 && d.own > 350 && !t.itself():
		return 0, 0
	case known > 0 || d.links > 8 || !t.itself() || d.worldly():
		return known, 0
	}
	cues := k.alludes(lead)
	if cues == 1 && t.shop >= 0.75 && !d.entitled() {
		cues = 2
	}
	return min(max(cues-1, 0), 2), -1
}

// alludes counts the words of s that a page of the kind uses, whatever its
// phrases are.
func (k kindOf) alludes(s string) int {
	found := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		if k.cues[w] {
			found[w] = true
		}
	}
	return len(found)
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

// isLogin reports whether the page asks for a password and little else. A
// good page may have a box for members beside its text.
func (d *reading) isLogin(titles, heads []statement) bool {
	if !d.password || d.own >= 1500 {
		return false
	}
	login := func(s statement) bool { return slices.Contains(logins, s.bare) }
	if slices.ContainsFunc(titles, login) || slices.ContainsFunc(heads[:min(len(heads), 1)], login) {
		return true
	}
	t := d.talk()
	return slices.ContainsFunc(heads, login) && t.rest.points() >= 0 || t.all.itself() || t.all.words < few && d.fields <= 2 && t.all.shop >= 0.5
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

// sure reports whether one of the statements says a phrase of k, and nothing
// else, that nobody gives an article: it names the page itself, or its server.
func (k kindOf) sure(list []statement) bool {
	return slices.ContainsFunc(list, func(s statement) bool {
		return wordCount(s.whole) > 1 && itself.MatchString(s.whole) && k.saysOne(s) >= 3
	})
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
		if t := talkOf(s.normal, ""); t.words > 1 && t.shop <= 0.5 {
			return 0 // it is about somebody else's trouble
		}
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
