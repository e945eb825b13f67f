package crawler

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"

	"github.com/mmcdole/gofeed"

	"stet/record"
)

// Bounds on a feed, which is held in memory while it is read. Feeds have some
// hundred entries and rarely a megabyte.
const (
	maxFeed     = 10 << 20 // bytes, decompressed
	maxFeedTags = 150_000  // elements of XML, objects of JSON
)

// readFeed reads a feed: RSS, RDF, Atom or JSON Feed. Relative addresses are
// resolved against at where the feed has no base of its own. What redirects
// for the sake of counting readers is passed over for the address that it
// leads to, where the feed says it (feedburner:origLink).
func readFeed(r io.Reader, at *url.URL, f *found) error {
	start := bufio.NewReaderSize(r, 4096)
	prefix, _ := start.Peek(512)
	var in io.Reader
	if firstByte(prefix) == '{' {
		in = &braces{r: start, left: maxFeedTags}
	} else {
		in = newGuard(undeclared(start, prefix), maxFeedTags)
	}
	p := gofeed.NewParser()
	p.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	p.AtomTranslator = &gofeed.DefaultAtomTranslator{}
	feed, err := p.Parse(in)
	if err != nil {
		return fmt.Errorf("read the feed: %w", err)
	}
	for _, item := range feed.Items {
		if item == nil {
			continue
		}
		loc, ok := resolve(at, itemAddress(item))
		if !ok {
			continue
		}
		f.n++
		f.page(entryOf(item, loc))
	}
	return nil
}

func entryOf(item *gofeed.Item, loc string) record.Entry {
	e := record.Entry{URL: loc, Title: clip(item.Title, maxTitle)}
	switch {
	case item.UpdatedParsed != nil:
		e.Modified = item.UpdatedParsed.UTC()
	case item.PublishedParsed != nil:
		e.Modified = item.PublishedParsed.UTC()
	}
	return e
}

// itemAddress returns the address of an entry's page as the feed has it.
func itemAddress(item *gofeed.Item) string {
	if orig := item.Extensions["feedburner"]["origLink"]; len(orig) > 0 && strings.TrimSpace(orig[0].Value) != "" {
		return orig[0].Value
	}
	if strings.TrimSpace(item.Link) != "" {
		return item.Link
	}
	for _, l := range item.Links {
		if strings.TrimSpace(l) != "" {
			return l
		}
	}
	if strings.HasPrefix(item.GUID, "http://") || strings.HasPrefix(item.GUID, "https://") {
		return item.GUID
	}
	return ""
}

func firstByte(b []byte) byte {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

// utf16Label finds a declaration that cannot be true: could it be read byte by
// byte, the document is no UTF-16. Programs that write strings of UTF-16 into
// UTF-8 files make it.
var utf16Label = regexp.MustCompile(`(?i)^(\xef\xbb\xbf)?<\?xml[^>]{0,80}encoding\s*=\s*["']utf-?16["']`)

// undeclared returns r without a declaration that cannot be true.
func undeclared(r io.Reader, prefix []byte) io.Reader {
	if !utf16Label.Match(prefix) {
		return r
	}
	end := bytes.IndexByte(prefix, '>')
	if end < 0 {
		return r
	}
	_, err := io.CopyN(io.Discard, r, int64(end+1))
	return io.MultiReader(r, failing{err})
}

// failing ends a reader with an error, or with io.EOF.
type failing struct{ err error }

// Read implements [io.Reader].
func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// errObjects says that a JSON feed is made of more objects than a feed is.
var errObjects = errors.New("it has too many parts")

// braces lets JSON through that has no more than so many objects and arrays,
// each of which takes a parser hundreds of bytes.
type braces struct {
	r    io.Reader
	left int
}

// Read implements [io.Reader].
func (b *braces) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.left -= bytes.Count(p[:n], []byte("{")) + bytes.Count(p[:n], []byte("["))
	if b.left < 0 {
		return 0, errObjects
	}
	return n, err
}
