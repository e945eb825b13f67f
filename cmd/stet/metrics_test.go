package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"stet/record"
)

// sighted is a look with an outcome, and what else it is made of.
func sighted(o record.Outcome, kind record.IncidentKind, severities ...record.Severity) record.Sighting {
	s := record.Sighting{Look: record.Look{Outcome: o}}
	if kind != "" {
		s.Look.Incident = &record.Incident{Kind: kind}
	}
	if o == record.OutcomeChanged {
		s.Change = &record.Change{Kind: record.Edited}
		for _, v := range severities {
			s.Change.Flags = append(s.Change.Flags, record.Flag{Severity: v})
		}
	}
	return s
}

// afterSomeRuns returns metrics as they are after looks and a run.
func afterSomeRuns() *metrics {
	m := newMetrics()
	for _, s := range []record.Sighting{
		sighted(record.OutcomeSame, ""), sighted(record.OutcomeSame, ""), sighted(record.OutcomeFirst, ""),
		sighted(record.OutcomeIncident, record.Blocked), sighted(record.OutcomeIncident, record.Soft404),
		sighted(record.OutcomeChanged, "", record.Low, record.High, record.Medium), sighted(record.OutcomeChanged, ""),
	} {
		m.look(s)
	}
	m.ran()
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	m.stand(footing{
		run: record.Run{Started: noon.Add(-90 * time.Second), Ended: noon},
		health: record.Health{
			At: noon, Oldest: noon.Add(-50 * time.Hour), Pages: 8, Seen: 3, Waiting: 1, Gone: 1,
			Blind:     []record.Blind{{Kind: record.Blocked}},
			Overdue:   []record.Overdue{{Why: record.HostHeld}},
			Unwatched: []record.Unwatched{{Page: "https://harbors.example/old"}},
			Lists:     []record.List{{}, {}},
		},
		held:  map[string]time.Time{"a": noon.Add(time.Hour), "b": noon.Add(-time.Hour)},
		bytes: 4096, leaves: 7,
	})
	return m
}

func TestMetricsFollowTheConventions(t *testing.T) {
	problems, err := testutil.GatherAndLint(afterSomeRuns().reg)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

// series returns the lines of a file of metrics that are no comments.
func series(t *testing.T, m *metrics) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "stet.prom")
	if err := m.write(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok && name != "#" {
			values[name] = value
		}
	}
	return values
}

func TestMetricsSayHowThingsStand(t *testing.T) {
	want := map[string]string{
		`stet_looks_total{outcome="first"}`:          "1",
		`stet_looks_total{outcome="changed"}`:        "2",
		`stet_looks_total{outcome="same"}`:           "2",
		`stet_looks_total{outcome="gone"}`:           "0",
		`stet_looks_total{outcome="moved"}`:          "0",
		`stet_looks_total{outcome="incident"}`:       "2",
		`stet_failed_looks_total{kind="blocked"}`:    "1",
		`stet_failed_looks_total{kind="soft-404"}`:   "1",
		`stet_changes_total{severity="high"}`:        "1",
		`stet_changes_total{severity="medium"}`:      "0",
		`stet_changes_total{severity="low"}`:         "0",
		`stet_changes_total{severity="none"}`:        "1",
		`stet_runs_total`:                            "1",
		`stet_pages`:                                 "7",
		`stet_pages_waiting`:                         "1",
		`stet_pages_gone`:                            "1",
		`stet_pages_unwatched`:                       "1",
		`stet_incidents{kind="blocked"}`:             "1",
		`stet_pages_overdue{reason="host-held"}`:     "1",
		`stet_pages_overdue{reason="no-run"}`:        "0",
		`stet_pages_overdue{reason="not-reached"}`:   "0",
		`stet_lists_unreadable`:                      "2",
		`stet_hosts_held`:                            "1",
		`stet_last_run_timestamp_seconds`:            "1.7673552e+09",
		`stet_last_run_duration_seconds`:             "90",
		`stet_oldest_good_look_timestamp_seconds`:    "1.7671752e+09", // 50 hours before noon
		`stet_archive_bytes`:                         "4096",
		`stet_log_leaves`:                            "7",
		`stet_build_info{version="` + release + `"}`: "1",
	}
	if diff := cmp.Diff(want, series(t, afterSomeRuns())); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
}

// Each run of cron is a process of its own: counters go on from the file.
func TestCountersGoOnFromTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "stet.prom")
	if err := afterSomeRuns().write(file); err != nil {
		t.Fatal(err)
	}
	m := newMetrics()
	m.resume(file)
	m.look(sighted(record.OutcomeIncident, record.Blocked))
	m.look(sighted(record.OutcomeChanged, "", record.High))
	got := series(t, m)
	for name, want := range map[string]string{
		`stet_looks_total{outcome="same"}`:         "2",
		`stet_looks_total{outcome="incident"}`:     "3",
		`stet_failed_looks_total{kind="blocked"}`:  "2",
		`stet_failed_looks_total{kind="soft-404"}`: "1",
		`stet_changes_total{severity="high"}`:      "2",
		`stet_runs_total`:                          "1",
		`stet_pages`:                               "0", // gauges do not
	} {
		if got[name] != want {
			t.Errorf("%s = %s, want %s", name, got[name], want)
		}
	}
	if err := os.WriteFile(file, []byte("stet_looks_total{outcome=\"same\"} -7\nstet_looks_total{ 3\n\xff\nstet_runs_total 1e\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	m = newMetrics()
	m.resume(file) // damage counts nothing
	if got := series(t, m); got[`stet_looks_total{outcome="same"}`] != "0" || got["stet_runs_total"] != "0" {
		t.Errorf("counters of a damaged file = %v, want 0", got)
	}
}

func TestMetricsNeedAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "away")
	if err := newMetrics().write(filepath.Join(dir, "stet.prom")); err == nil || err.Error() != "write metrics: there is no folder "+dir {
		t.Errorf("write = %v, want the folder that is missing", err)
	}
}

func TestNoMetricsAskNothing(t *testing.T) {
	var m *metrics
	m.look(sighted(record.OutcomeSame, ""))
	m.stand(footing{})
	m.resume("x")
	if err := m.write(filepath.Join(t.TempDir(), "no", "such", "folder")); err != nil {
		t.Errorf("write without metrics = %v, want nil", err)
	}
	done, err := m.serve(context.Background(), "127.0.0.1:0")
	if err != nil {
		t.Errorf("serve without metrics = %v, want nil", err)
	}
	done()
}

func TestMetricsAreServed(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	_, port, _ := net.SplitHostPort(address)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	m := afterSomeRuns()
	done, err := m.serve(ctx, ":"+port)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || !strings.Contains(string(body), `stet_looks_total{outcome="same"} 2`) || !strings.Contains(string(body), "go_goroutines") {
		t.Errorf("GET /metrics = %s, %v\n%s", resp.Status, err, body)
	}
	for name := range series(t, m) {
		if !strings.HasPrefix(name, "stet_") {
			t.Errorf("the text file has %s, which node_exporter has of its own", name)
		}
	}
	if _, err := newMetrics().serve(ctx, address); err == nil {
		t.Error("a second listener on one port = nil, want an error")
	}
	stop()
	done()
	if _, err := net.DialTimeout("tcp", address, time.Second); err == nil {
		t.Error("the listener goes on after the end of the context")
	}
}

func TestNoHostIsLoopback(t *testing.T) {
	for in, want := range map[string]string{":9464": "127.0.0.1:9464", "0.0.0.0:9464": "0.0.0.0:9464", "[::1]:1": "[::1]:1"} {
		if got := loopbackFirst(in); got != want {
			t.Errorf("loopbackFirst(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLeavesOfACheckpoint(t *testing.T) {
	for in, want := range map[string]int64{
		"stet/0123\n42\nroot=\n\n— stet/0123 sig\n": 42,
		"": 0, "stet/0123\nmany\nroot=\n": 0, "one line": 0,
	} {
		if got := leavesOf(in); got != want {
			t.Errorf("leavesOf(%q) = %d, want %d", in, got, want)
		}
	}
}

// Alerts rely on the names: each stands in the manual, and no other.
func TestMetricsAreInTheManual(t *testing.T) {
	manual, err := os.ReadFile(filepath.Join(root, "docs", "running.md"))
	if err != nil {
		t.Fatal(err)
	}
	families, err := afterSomeRuns().reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, f := range families {
		known[f.GetName()] = true
		if !strings.Contains(string(manual), "`"+f.GetName()+"`") && !strings.Contains(string(manual), "`"+f.GetName()+"{") {
			t.Errorf("docs/running.md does not name %s", f.GetName())
		}
	}
	for _, name := range regexp.MustCompile(`\bstet_[a-z_]+`).FindAllString(string(manual), -1) {
		if !known[name] {
			t.Errorf("docs/running.md speaks of %s, which there is not", name)
		}
	}
}
