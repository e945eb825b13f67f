package storage

import (
	"path/filepath"
	"testing"
	"time"

	"stet/record"
)

func TestALaterJudgementStandsBesideTheFirst(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "stet.db"))
	pages, err := s.AddPages([]record.Page{{URL: "https://www.example.gov/a"}})
	if err != nil {
		t.Fatal(err)
	}
	body := []byte("text")
	if err := s.Keep(body); err != nil {
		t.Fatal(err)
	}
	p, at := pages[0], time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	kept := record.Payload{Digest: record.DigestOf(body), Decoded: record.DigestOf(body), Size: 4}
	v := record.Version{Page: p.ID, Number: 1, FirstSeen: at, LastSeen: at, Looks: 1, Payload: kept}
	p.Version = 1
	first := record.Change{Page: p.URL, Kind: record.FirstSeen, To: v.Ref(), Significance: 0.5, Rules: "1"}
	look := record.Look{Page: p.ID, Time: at, Outcome: record.OutcomeFirst, Version: 1, Payload: kept}
	if err := s.Commit(record.Sighting{Page: p, Look: look, Version: &v, Change: &first}); err != nil {
		t.Fatal(err)
	}
	for i, significance := range []float64{0.7, 0.9} {
		again := first
		again.Significance, again.Rules, again.Judged = significance, "2", at.Add(time.Duration(i+1)*time.Hour)
		if err := s.Judge(p.ID, again); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		q    Query
		want float64
	}{{Query{}, 0.9}, {Query{Page: p.ID}, 0.9}, {Query{Published: true}, 0.5}} {
		got, err := s.Changes(c.q)
		if err != nil || len(got) != 1 || got[0].Significance != c.want {
			t.Errorf("Changes(%+v) = %+v, %v; want one of significance %v", c.q, got, err, c.want)
		}
	}
	stray := first
	stray.Judged, stray.To = at, &record.VersionRef{Version: 1, FirstSeen: at.Add(time.Second)}
	if err := s.Judge(p.ID, stray); err == nil {
		t.Error("Judge of a change that never came = nil, want an error")
	}
}
