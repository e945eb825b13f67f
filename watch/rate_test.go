package watch

import (
	"math"
	"testing"
	"time"

	"stet/record"
)

// learnt returns what is known after looks at intervals of span; changed says
// of each whether it saw a change.
func learnt(span time.Duration, changed ...bool) (r *record.Rate) {
	for _, c := range changed {
		r = noted(r, span, c)
	}
	return r
}

func repeat(n int, changed bool) []bool {
	all := make([]bool, n)
	for i := range all {
		all[i] = changed
	}
	return all
}

// Where intervals are equal and nothing is forgotten, the estimate is the
// bias-reduced one of Cho and Garcia-Molina, up to the prior.
func TestRateOfRegularLooks(t *testing.T) {
	for _, c := range []struct{ changes, looks int }{{3, 12}, {8, 16}, {12, 14}, {14, 14}} {
		r := learnt(time.Minute, append(repeat(c.looks-c.changes, false), repeat(c.changes, true)...)...)
		n, x := float64(c.looks), float64(c.changes)
		want := -math.Log((n-x+0.5)/(n+0.5)) * 60
		got := rateOf(r)
		if math.Abs(got-want) > 0.25*want {
			t.Errorf("rate after %d changes in %d looks = %.2f an hour, want about %.2f", c.changes, c.looks, got, want)
		}
	}
}

func TestRate(t *testing.T) {
	never, fresh := learnt(day, repeat(100, false)...), (*record.Rate)(nil)
	weekly := learnt(day, append(repeat(6, false), true)...)
	daily := learnt(day, repeat(20, true)...)
	hourly := learnt(time.Hour, repeat(20, true)...)
	once := learnt(day, append(repeat(50, false), true)...)
	calmed := learnt(day, append(repeat(16, true), repeat(400, false)...)...)
	rates := []struct {
		name string
		rate *record.Rate
	}{
		{"never seen to change in 100 days", never}, {"seen to change once in 51 days", once},
		{"new", fresh}, {"seen to change once in its only week", weekly},
		{"changed at each of 20 daily looks", daily}, {"changed at each of 20 hourly looks", hourly},
	}
	for i := range rates[1:] {
		if a, b := rates[i], rates[i+1]; rateOf(a.rate) >= rateOf(b.rate) {
			t.Errorf("a page %s changes %.5f times an hour, one %s %.5f; want less", a.name, rateOf(a.rate), b.name, rateOf(b.rate))
		}
	}
	if busy, calm := rateOf(daily), rateOf(calmed); calm > busy/20 {
		t.Errorf("a page that has been quiet for 400 days changes %.5f times an hour, a busy one %.5f: want it forgotten", calm, busy)
	}
}

func TestARateStaysSmallAndFinite(t *testing.T) {
	r := learnt(10*365*day, repeat(300, true)...)
	if len(r.Changed) != maxChanges || len(r.Before) != maxChanges {
		t.Errorf("%d changes are remembered, want %d", len(r.Changed), maxChanges)
	}
	for _, r := range []*record.Rate{r, learnt(10*365*day, repeat(300, false)...), learnt(time.Second, repeat(300, true)...),
		{Quiet: -1, Changed: []time.Duration{0, -5}, Before: []time.Duration{1}}} {
		if rate := rateOf(r); !(rate > 0) || math.IsInf(rate, 0) {
			t.Errorf("rateOf(%+v) = %v, want a positive number", r, rate)
		}
	}
	if r := noted(nil, -time.Hour, true); r != nil {
		t.Errorf("a clock that was set back taught %+v, want nothing", r)
	}
}

func TestASpreadKeepsToItsBudget(t *testing.T) {
	rates := []float64{1, 0.1, 0.01, 0.001, 0.0001, 0.0001, 0.0001}
	looks := func(s spread) (n float64) {
		for _, r := range rates {
			n += 1 / days(s.interval(r))
		}
		return n
	}
	for name, c := range map[string]struct {
		budget   float64
		min, max time.Duration
		want     float64
	}{
		"free":                                {20, time.Minute, 1000 * day, 20},
		"some at min, some at max":            {20, 2 * time.Hour, 5 * day, 20},
		"min does not let it be spent":        {1000, time.Hour, 7 * day, 168},
		"max cannot be kept":                  {3.5, time.Hour, day, 3.5},
		"less than a look a day is no budget": {0, time.Hour, day, 1},
	} {
		s := spreadOf(rates, c.budget, c.min, c.max)
		if got := looks(s); math.Abs(got-c.want) > 0.01*c.want {
			t.Errorf("%s: %.2f looks a day, want %.2f", name, got, c.want)
		}
	}
	s := spreadOf(rates, 20, time.Minute, 1000*day)
	if a, b := s.interval(0.01), s.interval(0.0001); math.Abs(b.Hours()/a.Hours()-10) > 0.01 {
		t.Errorf("a page that changes 100 times as often waits %v, the other %v; want a tenth", a, b)
	}
}
