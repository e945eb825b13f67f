// Package render loads a page in headless Chromium and hands over what a
// reader would see: the document after its scripts have run, and a picture.
//
//	b := render.New(render.Options{})
//	r, err := b.Load(ctx, render.Page{URL: url, Status: 200, Header: header, Body: body}, get)
//
// The browser has no network. The page itself is given to it, and whatever
// else the page asks for comes to the caller's [Get], which decides, fetches
// and answers: so that the guards of the caller hold for every byte, and the
// server is asked for the page once. What the browser would ask for past that
// (sockets, WebRTC, its own services) finds neither names nor a proxy.
//
// A look has a browser and a profile of its own, thrown away with it: no
// cookies, no cache, no service worker outlives it. Pop-ups, downloads,
// permissions and dialogs are refused.
//
// What can be made the same each time is: size of the window, time zone,
// language, Math.random, no animations. The page is taken when it has asked
// for nothing for half a second, and then once more after three seconds that
// are made to pass at once, so that what scripts put off is there too. An answer
// that a script waits for in vain keeps it for ten seconds and no longer.
//
// Left to others: what may be fetched and how (crawler), what the document
// says (extract), whether to believe it (crawler.Judge). Only chromium.go
// knows chromedp and the DevTools protocol.
package render

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"stet/record"
)

// Bounds of one page.
const (
	maxParts    = 600              // requests of a page
	atOnce      = 6                // of them under way
	startTime   = time.Minute      // for the browser to start
	lastWord    = 30 * time.Second // for the document, and as long for the picture: machines are busy at times
	windowWide  = 1280             // CSS pixels
	windowHigh  = 1024
	pictureHigh = 20_000
	pictureSize = 20 << 20 // bytes
)

// Errors by which callers decide.
var (
	ErrNone = errors.New("no Chromium was found")                  // or none where Options.Path says
	ErrBusy = errors.New("the scripts of the page came to no end") // within Options.Timeout
	ErrSize = errors.New("the page grew past the limit")           // of Options.MaxDocument
)

var errBroken = errors.New("the browser broke down over this page")

// Options bound what a page may take.
type Options struct {
	Path        string        // of the browser; empty: it is looked for
	Agent       string        // added to the name that scripts read
	Timeout     time.Duration // until the page is taken as it is; 0: 30 s
	MaxDocument int64         // bytes of the document; 0: 20 MB
	MaxParts    int64         // bytes that all parts may bring together; 0: 60 MB
}

// A Browser loads pages, some at a time. It is safe for use by many goroutines.
type Browser struct {
	o     Options
	slots chan struct{} // holds a token for each browser that runs
	tidy  sync.Once
}

// New returns a browser. None is started or looked for yet.
func New(o Options) *Browser {
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	o.MaxDocument = cmp.Or(o.MaxDocument, 20<<20)
	o.MaxParts = cmp.Or(o.MaxParts, 60<<20)
	return &Browser{o: o, slots: make(chan struct{}, min(runtime.NumCPU(), 4))}
}

// A Page is what is to be shown: the last answer that the server gave, after
// content decoding.
type Page struct {
	URL    string
	Status int
	Header http.Header
	Body   []byte
}

// A Part is something that a page asks for.
type Part struct {
	URL      string
	Method   string
	Kind     string // Document (of a frame), Stylesheet, Image, Media, Font, Script, XHR, Fetch, Ping, … as DevTools calls them
	Header   http.Header
	SameSite bool // it belongs to the site of the page
}

// An Answer is what a part is answered with.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte // after content decoding
}

// A Get fetches a part. An error makes the part fail, as if there were no
// network. It is called from many goroutines.
type Get func(context.Context, Part) (Answer, error)

// A Result is what a browser made of a page.
type Result struct {
	record.Rendering
	SentOn  string // where a script sent the browser; the rest is then empty
	Waiting []Part // what had not come when the page was taken
}

// Load shows one page. It waits for its turn, then for the browser to start;
// the time of Options begins after that.
func (b *Browser) Load(ctx context.Context, p Page, get Get) (Result, error) {
	path, err := b.Find()
	if err != nil {
		return Result{}, err
	}
	select {
	case b.slots <- struct{}{}:
		defer func() { <-b.slots }()
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	b.tidy.Do(func() { removeLeft(os.TempDir(), time.Now()) })
	t := newTraffic(p, get, b.o)
	tab, err := open(ctx, path, b.o, t)
	if err != nil {
		return Result{}, fmt.Errorf("start %s: %w", path, err)
	}
	defer tab.close()
	r, err := tab.show(p)
	if tab.crashed() {
		err = errBroken
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if to := t.leftFor(); to != "" {
		return Result{SentOn: to}, nil
	}
	return r, err
}

// homes is how the folders begin in which browsers live, and longAgo how old one
// is that nobody uses any more: it was left by a process that was killed.
const (
	homes   = "stet-browser-"
	longAgo = 24 * time.Hour
)

// removeLeft removes what killed processes left. What cannot be removed, as
// that of another user, is no trouble of this one.
func removeLeft(dir string, now time.Time) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), homes) {
			continue
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > longAgo {
			_ = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// names are the commands that a Chromium may have.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless-shell", "chrome-headless-shell",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"}

// Find returns the path of the browser, or an error that is [ErrNone].
func (b *Browser) Find() (string, error) {
	if b.o.Path != "" {
		if path, err := exec.LookPath(b.o.Path); err == nil {
			return path, nil
		}
		if _, err := os.Stat(b.o.Path); err == nil {
			return "", fmt.Errorf("%w: %s is no program that can be run", ErrNone, b.o.Path)
		}
		return "", fmt.Errorf("%w at %s", ErrNone, b.o.Path)
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNone
}
