package figures

import (
	"math/big"
	"strings"
	"unicode/utf8"
)

// A number is a number as written, before it is known what it is a number of.
type number struct {
	value       exact
	scale       exact // what its scale word multiplied by; none where it has none
	first, next int   // its tokens are [first, next)
	start, end  int   // its bytes are [start, end)
	bare        bool  // nothing but digits: it may be a year or a name
	inWords     bool  // one, twenty-six
	article     bool  // begins with a or an: a dozen
	fraction    bool  // 1/2, ½
}

// maxDigits bounds the digits of a number; a longer run is no quantity.
const maxDigits = 30

// number reads the number at token i: sign, digits or words, fraction, scale.
func (r *reader) number(i int) (n number, ok bool) {
	if r.last.at != i || !r.last.read {
		n, ok = r.readNumber(i)
		r.last = lastNumber{n: n, ok: ok, at: i, read: true}
	}
	return r.last.n, r.last.ok
}

// A lastNumber is the number read last: several readers ask for the same one.
// Its value is never altered in place.
type lastNumber struct {
	n        number
	ok, read bool
	at       int
}

// readNumber does the work of number.
func (r *reader) readNumber(i int) (n number, ok bool) {
	at, negative := r.sign(i)
	switch t := r.at(at); {
	case t.kind == digits:
		n, ok = r.digitNumber(at)
	case at == i && t.kind == word:
		n, ok = r.spelledNumber(i)
	}
	if !ok {
		return n, false
	}
	if at > i {
		n.bare = false
	}
	if negative {
		n.value = n.value.neg()
	}
	n.first, n.start = i, r.at(i).start
	r.takeScale(&n)
	r.takeHalf(&n)
	r.takeRepeat(&n)
	n.end = r.at(n.next - 1).end
	return n, true
}

// sign returns the token behind the sign at i. A sign is glued to a number
// and stands free of what is before it, as in "fell -0.3 percent".
func (r *reader) sign(i int) (next int, negative bool) {
	t := r.at(i)
	if t.low != "-" && t.low != "+" || t.kind != mark {
		return i, false
	}
	free := t.gap || r.at(i-1).low == "("
	if !free || r.at(i+1).gap || r.at(i+1).kind != digits || r.at(i-1).kind == digits {
		return i, false
	}
	return i + 1, t.low == "-"
}

// digitNumber reads a number in digits: 1,300  0.48  1/2  10 1/2  2½.
func (r *reader) digitNumber(i int) (number, bool) {
	t := r.at(i)
	if v, ok := vulgar[t.low]; ok {
		return number{value: fraction(v[0], v[1]), next: i + 1, fraction: true}, true
	}
	if len(t.low) > maxDigits {
		return number{}, false
	}
	value, ok := decimal(t.low)
	if !ok {
		return number{}, false
	}
	n := number{value: value, next: i + 1, bare: !strings.ContainsAny(t.low, ",.")}
	if part, next, ok := r.slashed(i); ok {
		return number{value: part, next: next, fraction: true}, true
	}
	if v, ok := vulgar[r.at(i+1).low]; ok {
		n.value = n.value.add(fraction(v[0], v[1]))
		n.next, n.bare = i+2, false
	} else if part, next, ok := r.slashed(i + 1); ok && (r.at(i+1).gap || r.at(i+1).low == "-") && n.bare {
		n.value = n.value.add(part)
		n.next, n.bare = next, false
	}
	return n, true
}

// decimal reads digits with commas and a decimal fraction.
func decimal(s string) (exact, bool) {
	num, den, part := int64(0), int64(1), false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ',':
		case c == '.' && !part:
			part = true
		case c < '0' || c > '9':
			return exact{}, false
		case num > mostDigits || den > mostSmall:
			v, ok := new(big.Rat).SetString(strings.ReplaceAll(s, ",", ""))
			if !ok {
				return exact{}, false
			}
			return exactOf(v), true
		default:
			num = 10*num + int64(c-'0')
			if part {
				den *= 10
			}
		}
	}
	return fraction(num, den), s != ""
}

// mostDigits bounds the whole number that one more digit fits behind.
const mostDigits = 1e17

// vulgar are the fractions that are one rune.
var vulgar = map[string][2]int64{
	"½": {1, 2}, "¼": {1, 4}, "¾": {3, 4}, "⅓": {1, 3}, "⅔": {2, 3}, "⅛": {1, 8}, "⅜": {3, 8}, "⅝": {5, 8}, "⅞": {7, 8},
}

// slashed reads a proper fraction at token i: 1/2, 7/10.
func (r *reader) slashed(i int) (part exact, next int, ok bool) {
	over, under := r.at(i), r.at(i+2)
	if over.kind != digits || under.kind != digits || !r.glued(i+1) || !r.glued(i+2) || r.at(i+1).low != "/" && r.at(i+1).low != "⁄" {
		return exact{}, i, false
	}
	p, q := plainInt(over.low), plainInt(under.low)
	if p < 1 || q <= p || q > 1000 || r.at(i+3).low == "/" {
		return exact{}, i, false
	}
	return fraction(int64(p), int64(q)), i + 3, true
}

// plainInt returns the whole number s of at most nine digits, or -1.
func plainInt(s string) int {
	if s == "" || len(s) > 9 {
		return -1
	}
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// spelledNumber reads a number in words: twenty-six, a dozen, half a million.
func (r *reader) spelledNumber(i int) (number, bool) {
	switch t := r.at(i); {
	case t.low == "half" && r.isArticle(i+1) && r.at(i+2).is(ofScales):
		return number{value: fraction(scales[r.at(i+2).low], 2), scale: whole(scales[r.at(i+2).low]), next: i + 3, inWords: true}, true
	case t.low == "half" && r.at(i+1).low == "-" && r.at(i+2).low == "dozen":
		return number{value: whole(6), next: i + 3, inWords: true}, true
	case r.isArticle(i) && r.at(i+1).is(ofScales) && !strings.HasSuffix(r.at(i+1).low, "s") && r.at(i+2).low != "or":
		value, next, ok := r.wordNumber(i+1, 1)
		return number{value: value, next: next, inWords: true, article: true}, ok
	}
	value, next, ok := r.wordNumber(i, nothing)
	return number{value: value, next: next, inWords: true}, ok
}

func (r *reader) isArticle(i int) bool { t := r.at(i); return t.low == "a" || t.low == "an" }

// takeScale multiplies n by the scale word behind it: 5 million, 500K.
func (r *reader) takeScale(n *number) {
	at := n.next
	if r.at(at).low == "-" && r.glued(at) && r.glued(at+1) && scales[r.at(at+1).low] > 1000 {
		at++
	}
	t := r.at(at)
	if t.kind != word {
		return
	}
	factor := scales[t.low]
	if factor == 0 && r.glued(at) && r.wordStandsAlone(at) {
		factor = letterScales[r.text[t.start:t.end]]
	}
	if factor == 0 || n.inWords {
		return
	}
	r.multiply(n, factor, at+1)
	if factor == 100 { // 3 hundred and one
		if value, next, ok := r.wordNumber(r.behindJoint(n.next, true), nothing); ok && value.cmp(whole(100)) < 0 && next > n.next {
			n.value = n.value.add(value)
			n.next = next
		}
	}
}

func (r *reader) multiply(n *number, factor int64, next int) {
	n.scale = whole(factor)
	n.value = n.value.mul(n.scale)
	n.next, n.bare, n.end = next, false, r.at(next-1).end
}

// wordStandsAlone reports whether no letter or digit is glued behind token i.
func (r *reader) wordStandsAlone(i int) bool {
	next := r.at(i + 1)
	return next.gap || next.kind == mark
}

// takeHalf adds the half of "two and a half".
func (r *reader) takeHalf(n *number) {
	at := n.next
	for _, w := range [...]string{"and", "a", "half"} {
		if r.at(at).low == "-" {
			at++
		}
		if r.at(at).low != w {
			return
		}
		at++
	}
	half := fraction(1, 2)
	if !n.scale.isNone() {
		half = half.mul(n.scale)
	}
	n.value = n.value.add(half)
	n.next, n.bare = at, false
}

// takeRepeat takes in the same number said again in brackets: thirty (30).
func (r *reader) takeRepeat(n *number) {
	if !n.inWords || r.at(n.next).low != "(" || r.at(n.next+2).low != ")" {
		return
	}
	t := r.at(n.next + 1)
	if t.kind != digits || utf8.RuneCountInString(t.low) >= maxDigits {
		return
	}
	if again, ok := decimal(t.low); ok && again.cmp(n.value) == 0 {
		n.next += 3
	}
}
