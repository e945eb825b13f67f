package crawler

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"stet/record"
)

// Bounds that sitemaps.org sets for one file.
const (
	maxSitemap        = 50 << 20 // bytes, decompressed
	maxSitemapEntries = 50_000
)

// maxField is how much is read of an address, a date, a title in a sitemap.
const maxField = 16 << 10

var errTooMany = fmt.Errorf("it names more than %d pages or files", maxSitemapEntries)

// found takes what a list names: a page, or another file of the list.
type found struct {
	page func(record.Entry)
	file func(address string)
	n    int // both, so far
}

// readSitemap reads an XML sitemap or an index of sitemaps (sitemaps.org,
// version 0.9) as it comes, and hands over each entry when it is complete, so
// that a file that breaks off has given what came before. Addresses are made
// absolute against at, which the protocol does not ask for and servers rely
// on. Bare ampersands and entities of HTML are forgiven; elements of other
// namespaces (image:loc) name no page.
func readSitemap(r io.Reader, at *url.URL, f *found) error {
	d := xml.NewDecoder(newGuard(r, maxSitemap))
	d.Strict, d.Entity, d.CharsetReader = false, xml.HTMLEntity, charsetReader
	s := sitemapReader{at: at, found: f}
	for {
		t, err := d.RawToken()
		switch {
		case err == io.EOF && !s.ended:
			return io.ErrUnexpectedEOF
		case err == io.EOF || err != nil && s.ended:
			return nil // what stands behind the end is nobody's business
		case err != nil:
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			s.start(t.Name)
		case xml.CharData:
			s.text(t)
		case xml.EndElement:
			if err := s.end(t.Name); err != nil {
				return err
			}
		}
	}
}

// A sitemapReader is where readSitemap stands.
type sitemapReader struct {
	at    *url.URL
	found *found
	root  xml.Name // of the document
	ended bool     // the root element was closed
	item  string   // url or sitemap, where it is in one
	field *strings.Builder
	// What the item says.
	loc, lastmod, title strings.Builder
}

func (s *sitemapReader) start(n xml.Name) {
	switch {
	case s.root.Local == "":
		s.root = n
	case n.Space == s.root.Space && (n.Local == "url" || n.Local == "sitemap"):
		s.item, s.field = n.Local, nil
		s.loc.Reset()
		s.lastmod.Reset()
		s.title.Reset()
	case n.Space == s.root.Space && n.Local == "loc":
		s.field = &s.loc
	case n.Space == s.root.Space && n.Local == "lastmod":
		s.field = &s.lastmod
	case n.Space == "news" && n.Local == "title":
		s.field = &s.title
	default:
		s.field = nil
	}
}

func (s *sitemapReader) text(b []byte) {
	if s.field != nil && s.field.Len()+len(b) <= maxField {
		s.field.Write(b)
	}
}

func (s *sitemapReader) end(n xml.Name) error {
	s.field = nil
	switch {
	case n == s.root:
		s.ended = true
	case n.Space != s.root.Space || n.Local != s.item || s.item == "":
		return nil
	default:
		item := s.item
		s.item = ""
		return s.found.add(s.at, item == "sitemap", s.loc.String(), s.lastmod.String(), s.title.String())
	}
	return nil
}

// add hands over one entry. What has no address that can be watched is
// nothing.
func (f *found) add(at *url.URL, file bool, loc, lastmod, title string) error {
	loc, ok := resolve(at, loc)
	if !ok {
		return nil
	}
	if f.n++; f.n > maxSitemapEntries {
		return errTooMany
	}
	if file {
		f.file(loc)
		return nil
	}
	e := record.Entry{URL: loc, Title: strings.Join(strings.Fields(title), " ")}
	e.Modified, e.Day = lastMod(lastmod)
	f.page(e)
	return nil
}

// resolve makes an address of a list absolute.
func resolve(at *url.URL, loc string) (string, bool) {
	u, err := at.Parse(strings.TrimSpace(loc))
	if err != nil || strings.TrimSpace(loc) == "" {
		return "", false
	}
	address, err := record.ParseURL(u.String())
	return address, err == nil
}

// lastMod reads a date of a sitemap: W3C Datetime, the profile of ISO 8601 in
// www.w3.org/TR/NOTE-datetime, and the slips that sitemaps make with it. Zero:
// there is none, or it says no more than the month. day: it names a day only.
func lastMod(s string) (t time.Time, day bool) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05 -0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), false
		}
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, true
	}
	return time.Time{}, false
}

// readAddresses reads a text sitemap: an address a line. Where the file is a
// robots.txt, it is its Sitemap lines that count, and they name files. It is
// an error where not one line is an address.
func readAddresses(r io.Reader, at *url.URL, f *found) error {
	lines := bufio.NewReaderSize(r, maxField)
	robots := strings.HasSuffix(at.Path, "/robots.txt")
	for first := true; ; first = false {
		line, more, err := lines.ReadLine()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		long := more
		for more && err == nil {
			_, more, err = lines.ReadLine()
		}
		if first {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		if long || !utf8.Valid(line) {
			continue
		}
		if err := f.line(at, string(line), robots); err != nil {
			return err
		}
	}
	if f.n == 0 && !robots {
		return errNoList
	}
	return nil
}

// errNoList says that what came is something else.
var errNoList = errors.New("it is neither a sitemap nor a feed")

func (f *found) line(at *url.URL, line string, robots bool) error {
	if robots {
		key, value, ok := robotsField(line)
		if !ok || key != "sitemap" {
			return nil
		}
		return f.add(at, true, value, "", "")
	}
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(strings.ToLower(line), "http") {
		return nil
	}
	return f.add(at, false, line, "", "")
}

// charsetReader lets encoding/xml read what says that it is not UTF-8. The
// addresses and dates of a sitemap are ASCII in all codings that occur.
func charsetReader(label string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii":
		return &latin1{r: bufio.NewReader(r)}, nil
	}
	return r, nil
}

// latin1 turns ISO 8859-1 into UTF-8.
type latin1 struct {
	r    *bufio.Reader
	rest []byte
}

// Read implements [io.Reader].
func (l *latin1) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		b, err := l.r.ReadByte()
		if err != nil {
			return 0, err
		}
		l.rest = utf8.AppendRune(nil, rune(b))
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// utf16Reader turns UTF-16 into UTF-8, without its byte order mark.
type utf16Reader struct {
	r    *bufio.Reader
	big  bool
	rest []byte
}

// Read implements [io.Reader].
func (u *utf16Reader) Read(p []byte) (int, error) {
	if len(u.rest) == 0 {
		c, err := u.unit()
		if err != nil {
			return 0, err
		}
		if utf16.IsSurrogate(c) {
			low, _ := u.unit() // where there is none the pair is no character
			c = utf16.DecodeRune(c, low)
		}
		if c == '\ufeff' {
			return 0, nil
		}
		u.rest = utf8.AppendRune(nil, c)
	}
	n := copy(p, u.rest)
	u.rest = u.rest[n:]
	return n, nil
}

func (u *utf16Reader) unit() (rune, error) {
	var b [2]byte
	if _, err := io.ReadFull(u.r, b[:]); err != nil {
		return 0, err
	}
	if u.big {
		return rune(b[0])<<8 | rune(b[1]), nil
	}
	return rune(b[1])<<8 | rune(b[0]), nil
}
