package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"stet/record"
)

// A standing is the version of a page that stands and how it has been seen
// so far. It changes at every look, so it lies in the page's row and not in
// the version's, which gets it when the next version comes.
type standing struct {
	number   int // 0: none
	lastSeen time.Time
	looks    int
}

// A page's row, binary: of its standing the number, the last time it was
// seen (8 bytes as in keys) and the looks, then record.Page in JSON.
func (st standing) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(st.number))
	b = appendTime(b, st.lastSeen)
	return binary.AppendUvarint(b, uint64(st.looks))
}

func parseStanding(b []byte) (st standing, rest []byte, err error) {
	number, b, err := uvarints(b, 1)
	if err != nil {
		return st, nil, err
	}
	if len(b) < timeSize {
		return st, nil, errors.New("cut off in a time")
	}
	lastSeen := timeOf(b)
	looks, b, err := uvarints(b[timeSize:], 1)
	if err != nil {
		return st, nil, err
	}
	if number[0] > math.MaxUint32 || looks[0] > math.MaxInt32 {
		return st, nil, errors.New("impossible numbers")
	}
	return standing{int(number[0]), lastSeen, int(looks[0])}, b, nil
}

// Addresses longer than this are refused; bbolt's keys end at 32 KiB.
const maxURL = 16 << 10

// AddPages makes the pages known and returns them as they are kept, in the
// same order. A page is known by its URL. A new one gets the next ID and is
// kept as given; one that is there already keeps its state, takes over Watch
// and Source where they are given, and Added where it had none.
func (s *Store) AddPages(pages []record.Page) ([]record.Page, error) {
	for _, p := range pages {
		if p.URL == "" || len(p.URL) > maxURL {
			return nil, fmt.Errorf("add a page to %s: address of %d bytes: want 1 to %d", s.path, len(p.URL), maxURL)
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
	old, st, _, err := t.page(id)
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
	return updated, t.putPage(updated, st)
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
	if err := t.indexMoved("", p.MovedTo, p.ID); err != nil {
		return p, err
	}
	return p, t.putPage(p, standing{lastSeen: firstTime()})
}

// Pages returns all pages in the order of their IDs.
func (s *Store) Pages() (pages []record.Page, err error) {
	err = s.read(func(t *tx) error {
		for k, v := range t.ascend(pagesBucket, nil) {
			p, _, err := t.parsePage(k, v)
			if err != nil {
				return err
			}
			pages = append(pages, p)
		}
		return nil
	})
	return pages, err
}

// Page returns the page with the given address. Where no page is watched
// under it, it is the first page that a permanent redirect leads from there.
func (s *Store) Page(url string) (p record.Page, ok bool, err error) {
	if url == "" || len(url) > maxURL {
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
		p, _, ok, err = t.page(id)
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

// indexMoved keeps the index of new addresses when that of a page changes.
func (t *tx) indexMoved(from, to string, id record.PageID) error {
	if from == to {
		return nil
	}
	if from != "" && len(from) <= maxURL {
		if err := t.drop(movedBucket, movedKey(from, id)); err != nil {
			return err
		}
	}
	if to != "" && len(to) <= maxURL {
		return t.put(movedBucket, movedKey(to, id), []byte{})
	}
	return nil
}

// page returns a page and what of it stands; ok is false if there is none.
func (t *tx) page(id record.PageID) (p record.Page, st standing, ok bool, err error) {
	k := pageKey(id)
	v := t.get(pagesBucket, k)
	if v == nil {
		return p, st, false, nil
	}
	p, st, err = t.parsePage(k, v)
	return p, st, err == nil, err
}

// standing returns what of a page stands; ok is false if there is no page.
func (t *tx) standing(id record.PageID) (st standing, ok bool, err error) {
	k := pageKey(id)
	v := t.get(pagesBucket, k)
	if v == nil {
		return st, false, nil
	}
	_, body, err := unseal(k, v)
	if err == nil {
		st, _, err = parseStanding(body)
	}
	return st, err == nil, t.damaged(fmt.Sprintf("page %d", id), err)
}

func (t *tx) parsePage(k, v []byte) (p record.Page, st standing, err error) {
	coding, body, err := unseal(k, v)
	if err == nil {
		st, body, err = parseStanding(body)
	}
	if err == nil {
		err = t.s.pack().readJSON(coding, body, &p)
	}
	return p, st, t.damaged(fmt.Sprintf("page %x", k), err)
}

func (t *tx) putPage(p record.Page, st standing) error {
	row, err := pageRow(p, st)
	if err != nil {
		return err
	}
	return t.put(pagesBucket, pageKey(p.ID), row)
}
