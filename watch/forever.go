package watch

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"time"

	"stet/record"
)

// How a process that goes on for ever paces itself.
const (
	runLasts   = time.Hour       // a run's length: its checkpoint and its report are those of an hour
	shortIdle  = 2 * time.Second // between two sweeps at least: pages that come due together are looked at together
	longIdle   = time.Minute     // at most: "stet add" may have brought a page
	costShare  = 20              // a sweep that finds nothing due takes at most 1/20 of the time
	firstRetry = 5 * time.Second // after trouble with the archive, then twice as long each time
	lastRetry  = 5 * time.Minute
)

// Forever keeps watch: it looks at pages when they are due, until its context
// ends. Its passes are bounded (see [Watcher.Bound]), so that a slow host
// with many pages does not keep the pages of others waiting.
type Forever struct {
	// Load makes a watcher by the configuration as it is now. It is called
	// at the start, and with the watcher so far whenever Reload says so; an
	// error then keeps that one at work.
	Load func(*Watcher) (*Watcher, error)
	// Tell writes the report of a run so far; ended is true at its end, and
	// what was told then need not be told again.
	Tell   func(w *Watcher, run record.Run, ended bool) error
	Began  func(w *Watcher)                 // is told that a run begins; nil: nobody is
	Say    func(format string, args ...any) // tells a person what goes on
	Warn   func(format string, args ...any) // and what is not as it should be
	Reload <-chan os.Signal
}

// Run keeps watch until ctx ends. What a look under way would have seen is
// then dropped, what was seen is kept and told, and the error is nil.
func (f *Forever) Run(ctx context.Context) error {
	w, err := f.Load(nil)
	if err != nil {
		return err
	}
	k := &keeper{Forever: f, wake: make(chan struct{}, 1)}
	k.watcher.Store(w)
	if err = k.begin(); err != nil { // an archive that is no good from the start is for a person to see to
		return err
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		k.listen(ctx)
	}()
	for ctx.Err() == nil {
		k.sleep(ctx, k.round(ctx))
		if k.stale.Swap(false) && ctx.Err() == nil {
			k.reload()
		}
	}
	<-over
	return k.finish()
}

// A keeper is the state of one [Forever.Run].
type keeper struct {
	*Forever
	watcher  atomic.Pointer[Watcher]
	stale    atomic.Bool // the configuration is to be read again
	wake     chan struct{}
	run      record.Run // the one that is open; without an ID: none
	untold   bool       // it saw something that no report has told
	failures int        // rounds that could not be kept, one after the other
	cost     time.Duration
}

// listen waits for orders to reload. A sweep under way then takes no new pages.
func (k *keeper) listen(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.Reload:
			k.stale.Store(true)
			k.watcher.Load().hurry.Store(true)
			select {
			case k.wake <- struct{}{}:
			default:
			}
		}
	}
}

// reload puts a new watcher to work. Its looks are those of a new run, since
// a run names the configuration that it was made by.
func (k *keeper) reload() {
	old := k.watcher.Load()
	w, err := k.Load(old)
	if err != nil {
		old.hurry.Store(false)
		k.Warn("the configuration was not taken over, stet goes on with the one it has: %v", err)
		return
	}
	if err := k.finish(); err != nil {
		k.Warn("the run was not ended well: %v", err)
	}
	k.watcher.Store(w)
	k.Say("the configuration was read again")
}

// round sweeps once, and returns how long to wait for the next one.
func (k *keeper) round(ctx context.Context) time.Duration {
	w := k.watcher.Load()
	if k.run.ID == "" {
		if err := k.begin(); err != nil {
			return k.trouble(ctx, err)
		}
	}
	before, began := k.run, time.Now()
	swept, err := w.Sweep(ctx, &k.run)
	if ctx.Err() != nil {
		return 0
	}
	if swept.Asked == 0 {
		k.cost = time.Since(began)
	}
	k.untold = k.untold || k.run.Changed+k.run.First+k.run.Trouble > before.Changed+before.First+before.Trouble
	if swept.Kept > 0 {
		err = errors.Join(err, w.Store.PutRun(k.run))
	}
	switch {
	case w.now().Sub(k.run.Started) >= runLasts: // one without a look, too, says that stet was there
		err = errors.Join(err, k.finish())
	case k.untold && err == nil:
		err = k.Tell(w, k.run, false)
		k.untold = err != nil
	}
	if err != nil {
		return k.trouble(ctx, err)
	}
	if k.failures > 0 && swept.Kept > 0 {
		k.Say("what stet sees can be kept again")
		k.failures = 0
	}
	idle := longIdle
	if !swept.Next.IsZero() {
		idle = min(idle, swept.Next.Sub(w.now()))
	}
	return max(idle, shortIdle, min(costShare*k.cost, lastRetry))
}

// trouble says so once, and returns how long to leave the archive alone.
func (k *keeper) trouble(ctx context.Context, err error) time.Duration {
	if ctx.Err() != nil {
		return 0
	}
	if k.failures == 0 {
		k.Warn("stet goes on trying: %v", err)
	}
	k.failures++
	return min(firstRetry<<min(k.failures-1, 10), lastRetry)
}

// begin opens a run.
func (k *keeper) begin() error {
	w := k.watcher.Load()
	run, err := w.Begin()
	if err != nil {
		return err
	}
	if k.run = run; k.Began != nil {
		k.Began(w)
	}
	return nil
}

// finish ends the run that is open, and tells of it.
func (k *keeper) finish() error {
	if k.run.ID == "" {
		return nil
	}
	w := k.watcher.Load()
	err := errors.Join(w.End(&k.run), k.Tell(w, k.run, true))
	k.run, k.untold = record.Run{}, false
	return err
}

// sleep waits, but not past the end of ctx or an order to reload.
func (k *keeper) sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	case <-k.wake:
	}
}
