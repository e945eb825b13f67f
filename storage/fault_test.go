package storage

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"stet/record"
)

var errDisk = errors.New("no space left on device")

// failing ends transactions with an error, stored or not.
func failing(stored bool) func(*bolt.Tx) error {
	return func(btx *bolt.Tx) error {
		if stored {
			if err := btx.Commit(); err != nil {
				return err
			}
		}
		return errDisk
	}
}

func TestACommitThatFailed(t *testing.T) {
	for _, c := range []struct {
		name   string
		stored bool
		looks  int // kept in spite of the error
	}{
		{"and was not stored leaves nothing of it", false, 0},
		{"but was stored leaves all of it", true, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			p := addPage(t, s, "https://example.gov/a")
			sg := version(p, payload(t, s, "body"), noon())
			s.commit = failing(c.stored)
			if err := s.Commit(sg); !errors.Is(err, errDisk) {
				t.Fatalf("Commit = %v, want %v", err, errDisk)
			}
			s.commit = (*bolt.Tx).Commit

			looks, err := s.Looks(p.ID)
			check(t, err)
			versions, err := s.Versions(p.ID)
			check(t, err)
			changes, err := s.Changes(Query{})
			check(t, err)
			page, _, err := s.Page(p.URL)
			check(t, err)
			if len(looks) != c.looks || len(versions) != c.looks || len(changes) != c.looks || page.Version != c.looks {
				t.Fatalf("%d looks, %d versions, %d changes, at version %d; want %d of each",
					len(looks), len(versions), len(changes), page.Version, c.looks)
			}

			// The next run goes on from what the archive says.
			next := version(page, payload(t, s, "body"), hour(1))
			check(t, s.Commit(next))
			if versions, err = s.Versions(p.ID); err != nil || len(versions) != c.looks+1 {
				t.Errorf("then %d versions, %v; want %d", len(versions), err, c.looks+1)
			}
		})
	}
}

func TestAFullDiskFailsTheCallAndNotTheArchive(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	kept := noise(1, 100_000)
	check(t, s.Keep(kept))
	s.commit = func(btx *bolt.Tx) error {
		btx.DB().MaxSize = 1 << 20
		return btx.Commit()
	}
	if err := s.Keep(noise(2, 10<<20)); err == nil {
		t.Fatal("Keep on a full disk = nil, want an error")
	}
	check(t, s.Commit(version(p, record.Payload{Digest: record.DigestOf(kept)}, noon())))
	if _, err := s.Payload(record.DigestOf(kept)); err != nil {
		t.Errorf("Payload after a full disk: %v", err)
	}
}

func TestWritesThatComeTogetherShareATransaction(t *testing.T) {
	s := newStore(t)
	var pages []record.Page
	for i := range 50 {
		pages = append(pages, record.Page{URL: fmt.Sprintf("https://example.gov/%d", i)})
	}
	pages, err := s.AddPages(pages)
	check(t, err)

	// The first transaction waits until everybody else has come.
	var transactions atomic.Int32
	first, rest := make(chan bool), make(chan bool)
	s.commit = func(btx *bolt.Tx) error {
		if transactions.Add(1) == 1 {
			close(first)
			<-rest
		}
		return btx.Commit()
	}
	var wg sync.WaitGroup
	wg.Go(func() { check(t, s.HoldHost("example.gov", noon())) })
	<-first
	for i, p := range pages {
		wg.Go(func() {
			sg := same(p, noon())
			if i == 7 {
				sg.Page.ID, sg.Look.Page = 1000, 1000
			}
			if err := s.Commit(sg); (err != nil) != (i == 7) {
				t.Errorf("Commit of look %d = %v; only look 7 is bad", i, err)
			}
		})
	}
	waitFor(t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.queue) == len(pages)
	})
	close(rest)
	wg.Wait()
	if n := transactions.Load(); n != 2 {
		t.Errorf("%d transactions, want 2: the first, and one for all that came meanwhile", n)
	}
	for i, p := range pages {
		looks, err := s.Looks(p.ID)
		check(t, err)
		if want := map[bool]int{true: 0, false: 1}[i == 7]; len(looks) != want {
			t.Errorf("page %d has %d looks, want %d", p.ID, len(looks), want)
		}
	}
}

// TestOneThatFailsLateSpoilsNobodyElse: what shares a transaction with a page
// whose rows are damaged is kept all the same, once.
func TestOneThatFailsLateSpoilsNobodyElse(t *testing.T) {
	s := newStore(t)
	a, b, bad := addPage(t, s, "https://example.gov/a"), addPage(t, s, "https://example.gov/b"), addPage(t, s, "https://example.gov/bad")
	first := version(bad, payload(t, s, "body"), noon())
	check(t, s.Commit(first))
	editBolt(t, s.path, func(btx *bolt.Tx) error {
		return btx.Bucket([]byte(versionsBucket)).Put(versionKey(bad.ID, 1), []byte("damaged"))
	})
	commit := func(sg record.Sighting) *write {
		ready, err := prepare(s.pack(), sg)
		check(t, err)
		return &write{do: func(t *tx) error { return t.commit(ready) }}
	}
	stranger := same(a, noon())
	stranger.Page.ID, stranger.Look.Page = 1000, 1000
	hint := func(id record.PageID) *write {
		return &write{do: func(t *tx) error { return errors.Join(t.hint(bad.ID, noon()), t.hint(id, noon())) }}
	}
	panics := &write{do: func(t *tx) error {
		if err := t.drop(hostsBucket, []byte("example.gov")); err != nil {
			return err
		}
		panic("page 7 makes no sense")
	}}
	group := []*write{commit(same(a, noon())), commit(version(first.Page, first.Look.Payload, hour(1))), commit(stranger), panics, hint(a.ID), hint(1000), commit(same(b, noon()))}
	transactions := 0
	s.commit = func(btx *bolt.Tx) error { transactions++; return btx.Commit() }
	s.writeGroup(group)
	for i, want := range []string{"", "a version of page 3", "has no page 1000", "page 7 makes no sense", "", "there is no such page", ""} {
		if err := group[i].err; (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("write %d ended with %v, want %q", i, err, want)
		}
	}
	for id, want := range map[record.PageID]int{a.ID: 1, b.ID: 1, bad.ID: 1} {
		if looks, err := s.Looks(id); err != nil || len(looks) != want {
			t.Errorf("page %d has %d looks, %v, want %d", id, len(looks), err, want)
		}
	}
	if h := verify(t, s); transactions != 1 || len(h.Damage) != 1 || h.Counts.Leaves != 3 {
		t.Errorf("%d transactions; Verify = %+v, want one and no other damage than there was", transactions, h)
	}
}

// waitFor waits until ok.
func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("waited too long")
}

func TestManyGoroutinesAtOnce(t *testing.T) {
	s := newStore(t)
	pages := make([]record.Page, 20)
	for i := range pages {
		pages[i].URL = fmt.Sprintf("https://example.gov/%d", i)
	}
	pages, err := s.AddPages(pages)
	check(t, err)
	inParallel(20, pages, func(i int) {
		p := pages[i]
		for n := range 5 {
			body := fmt.Sprintf("page %d version %d", i, n)
			sg := version(p, payload(t, s, body), hour(n))
			check(t, s.Commit(sg))
			p = sg.Page
			got, err := s.Payload(sg.Look.Payload.Digest)
			if err != nil || string(got) != body {
				t.Errorf("Payload = %q, %v, want %q", got, err, body)
			}
		}
	})
	for _, p := range pages {
		versions, err := s.Versions(p.ID)
		check(t, err)
		if len(versions) != 5 {
			t.Errorf("page %d has %d versions, want 5", p.ID, len(versions))
		}
	}
}
