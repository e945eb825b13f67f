package watch

import (
	"time"

	"stet/record"
)

// A sitemap or a feed that says when a page was last modified gives a hint,
// and no more: many stamp every page with the time at which the list was
// made. A hint that leads to nothing new three times in a row is not taken
// from then on, until some look finds the page changed; and where most of a
// list was modified just when it was asked for, none of its hints is.
const (
	maxMisled = 3
	justNow   = time.Hour
	fewDates  = 10 // below it nobody can tell
)

// hintOf returns when, by an entry of a list, a page was modified after it was
// last seen; zero: it says no such thing, or what it says is not believed.
//
// A day without a time ends where it is over, or now: a page that was seen at
// noon and has that day in the list may have been modified since. To hear it
// once is enough.
func hintOf(p record.Page, e record.Entry, now time.Time) time.Time {
	at := e.Modified
	if at.IsZero() || p.Version == 0 || p.Misled >= maxMisled {
		return time.Time{}
	}
	if e.Day {
		if p.Hint.UTC().Truncate(24 * time.Hour).Equal(at) {
			return time.Time{}
		}
		if at = at.Add(24*time.Hour - time.Second); at.After(now) {
			at = now
		}
	}
	if !at.After(p.LastGood) || at.After(now) {
		return time.Time{}
	}
	return at
}

// misled counts the looks that a hint brought about and that found nothing.
func misled(s *record.Sighting, p record.Page) {
	switch {
	case s.Look.Origin != "":
	case s.Look.Outcome == record.OutcomeChanged || s.Look.Outcome == record.OutcomeMoved:
		s.Page.Misled = 0
	case s.Look.Outcome == record.OutcomeSame && hinted(p, s.Look.Time):
		s.Page.Misled++
	}
}

// stamps counts the dates of a list, to tell those that a person or a program
// set when a page was altered from those that are stamped on all of them.
type stamps struct {
	asked      time.Time // when the list was asked for
	dated, new int
}

func (s *stamps) count(e record.Entry) {
	if e.Modified.IsZero() {
		return
	}
	s.dated++
	since := s.asked.Add(-justNow)
	if e.Day {
		since = s.asked.UTC().Truncate(24 * time.Hour)
	}
	if !e.Modified.Before(since) {
		s.new++
	}
}

// empty reports whether the dates say nothing about the pages.
func (s *stamps) empty() bool { return s.dated >= fewDates && 2*s.new > s.dated }
