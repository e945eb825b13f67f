package report

import (
	"strings"
	"time"
)

const (
	dayLayout    = "2 January 2006"
	minuteLayout = "2 January 2006, 15:04"
)

// moment returns t as "2 January 2026, 03:04 UTC", or "an unknown time".
func moment(t time.Time) string {
	if t.IsZero() {
		return "an unknown time"
	}
	return t.UTC().Format(minuteLayout) + " UTC"
}

// second is moment with seconds, for looks in the same minute.
func second(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04:05") + " UTC" }

// stated returns the ISO 8601 date of a page as people write it, as precise
// as it was stated; what is no such date comes back as it is.
//
//	2022-06-09                  9 June 2022
//	2022-06                     June 2022
//	2025-01-20T15:15:00-05:00   20 January 2025, 15:15 −05:00
func stated(iso string) string {
	for _, l := range []struct{ in, out string }{
		{"2006-01-02", dayLayout},
		{"2006-01", "January 2006"},
		{"2006-01-02T15:04", minuteLayout},
		{"2006-01-02T15:04:05", minuteLayout},
	} {
		if t, err := time.Parse(l.in, iso); err == nil {
			return t.Format(l.out)
		}
	}
	for _, in := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		t, err := time.Parse(in, iso)
		switch {
		case err != nil:
		case strings.HasSuffix(iso, "Z"):
			return t.Format(minuteLayout) + " UTC"
		default:
			return t.Format(minuteLayout) + " " + strings.Replace(t.Format("-07:00"), "-", "−", 1)
		}
	}
	return Clean(iso)
}

// span returns d in the largest unit that says enough: "3 days", "5 hours".
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < 2*time.Hour:
		return plural(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return plural(int(d/time.Hour), "hour")
	}
	return plural(int(d/(24*time.Hour)), "day")
}
