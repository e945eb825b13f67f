package diffing

import (
	"fmt"
	"time"

	"stet/record"
)

// hiddenPoints is what the date that a page hides counts when it shows that readers
// are told an old one.
const hiddenPoints = 0.05

// contradictions returns the reasons that the stated dates of the new page
// give against each other, as far as this change brought them. Only what
// readers are told is held against the rest:
//
//	an old date in the text, and a newer one in the metadata that moved with the edit
//	a date that was yet to come when stet looked
//	last updated before it was published
func (j *judge) contradictions() []record.Reason {
	var out []record.Reason
	matches := matchDates(j.old.Dates, j.new.Dates)
	if r, ok := j.hiddenMoved(matches); ok {
		out = append(out, r)
	}
	if r, ok := j.yetToCome(matches); ok {
		out = append(out, r)
	}
	if r, ok := tooEarly(matches); ok {
		out = append(out, r)
	}
	return out
}

// hiddenMoved finds a date of the last edit that readers do not see and that
// moved past the one that they do see, which stayed.
func (j *judge) hiddenMoved(matches []dateMatch) (record.Reason, bool) {
	shown := -1
	for i, m := range matches {
		if m.old == nil || m.new == nil || m.new.Source != "text" || !maintained(m.new.Kind) || len(dayOf(m.new.Value)) != 10 {
			continue
		}
		if dayOf(m.old.Value) != dayOf(m.new.Value) {
			return record.Reason{}, false // what readers see moved too
		}
		if shown < 0 || dayOf(m.new.Value) > dayOf(matches[shown].new.Value) {
			shown = i
		}
	}
	if shown < 0 || j.mainEdits == 0 {
		return record.Reason{}, false
	}
	seen := matches[shown].new
	for _, m := range matches {
		if m.old == nil || m.new == nil || m.new.Source == "text" || m.new.Kind != record.Updated {
			continue
		}
		before, after := dayOf(m.old.Value), dayOf(m.new.Value)
		if len(after) != 10 || after <= before || after <= nextDay(dayOf(seen.Value)) {
			continue
		}
		r := record.Reason{Points: hiddenPoints, Why: fmt.Sprintf("readers are told “%s %s”, and %s that the last edit was on %s",
			seen.Label, seen.Text, whoSays(m.new), inLetters(after))}
		if m.new.Source == "http" {
			r.Points = 0 // many servers send the time of the answer
		}
		return r, true
	}
	return record.Reason{}, false
}

// whoSays names what states a date that readers do not see.
func whoSays(d *record.StatedDate) string {
	if d.Source == "http" {
		return "the server says"
	}
	return fmt.Sprintf("the page’s metadata (%s) say", d.Label)
}

// yetToCome finds a date, new on the page, on which it cannot have been
// published or updated when stet looked.
func (j *judge) yetToCome(matches []dateMatch) (record.Reason, bool) {
	if j.context.NewSeen.IsZero() {
		return record.Reason{}, false
	}
	// somewhere on earth the next day may have begun
	looked := j.context.NewSeen.UTC().Add(14 * time.Hour).Format(time.DateOnly)
	for _, m := range matches {
		if m.new == nil || m.new.Source != "text" || !maintained(m.new.Kind) && m.new.Kind != record.Published {
			continue
		}
		day := dayOf(m.new.Value)
		if len(day) != 10 || day <= looked || m.old != nil && dayOf(m.old.Value) == day {
			continue
		}
		return record.Reason{Points: hiddenPoints, Why: fmt.Sprintf("“%s %s” was yet to come when stet looked on %s",
			m.new.Label, m.new.Text, j.context.NewSeen.UTC().Format("2 January 2006"))}, true
	}
	return record.Reason{}, false
}

// tooEarly finds a page that tells readers that it was last updated before it
// was published, and did not before this change.
func tooEarly(matches []dateMatch) (record.Reason, bool) {
	is := func(pick func(dateMatch) *record.StatedDate) (updated, published *record.StatedDate, early bool) {
		for _, m := range matches {
			d := pick(m)
			switch {
			case d == nil || d.Source != "text" || len(dayOf(d.Value)) != 10:
			case d.Kind == record.Updated && (updated == nil || dayOf(d.Value) > dayOf(updated.Value)):
				updated = d
			case d.Kind == record.Published && (published == nil || dayOf(d.Value) < dayOf(published.Value)):
				published = d
			}
		}
		return updated, published, updated != nil && published != nil && dayOf(updated.Value) < dayOf(published.Value)
	}
	if _, _, before := is(func(m dateMatch) *record.StatedDate { return m.old }); before {
		return record.Reason{}, false
	}
	u, p, early := is(func(m dateMatch) *record.StatedDate { return m.new })
	if !early {
		return record.Reason{}, false
	}
	return record.Reason{Points: hiddenPoints, Why: fmt.Sprintf("“%s %s” is before “%s %s”", u.Label, u.Text, p.Label, p.Text)}, true
}

// nextDay returns the day after an ISO date; the same day may be another one
// in another time zone.
func nextDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}

// inLetters writes an ISO date as a reporter would.
func inLetters(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("2 January 2006")
}
