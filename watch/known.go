package watch

import (
	"slices"
	"strings"
	"sync"

	"stet/record"
)

// known says which pages are known, under whatever address.
type known struct {
	pages map[string]record.Page // by URL, and by where a permanent redirect leads
	moved map[string]string      // an origin that sends all its pages to another one, for its twin
	count map[string]int         // pages that were found for a watch, by its name
}

// An index is what is known for as long as a sweep lasts, once it was needed.
type index struct {
	sync.Mutex
	known  *known
	sweeps bool
}

// watched returns those of pages that belong to a watch. The others, which an
// import brought or a watch left that is gone, can be found like new ones, and
// are watched from then on.
func (w *Watcher) watched(pages []record.Page) []record.Page {
	if !slices.ContainsFunc(pages, w.unwatched) {
		return pages
	}
	return slices.DeleteFunc(slices.Clone(pages), w.unwatched)
}

func (w *Watcher) unwatched(p record.Page) bool { return w.find(p) == nil }

// newKnown returns what is known of these pages.
func newKnown(pages []record.Page) *known {
	k := &known{pages: make(map[string]record.Page, len(pages)), moved: map[string]string{}, count: map[string]int{}}
	stays := map[string]bool{}
	for _, p := range pages {
		if p.MovedTo != "" {
			k.pages[p.MovedTo] = p
		}
		from, path := splitAddress(p.URL)
		to, there := splitAddress(p.MovedTo)
		switch {
		case p.Version == 0:
		case p.MovedTo == "":
			stays[from] = true
		case path == there && bare(from) == bare(to):
			k.moved[from] = to
		}
		if p.Source != record.FromConfig {
			k.count[p.Watch]++
		}
	}
	for _, p := range pages {
		k.pages[p.URL] = p // before what others lead to
	}
	for origin := range stays {
		delete(k.moved, origin)
	}
	return k
}

// home returns the address under which a page is best asked for: where all
// that is known of its origin moved to a twin, with or without www or TLS,
// there.
func (k *known) home(address string) string {
	origin, path := splitAddress(address)
	if to, ok := k.moved[origin]; ok {
		return to + path
	}
	return address
}

// at returns the page that is known under an address or under a twin of it: a
// page that is known to move from one twin to another stands for both, and
// one that is watched over TLS stands for the address without.
func (k *known) at(address string) (record.Page, bool) {
	if p, ok := k.pages[address]; ok {
		return p, true
	}
	origin, path := splitAddress(address)
	for _, twin := range twins(origin) {
		p, ok := k.pages[twin+path]
		if !ok {
			continue
		}
		from, _ := splitAddress(p.URL)
		to, there := splitAddress(p.MovedTo)
		if there == path && bare(from) == bare(to) || twin == "https://"+strings.TrimPrefix(origin, "http://") {
			return p, true
		}
	}
	return record.Page{}, false
}

// add makes a page known that is to be watched.
func (k *known) add(p record.Page) {
	k.pages[p.URL] = p
	k.count[p.Watch]++
}

// splitAddress splits an address behind its host.
func splitAddress(address string) (origin, path string) {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return "", ""
	}
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		i += len(address) - len(rest)
		return address[:i], address[i:]
	}
	return address, ""
}

// bare returns what twins have in common: the host without www.
func bare(origin string) string {
	_, host, _ := strings.Cut(origin, "://")
	return strings.TrimPrefix(host, "www.")
}

// twins returns the origins that often serve the same site.
func twins(origin string) []string {
	var all []string
	for _, scheme := range []string{"https://", "http://"} {
		for _, www := range []string{"", "www."} {
			if twin := scheme + www + bare(origin); twin != origin {
				all = append(all, twin)
			}
		}
	}
	return all
}

// siteOf returns the host of an address without www.
func siteOf(address string) string { return strings.TrimPrefix(hostOf(address), "www.") }
