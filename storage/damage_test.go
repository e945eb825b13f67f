package storage

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"stet/record"
)

// filled returns a store with a page, two versions, a revisit and an
// incident.
func filled(t testing.TB) *Store {
	t.Helper()
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	first := version(p, payload(t, s, "over $50 million "+strings.Repeat("and more ", 500)), noon())
	first.Look.Exchanges = []record.Exchange{{URL: p.URL, Status: 200, Head: []byte("HTTP/1.1 200 OK\r\n\r\n"), RemoteAddr: "192.0.2.1:443", Payload: first.Look.Payload}}
	check(t, s.Commit(first))
	revisit := same(first.Page, hour(1))
	check(t, s.Commit(revisit))
	second := version(revisit.Page, payload(t, s, string(noise(1, 3000))), hour(2))
	check(t, s.Commit(second))
	trouble := same(second.Page, hour(3))
	trouble.Incident = &record.Incident{Kind: record.Blocked}
	check(t, s.Commit(trouble))
	check(t, s.HoldHost("example.gov", hour(4)))
	check(t, s.PutRun(record.Run{ID: "20260102T115959.001Z", Started: noon()}))
	return s
}

// readAll calls every method that reads, and returns the first error.
func readAll(s *Store) error {
	pages, err := s.Pages()
	_, _, errPage := s.Page("https://example.gov/a")
	changes, errChanges := s.Changes(Query{})
	_, errOfPage := s.Changes(Query{Page: 1})
	_, errIncidents := s.Incidents(Query{})
	_, errHosts := s.HeldHosts()
	_, errRuns := s.Runs()
	errs := []error{err, errPage, errChanges, errOfPage, errIncidents, errHosts, errRuns}
	for _, p := range pages {
		looks, err := s.Looks(p.ID)
		versions, errVersions := s.Versions(p.ID)
		errs = append(errs, err, errVersions)
		for _, l := range looks {
			if !l.Payload.Digest.IsZero() {
				_, err := s.Payload(l.Payload.Digest)
				errs = append(errs, err)
			}
		}
		if len(looks) != 4 || len(versions) != 2 || len(changes) != 2 {
			errs = append(errs, errors.New("something is missing"))
		}
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	if len(pages) == 0 {
		return errors.New("no pages")
	}
	return nil
}

func TestAFileCutOffAnywhere(t *testing.T) {
	whole, err := os.ReadFile(filled(t).path)
	check(t, err)
	used := usedBytes(whole)
	for size := 1; size < used; size += 1 + size/3 {
		s := newStore(t)
		check(t, os.WriteFile(s.path, whole[:size], 0o644))
		err := readAll(s)
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), s.path) {
			t.Errorf("cut off after %d bytes of %d: %v, want ErrDamaged that names the file", size, used, err)
		}
		if err := s.HoldHost("example.gov", noon()); err == nil {
			t.Errorf("cut off after %d bytes: writing = nil, want an error", size)
		}
		if h, err := s.Verify(context.Background(), Verification{}); err == nil && h.Whole || err != nil && !errors.Is(err, ErrFormat) {
			t.Errorf("cut off after %d bytes: Verify = whole %v, %v, want damage", size, h.Whole, err)
		}
		wantFile(t, s.path, whole[:size])
	}
}

// usedBytes returns how much of a bbolt file is in use; the rest is room.
func usedBytes(whole []byte) int {
	m, _, _ := readMeta(bytes.NewReader(whole))
	return int(m.pages * m.pageSize)
}

func wantFile(t *testing.T, path string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(path)
	check(t, err)
	if !bytes.Equal(got, want) {
		t.Errorf("%s was written to", path)
	}
}

func TestFilesThatAreNoArchive(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(t *testing.T, path string)
		kind error
		says string
	}{
		{"text", func(t *testing.T, path string) {
			check(t, os.WriteFile(path, []byte(strings.Repeat("archive: stet.db\n", 1000)), 0o644))
		}, ErrFormat, "it is not a bbolt file"},
		{"one byte", func(t *testing.T, path string) {
			check(t, os.WriteFile(path, []byte("x"), 0o644))
		}, ErrFormat, "it is not a bbolt file"},
		{"a folder", func(t *testing.T, path string) {
			check(t, os.Mkdir(path, 0o755))
		}, ErrFormat, "it is not a file"},
		{"a bbolt file of somebody else", func(t *testing.T, path string) {
			editBolt(t, path, func(btx *bolt.Tx) error {
				_, err := btx.CreateBucket([]byte("users"))
				return err
			})
		}, ErrFormat, "is a bbolt file, but not an archive of stet"},
		{"a later format", func(t *testing.T, path string) {
			check(t, Open(path).HoldHost("example.gov", noon()))
			editBolt(t, path, func(btx *bolt.Tx) error {
				return btx.Bucket([]byte(formatBucket)).Put(formatKey, []byte("9"))
			})
		}, ErrFormat, "was written by a newer stet: it is of format 9, and this one reads formats 1 to 2"},
		{"a bucket less", func(t *testing.T, path string) {
			check(t, Open(path).HoldHost("example.gov", noon()))
			editBolt(t, path, func(btx *bolt.Tx) error { return btx.DeleteBucket([]byte(pagesBucket)) })
		}, ErrDamaged, "the bucket pages is missing"},
		{"an archive that was cut off altogether", func(t *testing.T, path string) {
			check(t, Open(path).HoldHost("example.gov", noon()))
			check(t, os.Truncate(path, 0))
		}, ErrDamaged, "it is empty, and nothing of an archive is left"},
		{"no meta page", func(t *testing.T, path string) {
			check(t, Open(path).HoldHost("example.gov", noon()))
			flip(t, path, 16+40)
			flip(t, path, os.Getpagesize()+16+40)
		}, ErrDamaged, "neither of its two meta pages can be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			c.make(t, s.path)
			before, isDir := os.ReadFile(s.path)
			_, readErr := s.Pages()
			_, writeErr := s.AddPages([]record.Page{{URL: "https://example.gov/a"}})
			for _, err := range []error{readErr, writeErr} {
				if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), s.path) {
					t.Errorf("got %v, want that %s %s", err, s.path, c.says)
				}
			}
			if isDir == nil {
				wantFile(t, s.path, before)
			}
		})
	}
}

func TestAnArchiveThatWasOnlyBegunIsNone(t *testing.T) {
	for name, begin := range map[string]func(path string) error{
		"an empty bbolt file": func(path string) error { return editErr(path, func(*bolt.Tx) error { return nil }) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			check(t, begin(s.path))
			if _, err := s.Pages(); !errors.Is(err, ErrNoArchive) {
				t.Errorf("Pages = %v, want ErrNoArchive", err)
			}
			addPage(t, s, "https://example.gov/a")
			if pages, err := s.Pages(); err != nil || len(pages) != 1 {
				t.Errorf("then Pages = %v, %v, want one", pages, err)
			}
		})
	}
}

// Whoever takes the archive away while it is written to must not get another
// one in its place that lacks what was there.
func TestAnArchiveThatWasTakenAwayIsNotBegunAnew(t *testing.T) {
	s := newStore(t)
	addPage(t, s, "https://example.gov/a")
	check(t, os.Remove(s.path))
	if err := s.HoldHost("example.gov", noon()); !errors.Is(err, ErrNoArchive) {
		t.Errorf("HoldHost = %v, want ErrNoArchive", err)
	}
	if _, err := os.Stat(s.path); err == nil {
		t.Error("an archive was begun anew")
	}
}

func TestAnArchiveInAFolderThatIsNotThere(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "no", "stet.db"))
	if _, err := s.Pages(); !errors.Is(err, ErrNoArchive) {
		t.Errorf("Pages = %v, want ErrNoArchive", err)
	}
	if err := s.HoldHost("example.gov", noon()); !errors.Is(err, ErrNoFolder) {
		t.Errorf("HoldHost = %v, want that the folder is missing", err)
	}
}

// editBolt does to a bbolt file what the store would not.
func editBolt(t *testing.T, path string, do func(*bolt.Tx) error) {
	t.Helper()
	check(t, editErr(path, do))
}

func editErr(path string, do func(*bolt.Tx) error) error {
	db, err := bolt.Open(path, 0o644, nil)
	if err != nil {
		return err
	}
	return errors.Join(db.Update(do), db.Close())
}

// flip turns over the lowest bit of a byte of a file.
func flip(t testing.TB, path string, at int) {
	t.Helper()
	b, err := os.ReadFile(path)
	check(t, err)
	b[at] ^= 1
	check(t, os.WriteFile(path, b, 0o644))
}

func TestAFlippedBitInAPayload(t *testing.T) {
	s := newStore(t)
	for _, body := range [][]byte{noise(1, 50_000), noise(2, chunkSize+1)} {
		check(t, s.Keep(body))
		file, err := os.ReadFile(s.path)
		check(t, err)
		at := bytes.LastIndex(file, body[:1000])
		flip(t, s.path, at+500)
		if _, err := s.Payload(record.DigestOf(body)); !errors.Is(err, ErrDamaged) {
			t.Errorf("Payload = %v, want ErrDamaged", err)
		}
	}
}

func TestAFlippedBitInARow(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	check(t, s.Commit(version(p, payload(t, s, "body"), noon())))
	file, err := os.ReadFile(s.path)
	check(t, err)
	at := bytes.LastIndex(file, []byte(`"significance":0`))
	flip(t, s.path, at+len(`"significance":0`)-1) // still JSON, and 1
	if changes, err := s.Changes(Query{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("Changes = %v, %v, want ErrDamaged", changes, err)
	}
}

func TestADamagedPageIsNamedByItsAddress(t *testing.T) {
	for bucket, want := range map[string]string{
		statesBucket: "page 1, https://example.gov/a: ",
		pagesBucket:  "page 1: ",
	} {
		s := filled(t)
		editBolt(t, s.path, func(btx *bolt.Tx) error { return btx.Bucket([]byte(bucket)).Put(pageKey(1), []byte("damaged")) })
		if _, err := s.Pages(); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), s.path+" is damaged: "+want) {
			t.Errorf("Pages with a damaged row in %s = %v, want that it names %q", bucket, err, want)
		}
	}
}

var flips = flag.Int("flips", 150, "how many single bits are turned over")

// TestFlippedBitsAnywhere turns over single bits all over the file. Reading
// must say that something is wrong or give what was kept; it must not give
// something else, and the program must live. Where a row is lost without a
// trace stet verify finds it, which knows what should be there.
func TestFlippedBitsAnywhere(t *testing.T) {
	if withRace {
		t.Skip("bbolt reads past its copies of small buckets that are damaged; the race detector's checkptr dies of it")
	}
	s := filled(t)
	whole, err := os.ReadFile(s.path)
	check(t, err)
	wantChanges, err := s.Changes(Query{})
	check(t, err)
	used := usedBytes(whole)
	found := 0
	dice := rand.New(rand.NewPCG(1, uint64(*flips))) // the same bits each time
	for range *flips {
		at, bit := dice.IntN(used), byte(1)<<dice.IntN(8)
		damaged := bytes.Clone(whole)
		damaged[at] ^= bit
		s := newStore(t)
		check(t, os.WriteFile(s.path, damaged, 0o644))
		if readAll(s) != nil {
			found++
		}
		changes, err := s.Changes(Query{})
		_ = s.HoldHost("example.gov", noon()) // whatever comes of it
		for _, c := range changes {
			if err == nil && !slices.ContainsFunc(wantChanges, func(w record.Change) bool { return reflect.DeepEqual(c, w) }) {
				t.Errorf("bit %08b of byte %d turned over: a change reads %+v", bit, at, c)
			}
		}
	}
	t.Logf("%d of %d flipped bits found by reading", found, *flips)
}

// TestADamagedMetaPage: bbolt would silently go back to the transaction before.
func TestADamagedMetaPage(t *testing.T) {
	for _, at := range []int{16 + 40, os.Getpagesize() + 16 + 40} {
		s := filled(t)
		flip(t, s.path, at)
		h := verify(t, s)
		if h.Whole || len(h.Damage) != 1 || !strings.Contains(h.Damage[0].What, "one of its two meta pages is damaged") {
			t.Errorf("Verify with byte %d turned over = %+v", at, h.Damage)
		}
		check(t, s.HoldHost("example.gov", hour(8))) // the next write mends it
		check(t, s.HoldHost("example.gov", hour(9)))
		if h := verify(t, s); !h.Whole {
			t.Errorf("then Verify = %+v", h.Damage)
		}
	}
}
