package watch

import (
	"math"
	"time"

	"stet/record"
)

// usualLooks is the budget of a watch without one: as many looks a day for
// each page as "every: 6h" would take, only better spent.
const usualLooks = float64(24*time.Hour) / float64(defaultEvery)

// A spread says how the looks of a watch are spread over its pages. So that
// an edit is seen as soon as can be on the average of all edits, the interval
// of a page is scale over the square root of its rate, between min and max
// (the optimum of Cho and Garcia-Molina, Effective Page Refresh Policies,
// 2003, for the age of edits, not for the share of fresh pages: that one
// gives up pages that change often). A page that changes four times as often
// is looked at twice as often, so that also the rare edit of a quiet page is
// not left lying.
type spread struct {
	scale    float64 // hours times the square root of changes an hour
	min, max time.Duration
}

// spreadOf returns the spread that makes as many looks a day at pages of
// these rates as the budget allows. Pages that min or max holds back leave the
// rest of the budget to the others (water filling). Where the budget does not
// even reach for a look every max, max gives way: a budget is a promise to
// the server. Where min does not let the budget be spent, it is not.
func spreadOf(rates []float64, budget float64, min, max time.Duration) spread {
	s := spread{min: min, max: max}
	if len(rates) == 0 {
		return s
	}
	budget = math.Max(budget, 1) // a look a day is always to be had
	if all := float64(len(rates)); all/days(max) > budget {
		s.max = time.Duration(all / budget * float64(24*time.Hour))
	}
	s.scale = math.Exp(root(math.Log(1e-6), math.Log(1e9), func(log float64) float64 {
		s.scale = math.Exp(log)
		looks := 0.0
		for _, r := range rates {
			looks += 1 / days(s.interval(r))
		}
		return looks - budget
	}))
	return s
}

// interval returns the time between two looks at a page of a rate.
func (s spread) interval(rate float64) time.Duration {
	hours := s.scale / math.Sqrt(rate)
	return time.Duration(math.Max(float64(s.min), math.Min(float64(s.max), hours*float64(time.Hour))))
}

func days(d time.Duration) float64 { return d.Hours() / 24 }

// plan spreads the looks of each watch that asks for it over its pages. Pages
// that are gone come back rarely, and wait for max.
func (w *Watcher) plan(pages []record.Page) {
	before := w.spreads
	w.spreads = map[string]spread{}
	rates, gone := map[string][]float64{}, map[string]int{}
	auto := map[string]*Watch{}
	for i := range w.Watches {
		if watch := &w.Watches[i]; watch.Auto {
			auto[watch.Name] = watch
		}
	}
	if len(auto) == 0 {
		return
	}
	for _, p := range pages {
		switch {
		case auto[p.Watch] == nil || w.find(p) == nil:
		case p.Gone:
			gone[p.Watch]++
		default:
			rates[p.Watch] = append(rates[p.Watch], rateOf(p.Rate))
		}
	}
	for name, watch := range auto {
		budget := float64(watch.Budget) - float64(gone[name])/days(watch.Max)
		if watch.Budget == 0 {
			budget = usualLooks * float64(len(rates[name]))
		}
		w.spreads[name] = spreadOf(rates[name], budget, watch.Min, watch.Max)
		if s := w.spreads[name]; s.max > watch.Max && s.max.Round(time.Hour) != before[name].max.Round(time.Hour) { // and that was not told yet
			w.log().Warn("the budget is too small for a look at each page every max", "watch", name,
				"budget", watch.Budget, "pages", len(rates[name]), "max", watch.Max, "every", s.max.Round(time.Hour))
		}
	}
}

// slowest returns the slowest pace that a page may have by today's watch list.
func (w *Watcher) slowest(p record.Page) time.Duration {
	watch := w.of(p)
	if !watch.Auto {
		return w.fixed(watch)
	}
	return max(watch.Max, w.spreads[watch.Name].max)
}

// fixed returns the pace of a watch that is the same for all its pages. What
// is due at every run is due once a minute where runs have no end.
func (w *Watcher) fixed(watch *Watch) time.Duration {
	if watch.Every == 0 && w.Bound > 0 {
		return longIdle
	}
	return watch.Every
}

// every returns the pace of a page.
func (w *Watcher) every(p record.Page) time.Duration {
	watch := w.of(p)
	if !watch.Auto {
		return w.fixed(watch)
	}
	s, ok := w.spreads[watch.Name]
	if !ok { // no pass: an import
		s = spreadOf([]float64{rateOf(nil)}, usualLooks, watch.Min, watch.Max)
	}
	if p.Gone {
		return s.max
	}
	return s.interval(rateOf(p.Rate))
}
