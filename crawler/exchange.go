package crawler

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"time"

	"stet/record"
)

// A hop is one exchange, with what came of it.
type hop struct {
	record.Exchange
	document []byte   // Body after content decoding
	trouble  *trouble // why the body is not to be trusted, or nil
}

// exchange sends req, when it is the host's turn, and reads the whole answer,
// at most limit bytes of body. The error is a *trouble where no answer came; the hop then holds what was
// seen of it, and is nil where no connection came about.
func (c *Crawler) exchange(ctx context.Context, t *clock, req *http.Request, pause time.Duration, limit int64) (*hop, error) {
	return c.exchangeWith(ctx, t, req, pause, func(ctx context.Context, h *hop, resp *http.Response) {
		c.readBody(ctx, h, resp, limit)
	})
}

// exchangeWith is exchange for who reads the body in another way.
//
// A kept connection may hold bytes that the server sent behind its last
// answer. They are not taken for the next one, which is asked for once more.
func (c *Crawler) exchangeWith(ctx context.Context, t *clock, req *http.Request, pause time.Duration, read bodyReader) (*hop, error) {
	h, err := c.inTurn(ctx, t, req, pause, read)
	if bad, ok := errors.AsType[*trouble](err); ok && bad.stale {
		return c.inTurn(ctx, t, req, pause, read)
	}
	return h, err
}

// inTurn sends req when it is the host's turn.
func (c *Crawler) inTurn(ctx context.Context, t *clock, req *http.Request, pause time.Duration, read bodyReader) (*hop, error) {
	gate := c.gates.of(req.URL)
	t.pause()
	leave, err := gate.enter(ctx, pause)
	t.resume()
	if err != nil {
		return nil, c.explain(ctx, req.URL, nil, err)
	}
	start := time.Now()
	defer func() { leave(time.Since(start)) }()
	return c.send(ctx, req, read)
}

// A bodyReader takes an answer off the wire into a hop.
type bodyReader func(context.Context, *hop, *http.Response)

func (c *Crawler) send(ctx context.Context, req *http.Request, read bodyReader) (*hop, error) {
	rec := &recording{}
	defer rec.end()
	trace := &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) {
		if t, ok := i.Conn.(*tap); ok {
			t.begin(rec)
		}
	}}
	h := &hop{Exchange: record.Exchange{URL: req.URL.String(), Started: c.o.Now()}}
	resp, err := c.transport.RoundTrip(req.WithContext(httptrace.WithClientTrace(ctx, trace)))
	if err == nil {
		defer resp.Body.Close()
	}
	early := err == nil && !rec.began() // bytes from before the question were taken for its answer
	if err == nil && !early {
		read(ctx, h, resp)
	}
	h.Ended = c.o.Now()
	h.take(rec)
	switch {
	case err != nil:
		return h.orNil(err), c.explain(ctx, req.URL, rec, err)
	case early:
		return h, &trouble{kind: record.Refused, stale: true, detail: "the server answered before it was asked"}
	case countFields(h.Head) > maxFields:
		return h, refusedf("the answer has more than %d header fields", maxFields)
	}
	return h, nil
}

// take copies what was recorded on the wire.
func (h *hop) take(rec *recording) {
	request, head, _, _, conn := rec.snapshot()
	h.Request, h.Head = withoutProxyLogin(request), head
	if conn != nil {
		h.RemoteAddr, h.TLS = conn.RemoteAddr().String(), conn.tls
	}
}

// orNil returns h where it shows anything of a server, with the certificates
// of a handshake that failed.
func (h *hop) orNil(err error) *hop {
	var bad *tlsError
	if errors.As(err, &bad) {
		h.RemoteAddr, h.TLS = bad.remote, bad.facts()
		return h
	}
	if h.RemoteAddr == "" {
		return nil
	}
	return h
}

// readBody reads the payload within its limits, decodes it, and names it.
func (c *Crawler) readBody(ctx context.Context, h *hop, resp *http.Response, limit int64) {
	h.Status, h.Header = resp.StatusCode, resp.Header.Clone()
	if len(resp.TransferEncoding) > 0 {
		h.Header["Transfer-Encoding"] = resp.TransferEncoding // net/http takes it out
	}
	if h.Status >= 300 && h.Status < 400 {
		limit = min(limit, maxKept) // nobody reads what a redirect says beside its target
	}
	coded := len(codings(resp.Header.Get("Content-Encoding"))) > 0
	body, err := c.readUpTo(ctx, resp.Body, limit, resp.ContentLength, coded)
	h.Body = body
	h.Payload = record.Payload{
		Size:     int64(len(body)),
		Type:     resp.Header.Get("Content-Type"),
		Encoding: resp.Header.Get("Content-Encoding"),
	}
	if len(body) > 0 {
		h.Payload.Digest = record.DigestOf(body)
	}
	if err != nil {
		h.Truncated, h.trouble = cutShort(ctx, err, len(body), resp.ContentLength, limit, c.o.Timeout)
		return
	}
	if len(body) == 0 {
		return
	}
	if coded && limit > smallBody {
		if h.decode(body, smallBody); h.trouble == nil || !h.trouble.large {
			return
		}
		h.trouble = nil
		if err := c.claim(ctx, limit); err != nil {
			h.trouble = c.explain(ctx, resp.Request.URL, nil, err)
			return
		}
	}
	h.decode(body, limit)
}

// decode undoes the content coding of the body, of which Payload tells all
// but the digest of the document.
func (h *hop) decode(body []byte, limit int64) {
	var err error
	h.document, err = decode(body, h.Payload.Encoding, limit)
	switch {
	case err != nil:
		h.trouble = badCoding(err, limit)
	case len(codings(h.Payload.Encoding)) == 0:
		h.Payload.Decoded = h.Payload.Digest
	default:
		h.Payload.Decoded = record.DigestOf(h.document)
	}
}

// countFields returns the number of lines of a head after its first.
func countFields(head []byte) int { return bytes.Count(head, []byte("\n")) - 2 }

// withoutProxyLogin takes out the one line of a request that is a secret of
// ours and no business of the server's.
func withoutProxyLogin(request []byte) []byte {
	name := []byte("\r\nProxy-Authorization:")
	i := bytes.Index(request, name)
	if i < 0 {
		return request
	}
	end := bytes.Index(request[i+2:], []byte("\r\n"))
	if end < 0 {
		return request[:i]
	}
	return append(request[:i:i], request[i+2+end:]...)
}
