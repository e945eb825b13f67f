package storage

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

// A look at a rendered page keeps browser and screenshot, also where it
// brought nothing new.
func TestALookAtARenderedPage(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	first := version(p, payload(t, s, "<p>drawn by a script"), noon())
	first.Look.Browser = "Chrome/131.0"
	first.Look.Screenshot = record.DigestOf([]byte("a picture"))
	if err := s.Commit(first); !errors.Is(err, ErrNotKept) {
		t.Errorf("Commit with a screenshot that was not kept = %v, want ErrNotKept", err)
	}
	check(t, s.Keep([]byte("a picture")))
	check(t, s.Commit(first))
	again := same(first.Page, hour(1))
	again.Look.Browser = first.Look.Browser
	check(t, s.Commit(again))
	looks, err := s.Looks(p.ID)
	check(t, err)
	if diff := cmp.Diff([]record.Look{first.Look, again.Look}, looks); diff != "" {
		t.Errorf("Looks: (-want +got)\n%s", diff)
	}
	if h := verify(t, s); !h.Whole {
		t.Errorf("Verify = %+v", h.Damage)
	}
	check(t, os.WriteFile(s.path, bytes.ReplaceAll(fileAt(t, s.path), []byte("a picture"), []byte("a pictUre")), 0o644))
	h, err := s.Verify(context.Background(), Verification{})
	if err != nil || len(h.Touched) != 1 || len(h.Touched[0].Looks) != 1 {
		t.Errorf("Verify with a damaged screenshot = %+v, %v, want that it touches the first look", h, err)
	}
}
