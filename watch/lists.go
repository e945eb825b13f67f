package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"stet/extract"
	"stet/record"
)

// A Finder reads sitemaps and feeds: it calls visit for each page that a list
// names, and returns the list as it stands after that, and the time before
// which its host is to be left alone. Trouble is in [record.List.Incident].
type Finder interface {
	List(ctx context.Context, l record.List, visit func(record.Entry)) (after record.List, hold time.Time)
}

// leastPace is the least time between two looks at a list of a watch whose
// pages each have a pace of their own.
const leastPace = 15 * time.Minute

// A list is a sitemap or feed, with the watches that find pages in it. It is
// read once for all of them.
type list struct {
	record.List
	watches []*Watch
	every   time.Duration
	wanted  string // digest of what the watches want of it

	// What came of reading it.
	after   record.List
	found   []record.Page   // that are not known, once each
	names   map[string]bool // their addresses
	hints   map[record.PageID]time.Time
	dates   stamps
	wants   int    // entries that some watch wants
	foreign string // a page that it names on a site that nobody asked for
}

// lists reads the sitemaps and feeds that are due, makes known what they name,
// and returns the pages that are known then. Hosts are asked side by side;
// what they named is taken in the order of the configuration.
func (p *pass) lists(ctx context.Context, pages []record.Page) ([]record.Page, error) {
	due, err := p.dueLists()
	if err != nil || len(due) == 0 {
		return pages, err
	}
	k := newKnown(p.w.watched(pages))
	hosts := grouped(due, func(l *list) string { return hostOf(l.URL) })
	p.sideBySide(len(hosts), func(_ *sync.WaitGroup, i int) {
		for _, l := range hosts[i].list {
			if !p.goesOn(ctx) || p.late(1) {
				p.wake(p.began) // it stays due
				return
			}
			if !p.read(ctx, k, l) {
				return
			}
		}
	})
	for _, l := range due {
		if ctx.Err() == nil && !l.after.LastLook.IsZero() {
			p.fail(p.take(k, l))
		}
	}
	return p.w.Store.Pages()
}

// dueLists returns the lists of the configuration that are due, in its order.
func (p *pass) dueLists() ([]*list, error) {
	if p.w.Finder == nil {
		return nil, nil
	}
	all := p.w.lists()
	byURL, err := p.keptLists(all)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	held, err := p.held()
	if err != nil {
		return nil, err
	}
	var due []*list
	for _, l := range all {
		l.recall(byURL[l.URL])
		at := l.NextLook
		if isAhead(l.LastLook, p.began) {
			at = time.Time{}
		}
		if until := held[hostOf(l.URL)]; until.After(at) {
			at = until
		}
		if at.After(p.began) {
			p.wake(at)
			continue
		}
		due = append(due, l)
	}
	return due, nil
}

// keptLists returns what the archive knows of lists. One that no watch names
// any more is not read again, and its trouble is nobody's.
func (p *pass) keptLists(named []*list) (map[string]record.List, error) {
	kept, err := p.w.Store.Lists()
	if err != nil {
		return nil, err
	}
	byURL := map[string]record.List{}
	for _, l := range kept {
		byURL[l.URL] = l
		if l.Incident != nil && !slices.ContainsFunc(named, func(n *list) bool { return n.URL == l.URL }) {
			l.Incident = nil
			err = errors.Join(err, p.w.Store.PutList(l))
		}
	}
	return byURL, err
}

// lists returns the lists that the watches name, each once.
func (w *Watcher) lists() []*list {
	var all []*list
	at := map[string]*list{}
	for i := range w.Watches {
		watch := &w.Watches[i]
		for n, u := range append(watch.Sitemaps[:len(watch.Sitemaps):len(watch.Sitemaps)], watch.Feeds...) {
			l := at[u]
			if l == nil {
				l = &list{List: record.List{URL: u, Kind: record.SitemapList}, every: watch.listPace()}
				if n >= len(watch.Sitemaps) {
					l.Kind = record.FeedList
				}
				at[u] = l
				all = append(all, l)
			}
			l.watches = append(l.watches, watch)
			l.every = min(l.every, watch.listPace())
			l.wanted += fmt.Sprintf("%q %q %q %d\n", watch.Name, watch.URLs, watch.Links, watch.MaxPages)
		}
	}
	for _, l := range all {
		l.wanted = shortDigest(l.wanted)
	}
	return all
}

// shortDigest names a text in a few letters.
func shortDigest(s string) string { return record.DigestOf([]byte(s)).String()[len("sha256:"):][:12] }

// listPace returns how often the lists of a watch are read.
func (watch *Watch) listPace() time.Duration {
	if watch.Auto {
		return max(watch.Min, leastPace)
	}
	return watch.Every
}

// recall takes over what is known of a list since its last look. What was
// wanted of it then may be less than now: then it is due, and all of it is
// read whatever the server says. A server's 304s are not believed for ever.
func (l *list) recall(kept record.List) {
	if kept.URL == "" {
		return
	}
	kept.Kind = l.Kind
	if quicker := kept.LastLook.Add(l.every); kept.NextLook.After(quicker) {
		kept.NextLook = quicker
	}
	if kept.Wanted != l.wanted {
		kept.NextLook = time.Time{}
	}
	if kept.Wanted != l.wanted || kept.Believed >= maxTrust {
		kept.ETag, kept.LastModified = "", ""
		for i := range kept.Parts {
			kept.Parts[i].ETag, kept.Parts[i].LastModified = "", ""
		}
	}
	l.List = kept
}

// read reads a list. It reports whether its host may be asked for more.
func (p *pass) read(ctx context.Context, k *known, l *list) bool {
	l.names, l.hints, l.dates.asked = map[string]bool{}, map[record.PageID]time.Time{}, p.w.now()
	after, hold := p.w.Finder.List(ctx, l.List, func(e record.Entry) { l.visit(k, e) })
	if ctx.Err() != nil {
		return false // cut off by us: it says nothing about the list
	}
	l.after = after
	if hold.IsZero() {
		return true
	}
	p.fail(p.w.Store.HoldHost(hostOf(l.URL), hold))
	return false
}

// visit takes one entry of a list: a hint at a page that is known, or a page
// that is not.
func (l *list) visit(k *known, e record.Entry) {
	l.dates.count(e)
	address, err := extract.Canonical(e.URL)
	if err != nil {
		return
	}
	if _, known := k.pages[address]; !known {
		address = l.secure(address)
	}
	watch := l.wanting(address)
	if watch == nil {
		return
	}
	l.wants++
	address = k.home(address)
	if p, ok := k.at(address); ok {
		if at := hintOf(p, e, l.dates.asked); at.After(l.hints[p.ID]) {
			l.hints[p.ID] = at
		}
		return
	}
	room := watch.MaxPages - k.count[watch.Name]
	if !l.names[address] && (watch.MaxPages == 0 || len(l.found) <= room) { // one more than fits tells that more do not
		l.names[address] = true
		l.found = append(l.found, record.Page{URL: address, Watch: watch.Name, Source: l.source(), Added: l.dates.asked})
	}
}

// secure returns the address over TLS of a page without, where the list came
// over TLS from the same site: many lists still name their pages as they once
// were.
func (l *list) secure(address string) string {
	if rest, ok := strings.CutPrefix(address, "http://"); ok && strings.HasPrefix(l.URL, "https://") && siteOf(address) == siteOf(l.URL) {
		return "https://" + rest
	}
	return address
}

func (l *list) source() record.Source {
	if l.Kind == record.FeedList {
		return record.FromFeed
	}
	return record.FromSitemap
}

// wanting returns the first watch that wants a page which the list names, or
// nil. Where a watch has patterns, they decide. Else a feed, which somebody
// chose, is taken as it is, and of a sitemap what lies on the sites that the
// watch watches, or on the sitemap's own where it names no page: a sitemap
// speaks for no other site (sitemaps.org, Sitemap file location).
func (l *list) wanting(address string) *Watch {
	for _, watch := range l.watches {
		switch {
		case len(watch.patterns) > 0:
			if watch.wants(address) {
				return watch
			}
		case l.Kind == record.FeedList, watch.sites[siteOf(address)], len(watch.URLs) == 0 && siteOf(address) == siteOf(l.URL):
			return watch
		default:
			l.foreign = address
		}
	}
	return nil
}

// take keeps what came of reading a list.
func (p *pass) take(k *known, l *list) error {
	l.after.Watch, l.after.Wanted = l.watches[0].Name, l.wanted
	l.after.NextLook = l.after.LastLook.Add(l.every)
	p.wake(l.after.NextLook)
	added, full, err := p.w.enlist(k, l.found)
	if err == nil {
		err = p.hint(l)
	}
	if err != nil {
		return fmt.Errorf("list %s: %w", l.URL, err)
	}
	l.after.New = added
	if in := l.stray(); l.after.Incident == nil && in != nil {
		l.after.Incident, l.after.LastGood, full = in, l.LastGood, true
	}
	if full { // to be told again by the next run, and not hidden behind a 304
		l.after.ETag, l.after.LastModified, l.after.Parts = "", "", nil
	}
	p.toldList(l)
	if l.wants == 0 && l.after.Entries > 0 && l.after.Incident == nil && l.List.Wanted != l.wanted && len(l.watches[0].patterns) > 0 {
		p.note(fmt.Sprintf("the %s %s names %d pages, and none of them matches the patterns under links", l.Kind, l.URL, l.after.Entries))
	}
	return p.w.Store.PutList(l.after)
}

// hint keeps what a list says of pages that are known.
func (p *pass) hint(l *list) error {
	if l.dates.empty() && len(l.hints) > 0 {
		p.w.log().Info("a list says of most of its pages that they were modified just now; it is not believed", "list", l.URL, "pages", l.dates.new)
		return nil
	}
	return p.w.Store.Hint(l.hints)
}

// stray returns the incident of a list that names nothing but pages which
// nobody asked for, or nil.
func (l *list) stray() *record.Incident {
	if l.wants > 0 || l.foreign == "" {
		return nil
	}
	in := &record.Incident{Page: l.URL, Kind: record.Refused, FirstSeen: l.after.LastLook, LastSeen: l.after.LastLook, Looks: 1,
		Detail: "it names no page of the sites that are watched, but others, such as " + l.foreign + "; patterns under links say which of them are wanted"}
	in.Prolong(l.Incident)
	return in
}

// toldList counts a list that could not be read like a page that could not be
// looked at, and notes why.
func (p *pass) toldList(l *list) {
	in := l.after.Incident
	fields := []any{"list", l.URL, "kind", string(l.Kind), "entries", l.after.Entries, "new", l.after.New}
	if in == nil {
		p.w.log().Info("list", fields...)
		return
	}
	p.w.log().Warn("list", append(fields, "incident", string(in.Kind), "detail", in.Detail, "last_good", l.after.LastGood)...)
	if in.Kind == record.Missing || in.Failed() {
		p.mu.Lock()
		p.run.Failed++
		p.mu.Unlock()
	}
	p.note(fmt.Sprintf("the %s %s could not be read, or not all of it: %s", l.Kind, l.URL, in.Detail))
}

// note notes for the person who reads of the run what no change and no
// incident of a page tells; once, however many sweeps a run has.
func (p *pass) note(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Contains(p.run.Notes, what) {
		p.run.Notes = append(p.run.Notes, what)
		p.w.log().Warn(what)
	}
}

// noteBounds notes which watches have more pages than they may.
func (p *pass) noteBounds() {
	for _, watch := range p.w.Watches {
		if left, ok := p.w.bounds.LoadAndDelete(watch.Name); ok {
			such := ""
			if left != "" {
				such = fmt.Sprintf(", such as %s,", left)
			}
			p.note(fmt.Sprintf("watch %q has as many pages as max_pages allows (%d); more that it finds%s are not watched", watch.Name, watch.MaxPages, such))
		}
	}
}
