package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"stet/record"
)

// TestListJSONIsAsIfWrittenAtOnce compares it with what JSON writes.
func TestListJSONIsAsIfWrittenAtOnce(t *testing.T) {
	h := record.Health{At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Blind: []record.Blind{{Page: "https://example.gov/b"}}, Notes: []string{}}
	pages := []record.Page{{ID: 1, URL: "https://example.gov/a", Title: "An \u202eodd <title>"}, {ID: 2, URL: "https://example.gov/b", Gone: true}}
	for n := range len(pages) + 1 {
		whole := struct {
			Pages  []listed      `json:"pages"`
			Health record.Health `json:"health"`
		}{[]listed{}, h}
		for _, p := range pages[:n] {
			whole.Pages = append(whole.Pages, newListed(p, StandingsOf(h).Of(p)))
		}
		var got, want bytes.Buffer
		if err := ListJSON(&got, pages[:n], h); err != nil {
			t.Fatal(err)
		}
		if err := JSON(&want, whole); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("of %d pages: ListJSON = %s, want %s", n, &got, &want)
		}
	}
}

func TestHowOftenAPageIsLookedAt(t *testing.T) {
	looked := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		name  string
		next  time.Duration
		how   Standing
		shown string
		json  string
	}{
		{"at every run", 0, Good, "run", `"every_seconds": 0`},
		{"each half minute", 30 * time.Second, Good, "30s", `"every_seconds": 30`},
		{"each hour and a half", 90 * time.Minute, Good, "1.5h", `"every_seconds": 5400`},
		{"each six hours, also when it is late", 6 * time.Hour, Overdue, "6h", `"every_seconds": 21600`},
		{"at a pace of its own", 100*time.Hour + 1234567*time.Microsecond, Good, "4.2d", `"every_seconds": 360001`},
		{"each week, where it is gone", 7 * 24 * time.Hour, Removed, "7d", `"every_seconds": 604800`},
		{"in trouble, when it is tried again says nothing of its pace", time.Hour, Blind, "-", ""},
		{"never, where nobody watches it", time.Hour, Unwatched, "-", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := record.Page{URL: "https://example.gov/a", LastLook: looked, NextLook: looked.Add(c.next)}
			if got := every(p, c.how); got != c.shown {
				t.Errorf("every = %q, want %q", got, c.shown)
			}
			var b bytes.Buffer
			if err := JSON(&b, newListed(p, c.how)); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(b.String(), "every_seconds") != (c.json != "") || !strings.Contains(b.String(), c.json) {
				t.Errorf("JSON %s, want %s in it", &b, c.json)
			}
		})
	}
}
