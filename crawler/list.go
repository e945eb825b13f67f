package crawler

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"stet/record"
)

// Bounds on one look at a list, all of its files together.
const (
	maxListFiles   = 500
	maxListNesting = 3 // indexes within indexes; the protocol knows none
	maxListEntries = 1_000_000
	maxListBytes   = 1 << 30 // decompressed
	maxListHops    = 5       // redirects
	maxListTrouble = 5       // files in trouble before the rest is left for later
	listTime       = 10      // times Options.Timeout that servers may take
)

// List looks at a sitemap, an index of sitemaps with the sitemaps that it
// names, or a feed, and calls visit for each page that it names, as the bytes
// come in. What the list is shows in its bytes, whatever its Kind says. A
// robots.txt is a list too, of the sitemaps that it names.
//
// It returns the list as it stands after the look: validators, number of
// entries, and the incident where some of it could not be read; entries that
// were visited before that stand. Validators that l brings are sent: leave
// them out to read all of it whatever the server believes. NextLook is left to
// the caller, and so is what becomes of the pages. hold, if not zero, is the
// time before which the host of the list is to be asked nothing.
//
// Lists are asked for with the manners of [Crawler.Fetch], robots.txt
// included. Their bounds are their own: 50 MB and 50,000 entries a file, 500
// files, a gigabyte in all, ten times the time of a look. Files of an index
// that lie on another site are not asked for (sitemaps.org allows none).
func (c *Crawler) List(ctx context.Context, l record.List, visit func(record.Entry)) (after record.List, hold time.Time) {
	began := c.o.Now()
	v := &listing{c: c, visit: visit, left: listTime * c.o.Timeout, asked: map[string]bool{}, known: map[string]record.ListPart{}}
	for _, p := range l.Parts {
		v.known[p.URL] = p
	}
	v.known[l.URL] = record.ListPart{URL: l.URL, Entries: l.Entries, ETag: l.ETag, LastModified: l.LastModified}
	v.all(ctx, l.URL)
	return v.settle(l, began), v.hold
}

// A listing is one look at a list under way.
type listing struct {
	c     *Crawler
	visit func(record.Entry)
	known map[string]record.ListPart // files as they were last time
	asked map[string]bool            // addresses of files that were or will be asked for
	left  time.Duration              // that servers may still take
	bytes int64                      // that were read
	hold  time.Time

	root     record.ListPart
	parts    []record.ListPart
	entries  int // that were visited, or stand in files that are the same
	believed bool
	indexed  bool       // the root names files
	troubles []listFile // files that could not be read whole
	foreign  []string   // files that lie elsewhere
	unread   int        // files that were not asked for after so much trouble
}

// A listFile is one file of a list.
type listFile struct {
	at      string
	nesting int
	trouble *trouble
}

// all asks for the list and for the files that it names, one by one.
func (v *listing) all(ctx context.Context, root string) {
	v.asked[root] = true
	files := []listFile{{at: root}}
	for n := 0; n < len(files) && ctx.Err() == nil; n++ {
		file := files[n]
		part, names, t := v.file(ctx, file)
		if t != nil {
			part.Entries = 0 // see wasInTrouble
		}
		if n == 0 {
			v.root, v.indexed = part, len(names) > 0
		} else {
			v.parts = append(v.parts, part)
		}
		if t != nil {
			file.trouble = t
			v.troubles = append(v.troubles, file)
		}
		if t != nil && v.hopeless(t) {
			v.unread = len(files) - n - 1
			return
		}
		slices.SortStableFunc(names, func(a, b string) int { return v.wasInTrouble(a) - v.wasInTrouble(b) })
		for _, name := range names {
			files = v.more(files, file, root, name)
		}
	}
}

// wasInTrouble is 1 for a file that was not read whole last time, or that was
// empty. Such files come last, so that some that are always in trouble do not
// keep the others from being read for good.
func (v *listing) wasInTrouble(name string) int {
	if part, ok := v.known[name]; ok && part.Entries == 0 && part.ETag == "" && part.LastModified == "" {
		return 1
	}
	return 0
}

// hopeless reports whether after this trouble it is no use to go on.
func (v *listing) hopeless(t *trouble) bool {
	return len(v.troubles) >= maxListTrouble || v.left <= 0 || v.bytes > maxListBytes || v.entries > maxListEntries ||
		!t.hold.IsZero() || t.kind == record.Unreachable || t.kind == record.RateLimited || t.kind == record.Certificate
}

// more adds a file that another one names, unless it was met before: sitemaps
// that include themselves or each other end here.
func (v *listing) more(files []listFile, by listFile, root, name string) []listFile {
	switch {
	case v.asked[name]:
		return files
	case !sameSite(root, name) && !isRobots(by.at):
		v.foreign = append(v.foreign, name)
		return files
	case len(files) == maxListFiles:
		v.tooMany(by, refusedf("the list has more than %d files; the others were not read", maxListFiles))
		return files
	case by.nesting == maxListNesting:
		v.tooMany(by, refusedf("the list nests more than %d deep; what lies deeper was not read", maxListNesting))
		return files
	}
	v.asked[name] = true
	return append(files, listFile{at: name, nesting: by.nesting + 1})
}

// tooMany notes once that a bound was reached.
func (v *listing) tooMany(by listFile, t *trouble) {
	if !slices.ContainsFunc(v.troubles, func(f listFile) bool { return f.trouble.detail == t.detail }) {
		v.troubles = append(v.troubles, listFile{at: by.at, trouble: t})
	}
}

func isRobots(address string) bool { return strings.HasSuffix(address, "/robots.txt") }

// sameSite reports whether two addresses are on one site: their hosts are
// equal but for a www, or one is the other's with more in front.
func sameSite(a, b string) bool {
	x, err1 := url.Parse(a)
	y, err2 := url.Parse(b)
	if cmp.Or(err1, err2) != nil {
		return false
	}
	s, t := strings.TrimPrefix(lowerHost(x), "www."), strings.TrimPrefix(lowerHost(y), "www.")
	return s == t || strings.HasSuffix(s, "."+t) && strings.Contains(t, ".") || strings.HasSuffix(t, "."+s) && strings.Contains(s, ".")
}

// file asks for one file. names are the files that it names.
func (v *listing) file(ctx context.Context, f listFile) (part record.ListPart, names []string, t *trouble) {
	defer func() {
		if p := recover(); p != nil {
			t = failed(p)
		}
	}()
	part = record.ListPart{URL: f.at}
	got := &found{
		page: func(e record.Entry) { part.Entries++; v.visit(e) },
		file: func(name string) { names = append(names, name) },
	}
	known := v.known[f.at]
	l, err := v.follow(ctx, f.at, known, got)
	last := l.hops[len(l.hops)-1]
	if last.Status == http.StatusNotModified && err == nil {
		v.believed = true
		v.entries += known.Entries
		return known, nil, l.judge(last, nil)
	}
	v.entries += part.Entries
	if t = v.judge(l, last, err); t == nil && len(names) == 0 && len(l.hops) == 1 {
		part.ETag, part.LastModified = headerText(last.Header.Get("ETag")), dated304(last.Header)
	}
	return part, names, t
}

// dated304 returns the server's own Last-Modified where it is a date.
func dated304(h http.Header) string {
	lm := h.Get("Last-Modified")
	if _, err := http.ParseTime(lm); err != nil {
		return ""
	}
	return lm
}

// judge says why the file is none to trust; nil: it was read whole.
func (v *listing) judge(l *look, last *hop, err error) *trouble {
	t := v.weigh(l, last, err)
	a := record.Answer{Verdict: record.GotPage, HoldHost: retryAfter(last.Status, last.Header, v.c.o.Now())}
	if t != nil {
		a.Verdict, a.Incident = record.GotIncident, &record.Incident{Kind: t.kind}
	}
	v.c.note(l, &a)
	if t == nil {
		return nil
	}
	for _, until := range []time.Time{a.HoldHost, t.hold} {
		if until.After(v.hold) {
			t.hold, v.hold = until, until
		}
	}
	return t
}

// weigh is judge but for the host. What was read as a list says itself what it
// is; all else is judged as a page would be.
func (v *listing) weigh(l *look, last *hop, err error) *trouble {
	streamed := err == nil && last.Status == http.StatusOK && len(last.document) == 0
	switch {
	case streamed:
		return cmp.Or(byHeader(last), last.trouble, l.byRedirect(last))
	case err == nil && (last.Status == http.StatusNotFound || last.Status == http.StatusGone):
		return &trouble{kind: record.Missing, detail: answered(last.Status, "")}
	}
	if t := l.judge(last, err); t != nil {
		return t
	}
	return &trouble{kind: record.Soft404, detail: "instead of a sitemap or a feed came a web page: " + clip(titleOf(last.Payload.Type, last.document), 100)}
}

// settle returns the list as it stands after the look.
func (v *listing) settle(l record.List, began time.Time) record.List {
	before := l.Incident
	l.LastLook, l.Entries, l.Parts, l.Incident = began, v.entries, v.parts, v.incident(l.URL, began)
	l.ETag, l.LastModified = v.root.ETag, v.root.LastModified
	if v.believed {
		l.Believed++
	} else {
		l.Believed = 0
	}
	if l.Incident == nil {
		l.LastGood = began
		return l
	}
	l.Incident.Prolong(before)
	return l
}

// incident says what of the list could not be read; nil: nothing.
func (v *listing) incident(root string, at time.Time) *record.Incident {
	if len(v.troubles) == 0 && len(v.foreign) == 0 {
		return nil
	}
	in := &record.Incident{Page: root, Kind: record.Refused, FirstSeen: at, LastSeen: at, Looks: 1}
	if len(v.troubles) == 0 {
		in.Detail = fmt.Sprintf("it names files on other sites, such as %s; to have them read, name them in the configuration", plain(v.foreign[0]))
		return in
	}
	first := v.troubles[0]
	in.Kind, in.Detail, in.Outage = first.trouble.kind, first.trouble.detail, first.trouble.outage
	if first.at != root {
		in.Detail = plain(first.at) + ": " + in.Detail
	}
	if n := len(v.troubles) - 1; n > 0 {
		in.Detail += fmt.Sprintf("; and %d more of its files could not be read", n)
	}
	if v.unread > 0 {
		in.Detail += fmt.Sprintf("; after that %d were left for the next time", v.unread)
	}
	return in
}
