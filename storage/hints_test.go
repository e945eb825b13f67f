package storage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

// A hint changes the hint of a page, and nothing that looks have found.
func TestHintChangesTheHintAlone(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://www.example.gov/a")
	q := addPage(t, s, "https://www.example.gov/b")
	p.Title, p.Looks, p.LastLook, p.LastGood, p.MovedTo, p.ETag = "A", 1, noon(), noon(), "https://www.example.gov/c", `"e"`
	check(t, s.Commit(record.Sighting{Page: p, Look: record.Look{Time: noon(), Outcome: record.OutcomeSame}}))
	at := noon().Add(time.Hour)
	check(t, s.Hint(map[record.PageID]time.Time{p.ID: at}))
	want := p
	want.Hint = at
	got, ok, err := s.Page("https://www.example.gov/c")
	if err != nil || !ok || !cmp.Equal(got, want) {
		t.Errorf("Page = %v, %v; (-want +got)\n%s", ok, err, cmp.Diff(want, got))
	}
	if other, _, _ := s.Page(q.URL); !other.Hint.IsZero() {
		t.Errorf("the hint of the other page = %v, want none", other.Hint)
	}
	check(t, s.Hint(map[record.PageID]time.Time{p.ID: {}}))
	if got, _, _ := s.Page(p.URL); !got.Hint.IsZero() {
		t.Errorf("Hint = %v once it was taken back, want none", got.Hint)
	}
	if h := verify(t, s); !h.Whole {
		t.Errorf("Verify = %+v, want the archive whole", h.Damage)
	}
}

func TestHintAtAPageThatIsNotThereKeepsNone(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://www.example.gov/a")
	if err := s.Hint(map[record.PageID]time.Time{p.ID: noon(), p.ID + 7: noon()}); err == nil {
		t.Error("Hint = nil, want an error")
	}
	if got, _, _ := s.Page(p.URL); !got.Hint.IsZero() {
		t.Errorf("Hint = %v, want none", got.Hint)
	}
}
