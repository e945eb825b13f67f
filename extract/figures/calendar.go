package figures

// months are the English names of months, whole and cut short.
var months = map[string]int{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
	"september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

// spanishMonths are read by Dates only.
var spanishMonths = map[string]int{
	"enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8,
	"septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
	"ene": 1, "abr": 4, "ago": 8, "dic": 12,
}

// weekdays stand before dates and outside of them.
var weekdays = setOf(`monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
	lunes martes miércoles miercoles jueves viernes sábado sabado domingo`)

// A date is a point or stretch of the calendar, as precise as it was written.
type date struct {
	year, month, day int
	quarter, half    int
	era              string // FY or PY, where the year is not the calendar's
	decade           bool
	clock            string // 15:10, where a time of day stands; alone: T15:10
	next             int    // the token behind it
	bareMonth        bool
}

// value returns d in ISO 8601, with FY2022, 2023-Q3 and --06-09 as
// INTERFACE.md writes them.
func (d date) value() string {
	if d.year == 0 && d.month == 0 {
		return "T" + d.clock
	}
	b := make([]byte, 0, len("2022-06-09T15:10"))
	if d.year == 0 {
		b = append(b, '-')
	} else {
		b = append(b, d.era...)
		b = append(b, twoDigits(d.year/100)+twoDigits(d.year%100)...)
	}
	switch {
	case d.quarter > 0:
		b = append(b, '-', 'Q', byte('0'+d.quarter))
	case d.half > 0:
		b = append(b, '-', 'H', byte('0'+d.half))
	case d.decade:
		b = append(b, 's')
	}
	if d.month > 0 {
		b = append(b, "-"+twoDigits(d.month)...)
	}
	if d.day > 0 {
		b = append(b, "-"+twoDigits(d.day)...)
	}
	if d.clock != "" {
		b = append(b, "T"+d.clock...)
	}
	return string(b)
}

// valid reports whether the calendar has such a day.
func (d date) valid() bool {
	if d.month < 1 || d.month > 12 || d.day < 1 {
		return false
	}
	days := [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[d.month-1]
	if leap := d.year%4 == 0 && (d.year%100 != 0 || d.year%400 == 0); d.month == 2 && d.year > 0 && !leap {
		days = 28
	}
	return d.day <= days
}

// fullYear gives the two digits of a year their century: 22 is 2022, 98 is
// 1998.
func fullYear(n int) int {
	switch {
	case n >= 100:
		return n
	case n < 70:
		return 2000 + n
	}
	return 1900 + n
}

// clockAt reads the time of day at token i: 2:40 p.m., 7 a.m., 12:00 noon,
// 15:10:00.
func (r *reader) clockAt(i int) (clock string, next int, ok bool) {
	hour := plainInt(r.at(i).low)
	if r.at(i).kind != digits || hour < 0 || hour > 23 || len(r.at(i).low) > 2 {
		return "", i, false
	}
	minute, next := 0, i+1
	colon := r.at(next).low == ":" && r.glued(next) && r.glued(next+1) && len(r.at(next+1).low) == 2
	if colon {
		minute = plainInt(r.at(next + 1).low)
		if minute < 0 || minute > 59 {
			return "", i, false
		}
		next += 2
		if seconds := r.at(next + 1); r.at(next).low == ":" && r.glued(next) && seconds.kind == digits && r.glued(next+1) {
			next += 2
		}
	}
	half, behind := r.halfOfDay(next)
	switch {
	case half == "" && !colon, half != "" && (hour == 0 || hour > 12):
		return "", i, false
	case half == "am" && hour == 12:
		hour = 0
	case half == "pm" && hour < 12:
		hour += 12
	}
	return twoDigits(hour) + ":" + twoDigits(minute), behind, true
}

// halfOfDay reads a.m., p.m., noon or midnight at token i.
func (r *reader) halfOfDay(i int) (half string, next int) {
	switch t := r.at(i); t.low {
	case "am", "pm":
		return t.low, i + 1
	case "noon":
		return "pm", i + 1
	case "midnight":
		return "am", i + 1
	case "a", "p": // p. m.
		if r.at(i+1).low == "." && r.at(i+2).low == "m" {
			if r.at(i+3).low == "." && r.glued(i+3) {
				return t.low + "m", i + 4
			}
			return t.low + "m", i + 3
		}
	}
	return "", i
}

// monthAt returns the month that token i names, 0 where it names none.
func (r *reader) monthAt(i int) int {
	t := r.at(i)
	if t.kind != word {
		return 0
	}
	if !t.is(opensDate) {
		return 0
	}
	if r.loose {
		if m := spanishMonths[t.low]; m > 0 {
			return m
		}
		return months[t.low]
	}
	if !r.isCapital(i) {
		return 0
	}
	return months[t.low]
}
