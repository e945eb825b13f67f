package diffing

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"stet/record"
)

// terms counts the watched terms in the main text of both sides.
func (j *judge) terms() {
	for _, term := range j.context.Terms {
		t := strings.ToLower(fold(term))
		if t == "" {
			continue
		}
		a, b := countTerm(j.old, t), countTerm(j.new, t)
		if a == b {
			continue
		}
		f := record.Flag{Kind: record.TermAdded, After: term, Label: term, Part: record.Main}
		if b < a {
			f.Kind, f.Before, f.After = record.TermRemoved, term, ""
		}
		f.Detail = fmt.Sprintf("“%s” stood %s on the page and now stands %s", term, times(a), times(b))
		j.raise(f)
	}
}

func times(n int) string {
	switch n {
	case 0:
		return "nowhere"
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// countTerm counts whole occurrences of a term, in any case.
func countTerm(d *record.Document, term string) int {
	n := 0
	for i := range d.Blocks {
		if d.Blocks[i].Part == record.Boilerplate {
			continue
		}
		s := strings.ToLower(fold(d.Blocks[i].Text))
		for at := 0; ; {
			k := strings.Index(s[at:], term)
			if k < 0 {
				break
			}
			k += at
			before, _ := utf8.DecodeLastRuneInString(s[:k])
			after, _ := utf8.DecodeRuneInString(s[k+len(term):])
			if !wordRune(before) && !wordRune(after) {
				n++
			}
			at = k + len(term)
		}
	}
	return n
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
