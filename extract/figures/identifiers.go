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
	if r.at(i).kind == mark {
		for _, read := range [...]func(*reader, int) (figure, bool){(*reader).labelled, (*reader).listMark, (*reader).phone} {
			if f, ok := read(r, i); ok {
				return f, true
			}
		}
		return figure{}, false
	}
	for _, read := range [...]func(*reader, int) (figure, bool){
		(*reader).listMark, (*reader).phone, (*reader).lawTitle, (*reader).listedName, (*reader).wellKnown, (*reader).numberCode, (*reader).streetAddress,
	} {
		if f, ok := read(r, i); ok {
			return f, true
		}
	}
	return figure{}, false
}

// listMark reads (1), 1) and the 1. that begins an item.
func (r *reader) listMark(i int) (figure, bool) {
	at, end := i, i+1
	if r.at(i).low == "(" && r.at(i+2).low == ")" && r.glued(i+2) {
		at, end = i+1, i+3
	}
	t := r.at(at)
	n := plainInt(t.low)
	if t.kind != digits || len(t.low) > 2 || n < 0 {
		return figure{}, false
	}
	next := n == r.marker+1
	marks := next || r.marksItem(i)
	if at == i {
		marks = r.stopMark(i, next) || r.bracketMark(i, next)
	}
	if !marks {
		return figure{}, false
	}
	r.marker = n
	return r.named(i, end), true
}

// stopMark reports whether the number at token i is the 1. before an item, or
// the 1 before a footnote; next, whether it is the one that is due.
func (r *reader) stopMark(i int, next bool) bool {
	behind, item := r.at(i+1), r.at(i+2)
	if behind.low == "." && !behind.gap && item.gap && item.kind == word {
		return i == 0 && !units(item.low) || next && r.isCapital(i+2) && r.startsSentence(i)
	}
	return i == 0 && r.isCapital(i+1) && behind.is(stop)
}

// bracketMark reports whether the number at token i is the 1) before an item.
func (r *reader) bracketMark(i int, next bool) bool {
	before, behind := r.at(i-1), r.at(i+1)
	if behind.low != ")" || behind.gap || !r.at(i).gap {
		return false
	}
	return i == 0 || next || before.kind == mark && before.low != "("
}

// marksItem reports whether the bracket at token i stands where an item of a
// list begins, and not where a number is said again.
func (r *reader) marksItem(i int) bool {
	t := r.at(i - 1)
	return r.startsSentence(i) || t.low == "," || t.low == ";" || t.low == "and" || t.low == "or" || t.low == "&"
}
