package diffing

import (
	"regexp"
	"strings"

	"stet/record"
)

// noticeRe matches how a note about the page itself begins.
var noticeRe = regexp.MustCompile(`(?i)^(?:archived? (?:content|page|material)\b|archived\b|historical (?:material|content|document)|editor['’]?s[’']? note\b|correction\b ?[:(—-]|update[sd]?:|clarification:|alert:|notice:|important notice|this (?:page|site|document|web ?page|content|information) (?:is|was|has been|may be) (?:no longer|archived|outdated|not (?:being )?(?:updated|maintained)|under (?:review|construction)|temporarily|out of date|currently being|corrected|updated to))`)

// saysRe matches what such a note says somewhere in it.
var saysRe = regexp.MustCompile(`(?i)(?:page|content|site|information) (?:is|has been) (?:archived|no longer (?:being )?(?:updated|maintained))|no longer (?:being )?(?:updated|maintained|current)\b|for (?:historical|reference) (?:purposes|reference)? ?only`)

// isNotice reports whether a text is a banner, an alert, an editor's note, a
// correction or the like.
func isNotice(b *record.Block, text string) bool {
	if b.Kind == record.Notice || len(text) >= 1500 {
		return b.Kind == record.Notice
	}
	text = strings.ToLower(fold(text))
	says := strings.Contains(text, "archived") || strings.Contains(text, "no longer") || strings.Contains(text, "only")
	return noticeRe.MatchString(text) || says && saysRe.MatchString(text)
}
