package storage

import (
	"cmp"
	"fmt"
	"unicode/utf8"

	"stet/record"
)

// Longer addresses are refused; bbolt's keys end at 32 KiB.
const maxURL = record.MaxURL

// AddPages makes the pages known and returns them as they are kept, in the
// same order. A page is known by its URL. A new one gets the next ID and is
// kept as given; one that is there already keeps its state, takes over Watch
// and Source where they are given, and Added where it had none.
func (s *Store) AddPages(pages []record.Page) ([]record.Page, error) {
	for _, p := range pages {
		if !isAddress(p.URL) {
			return nil, fmt.Errorf("add a page to %s: address of %d bytes: want 1 to %d, in UTF-8", s.path, len(p.URL), maxURL)
		}
	}
	if len(pages) == 0 {
		return nil, nil
	}
	added := make([]record.Page, len(pages))
	err := s.write(len(pages)<<10, func(t *tx) (err error) {
		for i, p := range pages {
			if added[i], err = t.addPage(p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return added, nil
}

func (t *tx) addPage(p record.Page) (record.Page, error) {
	id, ok, err := t.pageAt(p.URL)
	if err != nil {
		return p, err
	}
	if !ok {
		return t.addNewPage(p)
	}
	old, err := t.page(id)
	if err != nil {
		return old, err
	}
	updated := old
	if p.Watch != "" {
		updated.Watch = p.Watch
	}
	if p.Source != "" {
		updated.Source = p.Source
	}
	if updated.Added.IsZero() {
		updated.Added = p.Added
	}
	if updated.Watch == old.Watch && updated.Source == old.Source && updated.Added.Equal(old.Added) {
		return old, nil
	}
	return updated, t.putPage(updated)
}

func (t *tx) addNewPage(p record.Page) (record.Page, error) {
	last, _ := t.bucket(pagesBucket).Cursor().Last()
	p.ID = 1
	if last != nil {
		p.ID = pageOf(last) + 1
	}
	key := []byte(p.URL)
	if err := t.put(addressesBucket, key, seal(key, asBinary, pageKey(p.ID))); err != nil {
		return p, err
	}
	rest, err := encodeState(p)
	if err != nil {
		return p, err
	}
	st := state{lastSeen: firstTime(), movedTo: p.MovedTo}
	if err := t.putState(p.ID, state{}, st, rest); err != nil {
		return p, err
	}
	return p, t.putPage(p)
}

// isAddress reports whether url can be a key and stand in a row of JSON, which
// would turn what is no UTF-8 into something else.
func isAddress(url string) bool { return url != "" && len(url) <= maxURL && utf8.ValidString(url) }

// Pages returns all pages in the order of their IDs.
func (s *Store) Pages() ([]record.Page, error) { return s.pages(readPage) }

// Standings returns all pages as [Store.EachStanding] gives them.
func (s *Store) Standings() ([]record.Page, error) { return s.pages(readBrief) }

func (s *Store) pages(read func([]byte, *record.Page) error) (pages []record.Page, err error) {
	err = s.read(func(t *tx) error {
		if k, _ := t.bucket(pagesBucket).Cursor().Last(); len(k) == 8 { // a slice that grows takes twice as much
			pages = make([]record.Page, 0, min(pageOf(k), 1<<20))
		}
		return t.eachPage(read, func(p record.Page) bool {
			pages = append(pages, p)
			return true
		})
	})
	if err != nil {
		return nil, err
	}
	return pages, nil
}

// EachPage calls do with one page after the other, in the order of their IDs,
// until it returns false: for those who need not hold all at once. The
// archive is held meanwhile, so do must not wait, nor call the Store.
func (s *Store) EachPage(do func(record.Page) bool) error {
	return s.read(func(t *tx) error { return t.eachPage(readPage, do) })
}

// EachStanding is [Store.EachPage] for those who ask how looking goes: pages
// may come without Payload, Served, Doubted, Flap, Seen, ETag, LastModified,
// Rate and Followed, in half the time.
func (s *Store) EachStanding(do func(record.Page) bool) error {
	return s.read(func(t *tx) error { return t.eachPage(readBrief, do) })
}

func (t *tx) eachPage(read func([]byte, *record.Page) error, do func(record.Page) bool) (err error) {
	var p record.Page // one for all: making each anew takes a tenth of the time
	var states *follower
	broken := t.scan(pagesBucket, nil, func(g *glance, k, row []byte) bool {
		if states == nil {
			states = g.follow(statesBucket)
		}
		p = record.Page{}
		err = t.parsePage(&p, read, k, row, states.get(k))
		return err == nil && do(p)
	})
	if states != nil {
		states.stop()
	}
	return cmp.Or(err, broken)
}

// Page returns the page with the given address. Where no page is watched
// under it, it is the first page that a permanent redirect leads from there.
func (s *Store) Page(url string) (p record.Page, ok bool, err error) {
	if !isAddress(url) {
		return p, false, nil
	}
	err = s.read(func(t *tx) error {
		id, found, err := t.pageAt(url)
		if err != nil {
			return err
		}
		if !found {
			id, found = t.pageMovedTo(url)
		}
		if !found {
			return nil
		}
		p, err = t.page(id)
		ok = err == nil
		return err
	})
	return p, ok, err
}

// pageAt returns the page that is watched under url.
func (t *tx) pageAt(url string) (id record.PageID, ok bool, err error) {
	v := t.get(addressesBucket, []byte(url))
	if v == nil {
		return 0, false, nil
	}
	_, b, err := unseal([]byte(url), v)
	if err == nil && len(b) != 8 {
		err = fmt.Errorf("%d bytes instead of 8", len(b))
	}
	if err != nil {
		return 0, false, t.damaged("address "+url, err)
	}
	return pageOf(b), true, nil
}

func (t *tx) pageMovedTo(url string) (record.PageID, bool) {
	prefix := append([]byte(url), 0)
	for k := range t.ascend(movedBucket, prefix) {
		if len(k) == len(prefix)+8 {
			return pageOf(k[len(prefix):]), true
		}
	}
	return 0, false
}

// page returns a page that must be there.
func (t *tx) page(id record.PageID) (record.Page, error) {
	var p record.Page
	k := pageKey(id)
	return p, t.parsePage(&p, readPage, k, t.get(pagesBucket, k), t.get(statesBucket, k))
}

// parsePage puts together in p, which is empty, what pages and states have of
// a page; read reads the latter.
func (t *tx) parsePage(p *record.Page, read func([]byte, *record.Page) error, k, row, state []byte) error {
	_, body, err := unseal(k, state)
	if err == nil {
		_, body, err = parseState(body)
	}
	if err == nil {
		err = read(body, p)
	}
	if err == nil {
		err = t.s.pack().readPage(k, row, p)
	}
	if err != nil {
		return t.damaged(t.nameOf(k, row), err)
	}
	return nil
}

// nameOf names a page for a person, by its address where that can be read.
func (t *tx) nameOf(k, row []byte) string {
	if len(k) != 8 {
		return fmt.Sprintf("page %x", k)
	}
	name := fmt.Sprintf("page %d", pageOf(k))
	var p record.Page
	if t.s.pack().readPage(k, row, &p) == nil && p.URL != "" {
		name += ", " + p.URL
	}
	return name
}

// putPage keeps of a page what AddPages is told.
func (t *tx) putPage(p record.Page) error {
	row, err := t.s.pack().encode(record.Page{ID: p.ID, URL: p.URL, Watch: p.Watch, Source: p.Source, Added: p.Added})
	if err != nil {
		return err
	}
	return t.putRow(pagesBucket, pageKey(p.ID), row)
}
