package storage

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stet/record"
)

// TestVerifyWhileOthersWrite verifies in the smallest pieces while another
// process, as it were, adds pages, looks, versions, changes and incidents: it
// is whole all the time.
func TestVerifyWhileOthersWrite(t *testing.T) {
	s := newStore(t)
	s.commit = unsynced
	check(t, s.PutRun(record.Run{ID: "20260102T115959.001Z", Started: noon()}))
	w := &scribbler{t: t, s: Open(s.path)}
	w.s.commit = unsynced
	for range 60 {
		w.scribble()
	}
	var stop atomic.Bool
	done := make(chan bool)
	go func() {
		defer close(done)
		for range 200 { // no more, as a slow machine would never catch up
			if stop.Load() {
				return
			}
			w.scribble()
			time.Sleep(3 * time.Millisecond)
		}
	}()
	for range 3 {
		a := newAudit(context.Background(), s, Verification{})
		a.slice = 0
		h, err := a.all()
		if err != nil || !h.Whole {
			t.Errorf("Verify = %+v, %v, want that it is whole", h.Damage, err)
		}
		if h.Counts.Looks < 60 || h.Counts.Payloads < 60 {
			t.Errorf("Verify counts %+v, want at least the 60 of the beginning", h.Counts)
		}
	}
	stop.Store(true)
	<-done
	if h := verify(t, s); !h.Whole || h.Counts.Looks != w.looks {
		t.Errorf("at the end: %+v, want %d looks", h, w.looks)
	}
}

// A scribbler writes whatever can be written.
type scribbler struct {
	t     *testing.T
	s     *Store
	pages []record.Page
	looks int
}

func (w *scribbler) scribble() {
	n := w.looks
	if n%4 == 0 {
		added, err := w.s.AddPages([]record.Page{{URL: fmt.Sprintf("https://example.gov/%d", n)}})
		if err != nil {
			w.t.Error(err)
			return
		}
		w.pages = append(w.pages, added...)
	}
	p := &w.pages[n*7%len(w.pages)]
	at := noon().Add(time.Duration(n+1) * time.Minute)
	body := []byte(fmt.Sprintf("<p>look %d of all %s", n, strings.Repeat("and so on ", 60+n%50)))
	if err := w.s.KeepAgainst(p.Payload.Digest, body); err != nil {
		w.t.Error(err)
		return
	}
	d := record.DigestOf(body)
	sg := version(*p, record.Payload{Digest: d, Decoded: d}, at)
	sg.Look.Run = "20260102T115959.001Z"
	sg.Look.Exchanges = []record.Exchange{{URL: p.URL, Status: 200, Payload: sg.Look.Payload}}
	switch n % 5 {
	case 1:
		if p.Version > 0 {
			sg = same(*p, at)
		}
	case 2:
		sg.Page.MovedTo = fmt.Sprintf("https://example.gov/moved/%d", n)
	case 3:
		if p.Version > 0 {
			sg = same(*p, at)
			sg.Incident = &record.Incident{Kind: record.Blocked, FirstSeen: noon(), LastSeen: at}
		}
	}
	if err := w.s.Commit(sg); err != nil {
		w.t.Error(err)
		return
	}
	*p = sg.Page
	w.looks++
	if n%10 == 9 {
		if _, err := w.s.Checkpoint(); err != nil {
			w.t.Error(err)
		}
	}
}
