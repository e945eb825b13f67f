package storage

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"stet/record"
)

// Hint keeps for pages when a sitemap or feed says that they were last
// modified, as [record.Page.Hint]; a zero time takes the hint back. Nothing
// else about the pages changes, and no look is kept. Pages that are not known
// are an error, and then no hint is kept.
func (s *Store) Hint(hints map[record.PageID]time.Time) error {
	if len(hints) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(hints))
	return s.write(len(ids)<<9, func(t *tx) error {
		for _, id := range ids {
			if err := t.hint(id, hints[id]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) hint(id record.PageID, at time.Time) error {
	k := pageKey(id)
	row := t.get(statesBucket, k)
	if row == nil {
		return fmt.Errorf("hint at page %d: there is no such page", id)
	}
	_, body, err := unseal(k, row)
	var st state
	var p record.Page
	if err == nil {
		st, body, err = parseState(body)
	}
	if err == nil {
		err = json.Unmarshal(body, &p)
	}
	if err != nil {
		return t.damaged(fmt.Sprintf("page %d", id), err)
	}
	if p.Hint.Equal(at) {
		return nil
	}
	p.Hint = at.UTC().Round(0)
	if at.IsZero() {
		p.Hint = time.Time{}
	}
	rest, err := encodeState(p)
	if err != nil {
		return err
	}
	return t.putState(id, st, st, rest)
}
