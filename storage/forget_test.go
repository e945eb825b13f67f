package storage

import (
	"errors"
	"testing"

	bolt "go.etcd.io/bbolt"

	"stet/record"
)

// TestWhatIsRememberedMayBeLost: a flipped bit in what is no evidence does not
// keep anybody from looking; it is forgotten, told by verify, and written anew.
func TestWhatIsRememberedMayBeLost(t *testing.T) {
	s := newStore(t)
	const a, b = "https://a.example.gov", "https://b.example.gov"
	remember := func(name string) {
		check(t, s.PutOrigin(record.Origin{Origin: name, Refusals: 2}))
		check(t, s.PutList(record.List{URL: name, Kind: record.FeedList}))
		check(t, s.HoldHost(name, hour(1)))
	}
	remember(a)
	remember(b)
	editBolt(t, s.path, func(btx *bolt.Tx) (err error) {
		for _, bucket := range []string{originsBucket, listsBucket, hostsBucket} {
			rows := btx.Bucket([]byte(bucket))
			row := append([]byte(nil), rows.Get([]byte(a))...)
			row[3] ^= 1
			err = errors.Join(err, rows.Put([]byte(a), row))
		}
		return err
	})
	count := func() (n int) {
		for _, name := range []string{a, b} {
			_, ok, err := s.Origin(name)
			check(t, err)
			if ok {
				n++
			}
		}
		lists, err := s.Lists()
		check(t, err)
		held, err := s.HeldHosts()
		check(t, err)
		return n + len(lists) + len(held)
	}
	if n := count(); n != 3 {
		t.Errorf("%d things are remembered of two servers, want the three of one", n)
	}
	if h := verify(t, s); len(h.Damage) != 3 {
		t.Errorf("Verify = %+v, want three rows that are damaged", h.Damage)
	}
	remember(a)
	if n := count(); n != 6 {
		t.Errorf("then %d things are remembered, want six", n)
	}
	if h := verify(t, s); !h.Whole {
		t.Errorf("then Verify = %+v", h.Damage)
	}
}
