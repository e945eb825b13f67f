package extract

import "strings"

// breaks reports whether what stands behind the word low and before the next
// ends a label or the way to its date.
func breaks(sep, low string) bool {
	if strings.ContainsAny(sep, ";|•·!?)") || strings.Contains(sep, "(") && len(low) > 2 && !strings.Contains(sep, ")") && strings.TrimSpace(sep) != "(" {
		return true
	}
	return strings.Contains(sep, ". ") && len(low) > 4
}

// ends reports whether a sentence or a stretch set apart ends behind the word
// low.
func ends(sep, low string) bool {
	if strings.ContainsAny(sep, ";|•·!?([:*") || strings.Contains(sep, "—") || strings.Contains(sep, " – ") || strings.Contains(sep, " - ") {
		return true
	}
	return strings.Contains(sep, ". ") && len(low) > 2 && low != "dept" && low != "gov"
}

func hasColon(sep string) bool {
	return strings.Contains(sep, ":") || strings.Contains(sep, "—") || strings.Contains(sep, "–") || strings.Contains(sep, " - ") || strings.Contains(sep, "|")
}

func isClock(low string) bool {
	return low != "" && low[0] >= '0' && low[0] <= '9' && len(low) <= 4
}

// tailEnds reports whether the text behind a date, after a time of day, ends
// the sentence.
func tailEnds(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	if rest == "" {
		return true
	}
	switch {
	case strings.HasPrefix(rest, ". ") || rest == "." || strings.ContainsAny(rest[:1], ")|;:]*!/") || strings.HasPrefix(rest, "•") || strings.HasPrefix(rest, "·") ||
		strings.HasPrefix(rest, "—") || strings.HasPrefix(rest, "–") || strings.HasPrefix(rest, "- ") || strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "*"):
		return true
	}
	toks := tokenize(rest[:min(len(rest), 80)])
	for i, t := range toks {
		if gapWords[t.low] || isClock(t.low) {
			continue
		}
		if t.low == "by" || t.low == "por" {
			return true
		}
		_, isHead := headOf(toks[i:min(len(toks), i+4)])
		return isHead && strings.Contains(rest, ":")
	}
	return len(toks) > 0
}

// lowerNext reports whether the sentence goes on in lower case.
func lowerNext(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	return rest != "" && rest[0] >= 'a' && rest[0] <= 'z' && !tailEnds(rest)
}

// capitals reports whether all words begin as those of a label do.
func capitals(text string, words []token) bool {
	for _, w := range words {
		if c := text[w.start]; c >= 'a' && c <= 'z' && !joins[w.low] {
			return false
		}
	}
	return true
}
