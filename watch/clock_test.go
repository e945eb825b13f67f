package watch

import (
	"testing"
	"time"

	"stet/record"
)

// TestAClockThatWasSetBack: what a run wrote while the clock was years ahead
// does not put off looks until then.
func TestAClockThatWasSetBack(t *testing.T) {
	web, s := newWeb(), newStore(t)
	web.pages[here] = page("One.")
	w := newTestWatcher(t, web, s, here)
	w.Watches[0].Every = time.Hour
	now := web.now
	web.now = now.AddDate(70, 0, 0) // the battery was empty
	if run := runOnce(t, w); run.Looks != 1 {
		t.Fatalf("the run with the wrong clock made %d looks, want 1", run.Looks)
	}
	if err := s.HoldHost(hostOf(here), now.Add(26*time.Hour)); err != nil {
		t.Fatal(err)
	}
	web.pages[here] = page("Two.")
	for i, step := range []struct {
		at      time.Duration
		looks   int
		changed int
	}{{0, 1, 1}, {time.Minute, 0, 0}, {2 * time.Hour, 1, 0}} {
		web.now = now.Add(step.at)
		if run := runOnce(t, w); run.Looks != step.looks || run.Changed != step.changed {
			t.Errorf("run %d with the right clock: %d looks, %d changes; want %d and %d", i+1, run.Looks, run.Changed, step.looks, step.changed)
		}
	}
	p, _, err := s.Page(here)
	if err != nil || p.Version != 2 || p.LastLook.After(web.now) {
		t.Errorf("then the page is at version %d, last looked at %v, %v", p.Version, p.LastLook, err)
	}
}

func TestDueAfterTheClockWasSetBack(t *testing.T) {
	now := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	w := &Watcher{Watches: []Watch{{Name: "a", Every: time.Hour}}}
	for _, c := range []struct {
		name       string
		last, next time.Duration // from now
		incident   bool
		due        bool
	}{
		{"looked at a minute ago", -time.Minute, 59 * time.Minute, false, false},
		{"looked at by a clock a little ahead", 10 * time.Second, time.Hour, false, false},
		{"looked at in an hour", time.Hour, 2 * time.Hour, false, true},
		{"in trouble in ten years", 87600 * time.Hour, 87601 * time.Hour, true, true},
	} {
		p := record.Page{Watch: "a", LastLook: now.Add(c.last), NextLook: now.Add(c.next)}
		if c.incident {
			p.Incident = &record.Incident{Kind: record.Blocked}
		}
		if got := !w.dueAt(p, now).After(now); got != c.due {
			t.Errorf("%s: due = %v, want %v", c.name, got, c.due)
		}
	}
}
