package storage

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"stet/record"
)

// Who asks about the last days is not answered with ten years of runs.
func TestRunsSince(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "stet.db"))
	start := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	for h := range 10 {
		at := start.Add(time.Duration(h) * time.Hour)
		if err := s.PutRun(record.Run{ID: at.Format(runLayout), Started: at}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		since  time.Time
		before int
		want   string
	}{
		{start.Add(7 * time.Hour), 0, "[9 8 7]"},
		{start.Add(7*time.Hour + time.Minute), 2, "[9 8 7 6]"},
		{start.Add(100 * time.Hour), 1, "[9]"},
		{start.Add(100 * time.Hour), 0, "[]"},
		{time.Time{}, 0, "[9 8 7 6 5 4 3 2 1 0]"},
	} {
		runs, err := s.RunsSince(c.since, c.before)
		if err != nil {
			t.Fatal(err)
		}
		hours := []int{}
		for _, r := range runs {
			hours = append(hours, r.Started.Hour())
		}
		if got := fmt.Sprint(hours); got != c.want {
			t.Errorf("RunsSince(%v, %d) started at %s, want %s", c.since, c.before, got, c.want)
		}
	}
}

func TestEachPageEndsWhenToldTo(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "stet.db"))
	if _, err := s.AddPages([]record.Page{{URL: "https://a.example/"}, {URL: "https://b.example/"}, {URL: "https://c.example/"}}); err != nil {
		t.Fatal(err)
	}
	var seen []string
	err := s.EachPage(func(p record.Page) bool {
		seen = append(seen, p.URL)
		return len(seen) < 2
	})
	if err != nil || fmt.Sprint(seen) != "[https://a.example/ https://b.example/]" {
		t.Errorf("EachPage went through %v, %v, want the first two", seen, err)
	}
}
