package watch

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stet/record"
)

func TestLargeDocumentsAreReadAFewAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bench
		var began []string
		gives := map[string]func(){}
		come := func(name string, bytes int) {
			go func() {
				if give, err := b.take(bytes); err == nil {
					began, gives[name] = append(began, name), give
				}
			}()
			synctest.Wait()
		}
		reading := func(want ...string) {
			t.Helper()
			synctest.Wait()
			if !slices.Equal(began, want) {
				t.Errorf("taken = %q, want %q", began, want)
			}
		}
		come("half", benchBytes/2)
		come("other half", benchBytes/2)
		come("huge", 3*benchBytes)
		come("late", largeBytes)
		reading("half", "other half")
		come("small", largeBytes-1)
		reading("half", "other half", "small")
		gives["half"]()
		reading("half", "other half", "small") // the huge one is first, and wants all
		gives["small"]()
		gives["other half"]()
		reading("half", "other half", "small", "huge")
		gives["huge"]()
		reading("half", "other half", "small", "huge", "late")
		gives["late"]()
		if b.bytes != 0 || len(b.waiting) != 0 {
			t.Errorf("the bench holds %d bytes, want 0", b.bytes)
		}
	})
}

// When stet is told to end, a document that is being read is read to its end,
// and those that wait for the bench are dropped: their pages stay due.
func TestTheBenchIsLeftWhenStetEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const large, waits = "https://a.example.gov/report.pdf", "https://b.example.gov/report.pdf"
		s, web := newStore(t), &living{web: newWeb(), times: map[string][]time.Time{}, takes: time.Second}
		for url, bytes := range map[string]int{large: benchBytes + 1, waits: largeBytes} {
			web.pages[url] = served{kind: "application/pdf", body: url + strings.Repeat(" ", bytes)}
		}
		w := newTestWatcher(t, web.web, s, large, waits)
		reading, goOn := 0, make(chan struct{})
		w.Fetcher, w.Concurrency, w.Now = web, 2, time.Now
		w.Watches[0].Every = 24 * time.Hour
		w.Watches[0].Reading.PDF = func([]byte) (record.Document, error) {
			reading++
			<-goOn
			return record.Document{Title: "Patrols"}, nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan record.Run)
		go func() {
			run, err := w.Pass(ctx)
			if err == nil {
				t.Error("Pass() = nil, want that it was stopped")
			}
			over <- run
		}()
		time.Sleep(time.Minute)
		if synctest.Wait(); reading != 1 {
			t.Errorf("%d documents are read, want one at a time", reading)
		}
		cancel()
		synctest.Wait()
		close(goOn)
		if run := <-over; run.Looks != 1 || run.First != 1 || reading != 1 {
			t.Errorf("%d documents were read and %d looks kept, want the one that was under way", reading, run.Looks)
		}
		if run := runOnce(t, w); run.Looks != 1 || run.First != 1 || reading != 2 {
			t.Errorf("the next run read %d documents and kept %d looks, want the one that was dropped", reading-1, run.Looks)
		}
		sound(t, s)
	})
}

// A look in doubt of which the second one is not read any more is kept, and
// remembered for the next run.
func TestADoubtIsKeptWhenTheBenchIsLeft(t *testing.T) {
	s, web := newStore(t), newWeb()
	w := newTestWatcher(t, web, s, here)
	web.pages[here] = page(article)
	run := runOnce(t, w)
	p, _, _ := s.Page(here)
	web.pages[here] = page(elsewhere + strings.Repeat(" ", largeBytes))
	first := w.Look(t.Context(), p)
	_, err := w.settle(run.ID, p, first, false)
	var doubt inDoubt
	if !errors.As(err, &doubt) {
		t.Fatalf("settle() = %v, want a doubt", err)
	}
	second := w.Look(t.Context(), p)
	w.bench.closed = true
	sweep := &pass{w: w, run: &run}
	sweep.settleAgain(unsettled{page: p, first: slim(first), why: doubt.why}, second)
	if p, _, _ = s.Page(here); p.Doubted == nil || p.Version != 1 || sweep.swept.Kept != 1 || len(sweep.errs) > 0 {
		t.Errorf("page = %+v, %d kept, %v; want the doubt to be kept", p, sweep.swept.Kept, sweep.errs)
	}
	w.bench.closed = false
	if run = runOnce(t, w); run.Changed != 1 {
		t.Errorf("the next run = %+v, want that it confirms the change", run)
	}
	sound(t, s)
}

// The links of a large document, too, are read at the bench; where it is left,
// the look counts and its links are followed at the next one.
func TestLinksAreFollowedLaterWhenTheBenchIsLeft(t *testing.T) {
	s, web := newStore(t), newWeb()
	w := newTestWatcher(t, web, s, here)
	w.Watches[0].Links = []string{site + "/news/**"}
	linking := func(name string) served {
		web.pages[site+name] = page(article)
		return served{body: `<html><head><title>T</title></head><body><main><p>See <a href="` + name + `">this</a>.</p></main></body></html>` + strings.Repeat(" ", largeBytes)}
	}
	web.pages[here] = linking("/news/first")
	runOnce(t, w)
	web.pages[here] = linking("/news/second")
	p, _, _ := s.Page(here)
	a := w.Look(t.Context(), p)
	sighting := w.begin("20260102T030405.000Z", p, a)
	take(&sighting, a)
	w.bench.closed = true
	if err := errors.Join(w.follow(&sighting, p, a), s.KeepAgainst(record.Digest{}, a.Document), s.Commit(sighting)); err != nil {
		t.Fatalf("follow() = %v, want a look without its links", err)
	}
	w.bench.closed = false
	if run := runOnce(t, w); run.First != 1 {
		t.Errorf("the next run = %+v, want that it finds the page that the large one links to now", run)
	}
}
