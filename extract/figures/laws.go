package figures

import "strings"

// lawTitle reads 8 U.S.C. 1325, 21 CFR 314.50, 38 U.S. Code Section 4212, 89
// FR 1234.
func (r *reader) lawTitle(i int) (figure, bool) {
	if plainInt(r.at(i).low) < 0 || r.at(i).kind != digits {
		return figure{}, false
	}
	if end, ok := r.reporter(i); ok {
		return r.named(i, end), true
	}
	at := i + 1
	switch r.at(at).low {
	case "usc", "cfr", "usca", "stat", "fed":
		at++
	case "fr":
		if !r.isAcronym(at) {
			return figure{}, false
		}
		at++
	case "us", "u":
		for at < i+5 && r.at(at).low != "code" && r.at(at).low != "c" {
			if low := r.at(at).low; low != "us" && low != "u" && low != "s" && low != "." {
				return figure{}, false
			}
			at++
		}
		at++
	default:
		return figure{}, false
	}
	for j := 0; j < 5; j++ {
		switch r.at(at).low {
		case ".", "§", "§§", "section", "sections", "part", "parts", "reg", "chapter", "subpart", "ch":
			at++
		}
	}
	end, ok := r.codeEnd(at)
	if !ok {
		end = at
		for end > i+2 && r.at(end-1).kind == mark {
			end--
		}
	}
	f := r.named(i, end)
	f.plural = true
	return f, true
}

// reporter reads a case as the courts cite it: 410 U.S. 113, 28 I&N Dec. 541,
// 12 F.3d 345, 3 F.4th 542, 14 F. Supp. 2d 33, 89 Fed. Reg. 1234.
func (r *reader) reporter(i int) (end int, ok bool) {
	known, marked := false, false
	for end = i + 1; end < i+9; end++ {
		t := r.at(end)
		switch {
		case t.kind == digits && r.isSeries(end):
			end++
		case t.kind == digits && t.gap:
			return end + 1, known && marked && !strings.Contains(t.low, ",")
		case t.kind == word && r.isCapital(end) && t.size() <= 5:
			known = known || reporters[t.low]
			marked = marked || t.low == "us"
		case t.low == "." || t.low == "&":
			marked = true
		default:
			return end, false
		}
	}
	return end, false
}

// isSeries reports whether a reporter's series stands at i: F.2d, F.4th.
func (r *reader) isSeries(i int) bool {
	next := r.at(i + 1)
	return len(r.at(i).low) == 1 && !next.gap && (next.low == "d" || next.low == "th")
}

// reporters are the series in which cases and rules are printed.
var reporters = setOf("us f supp ct dec stat fed reg fr wl ed cir op comp fcc")
