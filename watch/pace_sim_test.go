package watch

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"stet/record"
)

// BenchmarkPace simulates a watch over half a year, and says how long an edit
// waits until a look finds it, on the average of all edits (and how many are
// overwritten before anybody saw them), at the same budget:
//
//	fixed    each page once a day
//	auto     each page at the pace that its looks so far suggest, as "every: auto" does
//	known    the same, if the true rates were known: what could be had at best
//
// Pages are edited at random (Poisson), at rates that differ as those of real
// pages do: most stand still for months, a few change by the hour (log-normal;
// Ntoulas, Cho and Olston, What's New on the Web, 2004, found most pages never
// to change in a year and a few daily). Some have busy days now and then.
//
//	go test ./watch -run '^$' -bench Pace -benchtime 1x
func BenchmarkPace(b *testing.B) {
	for seed := range uint64(3) {
		for _, how := range []string{"fixed", "auto", "known"} {
			b.Run(fmt.Sprintf("seed=%d/%s", seed, how), func(b *testing.B) {
				var s simulated
				for b.Loop() {
					s = simulate(how, 400, 180, seed)
				}
				b.ReportMetric(s.delay.Hours()/float64(s.edits), "h/edit")
				b.ReportMetric(100*float64(s.unseen)/float64(s.edits), "%unseen")
				b.ReportMetric(float64(s.looks), "looks")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// The pace that a page's looks suggest finds edits sooner than one pace for
// all does, at no more looks.
func TestAPaceOfItsOwnFindsEditsSooner(t *testing.T) {
	fixed, auto := simulate("fixed", 120, 120, 7), simulate("auto", 120, 120, 7)
	if auto.looks > fixed.looks*103/100 {
		t.Errorf("auto made %d looks, fixed %d: want no more than its budget", auto.looks, fixed.looks)
	}
	a, f := auto.delay.Hours()/float64(auto.edits), fixed.delay.Hours()/float64(fixed.edits)
	if a > 0.75*f {
		t.Errorf("an edit waits %.1f h with auto and %.1f h with one pace for all; want at most three quarters", a, f)
	}
	if auto.unseen >= fixed.unseen {
		t.Errorf("%d edits were overwritten unseen with auto, %d with one pace for all; want fewer", auto.unseen, fixed.unseen)
	}
}

// simulated is what came out of a simulation.
type simulated struct {
	looks, edits, unseen int
	delay                time.Duration // of all edits together
}

// A simPage is a page and when it is edited.
type simPage struct {
	rate  float64 // edits an hour, busy days aside
	edits []time.Duration
	next  time.Duration
	last  time.Duration // last look
	seen  int           // edits so far
	known *record.Rate
}

type simQueue []*simPage

func (q simQueue) Len() int           { return len(q) }
func (q simQueue) Less(i, j int) bool { return q[i].next < q[j].next }
func (q simQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *simQueue) Push(x any)        { *q = append(*q, x.(*simPage)) }
func (q *simQueue) Pop() any          { p := (*q)[len(*q)-1]; *q = (*q)[:len(*q)-1]; return p }

func simPagesOf(random *rand.Rand, pages, days int) (all []*simPage) {
	end := time.Duration(days) * 24 * time.Hour
	for range pages {
		p := &simPage{rate: math.Exp(random.NormFloat64()*1.8) / (30 * 24)}
		busy := random.Float64() < 0.2
		for at := time.Duration(0); ; {
			rate := p.rate
			if day := int(at.Hours() / 24); busy && day%30 < 2 { // a story breaks: two days of edits
				rate = max(rate, 1.0/6)
			}
			step := time.Duration(random.ExpFloat64() / rate * float64(time.Hour))
			if rate < 1.0/6 && busy && step > 24*time.Hour {
				at += 24 * time.Hour // memoryless: begin anew each day
				if at > end {
					break
				}
				continue
			}
			if at += step; at > end {
				break
			}
			p.edits = append(p.edits, at)
		}
		p.next = time.Duration(random.Float64() * float64(24*time.Hour))
		all = append(all, p)
	}
	return all
}

func simulate(how string, n, days int, seed uint64) (s simulated) {
	random := rand.New(rand.NewPCG(seed, 11))
	pages := simPagesOf(random, n, days)
	queue := simQueue(append([]*simPage(nil), pages...))
	heap.Init(&queue)
	var plan spread
	planned := time.Duration(-1)
	rate := func(p *simPage) float64 {
		if how == "known" {
			return max(float64(len(p.edits))/float64(days*24), slowest)
		}
		return rateOf(p.known)
	}
	for end := time.Duration(days) * 24 * time.Hour; ; {
		p := queue[0]
		if p.next > end {
			break
		}
		now := p.next
		if planned < 0 || now-planned >= 24*time.Hour {
			planned = now
			var rates []float64
			for _, p := range pages {
				rates = append(rates, rate(p))
			}
			plan = spreadOf(rates, float64(n), time.Hour, 7*24*time.Hour)
		}
		s.looks++
		before := p.seen
		for p.seen < len(p.edits) && p.edits[p.seen] <= now {
			s.delay += now - p.edits[p.seen]
			p.seen++
		}
		s.edits += p.seen - before
		s.unseen += max(p.seen-before-1, 0)
		if p.last > 0 {
			p.known = noted(p.known, now-p.last, p.seen > before)
		}
		p.last = now
		every := 24 * time.Hour
		if how != "fixed" {
			every = plan.interval(rate(p))
		}
		p.next = now + every
		heap.Fix(&queue, 0)
	}
	return s
}
