package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

// noon is when the first look of a test takes place.
func noon() time.Time { return time.Date(2026, 1, 2, 12, 0, 0, 123456789, time.UTC) }

func hour(n int) time.Time { return noon().Add(time.Duration(n) * time.Hour) }

// newStore returns a store in a folder of its own.
func newStore(t testing.TB) *Store {
	t.Helper()
	s := Open(filepath.Join(t.TempDir(), "stet.db"))
	s.wait.read, s.wait.write = 2*time.Second, 2*time.Second
	return s
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// addPage adds a page and returns it as it is kept.
func addPage(t testing.TB, s *Store, url string) record.Page {
	t.Helper()
	pages, err := s.AddPages([]record.Page{{URL: url, Watch: "test", Source: record.FromConfig, Added: noon()}})
	check(t, err)
	return pages[0]
}

// payload keeps a body and returns its name.
func payload(t testing.TB, s *Store, body string) record.Payload {
	t.Helper()
	check(t, s.Keep([]byte(body)))
	d := record.DigestOf([]byte(body))
	return record.Payload{Digest: d, Decoded: d, Size: int64(len(body)), Type: "text/html"}
}

// version returns a sighting of a new version of p, with its change.
func version(p record.Page, pay record.Payload, at time.Time) record.Sighting {
	before := p.Version
	p.Version++
	p.Looks++
	p.Payload, p.LastLook, p.Seen = pay, at, at
	sg := record.Sighting{
		Page:    p,
		Look:    record.Look{Page: p.ID, Time: at, Run: "20260102T115959.001Z", Outcome: record.OutcomeFirst, Status: 200, Version: p.Version, Payload: pay},
		Version: &record.Version{Page: p.ID, Number: p.Version, FirstSeen: at, LastSeen: at, Status: 200, Looks: 1, URL: p.URL, Payload: pay},
		Change:  &record.Change{Page: p.URL, Kind: record.FirstSeen, To: &record.VersionRef{Version: p.Version, FirstSeen: at, LastSeen: at, Status: 200, Digest: pay.Digest}},
	}
	if before > 0 {
		sg.Look.Outcome, sg.Change.Kind = record.OutcomeChanged, record.Edited
		sg.Change.From = &record.VersionRef{Version: before}
	}
	return sg
}

// same returns a sighting that saw nothing new.
func same(p record.Page, at time.Time) record.Sighting {
	p.Looks++
	p.LastLook = at
	return record.Sighting{
		Page: p,
		Look: record.Look{Page: p.ID, Time: at, Run: "20260102T115959.001Z", Outcome: record.OutcomeSame, Status: 304, Version: p.Version},
	}
}

func TestAVersionIsSeenAsLongAsLooksSawIt(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	first := version(p, payload(t, s, "over $50 million"), noon())
	check(t, s.Commit(first))
	check(t, s.Commit(same(first.Page, hour(1))))
	check(t, s.Commit(same(first.Page, hour(2))))
	second := version(first.Page, payload(t, s, "over $5 million"), hour(3))
	check(t, s.Commit(second))
	check(t, s.Commit(same(second.Page, hour(4))))

	versions, err := s.Versions(p.ID)
	check(t, err)
	var got []string
	for _, v := range versions {
		got = append(got, fmt.Sprintf("%d from %v to %v in %d looks", v.Number, v.FirstSeen.Sub(noon()), v.LastSeen.Sub(noon()), v.Looks))
	}
	want := []string{"1 from 0s to 2h0m0s in 3 looks", "2 from 3h0m0s to 4h0m0s in 2 looks"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Versions: (-want +got)\n%s", diff)
	}

	changes, err := s.Changes(Query{})
	check(t, err)
	if len(changes) != 2 || changes[0].To.Version != 2 {
		t.Fatalf("Changes = %v, want those to version 2 and 1", changes)
	}
	if got := changes[0].To.LastSeen; !got.Equal(hour(4)) {
		t.Errorf("version 2 was last seen at %v, want %v", got, hour(4))
	}
	if got := changes[1].To.LastSeen; !got.Equal(hour(2)) {
		t.Errorf("version 1 was last seen at %v, want %v", got, hour(2))
	}
}

func TestWhatIsNotThereIsSaid(t *testing.T) {
	s := newStore(t)
	if _, err := s.Pages(); !errors.Is(err, ErrNoArchive) {
		t.Errorf("Pages without an archive: %v, want ErrNoArchive", err)
	}
	if _, err := os.Stat(s.Path()); err == nil {
		t.Error("reading made the file")
	}
	p := addPage(t, s, "https://example.gov/a")
	if _, err := s.Payload(record.DigestOf([]byte("x"))); !errors.Is(err, ErrNotKept) {
		t.Errorf("Payload never kept: %v, want ErrNotKept", err)
	}
	if _, ok, err := s.Page("https://example.gov/b"); ok || err != nil {
		t.Errorf("Page never added = %v, %v", ok, err)
	}
	if _, ok, err := s.Version(p.ID, 1); ok || err != nil {
		t.Errorf("Version never kept = %v, %v", ok, err)
	}
	sg := version(p, record.Payload{Digest: record.DigestOf([]byte("x"))}, noon())
	if err := s.Commit(sg); !errors.Is(err, ErrNotKept) {
		t.Errorf("Commit with a payload never kept: %v, want ErrNotKept", err)
	}
	looks, err := s.Looks(p.ID)
	if err != nil || len(looks) > 0 {
		t.Errorf("a refused sighting left %v, %v", looks, err)
	}
}
