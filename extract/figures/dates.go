package figures

// dateAt reads the date at token i.
func (r *reader) dateAt(i int) (date, bool) {
	t := r.at(i)
	if t.kind == digits {
		return r.digitDate(i)
	}
	if d, ok := r.monthFirst(i); ok {
		return d, true
	}
	if d, ok := r.quarterDate(i); ok {
		return d, true
	}
	return r.eraDate(i)
}

// digitDate reads the date that begins with the digits at token i. Four of them
// are a year, and fewer a day, month, quarter or hour.
func (r *reader) digitDate(i int) (date, bool) {
	next := r.at(i + 1)
	switch n := len(r.at(i).low); {
	case n == 4:
		for _, read := range [...]func(*reader, int) (date, bool){(*reader).isoDate, (*reader).isoMonth, (*reader).quarterDate, (*reader).yearDate} {
			if d, ok := read(r, i); ok {
				return d, true
			}
		}
		return date{}, false
	case n <= 2:
		for _, read := range [...]func(*reader, int) (date, bool){(*reader).listedDay, (*reader).slashDate, (*reader).dayFirst} {
			if d, ok := read(r, i); ok {
				return d, true
			}
		}
	}
	if next.is(suffix) || next.low == "q" {
		if d, ok := r.quarterDate(i); ok {
			return d, true
		}
	}
	if clock, next, ok := r.clockAt(i); ok {
		return date{clock: clock, next: next}, true
	}
	return date{}, false
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
	if next.low == "%" || next.low == "percent" || next.is(ofScales) || next.low == "/" || next.low == ":" {
		return 0
	}
	return n
}

// behindSuffix returns the token behind the st, nd, rd or th at i.
func (r *reader) behindSuffix(i int) int {
	if r.at(i).is(suffix) && r.glued(i) {
		return i + 1
	}
	return i
}

// suffixes make ordinals of digits.
var suffixes = setOf("st nd rd th")

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
