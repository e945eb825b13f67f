package diffing

import (
	"regexp"
	"strings"
)

// What a page says anew at every look although nothing was edited: counters
// of views and relative times, as sentences of their own.
//
//	"4,116 views", "Views: 4,116", "Number of views (4099)/Comments (0)"
//	"This page has been viewed 12 times.", "You are visitor number 1,204"
//	"5 minutes ago", "Updated 2 hours ago"
//
// and not "4,116 people viewed the exhibition" nor "Visitors: 3.4 million",
// which may be what the page is about.
var (
	countedRe  = regexp.MustCompile(`\d[\d,.]*k?\b`)
	viewRe     = regexp.MustCompile(`(?i)\b(?:views?|viewed|hits|reads|likes|shares|page ?views?|visitor number|(?:this|the) (?:page|site|website|document|article) has (?:been|had))\b`)
	relativeRe = regexp.MustCompile(`(?i)^(?:(?:last )?(?:updated|posted|published|modified|edited)?:? ?)(?:about |over |almost |less than )?((?:\d+|an?|one) (?:seconds?|minutes?|mins?|hours?|days?|weeks?) ago|just now)\.?$`)
)

var counterWords = setOf(`view views viewed hit hits read reads like likes share shares page pageview pageviews site website document article
	visit visits visited visitor visitors times time number of total so far this the has have been had by people readers you are
	comment comments count counter unique today since download downloads downloaded`)

// readKey returns what a folded text says: itself, but for counters, whose
// every state says the same.
func readKey(s string) string {
	if len(s) > 90 || s == "" {
		return s
	}
	if end := strings.TrimSuffix(s, "."); strings.HasSuffix(end, " ago") || strings.HasSuffix(end, " now") {
		if m := relativeRe.FindStringSubmatchIndex(s); m != nil {
			return s[:m[2]] + "\x1e" + s[m[3]:]
		}
	}
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ():/|,.·•-", r) }) {
		if !counterWords[strings.ToLower(w)] && strings.Trim(strings.ToLower(w), "0123456789k") != "" {
			return s
		}
	}
	if !countedRe.MatchString(s) || !viewRe.MatchString(s) {
		return s
	}
	return countedRe.ReplaceAllString(s, "\x1e")
}
