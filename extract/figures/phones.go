package figures

// phone reads the telephone number at token i: 202-307-6694, (956) 555-0142,
// 1-800-799-SAFE (7233), +1 202 555 0100, 2-1-1.
func (r *reader) phone(i int) (figure, bool) {
	t := r.at(i)
	next := r.at(i + 1)
	if t.kind == word || t.kind == digits && (next.gap || next.low != "-" && next.low != ".") || r.glued(i) && r.at(i-1).kind == digits {
		return figure{}, false
	}
	for _, read := range [...]func(*reader, int) (int, bool){
		(*reader).bracketedPhone, (*reader).dashedPhone, (*reader).dottedPhone, (*reader).blankPhone,
	} {
		if end, ok := read(r, i); ok {
			if r.at(end).low == "(" && r.at(end+2).low == ")" && r.at(end+1).kind == digits && len(r.at(end+1).low) == 4 {
				end += 3 // the letters again in digits
			}
			return r.named(i, end), true
		}
	}
	return figure{}, false
}

// bracketedPhone reads (956) 555-0142 and (702) 759-INFO.
func (r *reader) bracketedPhone(i int) (end int, ok bool) {
	if r.at(i).low != "(" || !r.isDigits(i+1, 3) || r.at(i+2).low != ")" {
		return i, false
	}
	at := i + 3
	if r.at(at).low == "-" {
		at++
	}
	if !r.isDigits(at, 3) || !r.isJoint(at+1) {
		return i, false
	}
	return at + 3, r.isDigits(at+2, 4) || r.isAcronym(at+2)
}

// dashedPhone reads groups parted by hyphens, one blank forgiven: 1-888-628-9454,
// 703- 686-6000, 1-866-DHS-2-ICE, 555-0142, 2-1-1.
func (r *reader) dashedPhone(i int) (end int, ok bool) {
	if r.at(i).kind != digits || !plainDigits(r.at(i).low) {
		return i, false
	}
	count, letters := 0, 0
	for end = i; end < i+maxCode; {
		t := r.at(end)
		switch {
		case t.kind == digits && plainDigits(t.low):
			count += len(t.low)
		case t.kind == word && end > i && r.isAcronym(end):
			letters += t.size()
			if r.at(end+1).kind == digits && r.glued(end+1) { // 866-HLTHY4U
				end++
				count += len(r.at(end).low)
				if r.glued(end+1) && r.isAcronym(end+1) {
					end++
					letters += r.at(end).size()
				}
			}
		default:
			return i, false
		}
		end++
		if r.at(end).low != "-" || !r.glued(end) || r.at(end+1).gap && r.at(end+1).kind != digits {
			break
		}
		end++
	}
	groups := end - i
	first := len(r.at(i).low)
	all := count + letters
	switch {
	case groups == 5 && all == 3: // 2-1-1
		return end, true
	case groups >= 5 && (all == 10 || all == 11) && (first == 3 || first == 1):
		return end, true
	case groups >= 3 && letters > 0 && first == 3 && all == 10:
		return end, true
	}
	return end, groups == 3 && first == 3 && r.isDigits(i+2, 4) && !r.unitAhead(end)
}

// dottedPhone reads 202.555.0100, which the scanner cuts into 202.555 and 0100.
func (r *reader) dottedPhone(i int) (end int, ok bool) {
	t := r.at(i)
	if t.kind != digits || len(t.low) != 7 || t.low[3] != '.' || r.at(i+1).low != "." || !r.glued(i+1) || !r.glued(i+2) {
		return i, false
	}
	return i + 3, r.isDigits(i+2, 4)
}

// blankPhone reads +1 202 555 0100 and +1-202-555-0100.
func (r *reader) blankPhone(i int) (end int, ok bool) {
	if r.at(i).low != "+" || r.at(i+1).kind != digits || !r.glued(i+1) || len(r.at(i+1).low) > 3 {
		return i, false
	}
	count := 0
	for end = i + 1; end < i+maxCode; end++ {
		t := r.at(end)
		if t.kind == digits && plainDigits(t.low) {
			count += len(t.low)
		} else if t.low != "-" && t.low != "(" && t.low != ")" && t.low != "." {
			break
		}
	}
	for end > i+1 && r.at(end-1).kind == mark {
		end--
	}
	return end, count >= 9 && count <= 15
}

// isDigits reports whether token i is exactly n digits.
func (r *reader) isDigits(i, n int) bool {
	t := r.at(i)
	return t.kind == digits && len(t.low) == n && plainDigits(t.low)
}

func (r *reader) isJoint(i int) bool { low := r.at(i).low; return low == "-" || low == "." }
