package watch

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"stet/record"
)

// Of ten pages one is edited twice a day and the others never: with every:
// auto the one gets the looks that the others can do without, and all of them
// together stay within the budget.
func TestAPaceOfItsOwnForEachPage(t *testing.T) {
	web, s := newWeb(), newStore(t)
	var urls []string
	for i := range 9 {
		urls = append(urls, fmt.Sprintf("https://www.example.gov/quiet/%d", i))
		web.pages[urls[i]] = page(article)
	}
	urls = append(urls, here)
	w := newTestWatcher(t, web, s, urls...)
	w.Watches[0].Auto, w.Watches[0].Min, w.Watches[0].Max, w.Watches[0].Budget = true, 30*time.Minute, 2*day, 20
	run, err := w.Begin()
	if err != nil {
		t.Fatal(err)
	}
	const days = 20
	for start := web.now; web.now.Sub(start) < days*day; {
		web.pages[here] = page(fmt.Sprintf("On the river there are %d boats, as the office of the port says today.", web.now.Sub(start)/(12*time.Hour)))
		swept, err := w.Sweep(t.Context(), &run)
		if err != nil {
			t.Fatal(err)
		}
		web.now = swept.Next
	}
	looks := map[string]int{}
	for _, r := range web.asked {
		looks[r.URL]++
	}
	if n := len(web.asked); n > 23*days {
		t.Errorf("%d looks in %d days, want at most 20 a day", n, days)
	}
	if busy, quiet := looks[here], looks[urls[0]]; busy < 5*quiet || quiet < days/2 {
		t.Errorf("%d looks at the page that is edited, %d at one that is not; want many more, but one every other day at least", busy, quiet)
	}
}

// A process that plans once a minute says only what it did not say before.
func TestABudgetThatIsTooSmallIsToldOnce(t *testing.T) {
	var log bytes.Buffer
	w := &Watcher{
		Watches: []Watch{{Name: "w", Auto: true, Min: time.Hour, Max: day, Budget: 1}},
		Log:     slog.New(slog.NewTextHandler(&log, nil)),
	}
	for _, step := range []struct{ pages, told int }{{3, 1}, {3, 1}, {9, 2}, {1, 2}, {9, 3}} {
		w.plan(slices.Repeat([]record.Page{{Watch: "w"}}, step.pages))
		if n := strings.Count(log.String(), "too small"); n != step.told {
			t.Errorf("with %d pages it was told %d times so far, want %d", step.pages, n, step.told)
		}
	}
}
