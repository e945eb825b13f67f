package storage

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"stet/record"
)

func verify(t testing.TB, s *Store) Health {
	t.Helper()
	h, err := s.Verify(context.Background(), Verification{})
	check(t, err)
	return h
}

func TestVerifyOfWhatIsWhole(t *testing.T) {
	h := verify(t, filled(t))
	if !h.Whole || len(h.Damage) > 0 {
		t.Fatalf("Verify = %+v, want that it is whole", h.Damage)
	}
	if want := (Counts{Pages: 1, Looks: 4, Versions: 2, Changes: 2, Incidents: 1, Runs: 1, Leaves: 4, Payloads: 2, PayloadBytes: h.Counts.PayloadBytes}); h.Counts != want {
		t.Errorf("Verify counts %+v, want %+v", h.Counts, want)
	}
}

func TestVerifyWhereNothingIs(t *testing.T) {
	s := newStore(t)
	if _, err := s.Verify(context.Background(), Verification{}); !errors.Is(err, ErrNoArchive) {
		t.Errorf("Verify = %v, want ErrNoArchive", err)
	}
}

func TestVerifyStopsWhenTold(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := filled(t).Verify(ctx, Verification{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Verify = %v, want context.Canceled", err)
	}
}

func TestVerifyFindsWhatIsMissing(t *testing.T) {
	for _, bucket := range []string{
		pagesBucket, statesBucket, addressesBucket, payloadsBucket, chunksBucket,
		looksBucket, exchangesBucket, versionsBucket, changesBucket, changesOfPage, incidentsBucket, incidentsByTime,
	} {
		t.Run("the first of "+bucket, func(t *testing.T) {
			s := filled(t)
			editBolt(t, s.path, func(btx *bolt.Tx) error {
				b := btx.Bucket([]byte(bucket))
				k, _ := b.Cursor().First()
				return b.Delete(k)
			})
			h := verify(t, s)
			if h.Whole || len(h.Touched) != 1 {
				t.Errorf("Verify = %+v, want damage that touches page 1", h)
			}
		})
		t.Run("all of "+bucket, func(t *testing.T) {
			s := filled(t)
			editBolt(t, s.path, func(btx *bolt.Tx) error { return btx.DeleteBucket([]byte(bucket)) })
			if h, err := s.Verify(context.Background(), Verification{}); err == nil && h.Whole {
				t.Errorf("Verify = %+v, want damage", h)
			}
		})
	}
}

func TestVerifyFindsWhatIsTooMuch(t *testing.T) {
	for bucket, key := range map[string][]byte{
		addressesBucket: []byte("https://example.gov/b"),
		movedBucket:     movedKey("https://example.gov/b", 1),
		chunksBucket:    chunkKey(77),
		looksBucket:     lookKey(1, hour(9), 0),
		exchangesBucket: lookKey(1, hour(9), 0),
		versionsBucket:  versionKey(1, 3),
		changesOfPage:   lookKey(1, hour(9), 0),
		incidentsByTime: incidentTimeKey(hour(9), incidentKey(1, hour(9), record.Blocked)),
		formatBucket:    []byte("x"),
	} {
		t.Run(bucket, func(t *testing.T) {
			s := filled(t)
			editBolt(t, s.path, func(btx *bolt.Tx) error {
				value := seal(key, asBinary, pageKey(1))
				if isIndex(bucket) {
					value = nil
				}
				return btx.Bucket([]byte(bucket)).Put(key, value)
			})
			if h := verify(t, s); h.Whole {
				t.Error("Verify = whole, want damage")
			}
		})
	}
	for _, bucket := range []string{movedBucket, changesOfPage, incidentsByTime} {
		t.Run("a value in "+bucket, func(t *testing.T) {
			s := filled(t)
			p := addPage(t, s, "https://example.gov/b")
			sg := version(p, payload(t, s, "body"), noon())
			sg.Page.MovedTo = "https://example.gov/c"
			check(t, s.Commit(sg))
			editBolt(t, s.path, func(btx *bolt.Tx) error {
				b := btx.Bucket([]byte(bucket))
				k, _ := b.Cursor().First()
				return b.Put(k, []byte("x"))
			})
			if h := verify(t, s); len(h.Damage) != 1 || !strings.Contains(h.Damage[0].What, "has a value") {
				t.Errorf("Verify = %+v, want that an entry has a value", h.Damage)
			}
		})
	}
}

func TestVerifySaysWhatADamagedPayloadTouches(t *testing.T) {
	s := filled(t)
	file, err := os.ReadFile(s.path)
	check(t, err)
	flip(t, s.path, bytes.LastIndex(file, noise(1, 3000)[:1000])+500)
	h := verify(t, s)
	if len(h.Touched) != 1 || h.Elsewhere {
		t.Fatalf("Verify = %+v, want damage that touches one page", h)
	}
	got := h.Touched[0]
	if got.URL != "https://example.gov/a" || len(got.Versions) != 1 || got.Versions[0] != 2 || len(got.Looks) != 1 || !got.Looks[0].Equal(hour(2)) {
		t.Errorf("Verify: touched %+v, want version 2 and the look that brought it", got)
	}
	if h, err := s.Verify(context.Background(), Verification{Quick: true}); err != nil || !h.Whole {
		t.Errorf("a quick Verify = %+v, %v; it reads no payloads", h, err)
	}
}

// TestVerifyOfABranchThatLeadsBackToItself: bbolt would walk for ever.
func TestVerifyOfABranchThatLeadsBackToItself(t *testing.T) {
	s := newStore(t)
	var pages []record.Page
	for i := range 300 {
		pages = append(pages, record.Page{URL: "https://example.gov/" + strings.Repeat("a", i)})
	}
	_, err := s.AddPages(pages)
	check(t, err)
	file, err := os.ReadFile(s.path)
	check(t, err)
	m, _, err := readMeta(bytes.NewReader(file))
	check(t, err)
	branches := 0
	for id := uint64(2); id < m.pages; id++ {
		page := file[id*m.pageSize : (id+1)*m.pageSize]
		if binary.NativeEndian.Uint64(page) != id || binary.NativeEndian.Uint16(page[8:]) != isBranch {
			continue
		}
		branches++
		damaged := bytes.Clone(file)
		binary.NativeEndian.PutUint64(damaged[id*m.pageSize+nodeHeader+8:], id)
		check(t, os.WriteFile(s.path, damaged, 0o644))
		if h := verify(t, s); h.Whole {
			t.Errorf("branch %d leads back to itself: Verify = whole", id)
		}
	}
	if branches == 0 {
		t.Error("no branch was found")
	}
}

// TestVerifyFindsFlippedBits turns over single bits all over the file. Each
// is found, or lies where nothing is kept.
func TestVerifyFindsFlippedBits(t *testing.T) {
	s := filled(t)
	whole, err := os.ReadFile(s.path)
	check(t, err)
	used := usedBytes(whole)
	want := contents(t, s)
	found, silent := 0, 0
	dice := rand.New(rand.NewPCG(3, uint64(*flips)))
	n := *flips
	if withRace {
		n /= 5
	}
	for range n {
		at, bit := dice.IntN(used), byte(1)<<dice.IntN(8)
		damaged := bytes.Clone(whole)
		damaged[at] ^= bit
		check(t, os.WriteFile(s.path, damaged, 0o644))
		h, err := s.Verify(context.Background(), Verification{})
		if err != nil || !h.Whole {
			found++
			continue
		}
		silent++
		if err := readAll(s); err != nil || !maps.Equal(want, contents(t, s)) {
			t.Errorf("bit %08b of byte %d turned over: Verify = whole, and what is read is something else; %v", bit, at, err)
		}
	}
	t.Logf("%d flipped bits found, %d where nothing is kept", found, silent)
	if found == 0 {
		t.Error("none was found")
	}
}

func FuzzVerify(f *testing.F) {
	whole, err := os.ReadFile(filled(f).path)
	check(f, err)
	f.Add(100, []byte{1})
	f.Add(5000, []byte{0xff, 0xff, 0xff, 0xff})
	f.Add(os.Getpagesize()*3+8, []byte{1, 0, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, at int, with []byte) {
		s := newStore(t)
		damaged := bytes.Clone(whole)
		copy(damaged[uint(at)%uint(len(damaged)):], with)
		check(t, os.WriteFile(s.path, damaged, 0o644))
		_, _ = s.Verify(context.Background(), Verification{}) // it ends, and does not panic
	})
}
