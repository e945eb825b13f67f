package render

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// quietFor is for how long nothing may be asked for before a page counts as
// loaded.
const quietFor = 500 * time.Millisecond

// What a page may not ask for, whatever the caller says.
var (
	errSentOn = errors.New("a script sent the browser on")
	errWorker = errors.New("a service worker")
	errMany   = errors.New("too many parts")
	errScheme = errors.New("neither http nor https")
	errInside = errors.New("the browser has it itself") // data: and blob:
)

// patience is for how long a page is waited for that asks for nothing but an
// answer which does not come: a server that has one only when there is news
// (long polling) never lets it rest.
const patience = 10 * time.Second

// An opened is a request that is under way.
type opened struct {
	Part
	at time.Time
}

// hangs reports whether a script waits for an answer past all patience.
func (o opened) hangs(patience time.Duration) bool {
	return (o.Kind == "XHR" || o.Kind == "Fetch") && time.Since(o.at) >= patience
}

// traffic is what one page asks for while it is shown: it answers the page
// itself, passes its parts on, counts and bounds them.
type traffic struct {
	page  Page
	get   Get
	slots chan struct{}
	wait  time.Duration // patience

	mu     sync.Mutex
	open   map[string]opened
	last   time.Time // when something was last asked for or answered
	parts  int
	bytes  int64 // that may still come
	shown  bool  // the page was given to the browser
	sentOn string
	left   chan struct{} // closed when a script sends the browser on
}

func newTraffic(p Page, get Get, o Options) *traffic {
	return &traffic{page: p, get: get, slots: make(chan struct{}, atOnce), wait: min(patience, o.Timeout/2), open: map[string]opened{},
		last: time.Now(), bytes: o.MaxParts, left: make(chan struct{})}
}

// An asking is a request of the browser.
type asking struct {
	id   string
	top  bool // by the frame that shows the page
	part Part
}

// answer answers a request. It returns when the answer is there.
func (t *traffic) answer(ctx context.Context, a asking) (Answer, error) {
	if err := t.begin(a); err != nil {
		return Answer{}, err
	}
	if a.top && a.part.Kind == "Document" {
		return Answer{t.page.Status, t.page.Header, t.page.Body}, nil
	}
	select {
	case t.slots <- struct{}{}:
		defer func() { <-t.slots }()
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
	got, err := t.get(ctx, a.part)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.bytes -= int64(len(got.Body)); t.bytes < 0 && err == nil {
		err = errMany
	}
	return got, err
}

// begin notes a request and says whether it may be made at all. The first
// document of the page's own frame is the page; a second one is where a
// script sends the browser, be it to the same address.
func (t *traffic) begin(a asking) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	u, err := url.Parse(a.part.URL)
	switch {
	case err != nil:
		return errScheme
	case u.Scheme == "data" || u.Scheme == "blob":
		return errInside
	case u.Scheme != "http" && u.Scheme != "https":
		return errScheme
	}
	t.last = time.Now()
	t.parts++
	switch {
	case a.top && a.part.Kind == "Document" && !t.shown:
		t.shown = true
	case a.top && a.part.Kind == "Document":
		if t.sentOn == "" {
			t.sentOn = a.part.URL
			close(t.left)
		}
		return errSentOn
	case a.part.Header.Get("Service-Worker") != "":
		return errWorker
	case t.parts > maxParts || t.bytes < 0:
		return errMany
	}
	t.open[a.id] = opened{a.part, time.Now()}
	return nil
}

// done notes that the browser has its answer.
func (t *traffic) done(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.open, id)
	t.last = time.Now()
}

// quiet reports whether nothing is under way that is still waited for, and
// nothing was for a while.
func (t *traffic) quiet() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, o := range t.open {
		if !o.hangs(t.wait) {
			return false
		}
	}
	return time.Since(t.last) >= quietFor
}

// touch begins the wait for quiet anew.
func (t *traffic) touch() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = time.Now()
}

// asked returns how many requests there were.
func (t *traffic) asked() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.parts
}

// waiting returns what has not come.
func (t *traffic) waiting() (list []Part) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.open {
		list = append(list, p.Part)
	}
	slices.SortFunc(list, func(p, q Part) int { return strings.Compare(p.URL, q.URL) })
	return list
}

func (t *traffic) leftFor() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sentOn
}
