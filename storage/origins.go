package storage

import (
	"bytes"
	"fmt"

	"stet/record"
)

// What is remembered of servers and lists is no evidence. A row of it that is
// damaged is as good as forgotten, and written anew: it must not end the
// watching of all pages. Verify tells of it.

// Origin returns what is remembered of a server; ok is false where nothing is.
func (s *Store) Origin(origin string) (o record.Origin, ok bool, err error) {
	if !isAddress(origin) {
		return o, false, nil
	}
	err = s.read(func(t *tx) error {
		k := []byte(origin)
		row := t.get(originsBucket, k)
		ok = row != nil && t.s.pack().read(k, row, &o) == nil
		return nil
	})
	if !ok {
		return record.Origin{}, false, err
	}
	return o, ok, nil
}

// PutOrigin remembers of a server what o says, and forgets what was
// remembered before. What is the same already is not written again.
func (s *Store) PutOrigin(o record.Origin) error {
	if err := s.putNamed(originsBucket, o.Origin, o); err != nil {
		return fmt.Errorf("remember the origin %s: %w", o.Origin, err)
	}
	return nil
}

// Lists returns the sitemaps and feeds that were kept, in the order of their
// addresses.
func (s *Store) Lists() (lists []record.List, err error) {
	err = s.read(func(t *tx) error {
		for k, v := range t.ascend(listsBucket, nil) {
			var l record.List
			if t.s.pack().read(k, v, &l) == nil {
				lists = append(lists, l)
			}
		}
		return nil
	})
	return lists, err
}

// PutList keeps a list and its state in the place of what was kept of it.
func (s *Store) PutList(l record.List) error {
	if err := s.putNamed(listsBucket, l.URL, l); err != nil {
		return fmt.Errorf("keep the list %s: %w", l.URL, err)
	}
	return nil
}

// putNamed keeps v as JSON under a name, unless just that is there.
func (s *Store) putNamed(bucket, name string, v any) error {
	if !isAddress(name) {
		return fmt.Errorf("name of %d bytes: want 1 to %d, in UTF-8", len(name), maxURL)
	}
	coded, err := s.pack().encode(v)
	if err != nil {
		return err
	}
	key := []byte(name)
	row := seal(key, coded.coding, coded.body)
	return s.write(len(key)+len(row), func(t *tx) error {
		if bytes.Equal(t.get(bucket, key), row) {
			return nil
		}
		return t.put(bucket, key, row)
	})
}
