package report

import (
	"bytes"
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
			whole.Pages = append(whole.Pages, listed{p, StandingsOf(h).Of(p)})
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
