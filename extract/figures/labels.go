package figures

import (
	"strings"

	"stet/record"
)

// A label is a word that makes a name of the number behind it. Its value says
// where it does.
type label uint8

const (
	always  label = iota + 1 // section 5, no. 7
	ranking                  // Level 2, Priority 3 sites, but not "on a level 2"
	capital                  // Report 5, but neither "report 5" nor "Report 25 cases"
	severed                  // day 0, years 2-5, where nothing follows that is counted
)

// labels are the words that make names. Plurals name several: Sections 5 and 6.
var labels = labelTable(map[label]string{
	always: `section sections sec secs title titles subtitle part parts subpart chapter chapters article articles
		table tables column columns figure figures fig figs appendix exhibit annex no nos form forms docket stat
		rule rules paragraph paragraphs clause subsection subsections subparagraph schedule page pages pp vol volume
		proclamation highway interstate route exit flight room suite apt version lot
		zip ndc ndcs cve phone telephone tel fax extension ext ein ssn isbn issn doi ordinance`,
	ranking: `phase phases tier tiers category categories stage stages level levels class classes priority type types
		grade grades group groups`,
	severed: `year years day days week weeks month months quarter quarters step item rank ranked`,
	capital: `case cases release report reports order number numbers regulation regulations directive directives circular
		bulletin notice notices advisory alert resolution amendment amendments proposition prop question standard act bill
		items line lines chart charts map hangar message steps building bldg floor channel model batch code box station precinct district region zone unit
		serial permit license contract grant award account invoice file id sample rev revision edition track attachment
		enclosure tab option lane gate pier site area sector division ward patent opinion memorandum memo handbook
		publication guide manual series finding recommendation goal objective count engine ladder truck uniform executive`,
})

// verbLabels are verbs too, where they have no capital: "form 20 new teams".
var verbLabels = setOf("form exit table rule fax phone schedule page figure flight")

// phrasedLabels are labels of two words; "no." may stand behind them.
var phrasedLabels = phrases(`public law, private law, pub l, executive order, presidential proclamation, presidential memorandum
	senate bill, house bill, assembly bill, senate resolution, house resolution, house rule, joint resolution, civil action
	case number, report number, operational directive, emergency directive, area code, zip code, po box`)

// billLabels count in capitals: H.R. 131, P.L. 116-136, SB 846, RFC 9309.
var billLabels = setOf(`hr hres hjres hconres pl eo sb hb ab sr hjr sjr sres sjres acr scr ar fr iso mm od wo rfc rfp rfq rin ssa
	ndc sop cas mil astm ansi nist nfpa iec ieee un us sh ia`)

func labelTable(lists map[label]string) map[string]label {
	table := make(map[string]label)
	for kind, list := range lists {
		for w := range setOf(list) {
			table[w] = kind
		}
	}
	return table
}

// labelled reads a name with its label: Section 212(a)(6), Form I-94, Nos.
// 13-3595, Public Law 116-136, H.R. 131, #5.
func (r *reader) labelled(i int) (figure, bool) {
	at, kind := r.labelAt(i)
	if kind == 0 {
		return figure{}, false
	}
	at = r.behindFormName(i, at)
	end, ok := r.codeEnd(at)
	if !ok || !r.labelHolds(kind, at, end) || verbLabels[r.at(i).low] && !r.isCapital(i) && r.countsAhead(at, end) {
		return figure{}, false
	}
	f := r.named(i, end)
	f.plural = strings.HasSuffix(r.at(i).low, "s") || r.at(i+1).low == "§"
	return f, true
}

// labelHolds reports whether a label of this kind makes a name of the code in
// the tokens [i, end).
func (r *reader) labelHolds(kind label, i, end int) bool {
	switch kind {
	case capital:
		return !r.countsAhead(i, end)
	case ranking:
		return !strings.Contains(r.at(i).low, ",") && !r.unitAhead(end)
	case severed:
		return r.namesTime(i, end)
	}
	return true
}

// labelAt reads the label at token i and returns the token behind it.
func (r *reader) labelAt(i int) (next int, kind label) {
	t := r.at(i)
	switch {
	case t.low == "#":
		return i + 1, always
	case t.low == "§":
		if r.at(i+1).low == "§" {
			i++
		}
		return i + 1, always
	case !t.is(opensName):
		return i, 0
	case phrasedLabels[t.low+" "+r.at(i+1).low] != "" && r.isCapital(i):
		return r.behindNumberSign(i + 2), always
	case t.low == "pub" && r.at(i+1).low == "." && r.at(i+2).low == "l": // Pub. L. No.
		return r.behindNumberSign(i + 3), always
	case billLabels[t.low] && r.isAcronym(i) && r.at(i+1).kind == digits && r.at(i+1).gap:
		return i + 1, always
	case t.low == "s" && r.isCapital(i) && r.at(i+1).low == "." && r.at(i+2).kind == digits && r.at(i+2).gap: // S. 846
		return i + 2, always
	}
	kind = labels[t.low]
	switch {
	case kind == 0, (kind == capital || kind == ranking) && !r.isCapital(i):
		return i, 0
	case t.low == "no" && r.at(i+1).low != ".", kind != always && r.at(i+1).low == ":":
		return i, 0
	}
	return r.behindNumberSign(i + 1), kind
}

// behindNumberSign returns the token behind "No.", "#", "§" or a full stop or
// colon at i.
func (r *reader) behindNumberSign(i int) int {
	for n := 0; n < 3; n++ {
		switch r.at(i).low {
		case ".", "#", ":", "§", "no", "nos", "number", "numbers":
			i++
		}
	}
	return i
}

// behindFormName returns the token behind the letters of a form or table at
// i: Form FDA 3500, Table CM-VI-4.
func (r *reader) behindFormName(label, i int) int {
	switch r.at(label).low {
	case "form", "forms", "schedule", "table", "tables", "notice", "publication":
	default:
		return i
	}
	for next := i; next < i+6; next++ {
		if r.at(next).kind == digits {
			return next
		}
		if !r.isAcronym(next) && r.at(next).low != "-" {
			break
		}
	}
	return i
}

// countsAhead reports whether the number in the tokens [i, end) counts what
// follows it: "Report 25 cases".
func (r *reader) countsAhead(i, end int) bool {
	if end != i+1 || r.at(i).kind != digits {
		return false
	}
	if strings.Contains(r.at(i).low, ",") || r.unitAhead(end) || r.at(end).is(ofScales) {
		return true
	}
	return r.at(end).kind == word && !r.isCapital(end) && r.pluralAhead(end)
}

// namesTime reports whether the number in the tokens [i, end) names a day or
// year of a plan: it is small, follows a blank, and nothing follows it that it
// may count.
func (r *reader) namesTime(i, end int) bool {
	if _, dated := r.quarterDate(i - 1); dated {
		return false
	}
	n, next := plainInt(r.at(i).low), r.at(end)
	if strings.HasSuffix(r.at(i-1).low, "s") && end == i+1 && next.low != "and" && next.low != "to" && next.low != "through" {
		return false // in recent years 30, and not years 2-5
	}
	if n > 99 || !r.at(i).gap || r.glued(i-1) || r.unitAhead(end) || next.is(ofScales) || n < 0 && end == i+1 {
		return false
	}
	return next.kind == mark && next.low != "%" || next.is(stop) || next.low == "funding"
}

// listedName reads the further names of a list: the 54E of "Sections 54A and
// 54E", the 2 of "Priority 1 and 2".
func (r *reader) listedName(i int) (figure, bool) {
	if len(r.found) == 0 {
		return figure{}, false
	}
	last := r.found[len(r.found)-1]
	if last.kind != record.Identifier || last.next-last.first == 1 && r.at(last.first).kind == digits || !r.namesOn(last.next, i) {
		return figure{}, false
	}
	end, ok := r.codeEnd(i)
	if !ok || r.isYear(i) || r.dateEnd(i) > i+1 || r.countsAhead(i, end) && !r.isRank(last.first) {
		return figure{}, false
	}
	if counts := r.nounWords(end, false) != nil && !r.isRank(last.first); !last.plural && (counts || r.at(i-1).low == ",") {
		return figure{}, false
	}
	f := r.named(i, end)
	f.plural = last.plural
	return f, true
}

// namesOn reports whether the names that ended at token next may go on at
// token i: 5, 6; 5 and 6; 5 through 8.
func (r *reader) namesOn(next, i int) bool {
	if r.listed(next, i) {
		return true
	}
	low := r.at(next).low
	return i == next+1 && (low == "-" || low == "through" || low == "to")
}

// isRank reports whether token i is a label of ranks.
func (r *reader) isRank(i int) bool {
	kind := labels[r.at(i).low]
	return kind == ranking || kind == severed
}
