package report

import (
	"cmp"
	"slices"
	"time"

	"stet/record"
)

// strongestFirst returns the changes by significance, then by the severity
// of their strongest flag, newer before older, and last by address, so that
// the same changes give the same report in whatever order they came.
func strongestFirst(changes []record.Change) []record.Change {
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(a, b record.Change) int {
		return cmp.Or(
			cmp.Compare(b.Significance, a.Significance),
			strongest(b.Flags).Rank()-strongest(a.Flags).Rank(),
			seen(b).Compare(seen(a)),
			cmp.Compare(a.Page, b.Page),
			cmp.Compare(latest(b), latest(a)),
		)
	})
	return sorted
}

// latest returns the number of the version that a change led to.
func latest(c record.Change) int {
	if c.To == nil {
		return 0
	}
	return c.To.Version
}

// seen returns when a change was seen first.
func seen(c record.Change) time.Time {
	switch {
	case c.To != nil:
		return c.To.FirstSeen
	case c.From != nil:
		return c.From.LastSeen
	}
	return time.Time{}
}

// byPage returns the incidents by address, newer before older.
func byPage(incidents []record.Incident) []record.Incident {
	sorted := slices.Clone(incidents)
	slices.SortStableFunc(sorted, func(a, b record.Incident) int {
		return cmp.Or(cmp.Compare(a.Page, b.Page), b.FirstSeen.Compare(a.FirstSeen), cmp.Compare(a.Kind, b.Kind))
	})
	return sorted
}
