package crawler

import (
	"strings"
	"unicode"
)

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
	parts := append(strings.Split(evenTitle(title), "|"), title)
	if i := strings.LastIndex(title, ": "); i >= 0 {
		parts = append(parts, title[i+2:])
	}
	return parts
}

// evenTitle writes a title with "|" for whatever stands between a page and its
// site.
func evenTitle(title string) string { return separators.Replace(title) }

var separators = strings.NewReplacer(" - ", "|", " – ", "|", " — ", "|", " :: ", "|", "›", "|", "‹", "|", "»", "|", "«", "|", " > ", "|", "·", "|", "•", "|")

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

// isErrorCode reports whether s, as [normal] writes it, is a status and words
// that add nothing to it: "404 page error", but not "page 404", which a book
// has too.
func isErrorCode(s string) bool {
	code, says := false, false
	for w := range strings.FieldsSeq(s) {
		switch {
		case isStatus(w):
			code = true
		case !noise[w] && !neutral[w]:
			return false
		}
		says = says || w == "error" || w == "http" || w == "status"
	}
	return code && says
}

// normal writes s in lower case, without apostrophes and the accents of
// Spanish, with single spaces for whatever is neither letter nor digit.
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
			b.WriteRune(plainLetter(unicode.ToLower(r)))
		case r == '\'' || r == '’' || r == '\u00ad':
		default:
			gap = true
		}
	}
	return b.String()
}

// plainLetter takes the accent off a letter of Spanish: pages leave it out as
// often as not.
func plainLetter(r rune) rune {
	switch r {
	case 'á':
		return 'a'
	case 'é':
		return 'e'
	case 'í':
		return 'i'
	case 'ó':
		return 'o'
	case 'ú', 'ü':
		return 'u'
	case 'ñ':
		return 'n'
	}
	return r
}

// A statement is a title or a heading, ready to be compared.
type statement struct {
	normal string // as [normal] writes it
	whole  string // the same without status codes at its ends
	bare   string // the same without noise either
	status string // where nothing but noise and a status is left
	words  int    // of bare
	hinted bool   // as [hinted] has it of normal
}

func statements(list []string) []statement {
	var all []statement
	for _, s := range list {
		n := normal(s)
		st := statement{normal: n, whole: trimWords(n, isStatus), bare: strip(s), hinted: hinted(n)}
		if st.words = wordCount(st.bare); st.words == 0 || isErrorCode(st.normal) {
			st.status, st.words = statusIn(s), 0
		}
		all = append(all, st)
	}
	return all
}

// groan reports whether a statement says that something is wrong and not what:
// "Error", "Oops!", "We're sorry".
func (s statement) groan() bool {
	return s.status == "" && groans[s.normal]
}

var groans = map[string]bool{
	"error": true, "error message": true, "an error": true, "oops": true, "whoops": true, "uh oh": true, "oh no": true,
	"sorry": true, "were sorry": true, "we are sorry": true, "we apologize": true, "lo sentimos": true,
}
