package figures

import "stet/record"

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
