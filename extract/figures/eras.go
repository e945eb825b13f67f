package figures

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
	if !t.is(opensDate) {
		return "", i, false
	}
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
	t := r.at(i)
	if t.is(ofOrder) {
		if n := ordinalWords[t.low]; n <= 4 {
			return int(n), i + 1
		}
		return 0, i
	}
	if n := plainInt(t.low); n >= 1 && n <= 4 && r.behindSuffix(i+1) > i+1 {
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
