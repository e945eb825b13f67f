package figures

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
