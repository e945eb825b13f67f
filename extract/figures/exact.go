package figures

import (
	"math/big"

	"stet/record"
)

// An exact is a number without rounding: a fraction in lowest terms while its
// parts hold in 64 bits, and a big.Rat beyond, so that the numbers of ordinary
// pages cost no memory. It is never altered. The zero exact is none.
type exact struct {
	num, den int64 // den > 0
	big      *big.Rat
}

func whole(n int64) exact { return exact{num: n, den: 1} }

// fraction returns num/den for a den above 0.
func fraction(num, den int64) exact {
	if a := gcd(num, den); a > 1 {
		num, den = num/a, den/a
	}
	return exact{num: num, den: den}
}

// exactOf returns r in the least room.
func exactOf(r *big.Rat) exact {
	if r.IsInt() && r.Num().IsInt64() {
		return whole(r.Num().Int64())
	}
	return exact{big: r}
}

// gcd returns the greatest common divisor of a and b, which are not both 0.
func gcd(a, b int64) int64 {
	if b == 1 {
		return 1
	}
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

func (x exact) isNone() bool { return x.den == 0 && x.big == nil }

func (x exact) isInt() bool { return x.den == 1 || x.big != nil && x.big.IsInt() }

func (x exact) rat() *big.Rat {
	if x.big != nil {
		return x.big
	}
	return big.NewRat(x.num, x.den)
}

// is reports whether x is n.
func (x exact) is(n int64) bool { return x.cmp(whole(n)) == 0 }

// cmp returns -1, 0 or 1 where x is less than, equal to or above y.
func (x exact) cmp(y exact) int {
	if x.small() && y.small() {
		a, b := x.num*y.den, y.num*x.den
		switch {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	}
	return x.rat().Cmp(y.rat())
}

func (x exact) mul(y exact) exact {
	if x.small() && y.small() {
		return fraction(x.num*y.num, x.den*y.den)
	}
	if x.den == 1 && y.den == 1 {
		if p := x.num * y.num; y.num > 0 && p/y.num == x.num {
			return whole(p)
		}
	}
	return exactOf(new(big.Rat).Mul(x.rat(), y.rat()))
}

func (x exact) add(y exact) exact {
	if x.small() && y.small() {
		return fraction(x.num*y.den+y.num*x.den, x.den*y.den)
	}
	return exactOf(new(big.Rat).Add(x.rat(), y.rat()))
}

// quo returns x/y for a y that is not 0.
func (x exact) quo(y exact) exact {
	if x.small() && y.small() && y.num > 0 {
		return fraction(x.num*y.den, x.den*y.num)
	}
	return exactOf(new(big.Rat).Quo(x.rat(), y.rat()))
}

func (x exact) neg() exact { return x.mul(whole(-1)) }

// mostSmall is what may be multiplied by its like, twice added.
const mostSmall = 1 << 30

// small reports whether sums of products with x hold in 64 bits.
func (x exact) small() bool {
	return x.big == nil && x.den <= mostSmall && -mostSmall <= x.num && x.num <= mostSmall
}

// value returns x as everybody speaks it.
func (x exact) value() record.Value {
	if x.den == 1 {
		return record.IntValue(x.num)
	}
	return record.NumberValue(x.rat())
}
