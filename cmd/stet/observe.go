package main

import (
	"errors"
	"log/slog"
	"os"
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

// measure tells the log and the metrics of a run that ended, and writes the
// text file where the configuration wants one.
func (a *app) measure(c configs.Config, s *storage.Store, run record.Run) error {
	a.logRun(run)
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

// footing says how things stand after a run.
func (a *app) footing(c configs.Config, s *storage.Store, run record.Run) (footing, error) {
	now := run.Ended
	if now.IsZero() {
		now = time.Now()
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
