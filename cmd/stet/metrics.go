package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stet/record"
)

// Metrics are what Prometheus is told: counters of what looks brought, and
// gauges of how things stood after the last run. docs/running.md lists them,
// and people's alerts rely on their names.
type metrics struct {
	reg *prometheus.Registry

	looks, failures, changes *prometheus.CounterVec // since the process, or the text file, began
	runs                     prometheus.Counter

	incidents, overdue               *prometheus.GaugeVec
	pages, waiting, gone, unwatched  prometheus.Gauge
	lists, held                      prometheus.Gauge
	lastRun, lastRunTook, oldestGood prometheus.Gauge
	archiveBytes, logLeaves          prometheus.Gauge
}

// newMetrics returns metrics in a registry of their own; nothing is global.
func newMetrics() *metrics {
	m := &metrics{reg: prometheus.NewRegistry()}
	m.looks = m.counters("stet_looks_total", "Looks at pages, by what became of them.", "outcome")
	m.failures = m.counters("stet_failed_looks_total", "Looks that gave no page to trust, by the kind of trouble.", "kind")
	m.changes = m.counters("stet_changes_total", "Changes of pages, by the highest severity among their flags.", "severity")
	m.runs = prometheus.NewCounter(prometheus.CounterOpts{Name: "stet_runs_total", Help: "Runs that ended."})
	m.reg.MustRegister(m.runs)

	m.pages = m.gauge("stet_pages", "Pages on the watch list.")
	m.incidents = m.gauges("stet_incidents", "Pages that could not be seen at their last look, by the kind of trouble.", "kind")
	m.overdue = m.gauges("stet_pages_overdue", "Pages that nobody looked at though it was time, by the reason.", "reason")
	m.waiting = m.gauge("stet_pages_waiting", "Pages that are new and were not yet looked at.")
	m.gone = m.gauge("stet_pages_gone", "Pages that were removed, as a second look confirmed.")
	m.unwatched = m.gauge("stet_pages_unwatched", "Pages that are kept and no longer on the watch list.")
	m.lists = m.gauge("stet_lists_unreadable", "Sitemaps and feeds that could not be read.")
	m.held = m.gauge("stet_hosts_held", "Hosts that asked to be left alone for some time.")
	m.lastRun = m.gauge("stet_last_run_timestamp_seconds", "When the last run ended, in seconds since 1970; 0: none has yet.")
	m.lastRunTook = m.gauge("stet_last_run_duration_seconds", "How long the last run took.")
	m.oldestGood = m.gauge("stet_oldest_good_look_timestamp_seconds",
		"The last good look at the page that was not seen for the longest, in seconds since 1970; 0: there is none.")
	m.archiveBytes = m.gauge("stet_archive_bytes", "Size of the archive.")
	m.logLeaves = m.gauge("stet_log_leaves", "Looks in the log of the archive.")

	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "stet_build_info", Help: "Always 1; the label says which version of stet this is.",
		ConstLabels: prometheus.Labels{"version": release},
	})
	build.Set(1)
	m.reg.MustRegister(build)
	for _, o := range []record.Outcome{record.OutcomeFirst, record.OutcomeChanged, record.OutcomeSame, record.OutcomeGone, record.OutcomeMoved, record.OutcomeIncident} {
		m.looks.WithLabelValues(string(o)) // a series that is 0 can be alerted on
	}
	for _, s := range []record.Severity{record.High, record.Medium, record.Low, record.None} {
		m.changes.WithLabelValues(string(s))
	}
	return m
}

func (m *metrics) counters(name, help, label string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
	m.reg.MustRegister(c)
	return c
}

func (m *metrics) gauge(name, help string) prometheus.Gauge {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	m.reg.MustRegister(g)
	return g
}

func (m *metrics) gauges(name, help, label string) *prometheus.GaugeVec {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, []string{label})
	m.reg.MustRegister(g)
	return g
}

// look counts a look. Without metrics it does nothing, like all methods here.
func (m *metrics) look(s record.Sighting) {
	if m == nil {
		return
	}
	m.looks.WithLabelValues(string(s.Look.Outcome)).Inc()
	if in := s.Look.Incident; in != nil {
		m.failures.WithLabelValues(string(in.Kind)).Inc()
	}
	if c := s.Change; c != nil && c.Kind != record.FirstSeen {
		m.changes.WithLabelValues(string(severityOf(*c))).Inc()
	}
}

// ran counts a run that ended.
func (m *metrics) ran() {
	if m != nil {
		m.runs.Inc()
	}
}

// A footing is how things stand.
type footing struct {
	run    record.Run // the last one that ended
	health record.Health
	held   map[string]time.Time
	bytes  int64
	leaves int64
}

// stand sets the gauges.
func (m *metrics) stand(f footing) {
	if m == nil {
		return
	}
	h := f.health
	m.pages.Set(float64(h.Pages - len(h.Unwatched)))
	m.incidents.Reset()
	for _, b := range h.Blind {
		m.incidents.WithLabelValues(string(b.Kind)).Inc()
	}
	m.overdue.Reset()
	for _, why := range []record.LateKind{record.NoRun, record.HostHeld, record.NotReached} {
		m.overdue.WithLabelValues(string(why))
	}
	for _, o := range h.Overdue {
		m.overdue.WithLabelValues(string(o.Why)).Inc()
	}
	m.waiting.Set(float64(h.Waiting))
	m.gone.Set(float64(h.Gone))
	m.unwatched.Set(float64(len(h.Unwatched)))
	m.lists.Set(float64(len(h.Lists)))
	m.held.Set(0)
	for _, until := range f.held {
		if until.After(h.At) {
			m.held.Inc()
		}
	}
	if !f.run.Ended.IsZero() {
		m.lastRun.Set(seconds(f.run.Ended))
		m.lastRunTook.Set(f.run.Ended.Sub(f.run.Started).Seconds())
	}
	m.oldestGood.Set(seconds(h.Oldest))
	m.archiveBytes.Set(float64(f.bytes))
	m.logLeaves.Set(float64(f.leaves))
}

func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

// write writes the metrics into a file for node_exporter's textfile
// collector, whole or not at all.
func (m *metrics) write(file string) error {
	if m == nil || file == "" {
		return nil
	}
	if dir := filepath.Dir(file); !isFolder(dir) {
		return usage{fmt.Errorf("write metrics: there is no folder %s", dir)}
	}
	if err := prometheus.WriteToTextfile(file, m.reg); err != nil {
		return fmt.Errorf("write metrics: %w", err)
	}
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// countLine matches a counter in a file of metrics, such as
//
//	stet_looks_total{outcome="same"} 42
var countLine = regexp.MustCompile(`^(stet_[a-z_]+_total)(?:\{[a-z]+="([a-z0-9-]*)"\})? ([0-9.e+]+)$`)

// resume lets the counters go on from the file that an earlier process wrote:
// each run of cron is a process of its own, and a counter that begins anew
// each time counts nothing. Where there is no such file they begin at 0.
func (m *metrics) resume(file string) {
	if m == nil || file == "" {
		return
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return
	}
	vectors := map[string]*prometheus.CounterVec{
		"stet_looks_total": m.looks, "stet_failed_looks_total": m.failures, "stet_changes_total": m.changes,
	}
	for line := range strings.Lines(string(text)) {
		found := countLine.FindStringSubmatch(strings.TrimSpace(line))
		if found == nil {
			continue
		}
		n, err := strconv.ParseFloat(found[3], 64)
		if err != nil || n < 0 {
			continue
		}
		if found[1] == "stet_runs_total" {
			m.runs.Add(n)
		} else if v := vectors[found[1]]; v != nil {
			v.WithLabelValues(found[2]).Add(n)
		}
	}
}
