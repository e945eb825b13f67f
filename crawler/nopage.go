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

// What a host answers for an address made up is held against its pages for a
// day. Parts of a site are often programs of their own, each with an answer of
// its own: so it is asked for in the part where a page is in doubt, but in few
// parts a day.
const (
	noPageAge  = 24 * time.Hour
	maxNoPages = 4
)

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
	none, is, ok := l.likeNone(at, page, c.noPages(l.origin))
	if !ok {
		none, is, ok = l.likeNone(at, page, c.askForNone(ctx, l.origin, at, a))
	}
	if !ok {
		return
	}
	kind := record.Soft404
	if l.read.likely != "" {
		kind = l.read.likely
	}
	a.Verdict, a.Doubt, a.MovedTo = record.GotIncident, "", ""
	a.Incident = &record.Incident{Kind: kind, Detail: "the page says what the host answered for an address made up, " +
		plain(none.URL) + ": " + is.String()}
}

// likeNone returns which of a host's answers for addresses made up a page is
// like.
func (l *look) likeNone(at *url.URL, page sketch, answers []record.NoPage) (record.NoPage, likeness, bool) {
	for _, none := range answers {
		if none.Status == 0 || len(none.Sketch) == 0 || l.answersFor(at, none.URL) {
			continue
		}
		if is := compare(page, none.Sketch); is.like() {
			return none, is, true
		}
	}
	return record.NoPage{}, likeness{}, false
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

// noPages returns what the host answered for addresses made up, as far as that
// is not too long ago.
func (c *Crawler) noPages(o *origin) []record.NoPage {
	past, _ := o.remembered()
	return notLongAgo(past.NoPages, c.o.Now())
}

func notLongAgo(answers []record.NoPage, now time.Time) (fresh []record.NoPage) {
	for _, none := range answers {
		if within(none.Asked, now, noPageAge) {
			fresh = append(fresh, none)
		}
	}
	return fresh
}

// askForNone returns what the host answers for an address made up beside at,
// unless it was asked enough. It is asked as for any page: if robots.txt allows
// it, and when it is its turn. Where it would rather be left alone then, the
// answer a says so.
func (c *Crawler) askForNone(ctx context.Context, o *origin, at *url.URL, a *record.Answer) []record.NoPage {
	select {
	case o.probing <- struct{}{}:
		defer func() { <-o.probing }()
	case <-ctx.Done():
		return nil
	}
	made := madeUp(at)
	part := partOf(made)
	asked := c.noPages(o)
	if slices.ContainsFunc(asked, func(none record.NoPage) bool { return none.Part == part }) {
		return asked // meanwhile, perhaps
	}
	if len(asked) >= maxNoPages {
		return nil
	}
	now := c.o.Now()
	l := &look{request: record.Request{URL: made.String()}, began: now}
	timed, clock := startClock(ctx, c.o.Timeout)
	l.clock = clock
	err := c.visit(timed, l, l.request.URL)
	clock.stop()
	c.unclaim(l)
	if ctx.Err() != nil {
		return nil
	}
	got := c.answer(l, err)
	c.note(l, &got)
	if got.HoldHost.After(a.HoldHost) {
		a.HoldHost = got.HoldHost
	}
	none := record.NoPage{Part: part, Asked: now, URL: got.FinalURL}
	none.Status, none.Sketch = l.said()
	c.learn(o, func(r *record.Origin) { r.NoPages = append(notLongAgo(r.NoPages, now), none) })
	return []record.NoPage{none}
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
func madeUp(at *url.URL) *url.URL {
	folder, slash := strings.CutSuffix(at.Path, "/")
	name := strings.ToLower(rand.Text())
	ext := path.Ext(folder)
	if len(ext) > 6 || strings.ContainsFunc(ext, func(r rune) bool { return r != '.' && (r > 'z' || !isLetter(byte(r))) }) {
		ext = ""
	}
	made := &url.URL{Scheme: at.Scheme, Host: at.Host, Path: path.Join(path.Dir("/"+folder), name+ext)}
	if slash && folder != "" {
		made.Path += "/"
	}
	return made
}

// partOf returns the part of a site that an address made up stands for: its
// first folder, and how it ends.
//
//	/news/2026/kq3x….html  /news .html
//	/kq3x…/                / /
func partOf(made *url.URL) string {
	first, _, below := strings.Cut(strings.TrimPrefix(path.Clean(made.Path), "/"), "/")
	if !below {
		first = ""
	}
	end := path.Ext(made.Path)
	if strings.HasSuffix(made.Path, "/") {
		end = "/"
	}
	return "/" + first + " " + end
}
