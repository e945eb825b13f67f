package diffing

import "regexp"

// counterRes match what a page says anew at every look although nothing was
// edited: counters of views and relative times, each as a sentence of its
// own.
//
//	"4,116 views", "Views: 4,116", "This page has been viewed 12 times."
//	"5 minutes ago", "Updated 2 hours ago"
//
// and not "4,116 people viewed the exhibition".
var counterRes = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^(?:(?:this|the) (?:page|site|document|article) has been |page |total |number of )*(?:views?|viewed|visits?|visited|visitors?|hits|page ?views?|downloads?|downloaded|reads|shares)\b ?:? ?(?:by )?([\d][\d,. ]*k?)(?: ?(?:times|visitors|people|users|so far|since .*))?\.?$`),
	regexp.MustCompile(`(?i)^(?:(?:this|the) (?:page|site|document|article) (?:has been|has had|has|had) )?([\d][\d,. ]*k?) ?(?:total |unique |page )?(?:views?|visits?|visitors?|hits|page ?views?|downloads?|reads|shares)(?: so far| to date| since .*)?\.?$`),
	regexp.MustCompile(`(?i)^(?:(?:last )?(?:updated|posted|published|modified|edited)?:? ?)(?:about |over |almost |less than )?((?:\d+|an?|one) (?:seconds?|minutes?|mins?|hours?|days?|weeks?) ago|just now)\.?$`),
}

// readKey returns what a folded text says: itself, but for counters, whose
// every state says the same.
func readKey(s string) string {
	if len(s) > 90 {
		return s
	}
	for _, re := range counterRes {
		if m := re.FindStringSubmatchIndex(s); m != nil {
			return s[:m[2]] + "\x1e" + s[m[3]:]
		}
	}
	return s
}
