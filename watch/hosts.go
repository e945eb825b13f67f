package watch

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"stet/record"
)

// A host that gave no answer to noAnswer looks in a row is given up: a dead
// host with many pages would else cost a time-out for each. At the end of the
// pass it has a second chance; what is left then stays due.
const noAnswer = 3

// A host is a server and what is to be asked of it.
type host struct {
	name   string
	owed   []unsettled   // second looks, first of all
	pages  []record.Page // that are due
	silent int           // looks without an answer, one after the other
}

// byHost returns the hosts of the pages in the order in which they are asked:
// that of their first pages, but those in trouble last, so that they do not
// keep the others waiting. So it is with the pages of a host: one that always
// answers 503 has the host left alone each time, and would else come first each
// time.
func byHost(due []record.Page) []host {
	var hosts []host
	for _, g := range grouped(due, func(p record.Page) string { return hostOf(p.URL) }) {
		hosts = append(hosts, host{name: g.name, pages: lastly(g.list, wasTurnedAway)})
	}
	return lastly(hosts, wasSilent)
}

// A group is what belongs together under a name.
type group[T any] struct {
	name string
	list []T
}

// grouped returns what is listed in groups, by the name of each, in the order
// of their first ones.
func grouped[T any](list []T, name func(T) string) []group[T] {
	var groups []group[T]
	at := map[string]int{}
	for _, e := range list {
		n := name(e)
		i, ok := at[n]
		if !ok {
			i = len(groups)
			at[n] = i
			groups = append(groups, group[T]{name: n})
		}
		groups[i].list = append(groups[i].list, e)
	}
	return groups
}

// lastly puts those elements of a list last that are to be, in their order.
func lastly[T any](list []T, is func(T) bool) []T {
	var last []T
	list = slices.DeleteFunc(list, func(e T) bool {
		if is(e) {
			last = append(last, e)
			return true
		}
		return false
	})
	return append(list, last...)
}

// wasTurnedAway reports whether the server was in trouble when a page was last
// looked at, or asked to be left alone.
func wasTurnedAway(p record.Page) bool {
	if p.Incident == nil {
		return false
	}
	switch p.Incident.Kind {
	case record.RateLimited, record.ServerError, record.Maintenance:
		return true
	}
	return false
}

func wasSilent(h host) bool {
	in := h.pages[0].Incident
	return in != nil && in.Kind == record.Unreachable
}

// look asks every host for its pages, a page at a time, some hosts at a time.
func (p *pass) look(ctx context.Context, due []record.Page) {
	for _, page := range due {
		p.seen[page.ID] = true
	}
	p.mu.Lock()
	p.progress.Waiting += len(due)
	p.mu.Unlock()
	p.inTurns(byHost(due), func(wg *sync.WaitGroup, h host) host { return p.host(ctx, wg, h) })
}

// sideBySide calls do for 0 to n-1, as many at a time as hosts may be asked,
// and waits until all that they began is done.
func (p *pass) sideBySide(n int, do func(*sync.WaitGroup, int)) {
	slots := make(chan struct{}, p.w.concurrency())
	var wg sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			do(&wg, i)
		})
	}
	wg.Wait()
}

// inTurns is sideBySide for hosts with many pages: ask returns what it leaves
// of a host for another turn, when the others had theirs.
func (p *pass) inTurns(hosts []host, ask func(*sync.WaitGroup, host) host) {
	queue := make(chan host, len(hosts))
	for _, h := range hosts {
		queue <- h
	}
	var left atomic.Int64
	left.Store(int64(len(hosts)))
	p.sideBySide(min(len(hosts), p.w.concurrency()), func(wg *sync.WaitGroup, _ int) {
		for h := range queue {
			if rest := ask(wg, h); len(rest.pages) > 0 {
				queue <- rest
			} else if left.Add(-1) == 0 {
				close(queue)
			}
		}
	})
}

func (w *Watcher) concurrency() int {
	if w.Concurrency > 0 {
		return w.Concurrency
	}
	return 8
}

// host looks at the pages of one host, and returns those that it did not come
// to in its turn. While a look is kept and judged, the host is asked for the
// next page.
func (p *pass) host(ctx context.Context, wg *sync.WaitGroup, h host) (rest host) {
	patience := p.w.rests.patience(h.name)
	began := p.w.now()
	for i, page := range h.pages {
		if !p.goesOn(ctx) || p.late(1) {
			p.skip(h.pages[i:], p.began)
			return host{}
		}
		if i > 0 && p.w.Bound > 0 && p.w.now().Sub(began) > p.w.Bound/turnsOfAPass {
			return host{name: h.name, pages: h.pages[i:], silent: h.silent}
		}
		answer := p.w.Look(ctx, page)
		if ctx.Err() != nil {
			return host{} // cut off by us: it says nothing about the page
		}
		p.atDesk(wg, answer, func() { p.settle(page, answer) })
		if !answer.HoldHost.IsZero() {
			p.hold(page, answer, len(h.pages)-i)
			p.skip(h.pages[i+1:], answer.HoldHost)
			return host{}
		}
		if !silent(answer) {
			p.w.rests.end(h.name)
			h.silent, patience = 0, noAnswer
		} else if h.silent++; h.silent >= patience && i+1 < len(h.pages) {
			p.leave(host{name: h.name, pages: h.pages[i+1:]})
			return host{}
		}
	}
	return host{}
}

// turnsOfAPass is how many turns a pass that is bounded has: where there are
// more hosts than can be asked at a time, those with many pages do not keep
// the others waiting.
const turnsOfAPass = 12

// atDesk does something with an answer while the hosts go on being asked.
func (p *pass) atDesk(wg *sync.WaitGroup, a record.Answer, do func()) {
	size := sizeOf(a)
	p.desk.take(size)
	wg.Go(func() {
		defer p.desk.give(size)
		do()
	})
}

// sizeOf returns how much room an answer takes that waits.
func sizeOf(a record.Answer) int {
	if a.Rendered == nil {
		return len(a.Document)
	}
	return len(a.Document) + len(a.Rendered.DOM) + len(a.Rendered.Screenshot)
}

// silent reports whether a look ran into a time-out or did not come through
// to the server at all: the next one will too.
func silent(a record.Answer) bool {
	return a.Incident != nil && (a.Incident.Kind == record.Unreachable || a.Last().Truncated == "time")
}

// leave gives up on a host for now; its pages wait for the end of the pass,
// or for the next one.
func (p *pass) leave(h host) {
	p.mu.Lock()
	chance := !p.gaveUp[h.name]
	if chance {
		p.left[h.name] = append(p.left[h.name], h.pages...)
	}
	p.mu.Unlock()
	if !chance {
		p.abandon(h)
	}
}

// abandon leaves the pages of a silent host for the next run.
func (p *pass) abandon(h host) {
	if len(h.pages) == 0 {
		return
	}
	until := p.w.rests.begin(h.name, p.w.now())
	p.w.log().Warn("host gives no answer; its pages are left for the next run", "host", h.name, "pages", len(h.pages))
	p.mu.Lock()
	p.run.Left += len(h.pages)
	p.mu.Unlock()
	p.skip(h.pages, until)
}

// skip goes on without some pages, which stay due; the next pass comes to
// them at some time.
func (p *pass) skip(pages []record.Page, at time.Time) {
	if len(pages) == 0 {
		return
	}
	p.wake(at)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.progress.Waiting -= len(pages)
}

// hold leaves a host alone that asked for it; its other pages stay due.
func (p *pass) hold(page record.Page, a record.Answer, pages int) {
	name := hostOf(page.URL)
	p.w.log().Info("host asks to be left alone", "host", name, "until", a.HoldHost, "pages", pages)
	p.fail(p.w.Store.HoldHost(name, a.HoldHost))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away[name] = a.HoldHost
}

// sentAway returns until when a host asked in this pass to be left alone.
func (p *pass) sentAway(name string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.away[name]
}

// Between two passes of one process a silent host rests, ever longer. The
// archive does not keep it: a run of cron's comes rarely enough.
const (
	shortestRest = 5 * time.Minute
	longestRest  = 6 * time.Hour
)

// rests knows the hosts that were given up, by name, and the pages of which a
// look could not be kept, by address. The zero value knows none.
type rests struct {
	mu sync.Mutex
	m  map[string]rest
}

type rest struct {
	until time.Time
	times int // given up, one after the other
}

// begin lets a host rest from now on, and returns until when.
func (r *rests) begin(name string, now time.Time) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.m == nil {
		r.m = map[string]rest{}
	}
	times := r.m[name].times + 1
	until := now.Add(min(shortestRest<<min(times-1, 10), longestRest))
	r.m[name] = rest{until, times}
	return until
}

// end forgets a host: it answers again.
func (r *rests) end(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.m, name)
}

// patience returns how many looks without an answer a host may have.
func (r *rests) patience(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.m[name].times > 0 {
		return 1
	}
	return noAnswer
}

// join adds the hosts that rest to those that asked to be left alone.
func (r *rests) join(held map[string]time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, rest := range r.m {
		if rest.until.After(held[name]) {
			held[name] = rest.until
		}
	}
}
