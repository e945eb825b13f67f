package watch

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"stet/record"
)

// enrol makes the pages of the watch list known to the archive, and returns
// all that are.
func (w *Watcher) enrol() ([]record.Page, error) {
	if err := w.compile(); err != nil {
		return nil, err
	}
	known, err := w.Store.Pages()
	if err != nil {
		return nil, err
	}
	enrolled := map[string]string{} // address and its watch
	for _, p := range known {
		if p.Source == record.FromConfig {
			enrolled[p.URL] = p.Watch
		}
	}
	var fresh []record.Page
	for _, watch := range w.Watches {
		for _, u := range watch.URLs {
			if of, ok := enrolled[u]; !ok || of != watch.Name {
				fresh = append(fresh, record.Page{URL: u, Watch: watch.Name, Source: record.FromConfig, Added: w.now()})
			}
		}
	}
	if len(fresh) == 0 {
		return known, nil
	}
	if _, err := w.Store.AddPages(fresh); err != nil {
		return nil, err
	}
	return w.Store.Pages()
}

// find returns the watch that a page belongs to, or nil where the watch list
// does not name it any more: it stays in the archive and is not looked at.
func (w *Watcher) find(p record.Page) *Watch {
	for i := range w.Watches {
		watch := &w.Watches[i]
		if watch.Name != p.Watch {
			continue
		}
		if p.Source == record.FromConfig && !watch.listed[p.URL] {
			return nil
		}
		return watch
	}
	if p.Source == record.FromUser {
		return &Watch{Name: p.Watch, Every: defaultEvery}
	}
	return nil
}

// of is find for a page that is being looked at.
func (w *Watcher) of(p record.Page) *Watch {
	if watch := w.find(p); watch != nil {
		return watch
	}
	return &Watch{}
}

// follow makes pages known that a page of the watch list links to.
func (w *Watcher) follow(s record.Sighting, a record.Answer) error {
	watch := w.of(s.Page)
	if a.Verdict != record.GotPage || len(watch.patterns) == 0 && !watch.Documents {
		return nil
	}
	var found []record.Page
	for _, l := range w.read(s.Page, sourceOf(a)).Links {
		u, err := record.ParseURL(l.Href)
		if err != nil || u == s.Page.URL {
			continue
		}
		switch {
		case l.Kind == "page" && s.Page.Source == record.FromConfig && watch.wants(u):
			found = append(found, record.Page{URL: u, Watch: watch.Name, Source: record.FromLink, Added: a.Time})
		case l.Kind == "document" && watch.Documents && l.Part == record.Main:
			found = append(found, record.Page{URL: u, Watch: watch.Name, Source: record.FromDocument, Added: a.Time})
		}
	}
	if len(found) == 0 {
		return nil
	}
	return w.enlist(watch, found)
}

// enlist adds the pages that are not known yet, up to the watch's bound.
func (w *Watcher) enlist(watch *Watch, found []record.Page) error {
	known, err := w.Store.Pages()
	if err != nil {
		return err
	}
	taken, count := map[string]bool{}, 0
	for _, p := range known {
		taken[p.URL] = true
		if p.MovedTo != "" {
			taken[p.MovedTo] = true
		}
		if p.Watch == watch.Name && p.Source != record.FromConfig {
			count++
		}
	}
	var fresh []record.Page
	for _, p := range found {
		if taken[p.URL] || watch.MaxPages > 0 && count >= watch.MaxPages {
			continue
		}
		taken[p.URL] = true
		fresh = append(fresh, p)
		count++
	}
	if len(fresh) == 0 {
		return nil
	}
	w.found.Store(true)
	_, err = w.Store.AddPages(fresh)
	return err
}

func (watch *Watch) wants(address string) bool {
	return slices.ContainsFunc(watch.patterns, func(re *regexp.Regexp) bool { return re.MatchString(address) })
}

// compile compiles the watches that are not yet.
func (w *Watcher) compile() error {
	for i := range w.Watches {
		if watch := &w.Watches[i]; watch.listed == nil {
			if err := watch.compile(); err != nil {
				return err
			}
		}
	}
	return nil
}

// compile makes regular expressions of the patterns, in which * stands for
// anything but a slash and ** for anything, and a set of the addresses.
func (watch *Watch) compile() error {
	watch.listed, watch.patterns = map[string]bool{}, nil
	for _, u := range watch.URLs {
		watch.listed[u] = true
	}
	for _, p := range watch.Links {
		q := regexp.QuoteMeta(p)
		q = strings.ReplaceAll(q, `\*\*`, ".*")
		q = strings.ReplaceAll(q, `\*`, "[^/]*")
		re, err := regexp.Compile("^" + q + "$")
		if err != nil {
			return fmt.Errorf("pattern %q: %w", p, err)
		}
		watch.patterns = append(watch.patterns, re)
	}
	return nil
}
