package configs

import (
	"cmp"
	"fmt"
	"maps"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"stet/extract"
	"stet/record"
)

// Formats are the formats in which a run can write its report.
var Formats = []string{"html", "json", "jsonl", "md", "csv", "text", "atom"}

// check finds the values that have the right form and cannot be.
func (r *reader) check(c *Config) {
	r.must(c.Archive != "", "archive", "want the name of a file")
	r.must(c.Contact == "" || reachable(c.Contact), "contact", "%q: want a mail address or a web address at which a webmaster reaches you", c.Contact)
	r.crawl(c.Crawl)
	owner, called := map[string]string{}, map[string]place{}
	for i := range c.Watch {
		path := fmt.Sprintf("watch[%d]", i)
		r.watch(&c.Watch[i], path, owner)
		r.ownName(c.Watch[i].Name, path, called)
	}
	for i, f := range c.Report.Formats {
		r.must(slices.Contains(Formats, f), fmt.Sprintf("report.formats[%d]", i), "%q: want one of %s", f, strings.Join(Formats, ", "))
	}
	r.must(c.Report.Dir != "", "report.dir", "want the name of a folder")
	if l := c.Metrics.Listen; l != "" {
		_, port, err := net.SplitHostPort(l)
		n, portErr := strconv.Atoi(port)
		r.must(err == nil && portErr == nil && n >= 0 && n < 1<<16, "metrics.listen", "%q: want a host and a port such as 127.0.0.1:9464", l)
	}
	for i, n := range c.Notify {
		path := fmt.Sprintf("notify[%d]", i)
		r.must(strings.Contains(n.URL, "://"), path+".url", "%q: want an address such as smtp://…", n.URL)
		r.must(n.MinSignificance >= 0 && n.MinSignificance <= 1, path+".min_significance", "%v: want 0 to 1", n.MinSignificance)
	}
	r.unused(c)
	slices.SortStableFunc(r.mistakes, func(a, b Mistake) int { return a.Line - b.Line })
}

// must notes a mistake at path unless ok.
func (r *reader) must(ok bool, path, format string, args ...any) {
	if !ok {
		r.wrong(r.place(path), path+": "+format, args...)
	}
}

// place returns where path stands, or what it stands in.
func (r *reader) place(path string) place {
	for ; path != ""; path = path[:max(strings.LastIndexAny(path, ".["), 0)] {
		if at, ok := r.places[path]; ok {
			return at
		}
	}
	return place{line: 1}
}

// said reports whether the file has something at path.
func (r *reader) said(path string) bool { _, ok := r.places[path]; return ok }

func reachable(contact string) bool {
	if u, err := url.Parse(contact); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
		return true
	}
	_, err := mail.ParseAddress(contact)
	return err == nil
}

func (r *reader) crawl(c Crawl) {
	r.must(c.Timeout > 0, "crawl.timeout", "want more than 0s")
	r.must(c.MaxBody > 0, "crawl.max_body", "want more than 0")
	r.must(c.Concurrency >= 1 && c.Concurrency <= 1000, "crawl.concurrency", "%d: want 1 to 1000", c.Concurrency)
	r.must(c.Robots == "obey" || c.Robots == "ignore", "crawl.robots", "%q: want obey or ignore", c.Robots)
	r.must(c.AcceptEncoding == "identity" || c.AcceptEncoding == "gzip", "crawl.accept_encoding", "%q: want identity or gzip", c.AcceptEncoding)
	if c.Proxy != "" {
		u, err := url.Parse(c.Proxy)
		r.must(err == nil && u.Host != "" && u.Scheme == "http", "crawl.proxy", "%q: want an address such as http://proxy.example.org:3128", c.Proxy)
	}
}

// watch checks one entry and gives it its defaults; owner says which watch
// has an address.
func (r *reader) watch(w *Watch, path string, owner map[string]string) {
	if !r.said(path + ".every") {
		w.Every = Every{Span: DefaultEvery}
	}
	r.pace(w, path)
	if !r.said(path + ".discover.max_pages") {
		w.Discover.MaxPages = 5000
	}
	lists := r.lists(w.Discover.Sitemaps, path+".discover.sitemaps") + r.lists(w.Discover.Feeds, path+".discover.feeds")
	r.must(len(w.URLs)+lists > 0, path+".urls", "want at least one address, or a sitemap or feed under discover")
	for _, u := range slices.Concat(w.URLs, w.Discover.Sitemaps, w.Discover.Feeds) {
		w.Name = cmp.Or(w.Name, u)
	}
	for i, s := range w.URLs {
		at := fmt.Sprintf("%s.urls[%d]", path, i)
		u, err := record.ParseURL(s)
		if err != nil {
			r.must(false, at, "%v", err)
			continue
		}
		r.must(owner[u] == "", at, "%s is watched already, by %q", s, owner[u])
		owner[u], w.URLs[i] = w.Name, u
	}
	for i, p := range w.Discover.Links {
		_, err := record.ParseURL(strings.ReplaceAll(p, "*", "x"))
		r.must(err == nil, fmt.Sprintf("%s.discover.links[%d]", path, i), "%q: want an address with * (no slash) or ** (anything) in it", p)
	}
	r.must(w.Discover.MaxPages > 0, path+".discover.max_pages", "%d: want more than 0", w.Discover.MaxPages)
	r.selectors(w, path)
	for i, s := range w.IgnoreText {
		_, err := regexp.Compile(s)
		r.must(err == nil, fmt.Sprintf("%s.ignore_text[%d]", path, i), "%q is no regular expression: %v", s, err)
	}
	for _, kind := range slices.Sorted(maps.Keys(w.Weights)) {
		at, points := path+".weights."+kind, w.Weights[kind]
		r.must(slices.Contains(record.FlagKinds(), record.FlagKind(kind)), at, "no kind of flag is called so: %s", kindInstead(kind))
		r.must(points >= 0 && points <= 1, at, "%v: want 0 to 1", points)
	}
	for i, s := range w.Terms {
		r.must(strings.TrimSpace(s) != "", fmt.Sprintf("%s.terms[%d]", path, i), "want a word")
	}
}

// ownName checks that no watch before has the name: by it, the pages of a
// watch are known again.
func (r *reader) ownName(name, path string, called map[string]place) {
	if other, taken := called[name]; taken && name != "" {
		r.must(false, path+".name", "the watch in line %d is called %q too: give each a name of its own", other.line, name)
		return
	}
	called[name] = r.place(path)
}

// lists checks addresses of sitemaps or feeds, and returns how many there are.
func (r *reader) lists(urls []string, path string) int {
	for i, s := range urls {
		u, err := record.ParseURL(s)
		r.must(err == nil, fmt.Sprintf("%s[%d]", path, i), "%v", err)
		urls[i] = u
	}
	return len(urls)
}

// pace checks what "every: auto" is bounded by and gives the bounds their
// defaults.
func (r *reader) pace(w *Watch, path string) {
	for _, key := range []string{"min", "max", "budget"} {
		r.must(!r.said(path+"."+key) || w.Every.Auto, path+"."+key, "it bounds the pace of \"every: auto\", and here every is a time span")
	}
	if !w.Every.Auto {
		return
	}
	if !r.said(path + ".min") {
		w.Min = AutoMin
	}
	if !r.said(path + ".max") {
		w.Max = max(AutoMax, w.Min)
	}
	r.must(w.Min > 0, path+".min", "want more than 0s")
	r.must(w.Max >= w.Min, path+".max", "want no less than min")
	r.must(w.Budget >= 0, path+".budget", "%d: want a number of looks a day, or 0 for no bound", w.Budget)
}

func (r *reader) selectors(w *Watch, path string) {
	if w.Select != "" {
		err := extract.CheckSelector(w.Select)
		r.must(err == nil, path+".select", "%q is no CSS selector: %v", w.Select, err)
	}
	for i, s := range w.Ignore {
		err := extract.CheckSelector(s)
		r.must(err == nil, fmt.Sprintf("%s.ignore[%d]", path, i), "%q is no CSS selector: %v", s, err)
	}
}

// unused notes the keys that are promised and that nothing acts on yet, so
// that a user is told and does not rely on them.
func (r *reader) unused(c *Config) {
	note := func(set bool, path string) {
		if set {
			c.Unused = append(c.Unused, fmt.Sprintf("line %d: %s", r.place(path).line, path))
		}
	}
	note(len(c.Notify) > 0, "notify")
}
