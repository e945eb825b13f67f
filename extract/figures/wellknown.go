package figures

// wellKnown reads numbers that are names by themselves: 24/7, 9/11, 911, the
// Lower 48, and what stands behind "call" or "text".
func (r *reader) wellKnown(i int) (figure, bool) {
	t := r.at(i)
	if t.kind != digits {
		return figure{}, false
	}
	if over, under := t.low, r.at(i+2).low; r.isPair(i, "/") && (over == "24" && under == "7" || over == "9" && under == "11") {
		end := i + 3
		if r.at(end).low == "/" && r.at(end+1).low == "365" {
			end += 2
		}
		return r.named(i, end), true
	}
	if r.isNoteMark(i) {
		return r.named(i, i+1), true
	}
	if r.unitAhead(i+1) || r.at(i+1).low == "-" && r.glued(i+1) || r.at(i+1).is(ofScales) {
		return figure{}, false
	}
	known := t.low[0] == '.' && calibers[t.low] || t.low == "48" && r.at(i-1).low == "lower" || r.isHotline(i) || r.isDialled(i)
	return r.named(i, i+1), known
}

// isNoteMark reports whether the number at token i is the mark of a footnote:
// \2\ as the Federal Register prints it, or [2].
func (r *reader) isNoteMark(i int) bool {
	open, shut := r.at(i-1).low, r.at(i+1).low
	if open != "\\" && open != "[" || !r.glued(i) || !r.glued(i+1) || len(r.at(i).low) > 3 || !plainDigits(r.at(i).low) {
		return false
	}
	return open == "\\" && shut == "\\" || open == "[" && shut == "]"
}

// calibers are those of arms.
var calibers = setOf(".22 .25 .32 .38 .380 .357 .40 .44 .45 .50 .223 .308 .17 .410")

// isHotline reports whether token i is a number that everybody knows whom it
// reaches, or that pages fail by, and counts nothing.
func (r *reader) isHotline(i int) bool {
	if low := r.at(i).low; len(low) != 3 || !hotlines[low] || r.pluralAhead(i+1) && r.at(i+1).low != "calls" {
		return false
	}
	qualifier, _ := r.qualifierBefore(i)
	return qualifier == ""
}

var hotlines = setOf("911 988 211 311 411 511 611 711 811 404")

// isDialled reports whether token i is a short number that is to be called.
func (r *reader) isDialled(i int) bool {
	low := r.at(i).low
	if n := len(low); n < 3 || n > 6 || !plainDigits(low) {
		return false
	}
	before := r.at(i - 1).low
	return calls[before] || (before == "to" || before == "at") && calls[r.at(i-2).low]
}

var calls = setOf("call dial dialing dialling text texting calling hotline helpline")
