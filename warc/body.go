package warc

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"stet/record"
)

// A Note is what a record says of a capture, short of its body.
type Note struct {
	ID           string
	URL          string // as the record has it
	At           time.Time
	Status       int
	Type         string // Content-Type as sent
	Location     string
	Revisit      bool
	NotModified  bool      // a revisit that was a 304
	RefersToURL  string    // of a revisit
	RefersToDate time.Time // likewise; zero: it does not say
	Payload      string    // WARC-Payload-Digest as it stands
	ConcurrentTo string
	Alone        *Facts // of a look that brought no answer, as stet writes it down
}

// Note reads what the record says of its capture. ok is false for records
// that are none: requests, resources, answers that are not HTTP, and metadata
// but those of stet's that stand alone for a look.
func (r *Record) Note() (n Note, ok bool, err error) {
	n = Note{
		ID: r.ID(), URL: r.TargetURI(), At: r.Date(), Revisit: r.Type() == Revisit,
		RefersToURL: bare(r.Fields.Get("WARC-Refers-To-Target-URI")), RefersToDate: readDate(r.Fields.Get("WARC-Refers-To-Date")),
		Payload: r.Fields.Get("WARC-Payload-Digest"), ConcurrentTo: bare(r.Fields.Get("WARC-Concurrent-To")),
	}
	n.NotModified = strings.HasSuffix(r.Fields.Get("WARC-Profile"), "/server-not-modified")
	if r.Type() == Metadata && n.ConcurrentTo == "" {
		f, err := r.Facts()
		if err != nil || f.Look.IsZero() {
			return n, false, err
		}
		n.Alone, n.At, n.Status = &f, f.Look, f.Status
		return n, true, nil
	}
	kind := strings.ToLower(r.Fields.Get("Content-Type"))
	if !n.Revisit && (r.Type() != Response || kind != "" && !strings.HasPrefix(kind, "application/http")) {
		return n, false, nil
	}
	start, err := io.ReadAll(io.LimitReader(r.Block, maxHead))
	if err != nil {
		return n, false, damaged("record %s: %v", r.ID(), err)
	}
	head, _ := splitHead(start)
	status, h, isHTTP := readHead(head)
	if !isHTTP && !n.Revisit {
		return n, false, nil
	}
	n.Status, n.Type, n.Location = status, h.Get("Content-Type"), h.Get("Location")
	return n, true, nil
}

// Exchange reads a response, or the head that a revisit may have: the head as
// it was received, the body after transfer decoding. Of a block that is larger
// than limit no more is held, and the exchange is marked as truncated. What
// does not fit the record's own block digest is ErrDamaged.
func (r *Record) Exchange(limit int64) (record.Exchange, error) {
	e := record.Exchange{URL: r.TargetURI(), Started: r.Date(), RemoteAddr: r.Fields.Get("WARC-IP-Address")}
	block, err := io.ReadAll(io.LimitReader(r.Block, limit+maxHead))
	switch {
	case err != nil:
		return e, damaged("record %s: %v", r.ID(), err)
	case int64(len(block)) < min(r.Length, limit+maxHead):
		return e, damaged("record %s ends early", r.ID())
	case int64(len(block)) == r.Length && !fits(block, r.Fields.Get("WARC-Block-Digest")) && r.Type() == Response:
		return e, damaged("record %s is not what its digest says", r.ID())
	}
	head, body := splitHead(block)
	if len(head) > maxHead {
		return e, damaged("record %s has an HTTP head of more than %d bytes", r.ID(), maxHead)
	}
	e.Head = originalHead(head)
	var ok bool
	if e.Status, e.Header, ok = readHead(head); !ok && len(head) > 0 {
		return e, damaged("record %s is no HTTP answer", r.ID())
	}
	if e.Truncated = r.Fields.Get("WARC-Truncated"); e.Truncated == "" && int64(len(block)) < r.Length {
		e.Truncated = "length"
	}
	short := false
	if e.Body = body; strings.Contains(strings.ToLower(e.Header.Get("Transfer-Encoding")), "chunked") {
		e.Body, short = unchunk(body)
	}
	said, err := strconv.ParseInt(e.Header.Get("Content-Length"), 10, 64)
	if err == nil && said > int64(len(e.Body)) && e.Header.Get("Content-Encoding") == "" && e.Header.Get("Transfer-Encoding") == "" {
		short = r.Type() == Response && e.Status != http.StatusNotModified
	}
	if short && e.Truncated == "" {
		e.Truncated = "disconnect"
	}
	return e, nil
}

// RequestHead reads the block of a request record, up to the end of its head.
func (r *Record) RequestHead() ([]byte, error) {
	start, err := io.ReadAll(io.LimitReader(r.Block, maxHead))
	head, _ := splitHead(start)
	return head, err
}

// readHead reads a status line and header fields. Old servers and odd makers
// write much that RFC 9112 forbids, so what is no field is passed over.
func readHead(head []byte) (status int, h http.Header, ok bool) {
	h = http.Header{}
	for i, line := range lines(head) {
		text := strings.TrimRight(string(line), "\r\n")
		if i == 0 {
			parts := strings.Fields(text)
			if len(parts) < 2 || !strings.HasPrefix(parts[0], "HTTP/") {
				return 0, h, false
			}
			if status = readStatus(parts[1]); status == 0 {
				return 0, h, false
			}
			continue
		}
		if name, value, is := strings.Cut(text, ":"); is && name != "" {
			name = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
			h[name] = append(h[name], strings.TrimSpace(value))
		}
	}
	return status, h, status != 0
}

// readStatus returns 0 for what is no status.
func readStatus(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 100 || n > 999 {
		return 0
	}
	return n
}

// splitHead cuts a block into the head, with its empty line, and the rest. A
// block without an empty line is all head.
func splitHead(block []byte) (head, body []byte) {
	for i := 0; ; {
		j := bytes.IndexByte(block[i:], '\n')
		if j < 0 {
			return block, nil
		}
		i += j + 1
		rest := block[i:]
		if bytes.HasPrefix(rest, []byte("\n")) {
			return block[:i+1], rest[1:]
		}
		if bytes.HasPrefix(rest, []byte("\r\n")) {
			return block[:i+2], rest[2:]
		}
	}
}

// unchunk undoes the chunked transfer coding. Many makers keep the field and
// write the body decoded: what does not begin like a chunk is taken as it is.
// short is true where the last chunk is missing.
func unchunk(body []byte) (decoded []byte, short bool) {
	line, _, ended := bytes.Cut(body[:min(len(body), 256)], []byte("\n"))
	size, _, _ := strings.Cut(strings.TrimSpace(string(line)), ";")
	if _, err := strconv.ParseUint(strings.TrimSpace(size), 16, 63); err != nil || !ended {
		return body, false
	}
	decoded, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body)))
	if err != nil && len(decoded) == 0 && len(body) > 0 {
		return body, false
	}
	return decoded, err != nil
}

// fits reports whether b has a digest as WARC fields give it: the name of the
// function, a colon, and the sum in base 32 or in hex. Functions that nobody
// should trust any more, or that we do not know, say nothing.
func fits(b []byte, said string) bool {
	name, want, _ := strings.Cut(said, ":")
	var sum []byte
	switch strings.ToLower(name) {
	case "sha1", "sha-1":
		s := sha1.Sum(b)
		sum = s[:]
	case "sha256", "sha-256":
		s := sha256.Sum256(b)
		sum = s[:]
	default:
		return true
	}
	return strings.EqualFold(want, hex.EncodeToString(sum)) ||
		strings.EqualFold(strings.TrimRight(want, "="), base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum))
}

// String names a capture for people.
func (n Note) String() string {
	return fmt.Sprintf("%s of %s", n.URL, n.At.UTC().Format("2006-01-02 15:04:05"))
}
