package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"stet/record"
	"stet/storage"
)

// A living web answers by the clock of the bubble, and notes when it was asked.
type living struct {
	*web
	mu    sync.Mutex
	times map[string][]time.Time
	takes time.Duration
}

func (l *living) Fetch(ctx context.Context, r record.Request) record.Answer {
	select {
	case <-time.After(l.takes):
	case <-ctx.Done():
		return record.Answer{URL: r.URL, Time: time.Now(), Verdict: record.GotIncident, Incident: &record.Incident{Kind: record.Unreachable}}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.times[r.URL] = append(l.times[r.URL], time.Now())
	l.web.now = time.Now().Add(-time.Second)
	return l.web.Fetch(ctx, r)
}

func (l *living) show(url string, p served) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.web.pages[url] = p
}

// A stage is a Forever with all that a test wants to see of it.
type stage struct {
	web    *living
	store  Store
	reload chan os.Signal
	stop   func() error

	mu   sync.Mutex
	said []string // what was not as it should be begins with "warning: "
	told []record.Run
	load func() (*Watcher, error)
}

func (g *stage) say(format string, args ...any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.said = append(g.said, fmt.Sprintf(format, args...))
}

func (g *stage) heard() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.said)
}

func (g *stage) reports() []record.Run {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.told)
}

// loads has the stage load a watcher in another way from now on.
func (g *stage) loads(how func() (*Watcher, error)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.load = how
}

// newStage starts to keep watch over urls, each at a pace; a look takes a
// while. Call it in a bubble.
func newStage(t *testing.T, s Store, takes, every time.Duration, urls ...string) *stage {
	g := &stage{web: &living{web: newWeb(), times: map[string][]time.Time{}, takes: takes}, store: s, reload: make(chan os.Signal, 1)}
	for _, u := range urls {
		g.web.pages[u] = page(article)
	}
	g.load = func() (*Watcher, error) {
		return &Watcher{Fetcher: g.web, Store: g.store, Bound: time.Minute, Watches: []Watch{{Name: "w", URLs: urls, Every: every}}}, nil
	}
	f := Forever{
		Load: func(*Watcher) (*Watcher, error) {
			g.mu.Lock()
			defer g.mu.Unlock()
			return g.load()
		},
		Tell: func(_ *Watcher, run record.Run, _ bool) error {
			g.mu.Lock()
			defer g.mu.Unlock()
			g.told = append(g.told, run)
			return nil
		},
		Say:    func(format string, args ...any) { g.say(format, args...) },
		Warn:   func(format string, args ...any) { g.say("warning: "+format, args...) },
		Reload: g.reload,
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- f.Run(ctx) }()
	g.stop = func() error { cancel(); return <-ended }
	return g
}

func (g *stage) asked() int {
	g.web.mu.Lock()
	defer g.web.mu.Unlock()
	return len(g.web.asked)
}

func (g *stage) count(url string) int {
	g.web.mu.Lock()
	defer g.web.mu.Unlock()
	return len(g.web.times[url])
}

func TestForeverLooksAtEachPageAtItsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStore(t)
		g := newStage(t, s, time.Second, 10*time.Minute, here)
		time.Sleep(24*time.Hour + time.Minute)
		if err := g.stop(); err != nil {
			t.Errorf("Run() = %v, want nil: it was told to stop", err)
		}
		if n := g.count(here); n < 140 || n > 145 {
			t.Errorf("%d looks in a day, want one every 10 minutes", n)
		}
		runs, err := s.Runs()
		if err != nil || len(runs) < 20 || len(runs) > 26 {
			t.Errorf("%d runs in a day, %v; want one an hour", len(runs), err)
		}
		for _, r := range runs {
			if r.Ended.IsZero() {
				t.Errorf("run %s was not ended", r.ID)
			}
		}
		sound(t, s)
	})
}

// A run without a look, too, says that stet was there all the time.
func TestForeverEndsARunEachHourThoughNothingIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStore(t)
		g := newStage(t, s, time.Second, 48*time.Hour, here)
		time.Sleep(10*time.Hour + time.Minute)
		if err := g.stop(); err != nil {
			t.Errorf("Run() = %v, want nil: it was told to stop", err)
		}
		runs, err := s.Runs()
		if n := g.count(here); err != nil || n != 1 || len(runs) < 9 || len(runs) > 12 {
			t.Errorf("%d runs in ten hours with %d looks, %v; want one an hour, and one look", len(runs), n, err)
		}
	})
}

func TestForeverTellsAChangeAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newStage(t, newStore(t), time.Second, 5*time.Minute, here)
		time.Sleep(10 * time.Minute)
		before := len(g.reports())
		g.web.show(here, page(strings.Replace(article, "12", "21", 1)))
		time.Sleep(6 * time.Minute)
		told := g.reports()[before:]
		if len(told) != 1 || told[0].Changed != 1 {
			t.Errorf("told %+v after an edit, want one report of one change", told)
		}
		if err := g.stop(); err != nil {
			t.Error(err)
		}
	})
}

// A slow host with many pages does not keep the page of another waiting.
func TestForeverSharesItsTimeOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		urls := []string{here}
		for i := range 60 { // they take half an hour
			urls = append(urls, fmt.Sprintf("https://slow.example.gov/%d", i))
		}
		g := newStage(t, newStore(t), 30*time.Second, 5*time.Minute, urls...)
		time.Sleep(2 * time.Hour)
		if n := g.count(here); n < 12 {
			t.Errorf("the other page was looked at %d times in two hours, want every few minutes", n)
		}
		least, most := 1000, 0
		for _, u := range urls[1:] {
			least, most = min(least, g.count(u)), max(most, g.count(u))
		}
		if least < 1 || most-least > 1 {
			t.Errorf("pages of the slow host were looked at %d to %d times: want those first that waited longest", least, most)
		}
		if err := g.stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestForeverTakesOverAConfiguration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStore(t)
		g := newStage(t, s, time.Second, time.Hour, here)
		time.Sleep(time.Minute)
		good := g.load
		g.loads(func() (*Watcher, error) { return nil, errors.New("stet.yaml:3: what is this") })
		g.reload <- syscall.SIGHUP
		time.Sleep(time.Minute)
		said := g.heard()
		if len(said) != 1 || !strings.HasPrefix(said[0], "warning: ") || !strings.Contains(said[0], "what is this") {
			t.Errorf("said %q, want what is wrong with the file", said)
		}
		g.loads(func() (*Watcher, error) {
			w, err := good()
			w.Watches[0].Every = time.Minute
			return w, err
		})
		before := g.count(here)
		g.reload <- syscall.SIGHUP
		time.Sleep(10*time.Minute + 30*time.Second)
		if n := g.count(here) - before; n < 9 {
			t.Errorf("%d looks in ten minutes after the pace was set to one a minute", n)
		}
		if said := g.heard(); len(said) != 2 || said[1] != "the configuration was read again" {
			t.Errorf("said %q at last, want that the file was read again, and no warning", said)
		}
		if err := g.stop(); err != nil {
			t.Error(err)
		}
		sound(t, s)
	})
}

// A disk that is full for an hour is told once, not asked in a tight loop, and
// nothing is lost.
func TestForeverSurvivesAFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &fullDisk{Store: newStore(t)}
		var urls []string
		for i := range 10 {
			urls = append(urls, fmt.Sprintf("https://www%d.example.gov/", i))
		}
		g := newStage(t, s, time.Second, 10*time.Minute, urls...)
		time.Sleep(15 * time.Minute)
		s.set(true)
		before, said := g.asked(), len(g.heard())
		time.Sleep(time.Hour)
		if n := g.asked() - before; n > 100 {
			t.Errorf("%d requests in an hour without an archive to keep what they bring", n)
		}
		if said := g.heard()[said:]; len(said) != 1 {
			t.Errorf("said %q, want the trouble once", said)
		}
		for _, u := range urls {
			g.web.show(u, page(strings.Replace(article, "12", "21", 1)))
		}
		s.set(false)
		time.Sleep(time.Hour)
		if err := g.stop(); err != nil {
			t.Error(err)
		}
		changes, err := s.Changes(storage.Query{})
		if err != nil || len(changes) != 20 {
			t.Errorf("%d changes, %v; want each page first seen and edited", len(changes), err)
		}
		if last := g.heard()[len(g.heard())-1]; !strings.Contains(last, "kept again") {
			t.Errorf("said %q at last, want that it is over", last)
		}
	})
}

type fullDisk struct {
	*storage.Store
	mu   sync.Mutex
	full bool
}

var errFull = errors.New("no space left on device")

func (f *fullDisk) set(full bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.full = full
}

func (f *fullDisk) isFull() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.full {
		return errFull
	}
	return nil
}

func (f *fullDisk) KeepAgainst(base record.Digest, bodies ...[]byte) error {
	if err := f.isFull(); err != nil {
		return err
	}
	return f.Store.KeepAgainst(base, bodies...)
}

func (f *fullDisk) Commit(s record.Sighting) error {
	if err := f.isFull(); err != nil {
		return err
	}
	return f.Store.Commit(s)
}

func (f *fullDisk) PutRun(r record.Run) error {
	if err := f.isFull(); err != nil {
		return err
	}
	return f.Store.PutRun(r)
}

func TestForeverStopsInTheMiddleOfALook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStore(t)
		g := newStage(t, s, 20*time.Second, time.Minute, here)
		time.Sleep(10 * time.Second)
		if err := g.stop(); err != nil {
			t.Errorf("Run() = %v, want nil", err)
		}
		if got := outcomes(t, s, here); len(got) != 0 {
			t.Errorf("looks = %v, want none: the only one was not over", got)
		}
		sound(t, s)
	})
}

func TestForeverDoesNotStartWithoutAnArchive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newStage(t, &fullDisk{Store: newStore(t), full: true}, time.Second, time.Minute, here)
		time.Sleep(time.Second)
		if err := g.stop(); !errors.Is(err, errFull) {
			t.Errorf("Run() = %v, want %v", err, errFull)
		}
	})
}

// A page that is missing is not taken for removed within seconds, though runs
// have no end; nor does it wait for its pace.
func TestForeverConfirmsARemovalAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStore(t)
		g := newStage(t, s, time.Second, 6*time.Hour, here)
		time.Sleep(5 * time.Hour)
		g.web.show(here, served{status: 404})
		time.Sleep(time.Hour + 5*time.Minute)
		p, _, _ := s.Page(here)
		if p.Gone || p.Missing != 1 {
			t.Errorf("5 minutes after a 404 the page is gone: %v, missing at %d looks; want one 404 and no removal", p.Gone, p.Missing)
		}
		time.Sleep(10 * time.Minute)
		if p, _, _ = s.Page(here); !p.Gone {
			t.Error("15 minutes after the first 404 it is not gone, want a second look by now")
		}
		if err := g.stop(); err != nil {
			t.Error(err)
		}
	})
}
