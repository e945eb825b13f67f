package extract

import (
	"strings"

	"stet/record"
)

// labelOnly reports whether a block holds nothing but a label.
//
//	"Content current as of:"   "Release Date"   "FOR IMMEDIATE RELEASE"   "FDA Publish Date:"
func labelOnly(b block, toks []token) (label, bool) {
	if len(toks) == 0 || len(toks) > 10 || strings.ContainsAny(b.Text, "0123456789") {
		return label{}, false
	}
	colon := strings.HasSuffix(b.Text, ":")
	unknown := 0
	dateWord := false
	for _, t := range toks {
		dateWord = dateWord || t.low == "date" || t.low == "fecha"
		if !joins[t.low] && heads[t.low] == "" {
			unknown++
		}
	}
	if anyOf(toks, blockers) || unknown > 0 && !(unknown <= 3 && (colon || dateWord)) {
		return label{}, false
	}
	kind, ok := headOf(toks)
	if !ok {
		if len(toks) != 1 || toks[0].low != "date" && toks[0].low != "fecha" {
			return label{}, false
		}
		kind = record.Published
	}
	text := strings.TrimRight(b.Text, " :*")
	t := fold(text)
	release := kind == record.Published && (strings.HasPrefix(t, "for ") || strings.HasPrefix(t, "para "))
	return label{text: text, kind: kind, colon: colon, release: release}, true
}

// valueBeside returns the date of a label that has a block for itself: in the
// next block, past a weekday. A release line may have its date a few short
// blocks on, or right before it.
func (w *walker) valueBeside(i int, l label) (finding, bool) {
	reach := 2
	if l.release {
		reach = 4
	}
	for k, steps := i+1, 0; k < len(w.blocks) && steps < reach; k, steps = k+1, steps+1 {
		b := w.block(k)
		if b.hid || len(b.Text) > 400 {
			break
		}
		if d, ok := leadingDate(b); ok {
			if b.linked(d.Start) && b.Part == record.Main && !l.colon {
				break
			}
			return newFinding(b, k, l, d), true
		}
		if !l.release && !isWeekday(b.Text) || len(b.Text) > 80 || b.Kind == record.Heading {
			break
		}
	}
	if !l.release {
		return finding{}, false
	}
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		b := w.block(k)
		if d, ok := leadingDate(b); ok && !b.hid && tailEnds(b.Text[d.End:]) && strings.TrimSpace(b.Text[d.End:]) == "" {
			return newFinding(b, k, l, d), true
		}
		if len(b.Text) > 80 {
			break
		}
	}
	return finding{}, false
}

// leadingDate returns the date that a block begins with, past a weekday, if
// its sentence ends there.
func leadingDate(b block) (record.Figure, bool) {
	if len(b.Text) > 400 {
		return record.Figure{}, false
	}
	for _, d := range dated(b.Text) {
		if strings.HasPrefix(d.Value.String(), "T") {
			continue
		}
		for _, t := range tokenize(b.Text[:d.Start]) {
			if !gapWords[t.low] && !isClock(t.low) {
				return d, false
			}
		}
		return d, tailEnds(b.Text[d.End:])
	}
	return record.Figure{}, false
}

func isWeekday(text string) bool {
	toks := tokenize(text)
	return len(toks) == 1 && gapWords[toks[0].low] && len(toks[0].low) > 2
}

// dropLists takes out dates that belong to the items of a list: the same
// label three times or more, or in one column of a table with several rows.
func dropLists(found []finding) []record.StatedDate {
	count := map[string]int{}
	values := map[string]string{}
	varied := map[string]bool{}
	for _, f := range found {
		count[f.list]++
		if v, ok := values[f.list]; ok && v != f.Value {
			varied[f.list] = true
		}
		values[f.list] = f.Value
	}
	var out []record.StatedDate
	seen := map[record.StatedDate]bool{}
	for _, f := range found {
		if varied[f.list] && (count[f.list] >= 3 || f.list == documentList) {
			continue // dates of the items of a list
		}
		key := f.StatedDate
		key.Block, key.Text = 0, ""
		if !seen[key] {
			seen[key] = true
			out = append(out, f.StatedDate)
		}
	}
	return out
}
