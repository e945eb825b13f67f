package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"stet/configs"
	"stet/record"
	"stet/report"
	"stet/storage"
	"stet/watch"
)

func (a *app) runCommand() *cobra.Command {
	var flagChanges bool
	c := &cobra.Command{
		Use:   "run",
		Short: "Look once at every page that is due; archive, compare, report (cron's job)",
		Long: `Look once at every page that is due, archive what was seen, compare it with the
last version, flag the edits that matter and write the reports.

Safe to start twice: the second one says who holds the lock and ends.

` + exitCodes,
		Example: "  17 * * * *  cd /home/watchdog && /usr/local/bin/stet run -q    (a line for crontab)",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.loadForRun()
			if err != nil {
				return err
			}
			done, err := a.runOnce(c.Context(), cfg)
			if errors.Is(err, unseen) && a.quiet && a.logFormat == "" { // else it was said already
				a.warn(`%s could not be looked at: "stet list --trouble" says which, why and since when`, pagesOrLists(done.Failed+done.Left))
			}
			if err == nil && flagChanges && done.Changed > 0 {
				err = exit{code: 3}
			}
			return err
		},
	}
	c.Flags().BoolVar(&flagChanges, "exit-code", false, "end with 3 when changes were found")
	return c
}

// loadForRun reads the configuration. Where there is none, nobody named one
// and the archive exists, the defaults will do: its pages came by "stet add".
func (a *app) loadForRun() (configs.Config, error) {
	c, err := a.load()
	if errors.Is(err, errNoConfig) && !a.configNamed {
		d, _ := a.loadIfThere()
		if _, statErr := os.Stat(d.Archive); statErr == nil {
			return d, nil
		}
	}
	return c, err
}

// unseen is how a run ends in which some page could not be looked at.
var unseen = exit{code: 1}

// runOnce is one run: under the lock, every page that is due, then the
// reports.
func (a *app) runOnce(ctx context.Context, cfg configs.Config) (record.Run, error) {
	a.sayUnused(cfg)
	store := a.store(cfg.Archive)
	unlock, err := a.lockRun(store)
	if err != nil {
		return record.Run{}, err
	}
	defer unlock()
	fetch, err := newCrawler(cfg, store)
	if err != nil {
		return record.Run{}, usage{err}
	}
	defer fetch.Close()
	w := a.newWatcher(cfg, fetch, store)
	a.label(w)
	a.openMeter(cfg)
	a.observe(w)
	a.logStart(cfg, w.Build)
	done := a.showProgress(w)
	run, err := w.Pass(ctx)
	done()
	switch {
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return run, exit{code: 1, err: errors.New("the run was cut off; what it saw is kept, and the next run goes on from there and reports it")}
	case err != nil && run.Looks == 0:
		return run, fmt.Errorf("the run was not completed: %w", err)
	}
	files, reportErr := a.writeReports(cfg, store, run, true) // also of a run in which some page could not be kept
	err = afterRun(errors.Join(err, reportErr, a.measure(cfg, store, run)))
	a.tellRun(run, summary(run))
	if run.Looks == 0 && len(cfg.Watch) == 0 && isEmpty(store) {
		a.say(`nothing is watched: put addresses under watch in %s, or "stet add" some`, a.configFile)
	}
	for _, f := range files {
		a.tellReport(f)
	}
	if err == nil && run.Failed+run.Left > 0 {
		err = unseen
	}
	return run, err
}

// lockRun takes the run lock, and tidies up after those that held it before.
func (a *app) lockRun(s *storage.Store) (unlock func(), err error) {
	if unlock, err = s.LockRun(); err != nil {
		return nil, err
	}
	for _, file := range s.Tidy() {
		a.say("removed %s, which a killed backup or compact had left", file)
	}
	return unlock, nil
}

func (a *app) sayUnused(cfg configs.Config) {
	for _, key := range cfg.Unused {
		a.say("%s, %s: this version does not act on it yet", a.configFile, key)
	}
}

// afterRun keeps the exit code for wrong usage to what stopped a run: a
// report that could not be written did not.
func afterRun(err error) error {
	if err != nil && exitCode(err) == 2 {
		return exit{code: 1, err: err}
	}
	return err
}

// tellRun tells a person what came of a run. A log has it as events.
func (a *app) tellRun(run record.Run, summary string) {
	if a.quiet || a.logFormat != "" {
		return
	}
	fmt.Fprintln(a.out, summary)
	if a.verbose {
		return // it was in the log
	}
	for _, note := range run.Notes {
		a.say("%s", report.Clean(note))
	}
}

// isEmpty reports whether no page is in the archive.
func isEmpty(s *storage.Store) bool {
	pages, err := s.Pages()
	return err == nil && len(pages) == 0
}

// label is identify for runs that ask for pages: it says what they lack.
func (a *app) label(w *watch.Watcher) {
	a.identify(w)
	a.needBrowser(w)
}

// identify has a watcher say by which build and configuration its runs are.
func (a *app) identify(w *watch.Watcher) {
	w.Build = version()
	if text, err := os.ReadFile(a.configFile); err == nil {
		w.Config = record.DigestOf(text)
	}
}

func summary(r record.Run) string {
	s := fmt.Sprintf("Looked at %s: %d the same, %d changed, %d new, %d in trouble.",
		plural(r.Looks, "page"), r.Same, r.Changed, r.First, r.Trouble)
	if r.Left > 0 {
		s += fmt.Sprintf(" %s on hosts that gave no answer: left for the next run.", plural(r.Left, "page"))
	}
	return s
}

func pagesOrLists(n int) string {
	if n == 1 {
		return "1 page or list"
	}
	return fmt.Sprintf("%d pages or lists", n)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// showProgress shows a bar on a terminal. The function it returns ends it.
func (a *app) showProgress(w *watch.Watcher) func() {
	if a.quiet || !isTerminal(a.err) {
		return func() {}
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(a.err), progressbar.OptionClearOnFinish(),
		progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond))
	w.Progress = func(p watch.Progress) {
		bar.ChangeMax(p.Done + p.Waiting)
		bar.Describe(fmt.Sprintf("%d changed, %d new, %d in trouble", p.Changed, p.First, p.Trouble))
		_ = bar.Set(p.Done) // a bar that cannot be drawn is no trouble
	}
	return func() { _ = bar.Finish() }
}

// writeReports writes what no report has told yet: what this run saw, and
// what an earlier one saw that was cut off before it could tell. A run that
// goes on writes the same file again when it has more to tell.
func (a *app) writeReports(cfg configs.Config, s *storage.Store, run record.Run, ended bool) ([]string, error) {
	untold, err := untoldRuns(s, run)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Clean(cfg.Report.Dir), 0o755); err != nil {
		return nil, err
	}
	unsigned := a.publishCheckpoint(s, cfg.Report.Dir) // keeps no report back
	files, err := a.writeUntold(cfg, s, run, untold)
	if err != nil || !ended {
		return files, errors.Join(unsigned, err)
	}
	for _, told := range untold {
		told.Told = true
		if err := s.PutRun(told); err != nil {
			return files, errors.Join(unsigned, err)
		}
	}
	return files, unsigned
}

// writeUntold writes into one report what was seen since the first of the
// runs that were not told, where it is worth one.
func (a *app) writeUntold(cfg configs.Config, s *storage.Store, run record.Run, untold []record.Run) ([]string, error) {
	r, err := gather(s, storage.Query{Since: untold[0].Started}, false)
	if err != nil {
		return nil, err
	}
	if r.Made, r.Archive = run.Ended, cfg.Archive; r.Made.IsZero() {
		r.Made = time.Now()
	}
	worth := len(r.Changes)+len(r.Incidents)+len(r.FirstSeen) > 0
	if !worth {
		if worth, err = a.missedRuns(s, r.Since, r.Made); err != nil {
			return nil, err
		}
	}
	if !worth {
		return nil, nil
	}
	if err := a.addHealth(cfg, s, &r); err != nil {
		return nil, err
	}
	var files []string
	for _, format := range cfg.Report.Formats {
		file := filepath.Join(cfg.Report.Dir, "stet-"+run.ID+"."+extension(format))
		if err := writeReport(file, format, r); err != nil {
			return files, err
		}
		files = append(files, file)
	}
	return files, nil
}

// untoldRuns returns the runs since the last one that was reported, oldest
// first, and run itself at the end.
func untoldRuns(s *storage.Store, run record.Run) ([]record.Run, error) {
	runs, err := s.UntoldRuns()
	if err != nil {
		return nil, err
	}
	untold := []record.Run{run}
	for _, r := range runs {
		if r.ID != run.ID {
			untold = append([]record.Run{r}, untold...)
		}
	}
	return untold, nil
}

func extension(format string) string {
	if format == "text" {
		return "txt"
	}
	return format
}
