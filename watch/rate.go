package watch

import (
	"math"
	"slices"
	"time"

	"stet/record"
)

// How often does a page change? Looks tell only whether it did since the look
// before, so that counting changes and dividing by time is wrong: a page that
// changes hourly and is looked at daily seems to change daily. Cho and
// Garcia-Molina (Estimating Frequency of Change, ACM TOIT 3(3), 2003) assume
// a Poisson process and estimate its rate r from the looks:
//
//	irregular looks   the r for which the sum of t/(exp(rt)-1) over the intervals t
//	                  with a change is the time that passed without one (section 5)
//	regular looks     r = -ln((n-x+½)/(n+½))/t for x changes in n looks (section 4.2)
//
// The second adds half a look without a change to the first, so that a page
// that differed at every look does not seem to change infinitely often. Here
// it is added whatever the intervals: rateOf is the first, with half a mean
// interval more of quiet, and is the second where intervals are equal.
//
// Both are 0 for a page that was never seen to change, which would then never
// be looked at, and know nothing of a new page. A prior mends it: it weighs as
// much as half a change and half a look without, around a rate of priorRate,
// and has long tails on both sides, since most pages stand still for years and
// some are edited by the hour. The simulation hardly minds what it is.
const (
	priorWeight = 0.5
	priorRate   = 1.0 / (14 * 24) // an hour
)

// A page forgets: what was seen memory ago counts 1/e of what is seen now, and
// of changes the latest maxChanges are known.
const (
	memory     = 120 * 24 * time.Hour
	maxChanges = 16
)

// noted returns what is known of a page's rate after one more good look, span
// after the one before. A change is one that a reader sees.
func noted(r *record.Rate, span time.Duration, changed bool) *record.Rate {
	if span <= 0 {
		return r
	}
	span = span.Round(time.Second)
	if r == nil {
		r = &record.Rate{}
	}
	if !changed {
		return &record.Rate{Quiet: r.Quiet + span, Before: r.Before, Changed: r.Changed}
	}
	next := record.Rate{Before: append(slices.Clone(r.Before), r.Quiet), Changed: append(slices.Clone(r.Changed), span)}
	if n := len(next.Changed) - maxChanges; n > 0 {
		next.Before, next.Changed = next.Before[n:], next.Changed[n:]
	}
	return &next
}

// rateOf returns how often a page changes, in changes an hour; it is more
// than 0 and finite.
func rateOf(r *record.Rate) float64 {
	if r == nil {
		r = &record.Rate{}
	}
	quiet, age := faded(r.Quiet, 0), r.Quiet
	var spans, weights [maxChanges]float64
	var mean, sum float64
	n := min(len(r.Changed), len(r.Before), maxChanges)
	for i := range n {
		span, before := r.Changed[len(r.Changed)-1-i], r.Before[len(r.Before)-1-i]
		spans[i], weights[i] = span.Hours(), math.Exp(-age.Hours()/memory.Hours())
		mean += weights[i] * spans[i]
		sum += weights[i]
		age += span
		quiet += faded(before, age)
		age += before
	}
	if sum > 0 {
		quiet += mean / sum / 2 * min(sum, 1)
	}
	// What is solved falls from priorWeight+sum to less than 0 as the rate grows.
	excess := func(rate float64) float64 {
		x := priorWeight - 2*priorWeight*rate/(priorRate+rate) - rate*quiet
		for i := range n {
			if t := rate * spans[i]; t > 0 {
				x += weights[i] * t / math.Expm1(t)
			}
		}
		return x
	}
	return math.Exp(root(math.Log(slowest), math.Log(fastest), func(log float64) float64 { return excess(math.Exp(log)) }))
}

// No page changes more rarely than once in ten thousand years or more often than
// once a second, as far as stet cares. Changes an hour.
const (
	slowest = 1e-8
	fastest = 3600
)

// faded returns the time quiet, of which the end lies age back, weighed by
// how long ago it was, in hours.
func faded(quiet, age time.Duration) float64 {
	m := memory.Hours()
	return m * (math.Exp(-age.Hours()/m) - math.Exp(-(age+quiet).Hours()/m))
}

// root returns where f, which falls, is 0 between low and high, to a millionth
// of the way, or the end that is nearer to it.
func root(low, high float64, f func(float64) float64) float64 {
	for range 20 {
		if mid := (low + high) / 2; f(mid) > 0 {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}
