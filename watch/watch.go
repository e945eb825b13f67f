// Package watch ties the others together: it knows the order of steps.
//
// [Watcher.Pass] looks once at every page that is due. [Watcher.Settle] is
// the story of the program: what becomes of one look at one page. How pages
// are asked for is the business of a [Fetcher], how what was seen is kept the
// business of a [Store]; reading is extract's and judging diffing's.
package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"sync"
	"sync/atomic"
	"time"

	"stet/extract"
	"stet/record"
)

// A Fetcher looks at addresses. Trouble is an answer too.
type Fetcher interface {
	Fetch(context.Context, record.Request) record.Answer
	Decode(payload []byte, encoding string) ([]byte, error)
}

// A Store keeps what was seen. It is safe for use by many goroutines.
type Store interface {
	AddPages([]record.Page) ([]record.Page, error)
	Pages() ([]record.Page, error)
	KeepAgainst(base record.Digest, bodies ...[]byte) error
	Commit(record.Sighting) error
	Payload(record.Digest) ([]byte, error)
	Versions(record.PageID) ([]record.Version, error)
	HoldHost(host string, until time.Time) error
	HeldHosts() (map[string]time.Time, error)
	PutRun(record.Run) error
	Origin(origin string) (record.Origin, bool, error)
	PutOrigin(record.Origin) error
	Lists() ([]record.List, error)
	PutList(record.List) error
	Hint(map[record.PageID]time.Time) error
}

// A Watch is a set of pages that are looked at and read in the same way.
type Watch struct {
	Name      string
	URLs      []string
	Links     []string      // patterns: pages linked from URLs that match are watched too, and those that Sitemaps and Feeds name
	Sitemaps  []string      // addresses of sitemaps
	Feeds     []string      // addresses of feeds
	MaxPages  int           // the most that Links, Sitemaps, Feeds and Documents may bring; 0: no bound
	Documents bool          // files linked from the pages are watched with them
	Render    bool          // the pages are read as a browser shows them
	Every     time.Duration // between two looks; 0: due at every run
	Auto      bool          // each page at a pace of its own, between Min and Max, and Budget looks a day in all
	Min, Max  time.Duration
	Budget    int // 0: as many as a look every six hours would take
	Reading   extract.Options
	Terms     []string
	Weights   map[record.FlagKind]float64 // points of kinds of flag, in place of the usual ones

	// Made of these by compile.
	patterns []*regexp.Regexp // Links
	listed   map[string]bool  // URLs; nil: not compiled yet
	sites    map[string]bool  // their hosts without www
	rules    string           // names those by which links are followed
}

// A Watcher looks at pages, keeps what it sees and judges what changed.
type Watcher struct {
	Fetcher     Fetcher
	Finder      Finder // reads sitemaps and feeds; nil: none is read
	Store       Store
	Watches     []Watch
	Reading     extract.Options       // of pages that no watch names: added by hand, imported, not watched any more
	Concurrency int                   // hosts at a time; 0: 8
	Delay       time.Duration         // the crawler's, between two requests to one host: a second look waits for some of them
	Bound       time.Duration         // after it a pass takes no new pages; 0: it takes all
	Now         func() time.Time      // nil: time.Now
	Build       string                // of the program, kept with each run
	Config      record.Digest         // of the configuration's file, likewise
	Progress    func(Progress)        // told after each look, one call at a time; may be nil
	Seen        func(record.Sighting) // told of each look that was kept, one call at a time; may be nil
	Log         *slog.Logger          // nil: nowhere

	hurry   atomic.Bool       // the sweep under way takes no new pages
	found   atomic.Bool       // looks brought pages to light that were not known
	bounds  sync.Map          // by the name of a watch, a page that it has no room for
	index   index             // of the pages that are known
	spreads map[string]spread // of the watches with Auto; made by plan
	rests   rests             // hosts that gave no answer
	liars   liars             // servers whose 304s hid a change
	bench   bench             // where large documents are read
}

// Progress says how far a pass has come.
type Progress struct {
	Done, Waiting  int
	Changed, First int
	Trouble        int
}

// Look asks for the page. Validators are only ever the server's own, and
// even those are left out once a server was believed for long enough.
func (w *Watcher) Look(ctx context.Context, p record.Page) record.Answer {
	return w.Fetcher.Fetch(ctx, w.request(p))
}

// request returns what the crawler is asked for a page.
func (w *Watcher) request(p record.Page) record.Request {
	r := record.Request{URL: p.URL, Render: w.of(p).Render && !file(p.Payload)}
	if !r.Render && w.believable(p) && !w.refollow(p) {
		r.ETag, r.LastModified = p.ETag, p.LastModified
	}
	return r
}

// Settle turns one answer into a row of the archive and, where the text
// changed, into a judged change. Bytes are kept before anything parses them;
// all the rest commits together or not at all.
func (w *Watcher) Settle(run string, p record.Page, a record.Answer) (record.Sighting, error) {
	return w.settle(run, p, a, true)
}

// settle is Settle. Where it is not sure, a page that should be seen twice
// before it counts is not settled: the error is an inDoubt, and nothing but
// bytes was kept.
func (w *Watcher) settle(run string, p record.Page, a record.Answer, sure bool) (record.Sighting, error) {
	if err := w.keep(p, a); err != nil {
		return record.Sighting{}, fmt.Errorf("keep %s: %w", p.URL, err)
	}
	s := w.begin(run, p, a)
	var err error
	switch a.Verdict {
	case record.GotPage:
		if err = w.page(&s, p, a, sure); err == nil {
			err = w.picture(&s, a)
		}
	case record.GotSame:
		w.same(&s, a)
	case record.GotGone:
		w.gone(&s, p, a)
	default:
		w.trouble(&s, p, a)
	}
	if err != nil {
		return record.Sighting{}, fmt.Errorf("compare %s: %w", p.URL, err)
	}
	w.learn(&s, p, a)
	w.schedule(&s)
	misled(&s, p)
	lost := w.follow(&s, p, a) // before the look counts: what it links to is known then
	if err := w.Store.Commit(s); err != nil {
		return record.Sighting{}, err // it names the page
	}
	return s, lost
}

// page settles a look that gave a body to trust.
func (w *Watcher) page(s *record.Sighting, p record.Page, a record.Answer, sure bool) error {
	take(s, a)
	if p.Version == 0 {
		return w.first(s, p, a, sure)
	}
	same := p.Payload.Same(s.Page.Payload)
	trust(s, p, same)
	if same && !p.Gone && s.Page.MovedTo == p.MovedTo {
		s.Look.Payload, s.Look.Exchanges, s.Look.Browser = record.Payload{}, nil, "" // a revisit
		return nil
	}
	give, err := w.atBench(p, a)
	if err != nil {
		return err
	}
	defer give()
	if switched(p, a) {
		if why := partly(a); why != "" && !sure && !w.seenBefore(p, w.read(p, sourceOf(a))) {
			return inDoubt{why}
		}
		return w.changeOver(s, p, a)
	}
	old, err := w.archived(p, p.Payload, foundAt(p))
	if errors.Is(err, record.ErrDamaged) {
		return w.anew(s, p, a, sure, err)
	}
	if err != nil {
		return err
	}
	now := w.read(p, sourceOf(a))
	old, told, err := w.turn(s, p, old, now)
	if err != nil || told && !p.Gone && s.Page.MovedTo == p.MovedTo {
		return err
	}
	if !sure {
		if err := w.doubt(p, a, old, now); err != nil {
			return err
		}
	}
	extract.Reconcile(&old, &now)
	return w.judge(s, p, a, old, now)
}
