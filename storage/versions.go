package storage

import (
	"fmt"
	"time"

	"stet/record"
)

// Versions returns the versions of a page, oldest first. LastSeen and Looks
// of the one that stands tell of all looks so far.
func (s *Store) Versions(id record.PageID) (versions []record.Version, err error) {
	err = s.read(func(t *tx) error {
		st, _, err := t.state(id)
		if err != nil {
			return err
		}
		for k, v := range t.ascend(versionsBucket, pageKey(id)) {
			version, err := t.parseVersion(id, k, v)
			if err != nil {
				return err
			}
			versions = append(versions, version)
		}
		if len(versions) != st.number {
			return t.damaged(fmt.Sprintf("page %d", id), fmt.Errorf("%d of its %d versions are there", len(versions), st.number))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return versions, nil
}

// Version returns version number of a page.
func (s *Store) Version(id record.PageID, number int) (v record.Version, ok bool, err error) {
	err = s.read(func(t *tx) error {
		v, ok, err = t.version(id, number)
		return err
	})
	return v, ok, err
}

// VersionAt returns the version of a page that stood at a time: the last one
// that was first seen then or earlier. A time of whole seconds stands for the
// whole second.
func (s *Store) VersionAt(id record.PageID, at time.Time) (v record.Version, ok bool, err error) {
	if at.Nanosecond() == 0 {
		at = at.Add(time.Second - time.Nanosecond)
	}
	err = s.read(func(t *tx) error {
		for k, row := range t.descend(versionsBucket, pageKey(id), nil) {
			if v, err = t.parseVersion(id, k, row); err != nil {
				return err
			}
			if !v.FirstSeen.After(at) {
				ok = true
				return nil
			}
		}
		v = record.Version{}
		return nil
	})
	return v, ok, err
}

func (t *tx) version(id record.PageID, number int) (v record.Version, ok bool, err error) {
	if number < 1 || int(uint32(number)) != number {
		return v, false, nil
	}
	k := versionKey(id, number)
	row := t.get(versionsBucket, k)
	if row == nil {
		return v, false, nil
	}
	v, err = t.parseVersion(id, k, row)
	return v, err == nil, err
}

func (t *tx) parseVersion(id record.PageID, k, row []byte) (v record.Version, err error) {
	if err := t.readRow(fmt.Sprintf("a version of page %d", id), k, row, &v); err != nil {
		return v, err
	}
	st, ok, err := t.state(id)
	if err == nil && (!ok || v.Number > st.number) {
		err = t.damaged(fmt.Sprintf("page %d", id), fmt.Errorf("it knows nothing of its version %d", v.Number))
	}
	if v.Number == st.number {
		v.LastSeen, v.Looks = st.lastSeen, st.looks
	}
	return v, err
}
