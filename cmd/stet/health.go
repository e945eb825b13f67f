package main

import (
	"errors"
	"time"

	"stet/configs"
	"stet/record"
	"stet/report"
	"stet/storage"
	"stet/watch"
)

// health says what could not be seen of the pages, as of now, and in which
// stretches since a time no run was made.
func (a *app) health(c configs.Config, s *storage.Store, pages []record.Page, since, now time.Time) (record.Health, error) {
	lists, err := s.Lists()
	runs, err2 := s.RunsSince(since)
	held, err3 := s.HeldHosts()
	k := watch.Known{Pages: pages, Lists: lists, Runs: runs, Held: held}
	var err4 error
	if len(c.Watch) > 0 { // without a watch list nobody knows what is on it
		k.Watched, err4 = a.newWatcher(c, nil, nil).Watched()
	}
	if err := errors.Join(err, err2, err3, err4); err != nil {
		return record.Health{}, err
	}
	return watch.Health(k, now), nil
}

// addHealth adds to a report how many pages are watched, and what could not
// be seen when it was made.
func (a *app) addHealth(c configs.Config, s *storage.Store, r *report.Report) error {
	pages, err := s.Pages()
	if err != nil {
		return err
	}
	h, err := a.health(c, s, pages, r.Since, r.Made)
	if err != nil {
		return err
	}
	r.Health, r.Pages = &h, h.Pages-len(h.Unwatched)
	return nil
}
