package figures

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// TestExactIsExact compares exact with big.Rat, small parts and large ones.
func TestExactIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.OneOf(rapid.Int64Range(-20, 20), rapid.Int64Range(-1e18, 1e18), rapid.SampledFrom([]int64{1e15, 1 << 30, 1<<30 + 1, 1e12}))
		under := rapid.OneOf(rapid.Just(int64(1)), rapid.Int64Range(1, 1000), rapid.Int64Range(1, 1e18))
		x, y := fraction(part.Draw(t, "a"), under.Draw(t, "b")), fraction(part.Draw(t, "c"), under.Draw(t, "d"))
		p, q := x.rat(), y.rat()
		for name, pair := range map[string]struct {
			got  exact
			want *big.Rat
		}{
			"sum":     {x.add(y), new(big.Rat).Add(p, q)},
			"product": {x.mul(y), new(big.Rat).Mul(p, q)},
			"negated": {x.neg(), new(big.Rat).Neg(p)},
		} {
			if pair.got.rat().Cmp(pair.want) != 0 || pair.got.isInt() != pair.want.IsInt() {
				t.Fatalf("%s of %v and %v = %v, want %v", name, p, q, pair.got.rat(), pair.want)
			}
		}
		if q.Sign() != 0 {
			if got, want := x.quo(y).rat(), new(big.Rat).Quo(p, q); got.Cmp(want) != 0 {
				t.Fatalf("quotient of %v and %v = %v, want %v", p, q, got, want)
			}
		}
		if got, want := x.cmp(y), p.Cmp(q); got != want {
			t.Fatalf("cmp of %v and %v = %d, want %d", p, q, got, want)
		}
	})
}
