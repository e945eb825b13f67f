package figures

import "strings"

// zip reads a state and its ZIP code: MS 39216.
func (r *reader) zip(i int) (figure, bool) {
	t, code := r.at(i), r.at(i+1)
	if code.kind != digits || len(code.low) != 5 || plainInt(code.low) < 0 || !code.gap || !(states[t.low] && r.isAcronym(i)) && !(stateNames[t.low] && r.isCapital(i)) {
		return figure{}, false
	}
	end := i + 2
	if r.at(end).low == "-" && r.glued(end) && r.at(end+1).kind == digits && len(r.at(end+1).low) == 4 {
		end += 2
	}
	return r.named(i, end), true
}

var states = setOf(`al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa
	ri sc sd tn tx ut vt va wa wv wi wy dc pr vi gu as mp`)

// stateNames are the last words of the names of states, without those of
// cities that stand before counts.
var stateNames = setOf(`alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
	indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada
	hampshire jersey mexico york carolina dakota ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington
	wisconsin wyoming rico columbia`)

// streetAddress reads 570 East Woodrow Wilson Dr and East 21st Street.
func (r *reader) streetAddress(i int) (figure, bool) {
	t := r.at(i)
	next := r.at(i + 1)
	if next.kind == word && !next.is(suffix) && !r.isCapital(i+1) || t.kind != digits || len(t.low) > 5 || !plainDigits(t.low) {
		return figure{}, false
	}
	j := r.behindSuffix(i + 1)
	for end := j; end < j+5; end++ {
		low := r.at(end).low
		named := end > j || j > i+1 && low != "cir" && low != "court" && low != "ct" // but not 8th Cir.
		if r.isCapital(end) && streets[low] && named && (!thingStreets[low] || r.at(end+1).kind != word) {
			return r.named(i, end+1), true
		}
		if !r.isCapital(end) && !(r.at(end).kind == mark && low == ".") && !(r.at(end).kind == digits && r.at(end+1).is(suffix)) && !(suffixes[low] && r.glued(end)) {
			break
		}
	}
	return figure{}, false
}

// streets end an address.
var streets = setOf(`street st avenue ave road rd drive dr boulevard blvd lane ln court ct place pl plaza parkway pkwy highway hwy way
	circle pike loop row alley cir terrace square sq trail turnpike expressway`)

// thingStreets are also things, which 10 Best Highway Plans may count.
var thingStreets = setOf("drive lane court place plaza highway way circle loop row alley terrace square trail")

// addressName reads a web or mail address that holds a digit.
func (r *reader) addressName(i int) (figure, bool) {
	t := r.at(i)
	return r.named(i, i+1), strings.ContainsAny(t.low, "0123456789")
}
