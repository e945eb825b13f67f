package crawler

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"

	"stet/record"
)

// errHeadTooLong breaks off a response whose head passes the limit.
var errHeadTooLong = errors.New("response head too long")

// A tap is a connection that copies what passes to the recording of the
// exchange under way. HTTP/1.1 has one exchange at a time on a connection, so
// connections are kept alive and the bytes still fall apart cleanly.
type tap struct {
	net.Conn
	tls *record.TLS // nil without TLS

	mu  sync.Mutex
	rec *recording // nil between exchanges
}

// A recording is the wire's side of one exchange.
type recording struct {
	mu      sync.Mutex
	conn    *tap
	request []byte // as written
	head    []byte // as read, up to the empty line; informational (1xx) heads before it left out
	done    bool   // the head is complete
	tooLong bool   // it passed maxHead
}

// begin points the tap at rec. A request that is sent a second time, because
// the server had closed a kept connection, starts its recording anew.
func (t *tap) begin(rec *recording) {
	rec.mu.Lock()
	rec.conn, rec.request, rec.head, rec.done, rec.tooLong = t, nil, nil, false, false
	rec.mu.Unlock()
	t.mu.Lock()
	t.rec = rec
	t.mu.Unlock()
}

// end takes rec off the connection that it was last recorded from.
func (rec *recording) end() {
	rec.mu.Lock()
	t := rec.conn
	rec.mu.Unlock()
	if t == nil {
		return
	}
	t.mu.Lock()
	if t.rec == rec {
		t.rec = nil
	}
	t.mu.Unlock()
}

func (t *tap) recording() *recording {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rec
}

// Write records p before it is sent: afterwards the answer may already be
// there, and the exchange over.
func (t *tap) Write(p []byte) (int, error) {
	if rec := t.recording(); rec != nil {
		rec.mu.Lock()
		rec.request = append(rec.request, p...)
		rec.mu.Unlock()
	}
	return t.Conn.Write(p)
}

// Read records what belongs to a head. Bytes that come when nothing was asked
// end the connection: they would be taken for the next answer.
func (t *tap) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	if n == 0 {
		return n, err
	}
	rec := t.recording()
	if rec == nil {
		t.Conn.Close()
		return 0, io.EOF
	}
	if !rec.take(p[:n]) {
		return n, errHeadTooLong
	}
	return n, err
}

// take adds p to the head and reports whether the head is within its limit.
func (rec *recording) take(p []byte) bool {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.done {
		return true
	}
	from := max(0, len(rec.head)-3) // an end may straddle two reads
	rec.head = append(rec.head, p...)
	for {
		end := headEnd(rec.head, from)
		if end < 0 {
			rec.tooLong = len(rec.head) > maxHead
			return !rec.tooLong
		}
		if !informational(rec.head) {
			rec.head, rec.done = rec.head[:end:end], true
			rec.tooLong = end > maxHead
			return !rec.tooLong
		}
		rec.head, from = rec.head[end:], 0
	}
}

// headEnd returns the length of the head at the start of b, looking for its
// empty line from byte from on; -1 when it is not complete.
func headEnd(b []byte, from int) int {
	for i := from; ; {
		j := bytes.IndexByte(b[i:], '\n')
		if j < 0 {
			return -1
		}
		i += j + 1
		rest := b[i:]
		if bytes.HasPrefix(rest, []byte("\n")) {
			return i + 1
		}
		if bytes.HasPrefix(rest, []byte("\r\n")) {
			return i + 2
		}
	}
}

// informational reports whether head is a 1xx one, after which the real one
// comes ("HTTP/1.1 103 Early Hints").
func informational(head []byte) bool {
	_, rest, ok := bytes.Cut(head[:min(len(head), 20)], []byte(" "))
	return ok && len(rest) >= 3 && rest[0] == '1' && string(rest[:3]) != "101"
}

// began reports whether anything of an answer was recorded.
func (rec *recording) began() bool {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return len(rec.head) > 0
}

// snapshot returns what was recorded so far.
func (rec *recording) snapshot() (request, head []byte, done, tooLong bool, conn *tap) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.request, rec.head, rec.done, rec.tooLong, rec.conn
}
