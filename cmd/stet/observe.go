package main

import (
	"errors"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"stet/configs"
	"stet/record"
	"stet/storage"
	"stet/watch"
)

// logger returns the log; before the flags are read it goes nowhere.
func (a *app) logger() *slog.Logger {
	if a.log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return a.log
}

// openMeter makes the metrics that the configuration asks for, if any, with
// the counters as the text file has them.
func (a *app) openMeter(c configs.Config) {
	if c.Metrics != (configs.Metrics{}) {
		a.meter = newMetrics()
		a.meter.resume(c.Metrics.Textfile)
	}
}

// observe has a watcher tell the log and the metrics what it sees.
func (a *app) observe(w *watch.Watcher) {
	w.Log = a.logger()
	w.Seen = func(s record.Sighting) {
		a.logLook(s)
		a.meter.look(s)
	}
}

// measure tells the log and the metrics of a run that ended, or of one that
// goes on, and writes the text file where the configuration wants one.
func (a *app) measure(c configs.Config, s *storage.Store, run record.Run) error {
	if !run.Ended.IsZero() {
		a.logRun(run)
		a.meter.ran()
	}
	if a.meter == nil {
		return nil
	}
	f, err := a.footing(c, s, run)
	if err != nil {
		return err
	}
	a.meter.stand(f)
	return a.meter.write(c.Metrics.Textfile)
}

// takeStock sets the gauges before the first run of a process that goes on
// for ever. An archive that is not there yet has nothing to say.
func (a *app) takeStock(c configs.Config, s *storage.Store) error {
	if err := a.measure(c, s, record.Run{}); !errors.Is(err, storage.ErrNoArchive) {
		return err
	}
	return nil
}

// footing says how things stand after a run; where that one goes on, the one
// before it is the last.
func (a *app) footing(c configs.Config, s *storage.Store, run record.Run) (footing, error) {
	now := run.Ended
	if now.IsZero() {
		now = time.Now()
		runs, err := s.RunsSince(now, 2)
		if err != nil {
			return footing{}, err
		}
		for _, r := range slices.Backward(runs) {
			if !r.Ended.IsZero() {
				run = r
			}
		}
	}
	held, err := s.HeldHosts()
	checkpoint, err2 := s.LatestCheckpoint()
	h, err3 := a.healthOfAll(c, s, now, now)
	if err := errors.Join(err, err2, err3); err != nil {
		return footing{}, err
	}
	f := footing{run: run, health: h, held: held, leaves: leavesOf(checkpoint)}
	if info, err := os.Stat(c.Archive); err == nil {
		f.bytes = info.Size()
	}
	return f, nil
}

// leavesOf returns how many leaves the log had at a checkpoint, whose second
// line says so (C2SP tlog-checkpoint).
func leavesOf(checkpoint string) int64 {
	lines := strings.SplitN(checkpoint, "\n", 3)
	if len(lines) < 3 {
		return 0
	}
	n, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// tellReport says that a report was written.
func (a *app) tellReport(file string) {
	if a.logFormat != "" {
		a.logger().Info("report written", "file", file)
		return
	}
	a.say("report: %s", file)
}
