package main

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"slices"
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
