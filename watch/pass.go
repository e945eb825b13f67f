package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"stet/record"
)

// Looks may wait to be kept and judged while their hosts are asked for the
// next page: so many of them, and so many bytes of documents. It bounds memory.
// Most looks bring no document, and wait for the disk alone: the more of them
// wait, the fewer times it is asked.
const (
	deskLooks = 512
	deskBytes = 32 << 20
)

// Pass looks once at every page that is due. One page's trouble never stops
// the others; the error joins what could not be kept. Pages that the looks
// bring to light are looked at in the same pass.
func (w *Watcher) Pass(ctx context.Context) (record.Run, error) {
	started := w.now()
	run := record.Run{ID: started.UTC().Format("20060102T150405.000Z"), Started: started, Build: w.Build, Config: w.Config}
	if err := w.Store.PutRun(run); err != nil { // makes the archive
		return run, err
	}
	pages, err := w.enrol()
	if err != nil {
		return run, err
	}
	p := &pass{w: w, run: &run, seen: map[record.PageID]bool{}, desk: newDesk(deskLooks, deskBytes)}
	for more := true; more && ctx.Err() == nil && !p.broken(); {
		due, err := p.due(pages)
		if err != nil {
			p.fail(err)
			break
		}
		p.look(ctx, due)
		if more = w.found.Swap(false); more {
			pages, err = w.Store.Pages()
			p.fail(err)
		}
	}
	run.Ended = w.now()
	p.fail(ctx.Err())
	p.fail(w.Store.PutRun(run))
	return run, errors.Join(p.errs...)
}

// A pass is the state of one [Watcher.Pass].
type pass struct {
	w    *Watcher
	run  *record.Run
	seen map[record.PageID]bool
	desk *desk

	mu       sync.Mutex
	progress Progress
	errs     []error
	lost     int // sightings that could not be kept, one after the other
}

// due returns the pages that are due and were not looked at in this pass.
func (p *pass) due(pages []record.Page) ([]record.Page, error) {
	held, err := p.w.Store.HeldHosts()
	if err != nil {
		return nil, err
	}
	var fresh []record.Page
	for _, page := range p.w.due(pages, held, p.run.Started) {
		if !p.seen[page.ID] {
			fresh = append(fresh, page)
		}
	}
	return fresh, nil
}

// look asks every host for its pages, a page at a time, some hosts at a time.
func (p *pass) look(ctx context.Context, due []record.Page) {
	hosts := map[string][]record.Page{}
	var order []string
	for _, page := range due {
		p.seen[page.ID] = true
		h := hostOf(page.URL)
		if hosts[h] == nil {
			order = append(order, h)
		}
		hosts[h] = append(hosts[h], page)
	}
	p.progress.Waiting += len(due)
	slots := make(chan struct{}, max(p.w.Concurrency, 1))
	var wg sync.WaitGroup
	for _, h := range order {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			p.host(ctx, &wg, hosts[h])
		})
	}
	wg.Wait()
}

// host looks at the pages of one host. While a look is kept and judged, the
// host is asked for the next page.
func (p *pass) host(ctx context.Context, wg *sync.WaitGroup, pages []record.Page) {
	for _, page := range pages {
		if ctx.Err() != nil || p.broken() {
			return
		}
		answer := p.w.Look(ctx, page)
		if ctx.Err() != nil {
			return // cut off by us: it says nothing about the page
		}
		size := len(answer.Document)
		p.desk.take(size)
		wg.Go(func() {
			defer p.desk.give(size)
			p.settle(page, answer)
		})
		if !answer.HoldHost.IsZero() {
			p.hold(page, answer, len(pages))
			return
		}
	}
}

// hold leaves a host alone that asked for it; its other pages stay due.
func (p *pass) hold(page record.Page, a record.Answer, pages int) {
	p.w.log().Info("host asks to be left alone", "host", hostOf(page.URL), "until", a.HoldHost, "pages", pages)
	if err := p.w.Store.HoldHost(hostOf(page.URL), a.HoldHost); err != nil {
		p.fail(err)
	}
}

func (p *pass) settle(page record.Page, a record.Answer) {
	s, err := p.safely(page, a)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.errs = append(p.errs, err)
		p.lost++
	} else {
		p.lost = 0
	}
	p.count(s)
	if p.w.Progress != nil {
		p.w.Progress(p.progress)
	}
}

// safely settles a look; a page that makes stet panic is that page's trouble.
func (p *pass) safely(page record.Page, a record.Answer) (s record.Sighting, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("read %s: stet failed: %v", page.URL, r)
		}
	}()
	return p.w.Settle(p.run.ID, page, a)
}

func (p *pass) count(s record.Sighting) {
	p.run.Looks++
	p.progress.Done++
	p.progress.Waiting--
	switch s.Look.Outcome {
	case record.OutcomeFirst:
		p.run.First++
	case record.OutcomeSame:
		p.run.Same++
	case record.OutcomeIncident:
		p.run.Trouble++
		if k := s.Look.Incident.Kind; k != record.Robots && k != record.Missing {
			p.run.Failed++
		}
	}
	if s.Change != nil && s.Change.Kind != record.FirstSeen {
		p.run.Changed++
	}
	p.progress.Changed, p.progress.First, p.progress.Trouble = p.run.Changed, p.run.First, p.run.Trouble
}

func (p *pass) fail(err error) {
	if err == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.errs = append(p.errs, err)
}

// broken reports whether the archive takes nothing any more: then there is
// no use in asking servers for what cannot be kept.
func (p *pass) broken() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lost >= 3
}

func (w *Watcher) now() time.Time {
	if w.Now != nil {
		return w.Now()
	}
	return time.Now()
}

func (w *Watcher) log() *slog.Logger {
	if w.Log != nil {
		return w.Log
	}
	return slog.New(slog.DiscardHandler)
}
