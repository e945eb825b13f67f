package main

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"slices"
	"sort"
	"strings"
	"time"

	"stet/record"
	"stet/warc"
)

// maxCaptures bounds how many captures one import holds in memory, at about
// half a kilobyte each.
const maxCaptures = 1_000_000

// maxText bounds how many bytes of addresses and the like that is: a record
// may say 64 KiB of each.
const maxText = 1 << 30

// together is how long after a redirect its target may have been captured to
// count as the same look.
const together = time.Minute

// A capture is a response or revisit in a file.
type capture struct {
	file   *warc.File
	place  warc.Place
	note   warc.Note
	url    string // as pages are known by
	at     time.Time
	next   *capture    // where its redirect led
	target bool        // a redirect led here, so it is no look of its own
	chosen bool        // it becomes a look
	asked  *warc.Place // the request that got it
	of     string      // the page that it is of, where the file says so: an answer may have another address
	beside             // what the file says of it beside
}

// subject returns the address of the page that c is of.
func (c *capture) subject() string {
	if c.of != "" {
		return c.of
	}
	return c.url
}

// A beside is what metadata and resource records of a file say of a capture.
// Only stet's own are read.
type beside struct {
	facts         *warc.Facts
	chain         *warc.Place // certificates of the server
	dom, pictured *warc.Place // what a browser made of the answer
}

func (c *capture) notModified() bool {
	return c.note.Alone == nil && (c.note.NotModified || c.note.Status == 304)
}

// captures are all captures of the files of an import.
type captures struct {
	list    []*capture
	answers map[answerKey][]*capture // in the order of time
	text    int                      // bytes of addresses and the like that are held
	trouble []string                 // what could not be read, in words
}

// An answerKey is by what an answer is looked for: one of a file, for a
// redirect; one with a payload or of a time, for a revisit.
type answerKey struct {
	file    *warc.File
	url     string
	payload string // its digest
	at      time.Time
}

// add reads what captures a file has. What comes after damage is not read;
// what came before it is.
func (cs *captures) add(f *warc.File) {
	others := others{cs, map[string]warc.Place{}, map[string]*beside{}, map[string]warc.Place{}}
	from := len(cs.list)
	for {
		r, err := f.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = cs.note(f, r, others)
		}
		if err != nil {
			if !errors.Is(err, warc.ErrDamaged) {
				cs.trouble = append(cs.trouble, fmt.Sprintf("%s: %v", f.Name(), err))
				break
			}
			cs.trouble = append(cs.trouble, fmt.Sprintf("%s: %v; what follows was not read", f.Name(), err))
		}
	}
	for _, c := range cs.list[from:] {
		others.join(c)
	}
}

// An others holds what a file has beside captures, by the IDs of records.
type others struct {
	cs       *captures
	requests map[string]warc.Place // by their own ID, and by that of their response
	beside   map[string]*beside    // by that of their response
	chains   map[string]warc.Place // certificates
}

// note notes a record that is no capture.
func (o others) note(r *warc.Record, n warc.Note) error {
	place := r.Place
	if err := o.cs.hold(n.ID, n.ConcurrentTo); err != nil {
		return err
	}
	if r.Type() == warc.Request {
		o.requests[n.ID] = place
		if n.ConcurrentTo != "" {
			o.requests[n.ConcurrentTo] = place
		}
		return nil
	}
	if r.IsChain() {
		o.chains[n.ID] = place
		return nil
	}
	if n.ConcurrentTo == "" || r.Type() != warc.Metadata && r.Type() != warc.Resource {
		return nil
	}
	facts, err := r.Facts()
	document, picture := r.Rendering()
	if err != nil || facts.Look.IsZero() && !document && !picture {
		return err
	}
	if err := o.cs.holdFacts(facts); err != nil {
		return err
	}
	b := o.beside[n.ConcurrentTo]
	if b == nil {
		b = &beside{}
		o.beside[n.ConcurrentTo] = b
	}
	switch {
	case document:
		b.dom = &place
	case picture:
		b.pictured = &place
	default:
		b.facts = &facts
	}
	return nil
}

// join joins to a capture what belongs to it.
func (o others) join(c *capture) {
	for _, id := range []string{c.note.ID, c.note.ConcurrentTo} {
		if p, ok := o.requests[id]; ok && id != "" && c.asked == nil {
			c.asked = &p
		}
	}
	if b := o.beside[c.note.ID]; b != nil && c.note.ID != "" {
		c.beside = *b
	}
	if c.facts != nil {
		c.target = c.facts.Hop > 1
		if page, err := record.ParseURL(c.facts.Page); err == nil {
			c.of = page
		}
		if p, ok := o.chains[c.facts.Chain]; ok && c.facts.Chain != "" {
			c.chain = &p
		}
	}
}

func (cs *captures) note(f *warc.File, r *warc.Record, o others) error {
	if len(cs.list)+len(o.requests)+len(o.beside) >= 4*maxCaptures {
		return fmt.Errorf("more than %d captures in one import; give fewer files at a time", maxCaptures)
	}
	n, ok, err := r.Note()
	if err != nil {
		return err
	}
	if !ok {
		return o.note(r, n)
	}
	address, err := record.ParseURL(n.URL)
	if err != nil || n.At.IsZero() {
		return nil // dns:, urn:, or without a time: no look at a page
	}
	if len(cs.list) >= maxCaptures {
		return fmt.Errorf("more than %d captures in one import; give fewer files at a time", maxCaptures)
	}
	if err := cs.hold(n.ID, n.URL, n.Type, n.Location, n.RefersToURL, n.Payload, n.ConcurrentTo); err != nil {
		return err
	}
	if n.Alone != nil {
		if err := cs.holdFacts(*n.Alone); err != nil {
			return err
		}
	}
	cs.list = append(cs.list, &capture{file: f, place: r.Place, note: n, url: address, at: n.At})
	return nil
}

// hold counts text that is held until the import ends.
func (cs *captures) hold(texts ...string) error {
	for _, s := range texts {
		cs.text += len(s)
	}
	if cs.text > maxText {
		return fmt.Errorf("more than %d MiB of addresses and the like in one import; give fewer files at a time", maxText>>20)
	}
	return nil
}

func (cs *captures) holdFacts(f warc.Facts) error {
	detail := ""
	if f.Incident != nil {
		detail = f.Incident.Detail
	}
	return cs.hold(f.Page, f.Origin, f.Browser, f.RemoteAddr, f.Chain, detail)
}

// chain puts the captures in order of time and links each redirect to what it
// led to. What a redirect led to is a look of its own only if it is a page.
func (cs *captures) chain(isPage func(url string) bool) {
	slices.SortStableFunc(cs.list, func(a, b *capture) int {
		if n := a.at.Compare(b.at); n != 0 {
			return n
		}
		return strings.Compare(a.url, b.url)
	})
	cs.index()
	for _, c := range cs.list {
		if !c.note.Revisit {
			continue
		}
		if o := cs.original(c); o != nil {
			c.of = o.of
		}
	}
	for _, c := range cs.list {
		if to := c.leadsTo(); to != "" && !c.note.Revisit {
			if c.next = cs.soonAfter(to, c); c.next != nil && !c.next.reaches(c) {
				c.next.target = c.next.target || !isPage(c.next.url)
			} else {
				c.next = nil
			}
		}
	}
}

// index makes answers found, each in about the same time however many there
// are: of one address a file may have a million.
func (cs *captures) index() {
	again := map[string]bool{} // addresses that revisits point back to
	for _, c := range cs.list {
		if c.note.Revisit {
			again[c.revisited()] = true
		}
	}
	cs.answers = map[answerKey][]*capture{}
	for _, c := range cs.list {
		if c.note.Revisit || c.note.Alone != nil {
			continue
		}
		keys := []answerKey{{file: c.file, url: c.url}}
		if again[c.url] {
			keys = append(keys, answerKey{url: c.url, at: c.at})
			if c.note.Payload != "" {
				keys = append(keys, answerKey{url: c.url, payload: c.note.Payload})
			}
		}
		for _, k := range keys {
			cs.answers[k] = append(cs.answers[k], c)
		}
	}
}

// leadsTo returns where a redirect leads; "": it is none.
func (c *capture) leadsTo() string {
	if !isRedirect(c.note.Status) {
		return ""
	}
	to, err := sentOnTo(c.url, c.note.Location)
	if err != nil {
		return ""
	}
	return to
}

// soonAfter returns the first response from url within a minute of c.
func (cs *captures) soonAfter(url string, c *capture) *capture {
	list := cs.answers[answerKey{file: c.file, url: url}]
	i, _ := slices.BinarySearchFunc(list, c.at, func(x *capture, at time.Time) int { return x.at.Compare(at) })
	for ; i < len(list) && list[i].at.Sub(c.at) <= together; i++ {
		if list[i] != c {
			return list[i]
		}
	}
	return nil
}

// reaches reports whether following redirects from c leads to x, or on for
// too long.
func (c *capture) reaches(x *capture) bool {
	for hops := 0; c != nil; c, hops = c.next, hops+1 {
		if c == x || hops == 10 {
			return true
		}
	}
	return false
}

// choose picks what becomes a look: whatever is of a page that is known or
// asked for; else what a file served as a document, and the trouble with it.
func (cs *captures) choose(wanted map[string]bool, isPage func(url string) bool) {
	documents := map[string]bool{}
	for _, c := range cs.list {
		if c.end().isDocument() {
			documents[c.subject()] = true
		}
	}
	for _, c := range cs.list {
		switch {
		case len(wanted) > 0:
			c.chosen = wanted[c.subject()]
		case c.target:
		case isPage(c.subject()), documents[c.subject()]:
			c.chosen = true
		default:
			c.chosen = c.note.Revisit || c.note.Alone != nil || c.end().isTrouble()
		}
	}
}

// end returns the last hop from c on.
func (c *capture) end() *capture {
	for c.next != nil {
		c = c.next
	}
	return c
}

// isDocument reports whether c served something that stet reads.
func (c *capture) isDocument() bool {
	if c.note.Status < 200 || c.note.Status > 299 || c.note.Revisit || strings.HasSuffix(c.url, "/robots.txt") {
		return false
	}
	kind, _, err := mime.ParseMediaType(c.note.Type)
	return err == nil && (slices.Contains([]string{"text/html", "application/xhtml+xml", "application/pdf", "text/plain"}, kind) ||
		strings.HasPrefix(kind, "application/vnd.openxmlformats-officedocument."))
}

// isTrouble reports whether c is an answer in HTML that is neither a page nor
// a plain "not found".
func (c *capture) isTrouble() bool {
	kind, _, _ := mime.ParseMediaType(c.note.Type)
	return c.note.Status >= 400 && c.note.Status != 404 && c.note.Status != 410 && kind == "text/html"
}

// revisited returns the address that a revisit points back to.
func (c *capture) revisited() string {
	if u, err := record.ParseURL(c.note.RefersToURL); err == nil {
		return u
	}
	return c.url
}

// original returns the capture that a revisit points back to, or nil.
func (cs *captures) original(c *capture) *capture {
	var dated, same *capture
	if c.note.Payload != "" {
		same = cs.before(answerKey{url: c.revisited(), payload: c.note.Payload}, c.at)
	}
	if !c.note.RefersToDate.IsZero() {
		dated = cs.before(answerKey{url: c.revisited(), at: c.note.RefersToDate}, c.at)
	}
	if dated == nil || same != nil && !same.at.Before(dated.at) {
		return same
	}
	return dated
}

// before returns the last answer that is found by a key and is not later than at.
func (cs *captures) before(k answerKey, at time.Time) *capture {
	list := cs.answers[k]
	n := sort.Search(len(list), func(i int) bool { return list[i].at.After(at) })
	if n == 0 {
		return nil
	}
	return list[n-1]
}
