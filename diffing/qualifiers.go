package diffing

import (
	"strings"

	"stet/record"
)

// bounds maps a qualifier to what it says of the figure; two that say the
// same are one said otherwise.
var bounds = map[string]string{
	"over": ">", "more than": ">", "greater than": ">", "above": ">", "in excess of": ">", "upwards of": ">", ">": ">", "exceeding": ">",
	"under": "<", "less than": "<", "fewer than": "<", "below": "<", "<": "<",
	"at least": ">=", "not less than": ">=", "no less than": ">=", "no fewer than": ">=", "minimum of": ">=", "≥": ">=", ">=": ">=",
	"or more": ">=", "or higher": ">=", "or greater": ">=", "or older": ">=", "and older": ">=", "and over": ">=", "+": ">=", "or above": ">=", "at or above": ">=",
	"at most": "<=", "up to": "<=", "no more than": "<=", "not more than": "<=", "maximum of": "<=", "≤": "<=", "<=": "<=", "as many as": "<=",
	"or less": "<=", "or fewer": "<=", "or lower": "<=", "or younger": "<=", "at or below": "<=", "or under": "<=",
	"about": "~", "approximately": "~", "around": "~", "roughly": "~", "some": "~", "~": "~", "estimated": "~", "approx": "~", "approx.": "~",
	"nearly": "~<", "almost": "~<", "close to": "~<", "just under": "~<",
}

func boundOf(q string) string {
	q = strings.ToLower(fold(q))
	if b, ok := bounds[q]; ok {
		return b
	}
	return q
}

// symbol reports whether a qualifier is written as a sign: it then is part
// of the figure.
func symbol(q string) bool {
	return q != "" && strings.ContainsAny(q[:1], "<>≤≥=~+±") || strings.HasPrefix(q, "≤") || strings.HasPrefix(q, "≥")
}

// qualifierAt returns the tokens of list that are the qualifier of the figure
// at token i: from lo to hi, or none.
func qualifierAt(list []token, i int) (lo, hi int) {
	f := list[i].figure()
	if f.Qualifier == "" {
		return i, i
	}
	want := strings.Join(strings.Fields(strings.ToLower(fold(f.Qualifier))), "")
	squeeze := func(lo, hi int) string {
		var b strings.Builder
		for _, t := range list[lo:hi] {
			b.WriteString(strings.ReplaceAll(strings.ToLower(t.key), " ", ""))
		}
		return b.String()
	}
	for end := i; end >= max(0, i-3); end-- { // "at least an additional 50"
		for start := end - 1; start >= max(0, end-5); start-- {
			if squeeze(start, end) == want {
				return start, end
			}
		}
	}
	for end := i + 2; end <= min(len(list), i+6); end++ {
		if squeeze(i+1, end) == want {
			return i + 1, end
		}
		for start := i + 2; start < end && start <= i+3; start++ { // "18 years and older"
			if squeeze(start, end) == want {
				return start, end
			}
		}
	}
	return i, i
}

// withSign returns figure token i with a sign in front of it or behind.
func withSign(list []token, i int) string {
	lo, hi := qualifierAt(list, i)
	if lo == hi || !symbol(list[i].figure().Qualifier) {
		return list[i].text()
	}
	return textOf(list[min(lo, i):max(hi, i+1)])
}

// sameQualifier reports whether both figures carry the same qualifier.
func sameQualifier(f, g *record.Figure) bool { return boundOf(f.Qualifier) == boundOf(g.Qualifier) }
