package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A measured is a run of stet as a process of its own.
type measured struct {
	out  []byte
	took time.Duration
	cpu  time.Duration
	rss  int64 // bytes, at most
}

func buildStet(b *testing.B) string {
	b.Helper()
	stet := filepath.Join(b.TempDir(), "stet")
	if out, err := exec.Command("go", "build", "-o", stet, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return stet
}

func measure(b *testing.B, stet, dir string, args ...string) measured {
	b.Helper()
	cmd := exec.Command(stet, args...)
	cmd.Dir = dir
	began := time.Now()
	out, err := cmd.Output()
	took := time.Since(began)
	if err != nil {
		b.Fatalf("stet %v: %v\n%s", args, err, out)
	}
	used := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return measured{out, took, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), used.Maxrss << 10}
}

// BenchmarkChangesSince asks archives of 1,000 and of 100,000 pages, with 10
// versions each, for the latest 100 changes and for all that is known of a
// page, by stet as a process of its own. It must not cost more where there is
// more. The large one takes some minutes to make; keep it with -made:
//
//	go test ./cmd/stet -run ^$ -bench ChangesSince -made /var/tmp/made -timeout 1h
func BenchmarkChangesSince(b *testing.B) {
	stet := buildStet(b)
	for _, pages := range []int{1000, 100_000} {
		m := made(pages, 10)
		dir := sync.OnceValue(func() string { return m.in(b) }) // when one is asked for it
		since := m.lastChanges(100).Format(time.RFC3339)
		url := m.list(pages/2, pages/2+1)[0].URL
		for _, args := range [][]string{
			{"changes", "--since", since},
			{"changes", "--since", since, "--format", "json"},
			{"report", "--since", since, "--format", "html"},
			{"log", url},
			{"show", url},
			{"diff", url},
		} {
			name := args[0]
			if args[len(args)-2] == "--format" {
				name += " " + args[len(args)-1]
			}
			b.Run(fmt.Sprintf("%s of %d pages", name, pages), func(b *testing.B) {
				dir := dir()
				var cpu time.Duration
				for b.Loop() {
					r := measure(b, stet, dir, args...)
					cpu += r.cpu
					if name == "changes json" {
						wantChanges(b, r.out, 100)
					}
				}
				b.ReportMetric(float64(cpu.Milliseconds())/float64(b.N), "cpu-ms/op")
			})
		}
	}
}

func wantChanges(b *testing.B, out []byte, want int) {
	b.Helper()
	var got struct{ Changes []json.RawMessage }
	if err := json.Unmarshal(out, &got); err != nil || len(got.Changes) != want {
		b.Fatalf("%d changes, %v; want %d", len(got.Changes), err, want)
	}
}

// BenchmarkMemory is how much memory verbs take at most where 100,000 pages
// with 10 versions each are archived. No page is due.
//
//	go test ./cmd/stet -run ^$ -bench Memory -benchtime 1x -made /var/tmp/made -timeout 1h
func BenchmarkMemory(b *testing.B) {
	stet := buildStet(b)
	m := made(100_000, 10)
	dir := sync.OnceValue(func() string { return m.in(b) })
	for _, args := range [][]string{
		{"run"},
		{"changes", "--since", m.lastChanges(100).Format(time.RFC3339)},
		{"list"},
		{"list", "--format", "json"},
		{"verify", "--quick"},
		{"verify"},
		{"backup", filepath.Join(b.TempDir(), "backup.db")},
		{"compact"},
	} {
		b.Run(fmt.Sprint(args[0], len(args)), func(b *testing.B) {
			dir := dir()
			var rss int64
			for b.Loop() {
				rss = max(rss, measure(b, stet, dir, args...).rss)
			}
			b.ReportMetric(float64(rss)/1e6, "MB-max")
		})
	}
}
