package main

import (
	"errors"
	"iter"
	"slices"
	"time"

	"stet/configs"
	"stet/record"
	"stet/report"
	"stet/storage"
	"stet/watch"
)

// runsBefore is how many runs before the time that is asked about say how
// often runs are made.
const runsBefore = 8

// health says what could not be seen of the pages, as of now, and in which
// stretches since a time no run was made.
func (a *app) health(c configs.Config, s *storage.Store, pages iter.Seq[record.Page], since, now time.Time) (record.Health, error) {
	lists, err := s.Lists()
	runs, err2 := s.RunsSince(since, runsBefore)
	held, err3 := s.HeldHosts()
	k := watch.Known{Pages: pages, Lists: lists, Runs: runs, Held: held}
	var err4 error
	if len(c.Watch) > 0 {
		k.Watched, err4 = a.newWatcher(c, nil, nil).Watched()
	} else { // nobody knows what is on the watch list, but for what was added to the archive
		k.Paced = func(p record.Page) bool { return p.Source == record.FromUser }
	}
	if err := errors.Join(err, err2, err3, err4); err != nil {
		return record.Health{}, err
	}
	h := watch.Health(k, now)
	h.Gaps = slices.DeleteFunc(h.Gaps, func(g record.Gap) bool { return !g.To.IsZero() && g.To.Before(since) })
	return h, nil
}

// healthOfAll is health of all pages, which are not held in memory.
func (a *app) healthOfAll(c configs.Config, s *storage.Store, since, now time.Time) (record.Health, error) {
	var broken error
	all := func(yield func(record.Page) bool) { broken = s.EachStanding(yield) }
	h, err := a.health(c, s, all, since, now)
	return h, errors.Join(err, broken)
}

// addHealth adds to a report how many pages are watched, and what could not
// be seen when it was made.
func (a *app) addHealth(c configs.Config, s *storage.Store, r *report.Report) error {
	h, err := a.healthOfAll(c, s, r.Since, r.Made)
	if err != nil {
		return err
	}
	r.Health, r.Pages = &h, h.Pages-len(h.Unwatched)
	return nil
}

// missedRuns reports whether there may be a stretch without a run since a
// time. It asks for no page, so that a run that found nothing new costs no
// more where there are more pages.
func (a *app) missedRuns(s *storage.Store, since, now time.Time) (bool, error) {
	h, err := a.health(configs.Config{}, s, slices.Values([]record.Page(nil)), since, now)
	return len(h.Gaps) > 0, err
}
