package watch

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"stet/diffing"
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
		return &Watch{Name: p.Watch, Every: defaultEvery, Reading: w.Reading}
	}
	return nil
}

// of is find for a page that is being looked at.
func (w *Watcher) of(p record.Page) *Watch {
	if watch := w.find(p); watch != nil {
		return watch
	}
	return &Watch{Reading: w.Reading}
}

// follow makes pages known that a page of the watch list links to: pages that
// match a pattern, and with documents the files and pictures of its main part.
// A document that is the one that was followed last, by the rules of today,
// is not read again.
func (w *Watcher) follow(s *record.Sighting, p record.Page, a record.Answer) error {
	watch := w.of(s.Page)
	if !watch.follows(s.Page) || a.Verdict != record.GotPage && a.Verdict != record.GotSame {
		return nil
	}
	if p.Payload.Same(s.Page.Payload) && !w.refollow(p) {
		if p.Followed != watch.rules {
			w.bounds.LoadOrStore(watch.Name, "") // no page left since, and none found room
		}
		return nil
	}
	if a.Verdict == record.GotSame {
		return nil
	}
	s.Page.Followed = "" // where they are not followed now, they are at the next look
	found, err := w.linked(s.Page, a)
	if errors.Is(err, errClosed) {
		return nil
	}
	full := false
	if len(found) > 0 {
		if full, err = w.enlistLinked(found); err != nil {
			return err
		}
	}
	if s.Page.Followed = watch.rules; full {
		s.Page.Followed = noRoom + watch.rules
	}
	return nil
}

// noRoom marks the rules by which links were followed of a page that has more
// of them than there was room for.
const noRoom = "full "

// follows reports whether the links of a page may lead to pages to watch.
func (watch *Watch) follows(p record.Page) bool {
	return watch.Documents && !isFile(p) || len(watch.patterns) > 0 && p.Source == record.FromConfig
}

// isFile reports whether a page is itself a file that a page links to.
func isFile(p record.Page) bool { return p.Source == record.FromDocument }

// refollow reports whether a page was last followed by other rules, so that
// its document is wanted even if it is the same.
func (w *Watcher) refollow(p record.Page) bool {
	watch := w.of(p)
	return watch.follows(p) && strings.TrimPrefix(p.Followed, noRoom) != watch.rules
}

// linked returns the pages and files to watch that the document of an answer
// links to. The error is errClosed.
func (w *Watcher) linked(p record.Page, a record.Answer) ([]record.Page, error) {
	src := sourceOf(a)
	give, err := w.bench.take(len(src.Body))
	if err != nil {
		return nil, err
	}
	defer give()
	return w.of(p).linked(w.read(p, src), p, a.Time), nil
}

// linked returns the pages and files to watch that a document links to.
func (watch *Watch) linked(d record.Document, p record.Page, at time.Time) []record.Page {
	var found []record.Page
	add := func(u string, source record.Source) {
		if u != p.URL {
			found = append(found, record.Page{URL: u, Watch: watch.Name, Source: source, Added: at})
		}
	}
	for _, l := range d.Links {
		u, err := record.ParseURL(l.Href)
		switch {
		case err != nil:
		case l.Kind == "page" && p.Source == record.FromConfig && watch.wants(u):
			add(u, record.FromLink)
		case l.Kind == "document" && watch.Documents && l.Part == record.Main:
			add(u, record.FromDocument)
		}
	}
	if watch.Documents && !isFile(p) {
		for _, src := range pictures(d) {
			if u, err := record.ParseURL(src); err == nil {
				add(u, record.FromDocument)
			}
		}
	}
	return found
}

// enlistLinked is enlist with what is known of the archive. Within a sweep it
// is asked for that once, however many pages have links.
func (w *Watcher) enlistLinked(found []record.Page) (full bool, err error) {
	w.index.Lock()
	defer w.index.Unlock()
	k := w.index.known
	if k == nil {
		pages, err := w.Store.Pages()
		if err != nil {
			return false, err
		}
		if k = newKnown(w.watched(pages)); w.index.sweeps {
			w.index.known = k
		}
	}
	if _, full, err = w.enlist(k, found); err != nil {
		w.index.known = nil // it knows pages that were not kept
	}
	return full, err
}

// sweeping says whether a sweep is under way.
func (w *Watcher) sweeping(is bool) {
	w.index.Lock()
	defer w.index.Unlock()
	w.index.known, w.index.sweeps = nil, is
}

// enlist adds the pages that are not watched yet, up to the bounds of their
// watches: new ones, and those that an import brought or that belonged to a
// watch of before. full: some were left out because a bound was reached.
func (w *Watcher) enlist(k *known, found []record.Page) (added int, full bool, err error) {
	most := map[string]int{}
	for _, watch := range w.Watches {
		most[watch.Name] = watch.MaxPages
	}
	var fresh []record.Page
	for _, p := range found {
		p.URL = k.home(p.URL)
		if _, ok := k.at(p.URL); ok || len(p.URL) > record.MaxURL { // its twin may be longer than it is
			continue
		}
		if most[p.Watch] > 0 && k.count[p.Watch] >= most[p.Watch] {
			full = true
			w.bounds.LoadOrStore(p.Watch, p.URL)
			continue
		}
		k.add(p)
		fresh = append(fresh, p)
	}
	if len(fresh) == 0 {
		return 0, full, nil
	}
	w.found.Store(true)
	_, err = w.Store.AddPages(fresh)
	return len(fresh), full, err
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
// anything but a slash and ** for anything, a set of the addresses, and the
// name of the rules by which links are followed.
func (watch *Watch) compile() error {
	watch.listed, watch.sites, watch.patterns = map[string]bool{}, map[string]bool{}, nil
	for _, u := range watch.URLs {
		watch.listed[u] = true
		watch.sites[siteOf(u)] = true
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
	watch.rules = shortDigest(fmt.Sprintf("%s %q %q %v %d", diffing.Rules, watch.Name, watch.Links, watch.Documents, watch.MaxPages))
	return nil
}
