package figures

import (
	"strings"

	"stet/record"
)

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
