package watch

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"stet/record"
)

// An unsettled look waits for a second one at the end of the pass: either it
// gave a page to doubt, or it ran into trouble that may pass.
type unsettled struct {
	page  record.Page     // as it stood before a look in doubt, and stands after one in trouble
	first record.Answer   // of a look in doubt, without bodies: they are kept
	why   string          // it is in doubt; empty: it ran into trouble,
	saw   record.Sighting // which was kept
	ended time.Time
}

// settleAfter is after how many delays a second look is made at the earliest,
// give or take: a firewall that counts requests should have forgotten us.
const settleAfter = 5

// passing reports whether a look ran into trouble that may be over in a
// minute, and the server does not mind to be asked.
func passing(s record.Sighting, a record.Answer) bool {
	if !a.HoldHost.IsZero() || s.Look.Incident == nil {
		return false
	}
	switch s.Look.Incident.Kind {
	case record.Unreachable, record.ServerError, record.Truncated, record.Empty, record.Maintenance:
		return true
	}
	return s.Look.Incident.Outage
}

// openBytes is how much of renderings, which are not let go like other bodies,
// may wait for second looks. A page too many is settled by the next run's look.
const openBytes = 64 << 20

// putOff has a look wait for a second one.
func (p *pass) putOff(u unsettled) {
	u.ended = time.Now()
	size := sizeOf(u.first)
	p.mu.Lock()
	room := p.openBytes+size <= openBytes
	if room {
		p.open = append(p.open, u)
		p.openBytes += size
	}
	p.mu.Unlock()
	if !room {
		p.settleAlone(u)
	}
}

// again makes the second looks that the pass owes so far, and gives hosts
// that did not answer a second chance. It reports whether there was anything
// to do.
func (p *pass) again(ctx context.Context) bool {
	p.mu.Lock()
	open, left := p.open, p.left
	p.open, p.openBytes, p.left = nil, 0, map[string][]record.Page{}
	for name := range left {
		p.gaveUp[name] = true
	}
	p.mu.Unlock()
	hosts := debts(open, left)
	p.inTurns(hosts, func(wg *sync.WaitGroup, h host) host {
		if !p.askAgain(ctx, wg, h) {
			return host{}
		}
		return p.host(ctx, wg, h)
	})
	return len(hosts) > 0
}

// debts returns the hosts that are to be asked again, in a fixed order.
func debts(open []unsettled, left map[string][]record.Page) (hosts []host) {
	owing := map[string]bool{}
	for _, g := range grouped(open, func(u unsettled) string { return hostOf(u.page.URL) }) {
		hosts = append(hosts, host{name: g.name, owed: g.list, pages: left[g.name]})
		owing[g.name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		if !owing[name] {
			hosts = append(hosts, host{name: name, pages: left[name]})
		}
	}
	return hosts
}

// askAgain makes the second looks at the pages of one host, and reports whether
// it may be asked for more: not where it still gives no answer, or asks to be
// left alone. Where the trouble is the same at several pages it is that of the
// host, and not asked about further.
func (p *pass) askAgain(ctx context.Context, wg *sync.WaitGroup, h host) bool {
	if until := p.sentAway(h.name); until.After(p.w.now()) {
		p.giveUp(wg, h.owed)
		p.skip(h.pages, until)
		return false
	}
	fruitless := 0
	for i, u := range h.owed {
		if u.why == "" && fruitless >= noAnswer {
			p.settleAlone(u)
			continue
		}
		pause := u.ended.Add(p.w.secondPause())
		if !p.goesOn(ctx) || p.late(2) || sleepUntil(ctx, pause) != nil {
			p.giveUp(wg, h.owed[i:])
			return true
		}
		a := p.w.Fetcher.Fetch(ctx, p.w.secondRequest(u))
		if ctx.Err() != nil {
			p.giveUp(wg, h.owed[i:])
			return true
		}
		p.atDesk(wg, a, func() { p.settleAgain(u, a) })
		if !a.HoldHost.IsZero() {
			p.hold(u.page, a, len(h.owed)-i+len(h.pages))
			p.giveUp(wg, h.owed[i+1:])
			p.skip(h.pages, a.HoldHost)
			return false
		}
		if silent(a) {
			p.giveUp(wg, h.owed[i+1:])
			p.abandon(h)
			return false
		}
		if fruitless++; a.Incident == nil {
			fruitless = 0
		}
	}
	return true
}

// secondPause returns how long to wait between two looks at a page.
func (w *Watcher) secondPause() time.Duration {
	return time.Duration((0.8 + 0.4*rand.Float64()) * settleAfter * float64(w.Delay))
}

// secondRequest asks for all of a page once more; of one in doubt also what
// its host says where there is no page.
func (w *Watcher) secondRequest(u unsettled) record.Request {
	r := w.request(u.page)
	r.ETag, r.LastModified, r.Doubt, r.Again = "", "", u.why != "", true
	return r
}

// settleAgain settles the second look at a page, and with it the first. A
// second look after trouble may itself be in doubt, and wait for a third.
func (p *pass) settleAgain(u unsettled, a record.Answer) {
	s, err := p.safely(u.page, a, func() (record.Sighting, error) {
		if u.why != "" {
			return p.w.resolve(p.run.ID, u, a)
		}
		return p.w.settle(p.run.ID, u.page, a, false)
	})
	if doubt, ok := errors.AsType[inDoubt](err); ok {
		p.putOff(unsettled{page: u.page, first: slim(a), why: doubt.why})
		return
	}
	if errors.Is(err, errClosed) {
		p.settleAlone(u)
		return
	}
	p.told(u.page, s, err)
}

// giveUp settles looks of which there will be no second one, side by side:
// they may be many, and stet be told to end.
func (p *pass) giveUp(wg *sync.WaitGroup, owed []unsettled) {
	for _, u := range owed {
		p.atDesk(wg, u.first, func() { p.settleAlone(u) })
	}
}

// settleAlone settles a look of which there will be no second one.
func (p *pass) settleAlone(u unsettled) {
	if u.why == "" {
		p.told(u.page, u.saw, nil)
		return
	}
	s, err := p.w.unconfirmed(p.run.ID, u, "there was no second look yet")
	p.told(u.page, s, err)
}

func sleepUntil(ctx context.Context, at time.Time) error {
	d := time.Until(at)
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
