package figures

import "stet/record"

// looseDate reads the date at token i as Dates does, with the time of day
// beside it.
func (r *reader) looseDate(i int) (figure, bool) {
	d, ok := r.dottedDate(i)
	if !ok {
		d, ok = r.dateAt(i)
	}
	if !ok || d.bareMonth || d.month == 0 && d.year == 0 {
		return figure{}, false
	}
	f := r.figure(record.Date, i, d.next)
	f.name = d.value()
	return f, true
}

func (r *reader) dottedDate(i int) (date, bool) { return date{}, false }
