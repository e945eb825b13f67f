package diffing

import (
	"strings"

	"stet/record"
)

// ranked are the words behind which a Roman numeral or a single capital
// names a class, a level or a part: a Class II recall, Title IX, Schedule A.
var ranked = setOf(`class classes level levels phase phases tier tiers category categories stage stages type types grade grades
	group groups title titles subtitle part parts subpart schedule article articles chapter chapters section sections
	volume appendix annex exhibit attachment division table figure region zone form`)

// rank raises identifier-altered where the hunk gives another class, level or
// part in Roman numerals or capital letters. Those in digits are figures.
func (r *reading) rank(a, b []int) bool {
	if len(a) != 1 || len(b) != 1 {
		return false
	}
	from, ok := rankedFrom(r.p.a, a[0])
	to, ok2 := rankedFrom(r.p.b, b[0])
	if !ok || !ok2 || !strings.EqualFold(r.p.a[from].key, r.p.b[to].key) {
		return false
	}
	r.raise(r.flag(record.IdentifierAltered, textOf(r.p.a[from:a[0]+1]), textOf(r.p.b[to:b[0]+1])))
	return true
}

// rankedFrom returns the label of the numeral at i; in a list it may stand
// further in front: Titles VI and IX.
func rankedFrom(list []token, i int) (label int, ok bool) {
	if !numeral(list[i].key) {
		return 0, false
	}
	for j := i - 1; j >= 0 && j >= i-6; j-- {
		switch key := list[j].key; {
		case ranked[strings.ToLower(key)]:
			return j, true
		case !numeral(key) && key != "," && key != "and" && key != "or" && key != "to" && key != "-":
			return 0, false
		}
	}
	return 0, false
}

// numeral reports whether s is a Roman numeral or one capital letter, perhaps
// with a letter behind a hyphen: IX, B, IV-E.
func numeral(s string) bool {
	s, letter, _ := strings.Cut(s, "-")
	if len(letter) > 1 || strings.Trim(letter, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return false
	}
	return s != "" && strings.Trim(s, "IVXLC") == "" || len(s) == 1 && s >= "A" && s <= "Z"
}
