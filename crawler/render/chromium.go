package render

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"stet/record"
)

// serialise.js gives the document as HTML, and null where it is too large.
//
//go:embed serialise.js
var serialise string

// A tab is a browser of its own with one page in it.
type tab struct {
	ctx     context.Context // of the tab
	o       Options
	traffic *traffic
	close   func()
	name    string        // of the browser, with version
	frame   string        // that shows the page
	loaded  chan struct{} // closed at the load event
	passed  chan struct{} // gets a token when the time made to pass is over
	broken  chan struct{} // closed when the page broke down

	mu    sync.Mutex
	ended bool
	work  sync.WaitGroup // of requests being answered
}

// open starts a browser. The context of its first command must not carry the
// time limit of the page: the browser would end with it.
func open(ctx context.Context, path string, o Options, t *traffic) (*tab, error) {
	home, err := os.MkdirTemp("", homes)
	if err != nil {
		return nil, err
	}
	var said output
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.CombinedOutput(&said),
		// What stands in our environment is none of a page's business.
		chromedp.NoInheritEnv, chromedp.Env("PATH="+os.Getenv("PATH"), "HOME="+home, "TMPDIR="+os.TempDir(), "TZ=UTC", "LANG=en_US.UTF-8"),
	}
	for name, value := range flags {
		options = append(options, chromedp.Flag(name, value))
	}
	all, stop := chromedp.NewExecAllocator(ctx, options...)
	ctx, cancel := chromedp.NewContext(all)
	b := &tab{ctx: ctx, o: o, traffic: t, loaded: make(chan struct{}), passed: make(chan struct{}, 1), broken: make(chan struct{})}
	b.close = func() {
		b.mu.Lock()
		b.ended = true
		b.mu.Unlock()
		cancel()
		stop() // waits for the process
		b.work.Wait()
		os.RemoveAll(home)
	}
	slow := time.AfterFunc(startTime, cancel)
	err = b.prepare()
	if !slow.Stop() && err != nil {
		err = fmt.Errorf("it did not start within %s", startTime)
	}
	if err != nil {
		b.close()
		return nil, said.with(err)
	}
	return b, nil
}

// prepare makes the tab ready for its page.
func (b *tab) prepare() error {
	if err := chromedp.Do(b.ctx); err != nil {
		return err
	}
	c := chromedp.FromContext(b.ctx)
	b.frame = string(c.Target.TargetID)
	if err := errors.Join(chromedp.Listen(b.ctx, b.hear()), chromedp.ListenBrowser(b.ctx, b.serve)); err != nil {
		return err
	}
	version, err := chromedp.CallBrowser(b.ctx, browser.GetVersion, cdp.Empty{})
	if err != nil {
		return err
	}
	b.name = strings.TrimPrefix(version.Product, "Headless")
	agent := strings.TrimSpace(strings.ReplaceAll(version.UserAgent, "HeadlessChrome", "Chrome") + " " + b.o.Agent)
	// Of the browser and not of the tab: so frames, workers and pop-ups ask
	// us as well.
	_, err = chromedp.CallBrowser(b.ctx, fetch.Enable, fetch.EnableParams{})
	return errors.Join(err,
		ask(chromedp.CallBrowser(b.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorDeny})),
		ask(chromedp.Call(b.ctx, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true})),
		ask(chromedp.Call(b.ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: "en-US,en"})),
		ask(chromedp.Call(b.ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "UTC"})),
		ask(chromedp.Call(b.ctx, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: "en-US"})),
		ask(chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: windowWide, Height: windowHigh, DeviceScaleFactor: 1})),
	)
}

func ask[T any](_ T, err error) error { return err }

// hear returns what is told of each event of the tab, on the goroutine that
// reads the browser's messages: it must not wait.
func (b *tab) hear() func(any) {
	var loaded, broken sync.Once
	return func(event any) {
		switch e := event.(type) {
		case *page.EventJavascriptDialogOpening:
			b.aside(func() {
				_, _ = chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: e.Type == page.DialogTypeBeforeunload})
			})
		case *page.EventLoadEventFired:
			loaded.Do(func() { close(b.loaded) })
		case *emulation.EventVirtualTimeBudgetExpired:
			select {
			case b.passed <- struct{}{}:
			default:
			}
		case *inspector.EventTargetCrashed:
			broken.Do(func() { close(b.broken) })
		}
	}
}

// serve answers a request of any frame or worker.
func (b *tab) serve(event any) {
	e, ok := event.(*fetch.EventRequestPaused)
	if !ok || e.Request == nil {
		return
	}
	a := asking{
		id: string(e.RequestID), top: string(e.FrameID) == b.frame,
		part: Part{URL: e.Request.URL, Method: e.Request.Method, Kind: string(e.ResourceType), SameSite: e.Request.IsSameSite, Header: http.Header{}},
	}
	for name, value := range e.Request.Headers {
		if s, ok := value.(string); ok {
			a.part.Header.Set(name, s)
		}
	}
	b.aside(func() {
		defer b.traffic.done(a.id)
		got, err := b.traffic.answer(b.ctx, a)
		switch {
		case errors.Is(err, errInside):
			_, _ = chromedp.CallBrowser(b.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: e.RequestID})
		case err != nil:
			_, _ = chromedp.CallBrowser(b.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: e.RequestID, ErrorReason: network.ErrorReasonFailed})
		default:
			_, _ = chromedp.CallBrowser(b.ctx, fetch.FulfillRequest, fetch.FulfillRequestParams{
				RequestID: e.RequestID, ResponseCode: int64(got.Status), ResponseHeaders: entries(got.Header), Body: got.Body})
		}
	})
}

// aside does something beside the reading of messages; close waits for it.
func (b *tab) aside(do func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ended {
		b.work.Go(do)
	}
}

// notOurs are header fields that speak of the body as it came, or of the
// connection; the browser gets the body decoded.
var notOurs = []string{"Content-Encoding", "Content-Length", "Transfer-Encoding", "Connection", "Alt-Svc", "Nel", "Report-To", "Content-Disposition"}

func entries(h http.Header) (list []*fetch.HeaderEntry) {
	h = h.Clone()
	for _, name := range notOurs {
		h.Del(name)
	}
	for name, values := range h {
		for _, v := range values {
			list = append(list, &fetch.HeaderEntry{Name: name, Value: strings.ToValidUTF8(v, "?")})
		}
	}
	return list
}

// show loads the page, waits for it and takes it.
func (b *tab) show(p Page) (Result, error) {
	if err := b.load(p.URL); err != nil {
		return Result{}, err
	}
	switch {
	case b.traffic.leftFor() != "":
		return Result{}, errSentOn
	case b.crashed():
		return Result{}, errBroken
	}
	late := b.traffic.waiting()
	document, err := b.document()
	if err != nil {
		return Result{}, err
	}
	return Result{Rendering: record.Rendering{DOM: document, Screenshot: b.picture(), Browser: b.name}, Waiting: late}, nil
}

// load goes to the page and returns when it has come to rest, or when time
// is up: a page that asks for something every second has no rest.
func (b *tab) load(url string) error {
	ctx, cancel := context.WithTimeout(b.ctx, b.o.Timeout)
	defer cancel()
	went, err := chromedp.Call(ctx, page.Navigate, page.NavigateParams{URL: url})
	switch {
	case ctx.Err() != nil && b.ctx.Err() == nil:
		return ErrBusy
	case err != nil:
		return err
	case went.ErrorText != "" && b.traffic.leftFor() == "":
		return fmt.Errorf("the browser does not show it: %s", went.ErrorText)
	}
	select {
	case <-b.loaded:
		b.rest(ctx)
	case <-b.traffic.left:
		return errSentOn
	case <-b.broken:
	case <-ctx.Done():
	}
	return nil
}

// ahead is the time that is made to pass once a page has come to rest.
const ahead = 3 * time.Second

// rest waits until nothing is asked for, lets time pass, and waits again for
// what that brought about.
func (b *tab) rest(ctx context.Context) {
	for range 2 {
		if !b.untilQuiet(ctx) {
			return
		}
		asked := b.traffic.asked()
		budget := float64(ahead.Milliseconds())
		_, err := chromedp.Call(ctx, emulation.SetVirtualTimePolicy, emulation.SetVirtualTimePolicyParams{
			Policy: emulation.VirtualTimePolicyAdvance, Budget: &budget, MaxVirtualTimeTaskStarvationCount: 100_000})
		if err != nil {
			return
		}
		select {
		case <-b.passed:
		case <-time.After(ahead): // in the worst case it takes as long as it takes
		case <-b.traffic.left:
			return
		case <-ctx.Done():
			return
		}
		b.traffic.touch()
		if !b.untilQuiet(ctx) || b.traffic.asked() == asked {
			return
		}
	}
}

// untilQuiet waits until the page asks for nothing any more. It reports false
// where it came to no rest.
func (b *tab) untilQuiet(ctx context.Context) bool {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !b.traffic.quiet() || !b.still(ctx) {
		select {
		case <-tick.C:
		case <-b.traffic.left:
			return false
		case <-b.broken:
			return false
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// still reports whether the page asks for nothing while its scripts come to
// their end: on a busy machine they may be silent for long before they ask.
func (b *tab) still(ctx context.Context) bool {
	asked := b.traffic.asked()
	_, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: "0"}) // answered after what runs
	return err == nil && b.traffic.asked() == asked && b.traffic.quiet()
}

// document returns the document as HTML. The script that writes it runs in a
// world of its own, where the page's scripts cannot have replaced anything.
func (b *tab) document() ([]byte, error) {
	ctx, cancel := context.WithTimeout(b.ctx, min(lastWord, 2*b.o.Timeout))
	defer cancel()
	world, err := chromedp.Call(ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: cdp.FrameID(b.frame)})
	if err != nil {
		return nil, b.busy(ctx, err)
	}
	yes := true
	got, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{
		Expression: fmt.Sprintf("(%s)(%d)", strings.TrimSpace(serialise), b.o.MaxDocument), ContextID: world.ExecutionContextID, ReturnByValue: &yes})
	switch {
	case err != nil:
		return nil, b.busy(ctx, err)
	case got.ExceptionDetails != nil:
		return nil, fmt.Errorf("the document could not be read: %s", got.ExceptionDetails.Text)
	}
	var text *string
	if got.Result == nil || json.Unmarshal(got.Result.Value, &text) != nil || text == nil {
		return nil, ErrSize
	}
	return []byte(*text), nil
}

// busy says what it means that the page did not answer in time.
func (b *tab) busy(ctx context.Context, err error) error {
	if ctx.Err() != nil && b.ctx.Err() == nil {
		return ErrBusy
	}
	return err
}

// picture returns the whole page as PNG, cut off below, or nothing where it
// cannot be had: a picture is a help and no proof.
func (b *tab) picture() []byte {
	ctx, cancel := context.WithTimeout(b.ctx, min(lastWord, 2*b.o.Timeout))
	defer cancel()
	m, err := chromedp.Call(ctx, page.GetLayoutMetrics, cdp.Empty{})
	if err != nil || m.CSSContentSize == nil {
		return nil
	}
	yes := true
	for high := min(max(m.CSSContentSize.Height, windowHigh), pictureHigh); high >= windowHigh; high /= 4 {
		shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
			CaptureBeyondViewport: &yes, Clip: &page.Viewport{Width: windowWide, Height: high, Scale: 1}})
		if err != nil {
			return nil
		}
		if len(shot.Data) <= pictureSize {
			return shot.Data
		}
	}
	return nil
}

func (b *tab) crashed() bool {
	select {
	case <-b.broken:
		return true
	default:
		return false
	}
}
