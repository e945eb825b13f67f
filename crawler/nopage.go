package crawler

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"stet/record"
)

// noPageAge is for how long a host's answer for an address made up is held
// against its pages: nobody is asked for one more than once a day.
const noPageAge = 24 * time.Hour

// doubt returns why a page may be none all the same; empty: there is nothing
// odd about it.
func (l *look) doubt() string {
	if l.read == nil {
		return ""
	}
	if l.read.doubt != "" {
		return l.read.doubt
	}
	at, err := url.Parse(l.hops[len(l.hops)-1].URL)
	if err != nil {
		return ""
	}
	own, err := at.Parse(l.read.canonical)
	if err != nil || l.read.canonical == "" || own.Hostname() == "" || oneOwner(at, own) {
		return ""
	}
	return "it gives " + plain(own.String()) + " as its own address"
}

// oneOwner reports whether two addresses seem to belong to one owner: one host
// lies within the other, or they share the last two parts of their names. An
// address of numbers belongs to nobody that could be named.
func oneOwner(a, b *url.URL) bool {
	x, y := lowerHost(a), lowerHost(b)
	if net.ParseIP(x) != nil || net.ParseIP(y) != nil || !strings.Contains(x, ".") || !strings.Contains(y, ".") {
		return true
	}
	return owner(x) == owner(y)
}

// owner returns the last two parts of a host's name.
func owner(host string) string {
	parts := strings.Split(host, ".")
	return strings.Join(parts[max(0, len(parts)-2):], ".")
}

// weigh settles a doubt about a page: is it what the host answers for an
// address made up? Where it is, the answer becomes an incident.
func (c *Crawler) weigh(ctx context.Context, l *look, a *record.Answer) {
	last := l.hops[len(l.hops)-1]
	at, err := url.Parse(last.URL)
	if err != nil || last.Status != http.StatusOK || l.read == nil || !l.read.legible {
		return
	}
	page := sketchOf(l.read.words(), echoOf(at))
	if len(page) == 0 {
		return
	}
	none := c.noPage(ctx, l.origin, at, a)
	if none.NoPageStatus == 0 || len(none.NoPage) == 0 || l.answersFor(at, none.NoPageURL) {
		return
	}
	is := compare(page, none.NoPage)
	if !is.like() {
		return
	}
	kind := record.Soft404
	if l.read.likely != "" {
		kind = l.read.likely
	}
	a.Verdict, a.Doubt, a.MovedTo = record.GotIncident, "", ""
	a.Incident = &record.Incident{Kind: kind, Detail: "the page says what the host answered for an address made up, " +
		plain(none.NoPageURL) + ": " + is.String()}
}

// answersFor reports whether a good page may be the answer for an address made
// up as well: a front page or a list that its server shows for whatever is not
// there below it. Who watches it asked for it.
func (l *look) answersFor(page *url.URL, made string) bool {
	none, err := url.Parse(made)
	if err != nil {
		return true
	}
	if len(l.hops) == 1 && page.Path == none.Path && page.RawQuery == none.RawQuery {
		return true
	}
	folder := strings.TrimSuffix(page.Path, "/")
	if last, _, _ := strings.Cut(strings.ToLower(path.Base(folder)), "."); slices.Contains(homeSegments, last) {
		folder = path.Dir(folder)
	}
	return strings.HasPrefix(none.Path, strings.TrimSuffix(folder, "/")+"/")
}

// words returns all that can be read in a document.
func (d *reading) words() string {
	if !d.html {
		return string(d.raw[:min(len(d.raw), maxWords)])
	}
	s := skimText(d.raw, maxWords)
	return s.title + " " + s.lead()
}

// noPage returns what the host answers for an address made up beside at. It is
// asked as any page is: if robots.txt allows it, and when it is its turn. Where
// it would rather be left alone then, the answer a says so.
func (c *Crawler) noPage(ctx context.Context, o *origin, at *url.URL, a *record.Answer) record.Origin {
	select {
	case o.probing <- struct{}{}:
		defer func() { <-o.probing }()
	case <-ctx.Done():
		return record.Origin{}
	}
	past, _ := o.remembered()
	now := c.o.Now()
	if within(past.NoPageAsked, now, noPageAge) {
		return past
	}
	l := &look{request: record.Request{URL: madeUp(at)}, began: now}
	timed, clock := startClock(ctx, c.o.Timeout)
	l.clock = clock
	err := c.visit(timed, l, l.request.URL)
	clock.stop()
	c.unclaim(l)
	if ctx.Err() != nil {
		return record.Origin{}
	}
	got := c.answer(l, err)
	c.note(l, &got)
	if got.HoldHost.After(a.HoldHost) {
		a.HoldHost = got.HoldHost
	}
	status, text := l.said()
	c.learn(o, func(r *record.Origin) {
		r.NoPageAsked, r.NoPageStatus, r.NoPageURL, r.NoPage = now, status, got.FinalURL, text
	})
	past, _ = o.remembered()
	return past
}

// said returns the status of a look that is over and the sketch of what it was
// told; 0, nil where that is no answer to the question.
func (l *look) said() (int, sketch) {
	if len(l.hops) == 0 {
		return 0, nil
	}
	last := l.hops[len(l.hops)-1]
	switch {
	case last.trouble != nil:
		return 0, nil
	case last.Status >= 200 && last.Status < 300, last.Status == http.StatusNotFound, last.Status == http.StatusGone:
	default:
		return 0, nil
	}
	d := readable(last.Payload.Type, last.document)
	asked, err := url.Parse(l.request.URL)
	if err != nil || !d.legible {
		return last.Status, nil
	}
	return last.Status, sketchOf(d.words(), echoOf(asked))
}

// madeUp returns an address beside another one that nobody can have thought
// of: in the same folder, with the same ending.
//
//	https://a.gov/news/7.html?x=1  https://a.gov/news/kq3x….html
//	https://a.gov/news/            https://a.gov/kq3x…/
func madeUp(at *url.URL) string {
	folder, slash := strings.CutSuffix(at.Path, "/")
	name := strings.ToLower(rand.Text())
	ext := path.Ext(folder)
	if len(ext) > 6 || strings.ContainsFunc(ext, func(r rune) bool { return r != '.' && (r > 'z' || !isLetter(byte(r))) }) {
		ext = ""
	}
	made := url.URL{Scheme: at.Scheme, Host: at.Host, Path: path.Join(path.Dir("/"+folder), name+ext)}
	if slash && folder != "" {
		made.Path += "/"
	}
	return made.String()
}
