package watch

import (
	"net/url"
	"sync"
	"time"

	"stet/record"
)

// A server that answered 304 for a page that had changed does so for others
// too: for a while no page of it is believed more than one 304 in a row.
const lieHolds = 90 * 24 * time.Hour

// liars remembers when servers were last caught, by origin. The zero value
// asks the archive.
type liars struct {
	mu sync.Mutex
	m  map[string]time.Time
}

// trustIn returns how many 304s in a row are believed of a page.
func (w *Watcher) trustIn(p record.Page) int {
	if p.Trust > 1 && w.now().Sub(w.lied(p.URL)) < lieHolds {
		return 1
	}
	return p.Trust
}

// lied returns when a 304 of the server was last found to hide a change.
func (w *Watcher) lied(address string) time.Time {
	origin := originOf(address)
	w.liars.mu.Lock()
	defer w.liars.mu.Unlock()
	at, known := w.liars.m[origin]
	if known {
		return at
	}
	if o, ok, err := w.Store.Origin(origin); err == nil && ok { // a server not known to lie is believed
		at = o.Lied
	}
	w.liars.put(origin, at)
	return at
}

// caught remembers that the server of a page hid a change behind a 304.
func (w *Watcher) caught(address string, at time.Time) error {
	origin := originOf(address)
	w.liars.mu.Lock()
	defer w.liars.mu.Unlock()
	w.liars.put(origin, at)
	o, _, err := w.Store.Origin(origin)
	if err != nil {
		return err
	}
	o.Origin, o.Lied = origin, at
	return w.Store.PutOrigin(o)
}

func (l *liars) put(origin string, at time.Time) {
	if l.m == nil {
		l.m = map[string]time.Time{}
	}
	l.m[origin] = at
}

// originOf returns the name of the origin of an address, as the crawler says
// it.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return record.OriginOf(u)
}
