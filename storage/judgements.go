package storage

import (
	"fmt"
	"time"

	"stet/record"
)

// Judge keeps a later judgement of a change of page id, made by other rules
// at time c.Judged. It stands beside the one that was kept with the look,
// which is never altered; [Store.Changes] shows the latest, unless the query
// asks for what was published at the time.
func (s *Store) Judge(id record.PageID, c record.Change) error {
	if c.To == nil {
		return fmt.Errorf("judge a change of page %d: it names no look", id)
	}
	if err := checkTime("judge a change at", c.Judged); err != nil {
		return err
	}
	row, err := s.pack().encode(c)
	if err != nil {
		return fmt.Errorf("judge a change of page %d: %w", id, err)
	}
	key := changeKey(c.To.FirstSeen, id, 0)
	return s.write(len(row.body), func(t *tx) error {
		if t.get(changesBucket, key) == nil {
			return fmt.Errorf("judge a change of page %d: none came at %s", id, c.To.FirstSeen.Format(time.RFC3339Nano))
		}
		return t.putRow(judgementsBucket, judgementKey(key, c.Judged), row)
	})
}

// judgementKey is the key of the change and the time of judging.
func judgementKey(change []byte, at time.Time) []byte {
	return appendTime(append([]byte(nil), change...), at)
}

// latest replaces c, whose key is k, by its latest judgement, if there is one.
func (t *tx) latest(k []byte, c *record.Change) error {
	for key, row := range t.descend(judgementsBucket, k, nil) {
		var j record.Change
		if err := t.readRow("a judgement", key, row, &j); err != nil {
			return err
		}
		*c = j
		return nil
	}
	return nil
}
