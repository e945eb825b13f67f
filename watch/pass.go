package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
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

// Pass is a run of its own: it looks at every page that is due. One page's
// trouble never stops the others; the error joins what could not be kept.
// Pages that the looks bring to light are looked at in the same pass.
func (w *Watcher) Pass(ctx context.Context) (record.Run, error) {
	run, err := w.Begin()
	if err != nil {
		return run, err
	}
	_, err = w.Sweep(ctx, &run)
	return run, errors.Join(err, w.End(&run))
}

// Begin opens a run; it makes the archive where there is none.
func (w *Watcher) Begin() (record.Run, error) {
	run := w.newRun()
	return run, w.Store.PutRun(run)
}

func (w *Watcher) newRun() record.Run {
	started := w.now()
	return record.Run{ID: started.UTC().Format("20060102T150405.000Z"), Started: started, Build: w.Build, Config: w.Config}
}

// End closes a run.
func (w *Watcher) End(run *record.Run) error {
	run.Ended = w.now()
	return w.Store.PutRun(*run)
}

// Swept says what became of a sweep.
type Swept struct {
	Asked int       // pages that were looked at,
	Kept  int       // and those of them of which the look was kept
	Next  time.Time // when the next page is due; zero: there is none
}

// Sweep looks at every page that is due, as part of a run, and counts in the
// run what it saw. Where [Watcher.Bound] is set, the pages that it does not
// come to stay due.
func (w *Watcher) Sweep(ctx context.Context, run *record.Run) (Swept, error) {
	pages, err := w.enrol()
	if err != nil {
		return Swept{}, err
	}
	p := &pass{w: w, run: run, began: w.now(), seen: map[record.PageID]bool{}, desk: newDesk(deskLooks, deskBytes),
		left: map[string][]record.Page{}, gaveUp: map[string]bool{}, away: map[string]time.Time{}}
	if pages, err = p.lists(ctx, pages); err != nil {
		p.fail(err)
		return p.swept, errors.Join(p.errs...)
	}
	w.found.Store(false) // what was found so far is among them
	w.plan(pages)
	w.sweeping(true)
	defer w.sweeping(false)
	defer w.bench.closeWith(ctx)()
	for more := true; more && p.goesOn(ctx); {
		due, err := p.due(pages)
		if err != nil {
			p.fail(err)
			break
		}
		p.look(ctx, due)
		for p.again(ctx) {
		}
		if more = w.found.Swap(false); more {
			pages, err = w.Store.Pages()
			p.fail(err)
		}
	}
	p.noteBounds()
	p.fail(ctx.Err())
	return p.swept, errors.Join(p.errs...)
}

// A pass is the state of one [Watcher.Sweep].
type pass struct {
	w     *Watcher
	run   *record.Run
	began time.Time
	seen  map[record.PageID]bool
	desk  *desk

	mu        sync.Mutex
	open      []unsettled              // looks that wait for a second one
	openBytes int                      // of their renderings
	left      map[string][]record.Page // pages of hosts that give no answer
	gaveUp    map[string]bool          // hosts that had their second chance
	away      map[string]time.Time     // hosts that asked to be left alone, and until when
	swept     Swept
	progress  Progress
	errs      []error
	lost      int // sightings that could not be kept, one after the other
}

// goesOn reports whether there is use in asking for another page: nobody
// wants to stop, and the archive takes what comes.
func (p *pass) goesOn(ctx context.Context) bool { return ctx.Err() == nil && !p.broken() }

// late reports whether the pass has taken n times the time it is given.
func (p *pass) late(n time.Duration) bool {
	return n == 1 && p.w.hurry.Load() || p.w.Bound > 0 && p.w.now().Sub(p.began) > n*p.w.Bound
}

// due returns the pages that are due and were not looked at in this pass,
// those first that have waited longest.
func (p *pass) due(pages []record.Page) ([]record.Page, error) {
	held, err := p.held()
	if err != nil {
		return nil, err
	}
	p.w.rests.join(held)
	type late struct {
		page int
		at   time.Time
	}
	due := make([]late, 0, len(pages))
	for i := range pages {
		page := &pages[i]
		if p.seen[page.ID] || p.w.find(*page) == nil {
			continue
		}
		at := p.w.dueAt(*page, p.began)
		for _, until := range []time.Time{held[hostOf(page.URL)], held[page.URL]} {
			if until.After(p.began) && until.After(at) {
				at = until
			}
		}
		if at.After(p.began) {
			p.wake(at)
			continue
		}
		due = append(due, late{i, at})
	}
	slices.SortStableFunc(due, func(a, b late) int { return a.at.Compare(b.at) })
	fresh := make([]record.Page, len(due))
	for i, d := range due {
		fresh[i] = pages[d.page]
	}
	return fresh, nil
}

// held returns until when hosts asked to be left alone. What a clock that was
// ahead wrote goes out of the archive, or it would hold when its time is near.
func (p *pass) held() (map[string]time.Time, error) {
	held, err := p.w.Store.HeldHosts()
	for _, name := range forgetAhead(held, p.began) {
		err = errors.Join(err, p.w.Store.HoldHost(name, time.Time{}))
	}
	return held, err
}

// wake sees to it that the next pass is not later than at.
func (p *pass) wake(at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wakeLocked(at)
}

func (p *pass) wakeLocked(at time.Time) {
	if p.swept.Next.IsZero() || at.Before(p.swept.Next) {
		p.swept.Next = at
	}
}

// settle settles a first look, or puts it off until there was a second one.
func (p *pass) settle(page record.Page, a record.Answer) {
	s, err := p.safely(page, a, func() (record.Sighting, error) { return p.w.settle(p.run.ID, page, a, false) })
	switch doubt, ok := errors.AsType[inDoubt](err); {
	case ok && !a.HoldHost.IsZero():
		p.settleAlone(unsettled{page: page, first: slim(a), why: doubt.why})
	case ok:
		p.putOff(unsettled{page: page, first: slim(a), why: doubt.why})
	case err == nil && passing(s, a):
		s.Look.Exchanges = nil // they are kept, and a host in trouble may have thousands of pages
		p.putOff(unsettled{page: s.Page, saw: s})
	case errors.Is(err, errClosed):
		p.skip([]record.Page{page}, p.began)
	default:
		p.told(page, s, err)
	}
}

// told counts what became of the looks at a page, and says so.
func (p *pass) told(page record.Page, s record.Sighting, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.errs = append(p.errs, err)
		p.lost++
		p.wakeLocked(p.w.rests.begin(page.URL, p.w.now())) // it stays due
	} else {
		p.w.rests.end(page.URL)
		p.lost = 0
		p.swept.Kept++
		p.wakeLocked(s.Page.NextLook)
	}
	p.count(s)
	if err == nil && p.w.Seen != nil {
		p.w.Seen(s)
	}
	if p.w.Progress != nil {
		p.w.Progress(p.progress)
	}
}

// safely settles a look; a page that makes stet panic is that page's trouble.
func (p *pass) safely(page record.Page, a record.Answer, settle func() (record.Sighting, error)) (s record.Sighting, err error) {
	defer func() {
		if r := recover(); r != nil {
			p.w.log().Error("stet failed at a page; please report it", "page", page.URL, "panic", r, "stack", string(debug.Stack()))
			s, err = p.w.unread(p.run.ID, page, a, fmt.Sprint(r))
		}
	}()
	return settle()
}

func (p *pass) count(s record.Sighting) {
	p.run.Count(s)
	p.swept.Asked++
	p.progress.Done++
	p.progress.Waiting--
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
