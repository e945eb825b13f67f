package crawler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	"stet/crawler/render"
	"stet/record"
)

// Browser returns the path of the browser that renders pages, or an error that
// says in a person's words what is missing.
func (c *Crawler) Browser() (string, error) {
	path, err := c.browser.Find()
	if errors.Is(err, render.ErrNone) {
		err = fmt.Errorf("%w; \"render: true\" needs it: install it (apt-get install chromium, or Google Chrome), or say under crawl what its path is (browser: /path/to/chrome)", err)
	}
	return path, err
}

// render shows the page of an answer in a browser and adds what that gave. A
// page that is shown as something not to be trusted becomes an incident; it is
// never handed over as the server sent it, since what scripts add would then
// seem to have been removed. One that is a page without a part that could not
// be had is handed over as such: the part may never be had.
func (c *Crawler) render(ctx context.Context, l *look, a *record.Answer) {
	if !showable(l, a) {
		return
	}
	p := c.newParts(l, a.FinalURL)
	last := l.hops[len(l.hops)-1]
	shown, err := c.browser.Load(ctx, render.Page{URL: a.FinalURL, Status: last.Status, Header: last.Header, Body: last.document}, p.get)
	if p.hold.After(a.HoldHost) {
		a.HoldHost = p.hold
	}
	if t := c.rendered(l, p, shown, err); t != nil {
		a.Verdict, a.MovedTo, a.Doubt = record.GotIncident, "", ""
		a.Incident = &record.Incident{Kind: t.kind, Detail: t.detail}
		return
	}
	if a.Verdict, a.Incident = record.GotPage, nil; len(l.hops) > 1 && l.movedForGood() {
		a.MovedTo = a.FinalURL
	}
	if t := p.lost(); t != nil {
		shown.Missing = t.detail
	}
	a.Rendered, a.Doubt = &shown.Rendering, l.doubt()
}

// showable reports whether the answer is a page for a browser to show: HTML
// that is to be trusted as far as it goes. One without text is shown too, since
// scripts may bring it, and one whose scripts seem to go elsewhere: the browser
// knows whether they do.
func showable(l *look, a *record.Answer) bool {
	if len(l.hops) == 0 {
		return false
	}
	last := l.hops[len(l.hops)-1]
	unclear := a.Verdict == record.GotIncident && (a.Incident.Kind == record.Empty || a.Incident.Kind == record.RedirectStub)
	if len(last.document) == 0 || last.trouble != nil || last.Status >= 300 || a.Verdict != record.GotPage && !unclear {
		return false
	}
	kind, _, _ := strings.Cut(cmp.Or(last.Payload.Type, http.DetectContentType(last.document)), ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	return kind == "text/html" || kind == "application/xhtml+xml"
}

// rendered returns why what a browser showed is not to be trusted, or nil.
func (c *Crawler) rendered(l *look, p *parts, r render.Result, err error) *trouble {
	switch {
	case errors.Is(err, render.ErrNone):
		_, err = c.Browser()
		return refusedf("%s", plain(err.Error()))
	case errors.Is(err, render.ErrBusy):
		return refusedf("the scripts of the page came to no end within %s", c.o.Timeout)
	case errors.Is(err, render.ErrSize):
		return refusedf("the page, as a browser shows it, is larger than %s", size(c.o.MaxBody))
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return unreachablef("the look was called off")
	case err != nil:
		return refusedf("the page could not be shown in a browser: %s", plain(err.Error()))
	case r.SentOn != "":
		return p.sentOn(r.SentOn)
	}
	for _, w := range r.Waiting {
		p.late(w)
	}
	lost := p.lost()
	if lost != nil && lost.kind == record.RateLimited {
		return lost
	}
	d := readable(record.RenderedType, unscripted.ReplaceAll(r.DOM, nil))
	if in := d.judge(http.StatusOK); in != nil {
		if lost != nil {
			return lost
		}
		return &trouble{kind: in.Kind, detail: in.Detail + " (as a browser shows it)"}
	}
	l.read = &d
	return nil
}

// unscripted finds what says nothing any more once scripts have run: they
// themselves, and what is for readers without them.
var unscripted = regexp.MustCompile(`(?is)<script\b.*?</script\s*>|<noscript\b.*?</noscript\s*>`)

// sentOn says what it means that a script sends the browser on.
func (p *parts) sentOn(to string) *trouble {
	u, err := url.Parse(to)
	if err == nil && u.String() == p.page.String() {
		return &trouble{kind: record.RedirectStub, detail: "a script loads the page anew before it can be read, as challenges to robots do"}
	}
	if err == nil {
		if kind, what := leadsTo(p.page, u); kind != "" {
			return &trouble{kind: kind, detail: fmt.Sprintf("a script sends the browser on to %s, %s", what, plain(to))}
		}
	}
	return &trouble{kind: record.RedirectStub, detail: "a script sends the browser on to " + plain(to)}
}

// newParts returns what answers the requests that a page makes.
func (c *Crawler) newParts(l *look, address string) *parts {
	page, err := url.Parse(address)
	if err != nil {
		page = &url.URL{}
	}
	if l.jar == nil {
		l.jar, _ = cookiejar.New(nil)
	}
	return &parts{c: c, look: l, page: page}
}
