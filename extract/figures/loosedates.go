package figures

import (
	"strings"

	"stet/record"
)

// Dates returns the dates of text, read more loosely than Find reads them,
// for a place where a date is expected. Beyond those of Find it reads
//
//	16 de junio de 2020    2020-06-16        14-marzo-2024     2024-03-14
//	5.3.2024               2024-05-03        20240503          2024-05-03
//	May 3, 2024 3:15 PM ET 2024-05-03T15:15  september 2021    2021-09
//
// The value of each is ISO 8601 text as precise as what was written: a year
// alone is 2024, a day without its year --06-09, and fiscal years and quarters
// are as Find has them. A time of day right beside a date, with its time zone,
// belongs to it; the zone does not alter the value. Spans are two dates. Days
// and months in digits are month before day, as American pages have them, but
// where only the other order is a date.
func Dates(text string) []record.Figure {
	if !strings.ContainsAny(text, "0123456789") {
		return []record.Figure{}
	}
	r := &reader{text: text, tokens: scan(text), loose: true}
	for i := 0; i < len(r.tokens); {
		f, ok := r.looseDate(i)
		if !ok {
			i++
			continue
		}
		r.found = append(r.found, f)
		i = max(i+1, f.next)
	}
	return r.figures()
}

// looseDate reads the date at token i with the time of day beside it.
func (r *reader) looseDate(i int) (figure, bool) {
	if t := r.at(i); t.kind == address || t.kind == mark || t.kind == word && !t.is(opensDate) {
		return figure{}, false
	}
	clock, at, hasClock := r.clockBefore(i)
	d, ok := r.wholeDate(at)
	if !ok && at > i {
		hasClock = false
		d, ok = r.wholeDate(i)
	}
	if !ok {
		return figure{}, false
	}
	if hasClock && d.clock == "" && d.day > 0 {
		d.clock = clock
	}
	if d.clock == "" && d.day > 0 {
		d.clock, d.next = r.clockBehind(d.next)
	}
	f := r.figure(record.Date, i, d.next)
	f.name = d.value()
	return f, true
}

// wholeDate reads a date at token i that is more than a month or an hour.
func (r *reader) wholeDate(i int) (date, bool) {
	for _, read := range [...]func(*reader, int) (date, bool){(*reader).dottedDate, (*reader).compactDate, (*reader).dateAt} {
		if d, ok := read(r, i); ok {
			return d, !d.bareMonth && (d.year > 0 || d.month > 0) && !d.decade
		}
	}
	return date{}, false
}

// dottedDate reads 5.3.2024 and 2024.05.03, of which the scanner makes a
// decimal number, a full stop and a number.
func (r *reader) dottedDate(i int) (date, bool) {
	if r.at(i+1).low != "." {
		return date{}, false
	}
	a, b, ok := strings.Cut(r.at(i).low, ".")
	if !ok || r.at(i).kind != digits || r.at(i+2).kind != digits || !r.glued(i+1) || !r.glued(i+2) {
		return date{}, false
	}
	x, y, z := plainInt(a), plainInt(b), plainInt(r.at(i+2).low)
	d := date{month: x, day: y, year: z, next: i + 3}
	switch {
	case len(a) == 4:
		d.year, d.month, d.day = x, y, z
	case len(r.at(i+2).low) == 2:
		d.year = fullYear(z)
	case len(r.at(i+2).low) != 4:
		return d, false
	}
	if d.month > 12 {
		d.month, d.day = d.day, d.month
	}
	return d, d.valid() && d.year >= 1500 && d.year < 2200
}

// compactDate reads 20240503.
func (r *reader) compactDate(i int) (date, bool) {
	t := r.at(i)
	n := plainInt(t.low)
	if t.kind != digits || len(t.low) != 8 || n < 0 {
		return date{}, false
	}
	d := date{year: n / 10000, month: n / 100 % 100, day: n % 100, next: i + 1}
	return d, d.valid() && d.year >= 1900 && d.year < 2100
}

// clockBehind reads the time of day that stands behind a date at token i:
// "3:15 PM ET", "at 3 p.m.", "- 15:10".
func (r *reader) clockBehind(i int) (clock string, next int) {
	at := i
	for n := 0; n < 3 && betweenDateAndTime[r.at(at).low]; n++ {
		at++
	}
	clock, next, ok := r.clockAt(at)
	if !ok {
		return "", i
	}
	return clock, r.behindZone(r.behindOffset(next))
}

// betweenDateAndTime may stand between a date and its time of day.
var betweenDateAndTime = setOf(", at @ - | t a las on of ( ;")

// clockBefore reads a time of day at token i that stands before a date:
// "3:15 PM EST on May 3, 2024".
func (r *reader) clockBefore(i int) (clock string, next int, ok bool) {
	clock, next, ok = r.clockAt(i)
	if !ok {
		return "", i, false
	}
	next = r.behindZone(next)
	for n := 0; n < 3 && (betweenDateAndTime[r.at(next).low] || weekdays[r.at(next).low]); n++ {
		next++
	}
	return clock, next, true
}

// behindZone returns the token behind the time zone at token i: EST, (ET),
// Eastern Daylight Time.
func (r *reader) behindZone(i int) int {
	at := i
	open := r.at(at).low == "("
	if open {
		at++
	}
	switch low := r.at(at).low; {
	case zoneLetters[low] && r.isAcronym(at):
		at++
	case zoneRegions[low]:
		at++
		if low := r.at(at).low; low == "standard" || low == "daylight" {
			at++
		}
		if r.at(at).low == "time" {
			at++
		}
	default:
		return i
	}
	if open {
		if r.at(at).low != ")" {
			return i
		}
		at++
	}
	return at
}

var (
	zoneLetters = setOf("est edt et cst cdt ct mst mdt mt pst pdt pt akst akdt hst chst ast utc gmt z")
	zoneRegions = setOf("eastern central mountain pacific atlantic alaska hawaii chamorro")
)
