package storage

import (
	"fmt"
	"time"

	"stet/record"
)

// A Query picks changes and incidents.
type Query struct {
	Since, Until time.Time     // from Since to before Until; zero: no bound
	Page         record.PageID // 0: all
	Published    bool          // as judged when the looks were made; false: as judged last
}

// bounds returns the times between which keys lie: since <= t < until.
func (q Query) bounds() (since, until time.Time) {
	since, until = firstTime(), lastTime()
	if !q.Since.IsZero() {
		since = clamp(q.Since)
	}
	if !q.Until.IsZero() {
		until = clamp(q.Until)
	}
	return since, until
}

// Changes returns changes, newest first, by the time of the look that brought
// them. The cost is that of what is returned. LastSeen of a change's To says
// how long that version has been seen by now; From stays as it was kept.
func (s *Store) Changes(q Query) (changes []record.Change, err error) {
	err = s.read(func(t *tx) error {
		if q.Page != 0 {
			changes, err = t.changesOfPage(q)
		} else {
			changes, err = t.changes(q)
		}
		return err
	})
	return changes, err
}

func (t *tx) changes(q Query) (changes []record.Change, err error) {
	since, until := q.bounds()
	for k, v := range t.descend(changesBucket, nil, appendTime(nil, until)) {
		if timeOf(k).Before(since) {
			break
		}
		c, err := t.parseChange(k, v, q)
		if err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	return changes, nil
}

func (t *tx) changesOfPage(q Query) (changes []record.Change, err error) {
	since, until := q.bounds()
	prefix := pageKey(q.Page)
	for k := range t.descend(changesOfPage, prefix, appendTime(pageKey(q.Page), until)) {
		if timeOf(k[8:]).Before(since) {
			break
		}
		key := changeKeyOf(k)
		c, err := t.parseChange(key, t.get(changesBucket, key), q)
		if err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	return changes, nil
}

func (t *tx) parseChange(k, row []byte, q Query) (c record.Change, err error) {
	id := pageOf(k[8:])
	what := fmt.Sprintf("the change of page %d at %s", id, timeOf(k).Format(time.RFC3339Nano))
	if err := t.readRow(what, k, row, &c); err != nil {
		return c, err
	}
	if !q.Published {
		if err := t.latest(k, &c); err != nil {
			return c, err
		}
	}
	if c.To == nil || c.To.Version == 0 {
		return c, nil
	}
	v, ok, err := t.version(id, c.To.Version)
	if err == nil && !ok {
		err = t.damaged(what, fmt.Errorf("version %d is not there", c.To.Version))
	}
	c.To.LastSeen = v.LastSeen
	return c, err
}

func (t *tx) putChange(s *sighting, n byte) error {
	if s.Change == nil {
		return nil
	}
	l := s.Look
	if err := t.put(changesOfPage, lookKey(l.Page, l.Time, n), []byte{}); err != nil {
		return err
	}
	return t.putRow(changesBucket, changeKey(l.Time, l.Page, n), s.change)
}
