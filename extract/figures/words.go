package figures

// small are the number words below a hundred.
var small = map[string]int64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
	"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
	"seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

// scales are the words that multiply what stands before them.
var scales = map[string]int64{
	"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "quadrillion": 1e15,
	"mln": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12, "dozen": 12, "dozens": 12,
}

// letterScales multiply where they are glued to a number: 500K, $3.2B. Those
// in moneyScales do so behind money only, as 5m is a length.
var (
	letterScales = map[string]int64{"k": 1e3, "K": 1e3, "M": 1e6, "MM": 1e6, "B": 1e9}
	moneyScales  = map[string]int64{"k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "MM": 1e6, "mm": 1e6, "b": 1e9, "B": 1e9, "t": 1e12, "T": 1e12}
)

// ordinalWords are the ordinals in words, without those made of two.
var ordinalWords = map[string]int64{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
	"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
	"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
	"fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100, "thousandth": 1000,
	"millionth": 1e6,
}

// parts are the words for parts of a whole, as they stand behind "one" and,
// with an s, behind other numbers.
var parts = map[string]int64{
	"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
	"tenth": 10, "twelfth": 12, "sixteenth": 16, "twentieth": 20, "hundredth": 100, "thousandth": 1000,
	"halves": 2, "thirds": 3, "quarters": 4, "fourths": 4, "fifths": 5, "sixths": 6, "sevenths": 7, "eighths": 8, "ninths": 9,
	"tenths": 10, "twelfths": 12, "sixteenths": 16, "twentieths": 20, "hundredths": 100, "thousandths": 1000,
}

// wordNumber reads the number in words at token i, as in "two hundred and
// five" and "twenty-one trillion three hundred", and returns the token
// behind it. Group is 1 behind the article of "a hundred and fifty" and
// otherwise nothing.
func (r *reader) wordNumber(i int, group int64) (value exact, next int, ok bool) {
	if !r.at(i).is(ofSmall) && group == nothing {
		return exact{}, i, false
	}
	total := whole(0)
	// group is what stands before the next scale word
	limit := int64(nothing) // the last scale word that closed a group; later ones must be smaller
	for next = i; next < i+maxWords; {
		at := next
		if next > i {
			at = r.behindJoint(next, group >= 100 || group == nothing)
		}
		t := r.at(at)
		joined := r.at(next).low == "and"
		n, isSmall := small[t.low]
		scale, isScale := scales[t.low]
		switch {
		case t.kind != word:
			return r.wordSum(total, group, next, i)
		case isSmall && fits(group, n) && (limit < 0 || limit > 100):
			group = max(group, 0) + n
		case isScale && !joined && group > 0 && scale == 100 && group < 100:
			group *= 100
		case isScale && !joined && group > 0 && scale != 100 && (limit < 0 || scale < limit):
			total = total.add(whole(group).mul(whole(scale)))
			group, limit = nothing, scale
		default:
			return r.wordSum(total, group, next, i)
		}
		next = at + 1
	}
	return r.wordSum(total, group, next, i)
}

// nothing is the group before its first word.
const nothing = -1

// maxWords is the number of tokens that a number in words may take.
const maxWords = 24

// fits reports whether n may follow group: 5 follows 20, 100 and nothing.
func fits(group, n int64) bool {
	switch {
	case group < 0:
		return true
	case n == 0:
		return false
	case group%100 == 0 && group > 0:
		return true
	}
	return group%100 >= 20 && group%10 == 0 && n < 10
}

// behindJoint returns the token behind a hyphen, or behind "and" where one
// may stand, at i; i itself where there is neither.
func (r *reader) behindJoint(i int, and bool) int {
	switch t := r.at(i); {
	case t.low == "-" && !t.gap && !r.at(i+1).gap:
		return i + 1
	case and && t.low == "and":
		return i + 1
	}
	return i
}

func (r *reader) wordSum(total exact, group int64, next, i int) (exact, int, bool) {
	if next == i && group == nothing {
		return exact{}, i, false
	}
	if group > 0 {
		total = total.add(whole(group))
	}
	return total, next, true
}

// ordinalWord reads the ordinal in words at token i: third, twenty-first.
func (r *reader) ordinalWord(i int) (value int64, next int, ok bool) {
	t := r.at(i)
	if !t.is(ofOrder | ofSmall) {
		return 0, i, false
	}
	if n, ok := ordinalWords[t.low]; ok {
		return n, i + 1, true
	}
	tens := small[t.low]
	if tens < 20 {
		return 0, i, false
	}
	at := r.behindJoint(i+1, false)
	if n := ordinalWords[r.at(at).low]; n > 0 && n < 10 && (at > i+1 || n > 2) {
		return tens + n, at + 1, true
	}
	return 0, i, false
}
