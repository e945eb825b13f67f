package figures

import (
	"strings"
	"unicode/utf8"

	"stet/record"
)

// identifier reads the name made of digits that begins at token i: a section
// of the law, a telephone number, a case, a form, a list mark.
func (r *reader) identifier(i int) (figure, bool) {
	if r.at(i).kind == word {
		for _, read := range [...]func(*reader, int) (figure, bool){
			(*reader).labelled, (*reader).acronymCode, (*reader).code, (*reader).zip,
		} {
			if f, ok := read(r, i); ok {
				return f, true
			}
		}
		return figure{}, false
	}
	for _, read := range [...]func(*reader, int) (figure, bool){
		(*reader).labelled, (*reader).listMark, (*reader).phone, (*reader).lawTitle, (*reader).listedName, (*reader).wellKnown,
		(*reader).numberCode, (*reader).streetAddress,
	} {
		if f, ok := read(r, i); ok {
			return f, true
		}
	}
	return figure{}, false
}

// A label is a word that makes a name of the number behind it.
type label uint8

const (
	always  label = iota + 1 // section 5, no. 7
	ranking                  // Level 2, Priority 3 sites, but not "on a level 2"
	capital                  // Report 5, but neither "report 5" nor "Report 25 cases"
	severed                  // day 0, years 2-5, where nothing follows that is counted
)

// labels are the words that make names. Their plurals name several.
var labels = labelTable(map[label]string{
	always: `section sections sec secs § §§ title titles subtitle part parts subpart chapter chapters article articles
		table tables figure figures fig figs appendix exhibit annex no nos form forms docket pub publ stat
		rule rules paragraph paragraphs clause subsection subsections subparagraph schedule page pages pp vol volume
		proclamation highway interstate route exit flight room suite apt version lot
		zip ndc ndcs cve phone telephone tel fax extension ext ein ssn isbn issn doi ordinance`,
	ranking: `phase phases tier tiers category categories stage stages level levels class classes priority type types grade grades group groups`,
	severed: `year years day days week weeks month months quarter quarters step item rank ranked`,
	capital: `case cases release report reports order number numbers regulation regulations directive directives circular bulletin notice notices
		advisory alert resolution amendment amendments proposition prop question standard act bill  line lines
		 building bldg floor channel model batch code box station precinct district region zone unit 
		serial permit license contract grant award account invoice file id 
		sample rev revision edition track attachment enclosure tab option lane gate pier site area sector division ward
		dpp patent opinion memorandum memo handbook publication guide manual series finding recommendation goal objective
		count engine ladder truck unit uniform executive`,
})

// lawLabels are labels made of several words; the number follows them.
var lawLabels = setOf(`publiclaw privatelaw publ pubL executiveorder presidentialproclamation senatebill housebill assemblybill
	senateresolution houseresolution houserule jointresolution civilaction casenumber reportnumber housejointresolution
	senatejointresolution assemblyconstitutionalamendment presidentialmemorandum operationaldirective emergencydirective
	areacode zipcode postcode pobox`)

// billLabels are labels in capitals: H.R. 131, S. 5, P.L. 116-136, SB 846.
var billLabels = setOf(`hr hres hjres hconres pl eo sb hb ab sr hjr sjr sres sjres acr scr ar nprm fr iso mm od wo rfc rfp rfq rin ssa ndc sop cas
	opn usps mil astm ansi nist nfpa iec ieee un faq i us sh nc cr fm ia`)

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
	if r.at(at).low == "(" && r.at(at+1).kind == word && r.at(at+2).low == ")" { // Model Year (MY)
		return figure{}, false
	}
	if next, ok := r.formName(i, at); ok {
		at = next
	}
	end, ok := r.codeEnd(at)
	if !ok || kind == capital && r.countsAhead(at, end) || kind == severed && !r.namesTime(at, end) {
		return figure{}, false
	}
	if kind == ranking && (strings.Contains(r.at(at).low, ",") || r.unitAhead(end)) {
		return figure{}, false
	}
	f := r.named(i, end)
	f.plural = strings.HasSuffix(r.at(i).low, "s") || r.at(i).low == "§§"
	return f, true
}

// namesTime reports whether the number between tokens i and end names a day or
// year of a plan: it is small, follows a blank, and nothing follows it that it
// may count.
func (r *reader) namesTime(i, end int) bool {
	n := plainInt(r.at(i).low)
	next := r.at(end)
	if _, dated := r.quarterDate(i - 1); dated {
		return false
	}
	if n < 0 || n > 99 || !r.at(i).gap || r.glued(i-1) || r.unitAhead(end) || scales[next.low] > 0 {
		return false
	}
	return next.kind == mark && next.low != "%" || stops[next.low] || next.low == "funding"
}

// labelAt reads the label at token i and returns the token behind it.
func (r *reader) labelAt(i int) (next int, kind label) {
	t := r.at(i)
	if t.low == "#" {
		return i + 1, always
	}
	if t.low == "§" {
		if r.at(i+1).low == "§" {
			i++
		}
		return i + 1, always
	}
	if t.kind != word {
		return i, 0
	}
	if lawLabels[t.low+r.at(i+1).low] && r.isCapital(i) {
		next = i + 2
		if r.at(next).low == "." {
			next++
		}
		if low := r.at(next).low; low == "l" || low == "no" { // Pub. L., No.
			next++
			if r.at(next).low == "." {
				next++
			}
		}
		if r.at(next).low == "no" {
			next += 2
		}
		return next, always
	}
	if t.low == "pub" && r.at(i+1).low == "." && r.at(i+2).low == "l" {
		next = i + 3
		for low := r.at(next).low; low == "." || low == "no"; low = r.at(next).low {
			next++
		}
		return next, always
	}
	if billLabels[t.low] && r.isAcronym(i) && r.at(i+1).kind == digits && r.at(i+1).gap {
		return i + 1, always
	}
	if t.low == "s" && r.isCapital(i) && r.at(i+1).low == "." && r.at(i+2).kind == digits && r.at(i+2).gap {
		return i + 2, always
	}
	kind = labels[t.low]
	if kind == 0 || (kind == capital || kind == ranking) && !r.isCapital(i) {
		return i, 0
	}
	next = i + 1
	for n := 0; n < 3; n++ {
		switch r.at(next).low {
		case ".", "#", ":", "§":
			next++
		case "no", "nos", "number", "numbers":
			next++
		}
	}
	if r.at(i+1).low == ":" && kind != always || t.low == "no" && r.at(i+1).low != "." {
		return i, 0
	}
	return next, kind
}

// formName skips the letters of a form or table at token i: Form FDA 3500,
// Table CM-VI-4. It returns the token behind them.
func (r *reader) formName(label, i int) (next int, ok bool) {
	switch r.at(label).low {
	case "form", "forms", "schedule", "table", "tables", "notice", "publication":
	default:
		return i, false
	}
	for next = i; next < i+6; next++ {
		t := r.at(next)
		if t.kind == digits {
			return next, next > i
		}
		if !r.isAcronym(next) && t.low != "-" {
			return i, false
		}
	}
	return i, false
}

// codeEnd returns the token behind the code at i. A code holds a digit and no
// blank: 54A, 212(a)(6)(A)(i), 90-22.47, I-94, 13- 3595.
func (r *reader) codeEnd(i int) (end int, ok bool) {
	if t := r.at(i); t.kind == mark || t.kind == address || t.kind == word && !r.isCapital(i) && t.end-t.start > 1 {
		return i, false
	}
	hasDigit := false
	for end = i; end < i+maxCode; {
		t := r.at(end)
		switch {
		case end > i && t.gap && !(r.at(end-1).low == "-" && t.kind == digits && hasDigit && !r.at(end-1).gap):
			return r.codeOver(i, end, hasDigit)
		case t.kind == digits || t.kind == word && (end == i || !t.gap):
			hasDigit = hasDigit || t.kind == digits
			if t.kind == word && end > i && (t.end-t.start > 6 || t.low[0] >= utf8.RuneSelf || t.end-t.start > 4 && r.at(end-1).low == "-") { // COVID-19-related
				return r.codeOver(i, end, hasDigit)
			}
		case t.low == "(" && r.at(end+2).low == ")" && r.glued(end+2) && r.at(end+1).end-r.at(end+1).start < 5 && hasDigit:
			end += 2
		case t.low == "-" || t.low == "." || t.low == "/" || t.low == ":" || t.low == "§":
		default:
			return r.codeOver(i, end, hasDigit)
		}
		end++
	}
	return r.codeOver(i, end, hasDigit)
}

// maxCode is the number of tokens that a code may take.
const maxCode = 40

// codeOver ends a code before token end, without marks that end a sentence.
func (r *reader) codeOver(i, end int, ok bool) (int, bool) {
	for end > i && r.at(end-1).kind == mark && r.at(end-1).low != ")" {
		end--
	}
	return end, ok && end > i
}

// countsAhead reports whether the number between tokens i and end counts what
// follows it: "Report 25 cases".
func (r *reader) countsAhead(i, end int) bool {
	if end != i+1 || r.at(i).kind != digits {
		return false
	}
	if strings.Contains(r.at(i).low, ",") {
		return true
	}
	_, _, isUnit := r.unitAt(end)
	return isUnit || scales[r.at(end).low] > 0 || r.at(end).kind == word && !r.isCapital(end) && r.pluralAhead(end) && !stops[r.at(end).low]
}

// pluralAhead reports whether a plural stands at token i or right behind it.
func (r *reader) pluralAhead(i int) bool {
	for j := i; j < i+3; j++ {
		t := r.at(j)
		if t.kind != word || stops[t.low] {
			return false
		}
		if isPlural(t.low) {
			return true
		}
	}
	return false
}

// acronymCode reads a code whose letters stand apart: BOD 22-01, NDC
// 0517-1767-25, TD F 90-22.47.
func (r *reader) acronymCode(i int) (figure, bool) {
	if !r.isAcronym(i) || months[r.at(i).low] > 0 || r.at(i).end-r.at(i).start < 2 || eraLetters[r.at(i).low] != "" || currencyCodes[strings.ToUpper(r.at(i).low)] {
		return figure{}, false
	}
	at := i + 1
	if r.isAcronym(at) && r.at(at).end-r.at(at).start <= 2 {
		at++
	}
	t := r.at(at)
	if t.kind != digits || !t.gap || r.at(at+1).low != "-" || !r.glued(at+1) || !r.glued(at+2) || r.at(at+2).kind != digits || strings.Contains(t.low, ",") {
		return figure{}, false
	}
	a, b := plainInt(t.low), plainInt(r.at(at+2).low)
	if a >= 0 && a < b && r.at(at + 2).low[0] != '0' && len(t.low)+1 >= len(r.at(at+2).low) || r.isYear(at) {
		return figure{}, false // a range: USDA 10-15 percent
	}
	end, ok := r.codeEnd(at)
	return r.named(i, end), ok
}

// code reads letters and digits glued together: COVID-19, CVE-2020-1350,
// H1N1, F-35.
func (r *reader) code(i int) (figure, bool) {
	t := r.at(i)
	if r.glued(i) && r.at(i-1).kind != mark || currencyCodes[strings.ToUpper(t.low)] || eraLetters[t.low] != "" || notCodes[t.low] || months[t.low] > 0 || small[t.low] > 0 {
		return figure{}, false
	}
	if _, isEra := eraLetters[t.low]; isEra {
		return figure{}, false
	}
	next := r.at(i + 1)
	if next.gap || next.kind != digits && !(codeMarks[next.low] && r.glued(i+2)) {
		return figure{}, false
	}
	end, ok := r.codeEnd(i)
	if !ok && t.kind == word && t.low == "covid" {
		end, ok = i+3, r.at(i+2).kind == digits
	}
	if !ok || !r.lettersFirst(i, end) {
		return figure{}, false
	}
	return r.named(i, end), true
}

var (
	codeMarks = setOf("- / :")
	// notCodes are parts of words that stand before numbers: pre-1977.
	notCodes = setOf(`pre mid post non early late sub over under top about age ages aged year years section part page us u.s day week month
		twenty thirty forty fifty sixty seventy eighty ninety first second third half all between q to and or in of by from the a an at`)
)

// lettersFirst reports whether the tokens [i, end) are a code: letters, then
// digits glued or behind a hyphen.
func (r *reader) lettersFirst(i, end int) bool {
	if end <= i+1 {
		return false
	}
	for j := i + 1; j < end; j++ {
		if t := r.at(j); t.kind == digits {
			if currencySigns[r.at(j-1).low] != "" || strings.Contains(t.low, ",") {
				return false
			}
			return r.isAcronym(i) || r.at(i).low == "covid" || r.isCapital(i) && r.at(i).end-r.at(i).start <= 12
		} else if t.kind == word && !r.isAcronym(j) {
			return false
		}
	}
	return false
}

// zip reads a state and its ZIP code: MS 39216.
func (r *reader) zip(i int) (figure, bool) {
	t, code := r.at(i), r.at(i+1)
	if !(states[t.low] && r.isAcronym(i)) && !(stateNames[t.low] && r.isCapital(i)) || code.kind != digits || len(code.low) != 5 || plainInt(code.low) < 0 || !code.gap {
		return figure{}, false
	}
	end := i + 2
	if r.at(end).low == "-" && r.glued(end) && r.at(end+1).kind == digits && len(r.at(end+1).low) == 4 {
		end += 2
	}
	return r.named(i, end), true
}

var states = setOf(`al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa
	ri sc sd tn tx ut vt va wa wv wi wy dc pr vi gu as mp`)

// stateNames are the last words of the names of states, without those of
// cities that stand before counts.
var stateNames = setOf(`alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
	indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada
	hampshire jersey mexico york carolina dakota ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington
	wisconsin wyoming rico columbia`)

// listMark reads (1), 1) and the 1. that begins a text.
func (r *reader) listMark(i int) (figure, bool) {
	t := r.at(i)
	if t.low == "(" {
		n := plainInt(r.at(i + 1).low)
		if r.at(i+1).kind != digits || r.at(i+2).low != ")" || n < 0 || len(r.at(i+1).low) > 2 || !r.glued(i+2) {
			return figure{}, false
		}
		if n != r.marker+1 && !r.marksItem(i) {
			return figure{}, false
		}
		r.marker = n
		return r.named(i, i+3), true
	}
	n := plainInt(t.low)
	if t.kind != digits || n < 0 || len(t.low) > 2 {
		return figure{}, false
	}
	next := r.at(i + 1)
	starts := i == 0 && (next.low == "." && !next.gap && r.at(i+2).gap && r.at(i+2).kind == word && !units(r.at(i+2).low) || r.isCapital(i+1) && stops[next.low])
	starts = starts || n == r.marker+1 && next.low == "." && !next.gap && r.at(i+2).gap && r.isCapital(i+2) && r.startsSentence(i)
	closes := next.low == ")" && !next.gap && t.gap && (i == 0 || n == r.marker+1 || r.at(i-1).kind == mark && r.at(i-1).low != "(")
	if !starts && !closes {
		return figure{}, false
	}
	r.marker = n
	return r.named(i, i+1), true
}

// marksItem reports whether the bracket at token i stands where an item of a
// list begins, and not where a number is said again.
func (r *reader) marksItem(i int) bool {
	t := r.at(i - 1)
	return r.startsSentence(i) || t.low == "," || t.low == ";" || t.low == "and" || t.low == "or" || t.low == "&"
}

// lawTitle reads 8 U.S.C. 1325, 21 CFR 314.50, 38 U.S. Code Section 4212, 89
// FR 1234.
func (r *reader) lawTitle(i int) (figure, bool) {
	if plainInt(r.at(i).low) < 0 || r.at(i).kind != digits {
		return figure{}, false
	}
	if end, ok := r.reporter(i); ok {
		return r.named(i, end), true
	}
	at := i + 1
	switch r.at(at).low {
	case "usc", "cfr", "usca", "stat", "fed":
		at++
	case "fr":
		if !r.isAcronym(at) {
			return figure{}, false
		}
		at++
	case "us", "u":
		for at < i+5 && r.at(at).low != "code" && r.at(at).low != "c" {
			if low := r.at(at).low; low != "us" && low != "u" && low != "s" && low != "." {
				return figure{}, false
			}
			at++
		}
		at++
	default:
		return figure{}, false
	}
	for j := 0; j < 5; j++ {
		switch r.at(at).low {
		case ".", "§", "§§", "section", "sections", "part", "parts", "reg", "chapter", "subpart", "ch":
			at++
		}
	}
	end, ok := r.codeEnd(at)
	if !ok {
		end = at
		for end > i+2 && r.at(end-1).kind == mark {
			end--
		}
	}
	f := r.named(i, end)
	f.plural = true
	return f, true
}

// reporter reads a case as the courts cite it: 410 U.S. 113, 28 I&N Dec. 541,
// 12 F.3d 345, 89 Fed. Reg. 1234.
func (r *reader) reporter(i int) (end int, ok bool) {
	known, marked := false, false
	for end = i + 1; end < i+9; end++ {
		t := r.at(end)
		switch {
		case t.kind == digits && t.gap:
			return end + 1, known && marked && !strings.Contains(t.low, ",")
		case t.kind == digits && (t.low == "2" || t.low == "3" || t.low == "4"):
		case t.kind == word && (r.isCapital(end) || t.low == "d") && t.end-t.start <= 5:
			known = known || reporters[t.low]
			marked = marked || t.low == "us"
		case t.low == "." || t.low == "&":
			marked = true
		default:
			return end, false
		}
	}
	return end, false
}

// reporters are the series in which cases and rules are printed.
var reporters = setOf("us f supp ct dec stat fed reg fr wl ed cir op comp fcc")

// listedName reads the further names of a list: the 54E of "Sections 54A and
// 54E", the 2 of "Priority 1 and 2".
func (r *reader) listedName(i int) (figure, bool) {
	if len(r.found) == 0 {
		return figure{}, false
	}
	last := r.found[len(r.found)-1]
	joined := r.listed(last.next, i) || i == last.next+1 && (r.at(i-1).low == "-" || r.at(i-1).low == "through" || r.at(i-1).low == "to")
	if last.kind != record.Identifier || !joined || last.first == last.next-1 && r.at(last.first).kind == digits {
		return figure{}, false
	}
	end, ok := r.codeEnd(i)
	if !ok || r.countsAhead(i, end) && !r.isRank(last.first) || !last.plural && (r.nounWords(end, false) != nil && !r.isRank(last.first) || r.at(i-1).low == ",") || r.isYear(i) && !r.isYear(last.next-1) {
		return figure{}, false
	}
	if d, ok := r.dateAt(i); ok && d.next > i+1 {
		return figure{}, false
	}
	f := r.named(i, end)
	f.plural = last.plural
	return f, true
}

// isRank reports whether token i is a label of ranks.
func (r *reader) isRank(i int) bool {
	kind := labels[r.at(i).low]
	return kind == ranking || kind == severed
}

// wellKnown reads numbers that are names by themselves: 24/7, 9/11, 911, and
// three digits behind "call" or "text".
func (r *reader) wellKnown(i int) (figure, bool) {
	t := r.at(i)
	if t.kind != digits {
		return figure{}, false
	}
	if pair := t.low + r.at(i+1).low + r.at(i+2).low; (pair == "24/7" || pair == "9/11") && r.glued(i+1) && r.glued(i+2) {
		end := i + 3
		if r.at(end).low == "/" && r.at(end+1).low == "365" {
			end += 2
		}
		return r.named(i, end), true
	}
	if calibers[t.low] && !r.unitAhead(i+1) && !scales2(r.at(i+1).low) {
		return r.named(i, i+1), true
	}
	if plainInt(t.low) < 0 || r.at(i+1).low == "-" && r.glued(i+1) || r.at(i+1).low == "%" || r.unitAhead(i+1) {
		return figure{}, false
	}
	if hotlines[t.low] && (!r.pluralAhead(i+1) || r.at(i+1).low == "calls") && r.at(i-1).low != "," {
		if q, _ := r.qualifierBefore(i); q == "" {
			return r.named(i, i+1), true
		}
	}
	if len(t.low) >= 3 && len(t.low) <= 6 && (calls[r.at(i-1).low] || calls[r.at(i-2).low] && (r.at(i-1).low == "to" || r.at(i-1).low == "at")) {
		return r.named(i, i+1), true
	}
	return figure{}, false
}

func scales2(low string) bool { return scales[low] > 0 }

var (
	calibers = setOf(".22 .25 .32 .38 .380 .357 .40 .44 .45 .50 .223 .308 .17 .410")
	hotlines = setOf("911 988 211 311 411 511 611 711 811 404")
	calls    = setOf("call calls called dial dialing dialling text texting calling hotline helpline")
)

// numberCode reads what begins with digits and is none: 4087A, 401(k),
// 2022-16357, 06-5526, 1.2.3, 0481.
func (r *reader) numberCode(i int) (figure, bool) {
	t := r.at(i)
	if t.kind != digits || strings.Contains(t.low, ",") {
		return figure{}, false
	}
	next := r.at(i + 1)
	switch {
	case next.low == "(" && !next.gap && r.at(i+3).low == ")" && r.at(i+2).kind == word && r.at(i+2).end-r.at(i+2).start <= 3 && r.at(i+2).low != "s":
		end, ok := r.codeEnd(i)
		return r.named(i, end), ok
	case next.kind == word && !next.gap && r.isAcronym(i+1) && r.isCapital(i+1) && !r.gluedUnit(i+1) && next.end-next.start <= 3:
		end, ok := r.codeEnd(i)
		return r.named(i, end), ok
	case strings.Contains(t.low, ".") && r.isAcronym(i-1) && t.gap && r.at(i-1).end-r.at(i-1).start > 1 && len(t.low) <= 4 && next.kind != word && next.low != "%", t.low == "48" && r.at(i-1).low == "lower", coordinates[r.at(i-1).low]:
		return r.named(i, i+1), true
	case len(t.low) > 1 && t.low[0] == '0' && t.low[1] != '.' && !r.dateOrClock(i), plainInt(t.low) < 0 && len(t.low) > maxDigits,
		len(t.low) >= 9 && plainDigits(t.low) && !r.pluralAhead(i+1) && !r.unitAhead(i+1):
		end, ok := r.codeEnd(i)
		return r.named(i, end), ok
	case next.low == "." && !next.gap && r.glued(i+2) && r.at(i+2).kind == digits && strings.Contains(t.low, "."), // 1.2.3
		next.low == "-" && r.hyphenCode(i):
		end, ok := r.codeEnd(i)
		return r.named(i, end), ok
	}
	return figure{}, false
}

// coordinates stand before a place on the globe.
var coordinates = setOf("latitude longitude")

func plainDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// dateOrClock reports whether a date or a time of day begins at token i.
func (r *reader) dateOrClock(i int) bool { _, ok := r.dateAt(i); return ok }

// gluedUnit reports whether a unit, scale, currency or half of the day is
// glued to digits at token i: 9MM, 500K, 115USD, 8PM.
func (r *reader) gluedUnit(i int) bool {
	if _, _, ok := r.unitAt(i); ok {
		return true
	}
	t := r.at(i)
	as := r.text[t.start:t.end]
	half, _ := r.halfOfDay(i)
	return letterScales[as] > 0 || scales[t.low] > 0 || currencyCodes[as] || half != "" || suffixes[t.low] || t.low == "s" || r.monthAt(i) > 0 || currencySigns[t.low+r.at(i+1).low] != "" ||
		t.low == "q" && r.at(i+1).gap
}

// hyphenCode reports whether the digits and hyphens at token i are a name
// and neither a date nor a range.
func (r *reader) hyphenCode(i int) bool {
	a, b := r.at(i), r.at(i+2)
	if !r.glued(i+1) || b.kind != digits || b.gap && (len(b.low) < 4 || r.at(i+1).gap) || strings.Contains(b.low, ",") || r.glued(i) && r.at(i-1).low == "$" {
		return false
	}
	if d, ok := r.dateAt(i); ok {
		return d.next == i+1 && len(b.low) > 2 && !r.isYear(i+2)
	}
	third := r.at(i + 3)
	if third.low == "-" && r.glued(i+3) && r.glued(i+4) && r.at(i+4).kind == digits {
		return true
	}
	if r.unitAhead(i+3) || third.low == "-" && r.glued(i+3) && r.unitAhead(i+4) || scales[third.low] > 0 {
		return false
	}
	x, y := plainInt(a.low), plainInt(b.low)
	switch {
	case b.low[0] == '0' && len(b.low) > 1 && plainDigits(b.low), a.low[0] == '0' && len(a.low) > 1 && plainDigits(a.low), a.low == b.low:
		return true
	case x < 0 || y < 0:
		return false
	case x >= y:
		return !votes[r.at(i-1).low] && !votes[third.low]
	}
	return len(b.low) > len(a.low)+1 && !r.pluralAhead(i+3)
}

// votes are the words beside a score such as 52-48.
var votes = setOf(`vote votes voted voting win won wins by margin split decision ruling record lead
	pass passed approve approved reject rejected adopt adopted defeat defeated beat`)

// streetAddress reads 570 East Woodrow Wilson Dr and East 21st Street.
func (r *reader) streetAddress(i int) (figure, bool) {
	t := r.at(i)
	if t.kind != digits || !plainDigits(t.low) || len(t.low) > 5 {
		return figure{}, false
	}
	j := r.behindSuffix(i + 1)
	for end := j; end < j+5; end++ {
		low := r.at(end).low
		if streets[low] && r.isCapital(end) && (end > j || j > i+1 && low != "cir" && low != "court" && low != "ct") {
			return r.named(i, end+1), true
		}
		if !r.isCapital(end) && !(r.at(end).kind == mark && low == ".") && !(r.at(end).kind == digits && suffixes[r.at(end+1).low]) && !(suffixes[low] && r.glued(end)) {
			break
		}
	}
	return figure{}, false
}

// streets end an address.
var streets = setOf(`street st avenue ave road rd drive dr boulevard blvd lane ln court ct place pl plaza parkway pkwy highway hwy way
	circle pike loop row alley cir terrace square sq trail turnpike expressway`)

// addressName reads a web or mail address that holds a digit.
func (r *reader) addressName(i int) (figure, bool) {
	t := r.at(i)
	return r.named(i, i+1), strings.ContainsAny(t.low, "0123456789")
}
