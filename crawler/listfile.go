package crawler

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"stet/record"
)

// maxAside is how much is read of what is no list: enough to tell why.
const maxAside = 1 << 20

// follow asks for a file of a list, through redirects, and reads it into got.
// The look it returns has at least one hop.
func (v *listing) follow(ctx context.Context, address string, known record.ListPart, got *found) (*look, error) {
	c := v.c
	l := &look{request: record.Request{URL: address, ETag: known.ETag, LastModified: known.LastModified}, began: c.o.Now()}
	limit := min(c.o.Timeout, v.left)
	ctx, l.clock = startClock(ctx, limit)
	defer func() {
		l.clock.pause()
		v.left -= limit - l.clock.left
		l.clock.stop()
	}()
	at, err := url.Parse(address)
	for range maxListHops + 1 {
		if err != nil {
			break
		}
		var h *hop
		if h, err = v.hop(ctx, l, at, got); h == nil {
			h = &hop{Exchange: record.Exchange{URL: at.String()}}
		}
		l.hops = append(l.hops, h)
		if err != nil || h.Status < 300 || h.Status >= 400 || h.Status == http.StatusNotModified {
			return l, err
		}
		at, err = onward3xx(at, h.Header.Get("Location"))
	}
	if len(l.hops) == 0 {
		l.hops = []*hop{{Exchange: record.Exchange{URL: address}}}
	}
	if err == nil {
		err = refusedf("more than %d redirects", maxListHops)
	}
	return l, err
}

// onward3xx returns where a redirect leads.
func onward3xx(at *url.URL, location string) (*url.URL, error) {
	next, err := at.Parse(location)
	if err != nil || location == "" || next.Host == "" || next.Scheme != "http" && next.Scheme != "https" {
		return nil, refusedf("redirected to %q, which is no address that can be asked", plain(location))
	}
	next.User, next.Fragment = nil, ""
	return next, nil
}

// hop makes one request, with the manners of a look.
func (v *listing) hop(ctx context.Context, l *look, at *url.URL, got *found) (*hop, error) {
	c := v.c
	l.clock.pause() // robots.txt has a time of its own
	rules, t := c.admit(ctx, l, at)
	l.clock.resume()
	if t == nil && !rules.Allowed(product, at.RequestURI()) {
		t = rules.forbids(at)
	}
	if t != nil {
		return nil, t
	}
	req := c.newRequest(ctx, at)
	if len(l.hops) == 0 {
		req.Header = c.conditional(l.request)
	}
	req.Header.Set("Accept", "application/xml,application/rss+xml,application/atom+xml,application/feed+json,text/xml,text/plain;q=0.9,*/*;q=0.8")
	return c.exchangeWith(ctx, l.clock, req, max(c.o.Delay, rules.CrawlDelay(product)), func(ctx context.Context, h *hop, resp *http.Response) {
		v.read(ctx, h, resp, at, got)
	})
}

// read takes an answer off the wire. A good one is read as it comes and not
// kept; of all others the body is kept, as of a page, to tell what it is.
func (v *listing) read(ctx context.Context, h *hop, resp *http.Response, at *url.URL, got *found) {
	if resp.StatusCode != http.StatusOK {
		v.c.readBody(ctx, h, resp, maxAside)
		return
	}
	h.Status, h.Header = resp.StatusCode, resp.Header.Clone()
	h.Payload.Type, h.Payload.Encoding = resp.Header.Get("Content-Type"), resp.Header.Get("Content-Encoding")
	wire := &meter{r: resp.Body, left: maxSitemap}
	err := v.decoded(wire, h, at, got)
	switch {
	case err == nil:
	case errors.Is(wire.err, errTooLong):
		h.trouble = refusedf("the file is larger than %s; what came first was read", size(maxSitemap))
	case wire.err != nil && wire.err != io.EOF:
		h.Truncated, h.trouble = cutShort(ctx, wire.err, int(maxSitemap-wire.left), resp.ContentLength, maxSitemap, v.c.o.Timeout)
	default:
		h.trouble = badList(err)
	}
}

// badList says why a file that came whole could not be read as a list.
func badList(err error) *trouble {
	switch {
	case errors.Is(err, errTooLong):
		return refusedf("the file is larger than %s once it is decompressed; what came first was read", size(maxSitemap))
	case errors.Is(err, errFeedTooLong):
		return refusedf("the feed is larger than %s", size(maxFeed))
	case errors.Is(err, errTooMany), errors.Is(err, errMarkup), errors.Is(err, errObjects):
		return refusedf("the file was not read to its end: %s", plain(err.Error()))
	case errors.Is(err, errDamaged):
		return truncatedf("the compressed file is damaged: %s", plain(err.Error()))
	case errors.Is(err, errEmpty):
		return &trouble{kind: record.Empty, detail: "the file is empty"}
	case errors.Is(err, errNoList):
		return &trouble{kind: record.Soft404, detail: "what came is neither a sitemap nor a feed"}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return truncatedf("the file breaks off before its end; what came first was read")
	}
	return &trouble{kind: record.ServerError, detail: "the file cannot be read: " + plain(err.Error())}
}

var (
	errEmpty       = errors.New("empty")
	errFeedTooLong = errors.New("feed over the limit")
)

// decoded undoes codings, those that the header names and those that only the
// bytes show (sitemap.xml.gz), and reads the list below them.
func (v *listing) decoded(wire io.Reader, h *hop, at *url.URL, got *found) error {
	names := codings(h.Payload.Encoding)
	if len(names) > maxCodings {
		return errCoding
	}
	r := bufio.NewReaderSize(wire, 64<<10)
	for i := len(names) - 1; i >= 0; i-- {
		next, end, err := decoder(r, names[i])
		if err != nil {
			return err
		}
		defer end()
		r = v.metered(next)
	}
	for range 2 {
		if start, _ := r.Peek(2); !bytes.Equal(start, []byte{0x1f, 0x8b}) {
			break
		}
		next, end, err := decoder(r, "gzip")
		if err != nil {
			return err
		}
		defer end()
		r = v.metered(next)
	}
	return v.sniffed(r, h, at, got)
}

// metered bounds what comes out of a decoder.
func (v *listing) metered(r io.Reader) *bufio.Reader {
	return bufio.NewReaderSize(&meter{r: damage{r}, left: maxSitemap}, 64<<10)
}

// sniffed reads a list by what its first bytes say that it is.
func (v *listing) sniffed(r *bufio.Reader, h *hop, at *url.URL, got *found) error {
	start, err := r.Peek(4096)
	if len(bytes.TrimSpace(start)) == 0 {
		if err != nil && err != io.EOF {
			return err
		}
		return errEmpty
	}
	body := narrow(r, start, &v.bytes)
	switch kindOfList(start) {
	case "urlset", "sitemapindex":
		return readSitemap(body, at, got)
	case "rss", "feed", "rdf", "{":
		return readFeed(&meter{r: body, left: maxFeed, over: errFeedTooLong}, at, got)
	case "text":
		return readAddresses(body, at, got)
	case "html":
		h.document, err = io.ReadAll(io.LimitReader(body, maxAside))
		return err
	}
	return errNoList
}

// narrow returns what is left of r, as UTF-8 where a byte order mark says that
// it is UTF-16, and counts its bytes.
func narrow(r io.Reader, start []byte, n *int64) io.Reader {
	body := &counted{r: r, n: n}
	if bytes.HasPrefix(start, []byte{0xff, 0xfe}) || bytes.HasPrefix(start, []byte{0xfe, 0xff}) {
		return &utf16Reader{r: bufio.NewReader(body), big: start[0] == 0xfe}
	}
	return body
}

// kindOfList names the root element, "text" for what looks like lines, "{"
// for JSON, "html" for a web page in whatever state, "" for anything else.
func kindOfList(b []byte) string {
	b = asUTF8(b)
	switch c := firstByte(b); {
	case c == '{':
		return "{"
	case c != '<' && strings.HasPrefix(http.DetectContentType(b), "text/"):
		return "text"
	case c != '<':
		return ""
	}
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 || i+1 >= len(b) {
			return ""
		}
		b = b[i+1:]
		end := []byte(">")
		switch {
		case bytes.HasPrefix(b, []byte("!--")):
			end = []byte("-->")
		case b[0] == '?', b[0] == '!' && !bytes.HasPrefix(bytes.ToLower(b), []byte("!doctype html")):
		default:
			return rootName(b)
		}
		i = bytes.Index(b, end)
		if i < 0 {
			return ""
		}
		b = b[i+len(end):]
	}
}

// rootName returns the local name of the element whose tag b begins with; all
// but those of lists are HTML, as far as that matters.
func rootName(b []byte) string {
	n := bytes.IndexAny(b, " \t\r\n/>")
	if n < 0 {
		n = len(b)
	}
	name := strings.ToLower(string(b[:n]))
	_, local, ok := strings.Cut(name, ":")
	if ok {
		name = local
	}
	switch name {
	case "urlset", "sitemapindex", "rss", "feed", "rdf":
		return name
	}
	return "html"
}

// decoder undoes one content coding as the bytes come.
func decoder(r *bufio.Reader, coding string) (io.Reader, func(), error) {
	nothing := func() {}
	switch coding {
	case "gzip", "x-gzip":
		if start, _ := r.Peek(2); !bytes.Equal(start, []byte{0x1f, 0x8b}) {
			return r, nothing, nil
		}
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %v", errDamaged, err)
		}
		return z, nothing, nil
	case "deflate":
		if start, _ := r.Peek(2); len(start) == 2 && start[0]&0x0f == 8 && (int(start[0])<<8|int(start[1]))%31 == 0 {
			z, err := zlib.NewReader(r)
			if err != nil {
				return nil, nil, fmt.Errorf("%w: %v", errDamaged, err)
			}
			return z, nothing, nil
		}
		return flate.NewReader(r), nothing, nil
	case "br":
		return brotli.NewReader(r), nothing, nil
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %v", errDamaged, err)
		}
		return z, z.Close, nil
	}
	return nil, nil, errCoding
}

// A meter lets so many bytes through, and remembers with what error its
// reader ended.
type meter struct {
	r    io.Reader
	left int64
	over error // when there are more; nil: errTooLong
	err  error
}

// Read implements [io.Reader].
func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if m.left -= int64(n); m.left < 0 {
		if err = m.over; err == nil {
			err = errTooLong
		}
		n = 0
	}
	m.err = err
	return n, err
}

// damage marks the errors of a decoder as what they are.
type damage struct{ r io.Reader }

// Read implements [io.Reader].
func (d damage) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if err != nil && err != io.EOF && !errors.Is(err, errTooLong) {
		err = fmt.Errorf("%w: %v", errDamaged, err)
	}
	return n, err
}

// counted adds what is read to n.
type counted struct {
	r io.Reader
	n *int64
}

// Read implements [io.Reader].
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	*c.n += int64(n)
	return n, err
}
