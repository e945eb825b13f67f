package figures

import (
	"strings"

	"stet/record"
)

// dateOrSpan reads the date at token i, or the span of two dates.
func (r *reader) dateOrSpan(i int) (figure, bool) {
	a, ok := r.dateAt(i)
	if !ok {
		return r.hours(i)
	}
	f := r.figure(record.Date, i, a.next)
	f.name = a.value()
	if b, ok := r.dateJoined(a, i); ok {
		f = r.figure(record.Range, i, b.next)
		f.name, f.until, f.unit = a.openYear(b).value(), b.value(), "date"
	}
	return f, true
}

// openYear gives a the year of b where a has none: January 1 to June 26, 2008.
func (d date) openYear(b date) date {
	if d.year == 0 && d.month > 0 && d.clock == "" {
		d.year = b.year
	}
	return d
}

// dateJoined reads the second end of a span whose first end a begins at
// token i.
func (r *reader) dateJoined(a date, i int) (date, bool) {
	at := a.next
	if r.at(at).low == "," {
		at++
	}
	at, ok := r.joint(at, i)
	if !ok {
		return date{}, false
	}
	if b, ok := r.dayOrYearOnly(a, at); ok {
		return b, true
	}
	if weekdays[r.at(at).low] {
		at++
		if r.at(at).low == "," || r.at(at).low == "." {
			at++
		}
	}
	b, ok := r.dateAt(at)
	if day, slashed := r.slashedDay(at); !ok && slashed && a.day > 0 && a.year == 0 {
		b, ok = day, true
	}
	if !ok || (b.clock != "") != (a.clock != "") || a.decade != b.decade {
		return date{}, false
	}
	if b.era == "" && b.month == 0 {
		b.era = a.era
	}
	return b, true
}

// dayOrYearOnly reads a second end that is cut short: June 1-5, 2022 and
// 2019-20.
func (r *reader) dayOrYearOnly(a date, at int) (date, bool) {
	n := plainInt(r.at(at).low)
	if n < 1 || len(r.at(at).low) > 2 || r.at(at+1).low == "/" || r.at(at+1).low == "%" || r.at(at+1).low == ":" {
		return date{}, false
	}
	b := a
	b.next = r.behindSuffix(at + 1)
	switch {
	case a.day > 0 && a.month > 0 && n > a.day && (a.year == 0 || b.next > a.next):
		b.day = n
		if m := r.monthAt(b.next); a.year > 0 || m > 0 || !b.valid() {
			return date{}, false
		}
		if y, next, ok := r.yearBehind(b.next); ok {
			b.year, b.next = y, next
		}
		return b, true
	case a.year > 0 && a.month == 0 && a.quarter == 0 && !a.decade && len(r.at(at).low) == 2 && n > a.year%100 && r.glued(at):
		b.year = a.year - a.year%100 + n
		return b, true
	}
	return date{}, false
}

// dateAt reads the date at token i.
func (r *reader) dateAt(i int) (date, bool) {
	t := r.at(i)
	if t.kind == digits {
		for _, read := range [...]func(*reader, int) (date, bool){
			(*reader).isoDate, (*reader).isoMonth, (*reader).listedDay, (*reader).slashDate, (*reader).dayFirst, (*reader).quarterDate, (*reader).yearDate,
		} {
			if d, ok := read(r, i); ok {
				return d, true
			}
		}
		if clock, next, ok := r.clockAt(i); ok {
			return date{clock: clock, next: next}, true
		}
		return date{}, false
	}
	if d, ok := r.monthFirst(i); ok {
		return d, true
	}
	if d, ok := r.quarterDate(i); ok {
		return d, true
	}
	return r.eraDate(i)
}

// monthFirst reads June 9, 2022; Sept. 2020; July 5; in May.
func (r *reader) monthFirst(i int) (date, bool) {
	d := date{month: r.monthAt(i), next: i + 1}
	if d.month == 0 {
		return d, false
	}
	if r.at(d.next).low == "." && r.glued(d.next) && len(r.at(i).low) < 5 {
		d.next++
	}
	if r.at(d.next).low == "-" && r.glued(d.next) && r.loose {
		d.next++
	}
	if n := r.dayAt(d.next); n > 0 {
		day := date{month: d.month, day: n, next: r.behindSuffix(d.next + 1)}
		if day.valid() {
			if y, next, ok := r.yearBehind(day.next); ok {
				day.year, day.next = y, next
			}
			return day, day.year == 0 || day.valid()
		}
	}
	at := d.next
	if low := r.at(at).low; low == "of" || low == "de" && r.loose {
		at++
	}
	if y, next, ok := r.yearBehind(at); ok {
		d.year, d.next = y, next
		return d, true
	}
	d.bareMonth = true
	return d, r.bareMonth(i)
}

// bareMonth reports whether the month at token i is one without day and
// year. May, March and what is short may be words or names.
func (r *reader) bareMonth(i int) bool {
	switch r.at(i).low {
	case "may", "march", "august", "june", "april":
		return beforeMonth[r.at(i-1).low]
	}
	return len(r.at(i).low) > 4 || beforeMonth[r.at(i-1).low]
}

// beforeMonth are the words behind which May is a month.
var beforeMonth = setOf(`in since last this next past by until till through of during early late mid from to between after before
	and or every each for`)

// dayAt returns the day of a month at token i, 0 where there is none.
func (r *reader) dayAt(i int) int {
	t := r.at(i)
	n := plainInt(t.low)
	if t.kind != digits || len(t.low) > 2 || n < 1 || n > 31 {
		return 0
	}
	next := r.at(i + 1)
	if next.low == "%" || next.low == "percent" || scales[next.low] > 0 || next.low == "/" || next.low == ":" {
		return 0
	}
	return n
}

// behindSuffix returns the token behind the st, nd, rd or th at i.
func (r *reader) behindSuffix(i int) int {
	if suffixes[r.at(i).low] && r.glued(i) {
		return i + 1
	}
	return i
}

// suffixes make ordinals of digits.
var suffixes = setOf("st nd rd th")

// yearBehind reads the year at token i, a comma before it or not.
func (r *reader) yearBehind(i int) (year, next int, ok bool) {
	if low := r.at(i).low; low == "," || low == "-" && r.glued(i) && r.loose || (low == "de" || low == "del") && r.loose {
		i++
	}
	t := r.at(i)
	y := plainInt(t.low)
	if t.kind != digits || len(t.low) != 4 || y < 1500 || y > 2199 {
		return 0, i, false
	}
	if next := r.at(i + 1); !next.gap && next.kind == word && next.low != "t" {
		return 0, i, false
	}
	return y, i + 1, true
}

// dayFirst reads 3 May 2024, 16 de junio de 2020, 14-marzo-2024.
func (r *reader) dayFirst(i int) (date, bool) {
	d := date{day: r.dayAt(i), next: r.behindSuffix(i + 1)}
	if low := r.at(d.next).low; r.loose && (low == "º" || low == "°") { // 1º de enero
		d.next++
	}
	if low := r.at(d.next).low; low == "-" && r.glued(d.next) || low == "of" || low == "de" && r.loose {
		d.next++
	}
	d.month = r.monthAt(d.next)
	short := len(r.at(d.next).low) < 5
	d.next++
	if !d.valid() {
		return d, false
	}
	if r.at(d.next).low == "." && short && r.glued(d.next) {
		d.next++
	}
	if y, next, ok := r.yearBehind(d.next); ok {
		d.year, d.next = y, next
		return d, d.valid()
	}
	return d, !short && r.at(d.next-1).low != "march" && !r.loose
}

// isoDate reads 2024-05-03, 2024/05/03 and 2023-01-04T15:10:00Z.
func (r *reader) isoDate(i int) (date, bool) {
	sep := r.at(i + 1).low
	if sep != "-" && sep != "/" || len(r.at(i).low) != 4 || !r.chain(i, sep) {
		return date{}, false
	}
	d := date{year: plainInt(r.at(i).low), month: plainInt(r.at(i + 2).low), day: plainInt(r.at(i + 4).low), next: i + 5}
	if !d.valid() || d.year < 1500 {
		return d, false
	}
	if r.at(d.next).low == "t" && r.glued(d.next) {
		if clock, next, ok := r.clockAt(d.next + 1); ok {
			d.clock, d.next = clock, r.behindOffset(next)
		}
	}
	return d, true
}

// isoMonth reads 2024-05. What may be a span of years, such as 2008-09, is one
// in running text.
func (r *reader) isoMonth(i int) (date, bool) {
	if len(r.at(i).low) != 4 || r.at(i+1).low != "-" || !r.glued(i+1) || !r.glued(i+2) || len(r.at(i+2).low) != 2 || r.glued(i+3) && r.at(i+3).kind != mark {
		return date{}, false
	}
	d := date{year: plainInt(r.at(i).low), month: plainInt(r.at(i + 2).low), next: i + 3}
	if d.month < 1 || d.month > 12 || d.year < 1900 || d.year > 2100 || r.at(i+3).low == "-" && r.glued(i+3) {
		return d, false
	}
	return d, r.loose || d.month <= d.year%100
}

// listedDay reads the further days of a list: the 30 of "August 5 and 30,
// 2010".
func (r *reader) listedDay(i int) (date, bool) {
	if len(r.found) == 0 || r.dayAt(i) == 0 {
		return date{}, false
	}
	last := r.found[len(r.found)-1]
	if last.kind != record.Date || !r.listed(last.next, i) || len(last.name) < len("--08-05") || strings.Contains(last.name, "T") {
		return date{}, false
	}
	month := last.name[len(last.name)-len("08-05"):]
	d := date{month: plainInt(month[:2]), day: r.dayAt(i), next: r.behindSuffix(i + 1)}
	y, next, ok := r.yearBehind(d.next)
	if ok {
		d.year, d.next = y, next
	}
	return d, d.valid() && ok
}

// behindOffset returns the token behind a fraction of a second and a zone
// (Z, +00:00) glued to a time at i.
func (r *reader) behindOffset(i int) int {
	if r.at(i).low == "." && r.glued(i) && r.at(i+1).kind == digits {
		i += 2
	}
	switch t := r.at(i); {
	case t.low == "z" && r.glued(i):
		return i + 1
	case (t.low == "+" || t.low == "-") && r.glued(i) && r.glued(i+1) && r.at(i+1).kind == digits:
		if r.at(i+2).low == ":" && r.glued(i+2) && r.at(i+3).kind == digits {
			return i + 4
		}
		return i + 2
	}
	return i
}

// chain reports whether three numbers glued by sep begin at token i, and no
// more than three.
func (r *reader) chain(i int, sep string) bool {
	for j := i; j < i+5; j++ {
		if j > i && !r.glued(j) || (j-i)%2 == 0 && r.at(j).kind != digits || (j-i)%2 == 1 && r.at(j).low != sep {
			return false
		}
	}
	before, behind := r.at(i-1), r.at(i+5)
	return !(before.low == sep && r.glued(i)) && !(behind.low == sep && r.glued(i+5) && r.glued(i+6) && r.at(i+6).kind == digits)
}

// slashDate reads 01/20/2025, 3-19-2020, 1/2/20, 08/2026 and, where a word
// calls for a date, 3/1.
func (r *reader) slashDate(i int) (date, bool) {
	sep := r.at(i + 1).low
	month, second := plainInt(r.at(i).low), plainInt(r.at(i+2).low)
	if sep != "/" && sep != "-" || len(r.at(i).low) > 2 || month < 1 || second < 1 || !r.glued(i+1) || !r.glued(i+2) {
		return date{}, false
	}
	if r.chain(i, sep) {
		d := date{month: month, day: second, year: plainInt(r.at(i + 4).low), next: i + 5}
		if y := len(r.at(i + 4).low); y != 4 && (y != 2 || sep == "-" && !r.loose) {
			return d, false
		}
		if d.year = fullYear(d.year); month > 12 {
			d.month, d.day = d.day, d.month
		}
		return d, d.valid() && d.year >= 1500 && d.year < 2200
	}
	if sep != "/" || r.at(i-1).low == "/" && r.glued(i) || r.at(i+3).low == "/" && r.glued(i+3) {
		return date{}, false
	}
	if len(r.at(i+2).low) == 4 && month <= 12 && second >= 1900 && second < 2100 {
		return date{month: month, year: second, next: i + 3}, true
	}
	d, ok := r.slashedDay(i)
	return d, ok && beforeDay[r.at(i-1).low]
}

// slashedDay reads the month and day of 3/1.
func (r *reader) slashedDay(i int) (date, bool) {
	d := date{month: plainInt(r.at(i).low), day: plainInt(r.at(i + 2).low), next: i + 3}
	return d, r.at(i+1).low == "/" && r.glued(i+1) && r.glued(i+2) && d.valid()
}

// beforeDay are the words behind which 3/1 is a day.
var beforeDay = setOf("on since by until till through thru between from after before dated starting beginning effective ending updated")

// eraDate reads years with their words in front: fiscal year (FY) 2023, FY22,
// model years 2027, calendar year 2024.
func (r *reader) eraDate(i int) (date, bool) {
	era, at, ok := r.eraWord(i)
	if !ok {
		return date{}, false
	}
	t := r.at(at)
	y := plainInt(t.low)
	if t.kind != digits || len(t.low) != 4 && len(t.low) != 2 || y < 0 || r.at(at+1).kind == word && r.glued(at+1) {
		return date{}, false
	}
	d := date{year: fullYear(y), era: era, next: at + 1}
	if r.quarterWord(d.next) > 0 && !r.ordinalAhead(d.next) { // FY 2023 Q3
		d.quarter = r.quarterWord(d.next)
		d.next = r.behindQuarter(d.next)
	}
	return d, d.year >= 1500 && d.year < 2200
}

// eraWord reads the words in front of a year and returns the token behind
// them.
func (r *reader) eraWord(i int) (era string, next int, ok bool) {
	t := r.at(i)
	if era, ok := eraLetters[t.low]; ok && r.isCapital(i) {
		next := i + 1
		for low := r.at(next).low; low == "'" || low == "-" && r.glued(next); low = r.at(next).low {
			next++
		}
		return era, next, true
	}
	era, ok = eraNames[t.low]
	year := r.at(i + 1).low
	if !ok || year != "year" && year != "years" {
		return "", i, false
	}
	next = i + 2
	if r.at(next).low == "(" && r.at(next+1).kind == word && r.at(next+2).low == ")" {
		next += 3
	}
	return era, next, true
}

var (
	eraLetters = map[string]string{"fy": "FY", "fys": "FY", "my": "", "mys": "", "py": "PY", "pys": "PY", "cy": "", "cys": ""}
	eraNames   = map[string]string{"fiscal": "FY", "model": "", "program": "PY", "calendar": ""}
)

// quarterDate reads third quarter of 2023, Q3 2023, 2023 Q3, quarter 1 of
// 1995, first half of 2022, 1st Qtr FY 15.
func (r *reader) quarterDate(i int) (date, bool) {
	d := date{}
	if y, next, ok := r.yearBehind(i); ok && r.at(i).kind == digits {
		if d.quarter = r.quarterWord(next); d.quarter == 0 || r.ordinalAhead(next) {
			return d, false
		}
		d.year, d.next = y, r.behindQuarter(next)
		return d, true
	}
	d.quarter = r.quarterWord(i)
	at := r.behindQuarter(i)
	if d.quarter == 0 {
		if d.half, at = r.halfWord(i); d.half == 0 {
			return d, false
		}
	}
	if r.at(at).low == "of" || r.at(at).low == "," || r.at(at).low == "in" && d.half == 0 {
		at++
	}
	if r.at(at).low == "the" {
		at++
	}
	if e, ok := r.eraDate(at); ok {
		d.year, d.era, d.next = e.year, e.era, e.next
		return d, true
	}
	y, next, ok := r.yearBehind(at)
	d.year, d.next = y, next
	return d, ok
}

// quarterWord returns the quarter that the words at token i name, or 0.
func (r *reader) quarterWord(i int) int {
	t := r.at(i)
	switch n := plainInt(r.at(i + 1).low); {
	case t.low == "q" && r.glued(i+1) && n >= 1 && n <= 4, (t.low == "quarter" || t.low == "qtr") && n >= 1 && n <= 4:
		return n
	}
	if n := plainInt(t.low); n >= 1 && n <= 4 && r.at(i+1).low == "q" && r.glued(i+1) && r.isCapital(i+1) {
		return n
	}
	n, next := r.orderAt(i)
	if r.at(next).low == "-" {
		next++
	}
	if low := r.at(next).low; n >= 1 && n <= 4 && (low == "quarter" || low == "qtr") {
		return n
	}
	return 0
}

// behindQuarter returns the token behind the quarter at i.
func (r *reader) behindQuarter(i int) int {
	if _, next := r.orderAt(i); next > i {
		if r.at(next).low == "-" {
			next++
		}
		i = next - 1
	}
	i += 2
	if r.at(i).low == "." && r.at(i-1).low == "qtr" {
		i++
	}
	return i
}

// ordinalAhead reports whether an ordinal stands at token i, as a quarter
// behind its year has none: 2023 Q3, and not 2023 third quarter.
func (r *reader) ordinalAhead(i int) bool {
	_, next := r.orderAt(i)
	return next > i
}

// orderAt reads first to fourth or 1st to 4th at token i.
func (r *reader) orderAt(i int) (n, next int) {
	if n := ordinalWords[r.at(i).low]; n >= 1 && n <= 4 {
		return int(n), i + 1
	}
	if n := plainInt(r.at(i).low); n >= 1 && n <= 4 && r.behindSuffix(i+1) > i+1 {
		return n, i + 2
	}
	return 0, i
}

// halfWord reads first half or second half at token i.
func (r *reader) halfWord(i int) (half, next int) {
	n, next := r.orderAt(i)
	if r.at(next).low == "half" && (n == 1 || n == 2) {
		return n, next + 1
	}
	return 0, i
}

// yearDate reads a year, or a decade, in digits at token i.
func (r *reader) yearDate(i int) (date, bool) {
	t := r.at(i)
	y := plainInt(t.low)
	if len(t.low) != 4 || y < 1600 || y > 2100 || r.glued(i) && (r.at(i-1).low == "/" || r.at(i-1).low == "#" || r.at(i-1).kind == word) {
		return date{}, false
	}
	d := date{year: y, next: i + 1}
	switch next := r.at(i + 1); {
	case next.kind == word && !next.gap && next.low == "s", next.low == "'s" && !next.gap:
		d.decade, d.next = true, i+2
		return d, y%10 == 0
	case next.kind == word && !next.gap:
		return d, false
	case next.low == "'" && !next.gap && r.at(i+2).low == "s" && r.glued(i+2):
		d.decade, d.next = true, i+3
		return d, y%10 == 0
	}
	d.era = r.eraBefore(i)
	return d, !r.countsThings(i)
}

// eraBefore returns the era of the date before token i in a list: the 2021 of
// "fiscal years 2020 and 2021" is a fiscal year too.
func (r *reader) eraBefore(i int) string {
	if len(r.found) == 0 {
		return ""
	}
	last := r.found[len(r.found)-1]
	if last.kind != record.Date || len(last.name) != len("FY2022") || !r.listed(last.next, i) {
		return ""
	}
	return strings.TrimRight(last.name, "0123456789")
}

// listed reports whether only a comma, and, or stand between tokens i and j.
func (r *reader) listed(i, j int) bool {
	if j <= i || j > i+2 {
		return false
	}
	for ; i < j; i++ {
		switch r.at(i).low {
		case ",", "and", "or", "&":
		default:
			return false
		}
	}
	return true
}

// countsThings reports whether the four digits at token i count something
// rather than name a year: 2000 pounds, nearly 2000 smugglers.
func (r *reader) countsThings(i int) bool {
	at := i + 1
	if r.at(at).low == "-" && r.glued(at) && r.glued(at+1) {
		at++
	}
	if scales[r.at(at).low] > 0 {
		return true
	}
	if u, _, ok := r.unitAt(at); ok && (at == i+1 || u.kind != ofTime) {
		return true
	}
	if q, _ := r.qualifierBefore(i); q != "" && !placing[q] && r.at(at).kind == word {
		return r.pluralAhead(at)
	}
	before := r.at(i - 1)
	return before.kind == word && isVerb(before.low) && !datedBy[before.low] && r.pluralAhead(at) && !r.isCapital(at)
}

// datedBy are the participles behind which four digits are a year all the
// same; behind others, as in "arrested 2014 people", they count.
var datedBy = setOf("updated published dated revised issued beginning ending starting during following early")

// hours reads a span of hours whose first end says no half of the day: 7-9
// p.m.
func (r *reader) hours(i int) (figure, bool) {
	t := r.at(i)
	if n := plainInt(t.low); t.kind != digits || n < 1 || n > 12 {
		return figure{}, false
	}
	at, ok := r.joint(i+1, i)
	if !ok {
		return figure{}, false
	}
	until, next, ok := r.clockAt(at)
	if !ok {
		return figure{}, false
	}
	half, _ := r.halfOfDay(next - 1)
	if half == "" {
		return figure{}, false
	}
	hour := plainInt(t.low) % 12
	if half == "pm" {
		hour += 12
	}
	f := r.figure(record.Range, i, next)
	f.name, f.until, f.unit = date{clock: twoDigits(hour) + ":00"}.value(), "T"+until, "date"
	return f, true
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
