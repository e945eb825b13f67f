package crawler

import (
	"bytes"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxRobots is how much of a robots.txt file is read (RFC 9309 section 2.5).
const maxRobots = 500 << 10

// maxRobotsLine is how much of one line is read; Google's parser has the same
// bound.
const maxRobotsLine = 16 << 10

// Robots is a robots.txt file (RFC 9309). The zero Robots, and a nil one,
// forbids nothing.
type Robots struct {
	groups []robotsGroup
	asOf   time.Time // where it is old, because a new one is not to be had
}

// A robotsGroup is the rules for the crawlers that it names.
type robotsGroup struct {
	agents []robotsAgent
	rules  []robotsRule
}

// A robotsAgent is a crawler that a group names.
type robotsAgent struct {
	name  string        // lower case; "*" for everybody
	delay time.Duration // the longest Crawl-delay that stands below it in the group
}

// A robotsRule allows or forbids the paths that its pattern matches.
type robotsRule struct {
	allow   bool
	pattern string // normalised, with its * and $
	query   bool   // the pattern reaches into the query
}

// ParseRobots reads a robots.txt file. There is no such thing as a bad one:
// lines that make no sense are skipped, common misspellings are understood,
// and what stands beyond 500 KiB is not read.
func ParseRobots(file []byte) *Robots {
	if len(file) > maxRobots {
		file = file[:maxRobots]
		file = file[:bytes.LastIndexAny(file, "\r\n")+1] // half a rule says something else
	}
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	p := robotsParser{}
	for line := range bytes.FieldsFuncSeq(file, func(r rune) bool { return r == '\r' || r == '\n' }) {
		p.line(line[:min(len(line), maxRobotsLine)])
	}
	return &Robots{groups: p.groups}
}

// A robotsParser gathers groups. Only allow and disallow lines end the list
// of user-agent lines that a group begins with; unknown lines, Sitemap and
// Crawl-delay do not (RFC 9309 section 2.2.4).
type robotsParser struct {
	groups []robotsGroup
	ruled  bool // the last group has had a rule
}

func (p *robotsParser) line(line []byte) {
	key, value, ok := robotsField(string(line))
	if !ok {
		return
	}
	if key == "user-agent" {
		if len(p.groups) == 0 || p.ruled {
			p.groups = append(p.groups, robotsGroup{})
			p.ruled = false
		}
		g := &p.groups[len(p.groups)-1]
		g.agents = append(g.agents, robotsAgent{name: robotsToken(value)})
		return
	}
	if len(p.groups) == 0 {
		return // rules for nobody
	}
	g := &p.groups[len(p.groups)-1]
	switch key {
	case "allow", "disallow":
		p.ruled = true
		g.add(key == "allow", value)
	case "crawl-delay":
		// No standard, but what a webmaster who writes it wants is plain.
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 {
			d := time.Duration(min(s, longestPause.Seconds()) * float64(time.Second))
			for i := range g.agents {
				g.agents[i].delay = max(g.agents[i].delay, d)
			}
		}
	}
}

func (g *robotsGroup) add(allow bool, value string) {
	if value == "" {
		return // "Disallow:" forbids nothing
	}
	query := strings.Contains(value, "?")
	rule := robotsRule{allow: allow, pattern: robotsPattern(value, query), query: query}
	g.rules = append(g.rules, rule)
	// Google: what allows /dir/index.html allows /dir/ as well.
	if dir, ok := cutIndex(value); allow && ok {
		g.rules = append(g.rules, robotsRule{allow: true, pattern: robotsPattern(dir+"$", query), query: query})
	}
}

func cutIndex(pattern string) (dir string, ok bool) {
	i := strings.LastIndex(pattern, "/")
	if i >= 0 && strings.HasPrefix(pattern[i:], "/index.htm") {
		return pattern[:i+1], true
	}
	return "", false
}

// robotsField splits a line into its key, in its proper spelling, and its
// value, without comment and white space. A missing colon is forgiven.
func robotsField(line string) (key, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	line = strings.TrimSpace(line)
	key, value, ok = strings.Cut(line, ":")
	if !ok {
		key, value, ok = cutSpace(line)
	}
	if !ok {
		return "", "", false
	}
	value = strings.TrimSpace(value)
	switch key = strings.ToLower(strings.TrimSpace(key)); key {
	case "useragent", "user agent":
		key = "user-agent"
	case "dissallow", "dissalow", "disalow", "diasllow", "disallaw":
		key = "disallow"
	case "crawldelay", "crawl delay":
		key = "crawl-delay"
	}
	return key, value, true
}

// cutSpace cuts "disallow /a" in two; three words are no rule.
func cutSpace(line string) (key, value string, ok bool) {
	fields := strings.Fields(line)
	if len(fields) != 2 {
		return "", "", false
	}
	return fields[0], fields[1], true
}

// robotsToken returns the product token of a user-agent line: "*", or letters,
// "_" and "-" up to the first other character ("Foo/1.2 (x)" is "foo").
func robotsToken(value string) string {
	if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
		return "*"
	}
	end := 0
	for end < len(value) && (isLetter(value[end]) || value[end] == '-' || value[end] == '_') {
		end++
	}
	return strings.ToLower(value[:end])
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// Allowed reports whether the crawler with the given product token may ask
// for path, which is the path of an address with its query, as in
// "/search?q=a". The longest matching pattern decides, allow before disallow
// among equals; /robots.txt itself is always allowed (RFC 9309 section 2.2.2).
//
//	Disallow: /a      Allow: /a/b     /a/b/c  allowed
//	Disallow: /*.pdf$                 /x.pdf  forbidden, /x.pdf?v=1 allowed
//	Disallow: /%7Eme                  /~me    forbidden
func (r *Robots) Allowed(product, path string) bool {
	path, _, _ = strings.Cut(path, "#")
	if path == "" || path[0] != '/' {
		path = "/" + path
	}
	if path == "/robots.txt" {
		return true
	}
	strict, loose := robotsPath(path, false), robotsPath(path, true)
	allow, longest := true, -1
	for g := range r.of(product) {
		for _, rule := range g.rules {
			subject := strict
			if rule.query {
				subject = loose
			}
			n := len(rule.pattern)
			if n < longest || n == longest && !rule.allow || !robotsMatch(rule.pattern, subject) {
				continue
			}
			allow, longest = rule.allow, n
		}
	}
	return allow
}

// CrawlDelay returns the longest pause that the groups for product ask for, at
// most five minutes; 0: none.
func (r *Robots) CrawlDelay(product string) time.Duration {
	var delay time.Duration
	name := r.nameFor(product)
	for g := range r.of(product) {
		for _, a := range g.agents {
			if a.name == name {
				delay = max(delay, a.delay)
			}
		}
	}
	return delay
}

// of yields the groups that name product, or, where none does, those for
// everybody.
func (r *Robots) of(product string) iter.Seq[*robotsGroup] {
	return func(yield func(*robotsGroup) bool) {
		if r == nil {
			return
		}
		name := r.nameFor(product)
		for i := range r.groups {
			if r.groups[i].names(name) && !yield(&r.groups[i]) {
				return
			}
		}
	}
}

// nameFor returns the name under which the file speaks to product: its own, or
// "*".
func (r *Robots) nameFor(product string) string {
	name := robotsToken(product)
	if r == nil || name == "" {
		return "*"
	}
	for i := range r.groups {
		if r.groups[i].names(name) {
			return name
		}
	}
	return "*"
}

func (g *robotsGroup) names(name string) bool {
	return slices.ContainsFunc(g.agents, func(a robotsAgent) bool { return a.name == name })
}
