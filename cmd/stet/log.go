package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"stet/configs"
	"stet/record"
	"stet/report"
)

// Logs go to standard error, one event a line. What msg and the other fields
// are called is documented in docs/running.md, and scripts rely on it.
//
//	                 no --log-format                --log-format json|text
//	(nothing)        errors of stet's own           runs, changes, reports, trouble
//	-v               all there is                   each look too
//	-q               and nothing but those          trouble only
//
// With --log-format all else that stet says there is an event too, so that
// nobody has to read two kinds of line.

// openLog makes the log as the flags want it.
func (a *app) openLog() error {
	level := slog.LevelError
	switch {
	case a.verbose:
		level = slog.LevelDebug
	case a.logFormat != "" && a.quiet:
		level = slog.LevelWarn
	case a.logFormat != "":
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: presentable}
	switch a.logFormat {
	case "json":
		a.log = slog.New(slog.NewJSONHandler(a.err, options))
	case "text", "":
		a.log = slog.New(slog.NewTextHandler(a.err, options))
	default:
		format := a.logFormat
		a.logFormat, a.log = "", slog.New(slog.DiscardHandler)
		return usage{fmt.Errorf("--log-format %q: want json or text", format)}
	}
	if a.logFormat != "" {
		a.err = &eventWriter{log: a.log}
	}
	return nil
}

// presentable writes times in UTC and none that is zero, and cleans what comes
// from pages.
func presentable(_ []string, f slog.Attr) slog.Attr {
	switch v := f.Value.Any().(type) {
	case time.Time:
		if v.IsZero() {
			return slog.Attr{}
		}
		return slog.Time(f.Key, v.UTC())
	case string:
		return slog.String(f.Key, report.Clean(v))
	case error:
		return slog.String(f.Key, report.Clean(v.Error()))
	}
	return f
}

// logFormatIn finds --log-format among arguments that cobra could not read,
// so that this mistake too is told in the form that was asked for.
func logFormatIn(args []string) string {
	for i, arg := range args {
		value, ok := strings.CutPrefix(arg, "--log-format=")
		if arg == "--log-format" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if ok && (value == "json" || value == "text") {
			return value
		}
	}
	return ""
}

// An eventWriter makes an event of each line that is written to it.
type eventWriter struct {
	log *slog.Logger

	mu   sync.Mutex
	rest []byte // of a line that has not ended yet
}

// Write implements [io.Writer].
func (w *eventWriter) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rest = append(w.rest, b...)
	for {
		line, rest, ok := bytes.Cut(w.rest, []byte{'\n'})
		if !ok {
			return len(b), nil
		}
		if text := strings.TrimSpace(string(line)); text != "" {
			w.log.Info(text)
		}
		w.rest = rest
	}
}

// logLook tells of one look, and of the change that it brought.
func (a *app) logLook(s record.Sighting) {
	fields := []any{"page", s.Page.URL, "outcome", string(s.Look.Outcome), "status", s.Look.Status, "version", s.Look.Version, "run", s.Look.Run}
	if in := s.Look.Incident; in != nil {
		a.logger().Warn("look", append(fields, "incident", string(in.Kind), "detail", in.Detail, "looks", in.Looks, "last_good", s.Page.LastGood)...)
	} else {
		a.logger().Debug("look", fields...)
	}
	if c := s.Change; c != nil && c.Kind != record.FirstSeen {
		kinds := []record.FlagKind{}
		for _, f := range c.Flags {
			kinds = append(kinds, f.Kind)
		}
		a.logger().Info("change", "page", s.Page.URL, "kind", string(c.Kind), "version", s.Look.Version,
			"significance", c.Significance, "severity", string(severityOf(*c)), "flags", kinds, "run", c.Run)
	}
}

// logStart tells of a run that begins.
func (a *app) logStart(c configs.Config, build string) {
	a.logger().Info("run started", "archive", c.Archive, "build", build)
}

// logRun tells of a run that ended.
func (a *app) logRun(r record.Run) {
	a.logger().Info("run ended", "run", r.ID, "seconds", r.Ended.Sub(r.Started).Seconds(), "looks", r.Looks, "same", r.Same,
		"first", r.First, "changed", r.Changed, "incidents", r.Trouble, "failed", r.Failed, "left", r.Left)
}

// severityOf returns the highest severity among the flags of a change; none
// where there are no flags.
func severityOf(c record.Change) record.Severity {
	top := record.None
	for _, f := range c.Flags {
		if f.Severity.Rank() > top.Rank() {
			top = f.Severity
		}
	}
	return top
}

// warn tells a person what is not as it should be, also one who wants quiet.
func (a *app) warn(format string, args ...any) {
	if a.logFormat != "" {
		a.logger().Warn(fmt.Sprintf(format, args...))
		return
	}
	fmt.Fprintf(a.err, "stet: "+format+"\n", args...)
}
