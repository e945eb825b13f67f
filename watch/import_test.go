package watch

import (
	"strings"
	"testing"
	"time"

	"stet/record"
)

func TestImportRefusesWhatWouldBreakTheOrder(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	seen := record.Page{ID: 1, URL: "https://example.gov/a", Looks: 1, LastLook: at}
	for name, c := range map[string]struct {
		answer record.Answer
		want   string
	}{
		"no origin":                   {record.Answer{Time: at.Add(time.Hour)}, "not said"},
		"before the last look":        {record.Answer{Time: at.Add(-time.Hour), Origin: "a.warc"}, "not later"},
		"at the time of the last one": {record.Answer{Time: at, Origin: "a.warc"}, "not later"},
	} {
		if _, err := new(Watcher).Import("r", seen, c.answer); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Import = %v, want an error that says %q", name, err, c.want)
		}
	}
}
