package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"stet/configs"
	"stet/crawler"
	"stet/record"
	"stet/storage"
	"stet/watch"
)

// passBound is after how long a pass of "stet watch" takes no new pages, so
// that the pages of quick hosts need not wait for those of a slow one.
const passBound = time.Minute

func (a *app) watchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "watch",
		Short: "Look at each page at its own pace, for ever, in the foreground",
		Long: `Look at each page when it is due, for ever, in the foreground: what "stet run"
does, without cron. It holds the run lock all the time; readers such as "stet
changes" are not kept waiting. A page that is due at every run (every: 0s) is
looked at once a minute.

What an hour saw is one run and one report, which is written anew whenever
there is something to tell.

  SIGHUP            read the configuration again; where it has a mistake, say
                    so and go on with the one that was
  SIGTERM, Ctrl-C   end: what was seen is kept and told, a look under way is
                    dropped

docs/running.md has a unit for systemd.

` + exitCodes,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			reload := make(chan os.Signal, 1)
			signal.Notify(reload, syscall.SIGHUP)
			defer signal.Stop(reload)
			return a.watchForever(c.Context(), reload)
		},
	}
}

// watchForever keeps watch under the run lock until ctx ends.
func (a *app) watchForever(ctx context.Context, reload <-chan os.Signal) error {
	cfg, err := a.loadForRun()
	if err != nil {
		return err
	}
	store := a.store(cfg.Archive)
	unlock, err := a.lockRun(store)
	if err != nil {
		return err
	}
	defer unlock()
	a.openMeter(cfg)
	if err := a.takeStock(cfg, store); err != nil {
		return err
	}
	quiet, err := a.meter.serve(ctx, cfg.Metrics.Listen)
	if err != nil {
		return usage{err}
	}
	defer quiet()
	k := &keeping{app: a, store: store}
	defer k.close()
	forever := watch.Forever{
		Load:   func(old *watch.Watcher) (*watch.Watcher, error) { return k.load(ctx, old) },
		Began:  func(w *watch.Watcher) { k.logStart(k.cfg, w.Build) },
		Tell:   k.tell,
		Say:    a.say,
		Warn:   a.warn,
		Reload: reload,
	}
	return forever.Run(ctx)
}

// keeping is what "stet watch" holds from one configuration to the next.
type keeping struct {
	*app
	store *storage.Store
	cfg   configs.Config
	fetch *crawler.Crawler

	unmeasured bool // the metrics could not be written, which was said
}

// load makes a watcher by the configuration as it is now; old is the one so
// far. The crawler stays where its options do: it knows when each host was
// last asked.
func (k *keeping) load(ctx context.Context, old *watch.Watcher) (*watch.Watcher, error) {
	cfg, err := k.loadForRun()
	if err != nil {
		return nil, err
	}
	if old != nil && cfg.Archive != k.cfg.Archive {
		return nil, errors.New("archive: another one is only taken over by a new start")
	}
	if old != nil && cfg.Metrics != k.cfg.Metrics {
		k.warn("metrics: others are only taken over by a new start")
		cfg.Metrics = k.cfg.Metrics
	}
	if k.fetch == nil || cfg.Crawl != k.cfg.Crawl || cfg.Contact != k.cfg.Contact {
		fetch, err := newCrawler(cfg, k.store)
		if err != nil {
			return nil, usage{err}
		}
		if k.fetch != nil { // the new one does not know when the last request was
			pause(ctx, time.Duration(max(cfg.Crawl.Delay, k.cfg.Crawl.Delay)))
		}
		k.close()
		k.fetch = fetch
	}
	k.cfg = cfg
	k.sayUnused(cfg)
	w := k.newWatcher(cfg, k.fetch, k.store)
	w.Bound = passBound
	k.label(w)
	k.observe(w)
	if old == nil {
		k.say("watching, as process %d, into %s", os.Getpid(), cfg.Archive)
	}
	return w, nil
}

// tell writes the report of a run so far.
func (k *keeping) tell(_ *watch.Watcher, run record.Run, ended bool) error {
	files, err := k.writeReports(k.cfg, k.store, run, ended)
	unmeasured := k.measure(k.cfg, k.store, run) // no reason to look less often
	if unmeasured != nil && !k.unmeasured {
		k.warn("%v", unmeasured)
	}
	k.unmeasured = unmeasured != nil
	if ended && run.Looks > 0 {
		k.tellRun(run, fmt.Sprintf("%s UTC: %s since %s: %d the same, %d changed, %d new, %d in trouble.",
			run.Ended.UTC().Format(time.DateTime), plural(run.Looks, "look"), run.Started.UTC().Format(time.TimeOnly),
			run.Same, run.Changed, run.First, run.Trouble))
	}
	for _, f := range files {
		k.tellReport(f)
	}
	return err
}

func (k *keeping) close() {
	if k.fetch != nil {
		_ = k.fetch.Close()
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
