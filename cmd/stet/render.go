package main

import (
	"errors"
	"fmt"
	"strings"

	"stet/crawler"
	"stet/record"
	"stet/storage"
	"stet/watch"
)

// needBrowser says, before a run begins, that pages are to be read as a
// browser shows them and none is there. It says so to cron too: those pages
// go unseen.
func (a *app) needBrowser(w *watch.Watcher) {
	fetch, ok := w.Fetcher.(*crawler.Crawler)
	if !ok {
		return
	}
	var names []string
	for _, e := range w.Watches {
		if e.Render {
			names = append(names, fmt.Sprintf("%q", e.Name))
		}
	}
	if len(names) == 0 {
		return
	}
	if _, err := fetch.Browser(); err != nil {
		a.warn("the pages of %s cannot be looked at: %v", strings.Join(names, ", "), err)
	}
}

// screenshot returns how a version looked, as PNG.
func screenshot(s *storage.Store, p record.Page, v record.Version) ([]byte, error) {
	look, ok, err := s.Look(p.ID, v.FirstSeen)
	switch {
	case err != nil:
		return nil, err
	case ok && look.Screenshot.IsZero() && look.Browser != "":
		return nil, fmt.Errorf("version %d of %s has no screenshot: %s gave none in time", v.Number, p.URL, look.Browser)
	case !ok || look.Screenshot.IsZero():
		return nil, fmt.Errorf("version %d of %s has no screenshot: only pages with \"render: true\" have", v.Number, p.URL)
	}
	return s.Payload(look.Screenshot)
}

// served returns a version as the server sent it, also where the version is
// what a browser made of that.
func served(s *storage.Store, p record.Page, v record.Version) ([]byte, error) {
	look, ok, err := s.Look(p.ID, v.FirstSeen)
	if err != nil {
		return nil, err
	}
	if n := len(look.Exchanges); ok && n > 0 {
		return s.Payload(look.Exchanges[n-1].Payload.Digest)
	}
	return nil, errors.New("what the server sent of this version was not kept")
}
