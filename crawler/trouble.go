package crawler

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"
	"unicode"

	"code.dny.dev/ssrf"

	"stet/record"
)

// A trouble is why a look got nothing to trust: an incident on its way up
// through net/http and colly, which know only errors.
type trouble struct {
	kind   record.IncidentKind
	detail string    // a sentence for people
	hold   time.Time // ask the host nothing before then
	large  bool      // a document is larger than its limit
	outage bool      // robots.txt could not be had
	stale  bool      // what came was no answer, but left over on the connection
	shown  *hop      // what was seen of the server, where that is no hop of the look; may be nil
}

func (t *trouble) Error() string { return string(t.kind) + ": " + t.detail }

func refusedf(format string, args ...any) *trouble {
	return &trouble{kind: record.Refused, detail: fmt.Sprintf(format, args...)}
}

func unreachablef(format string, args ...any) *trouble {
	return &trouble{kind: record.Unreachable, detail: fmt.Sprintf(format, args...)}
}

// explain turns the error of a request that got no answer into a trouble. rec
// is what came over the wire until then; it may be nil.
func (c *Crawler) explain(ctx context.Context, u *url.URL, rec *recording, err error) *trouble {
	var t *trouble
	if errors.As(err, &t) {
		return t
	}
	var head []byte
	var tooLong bool
	if rec != nil {
		_, head, _, tooLong, _ = rec.snapshot()
	}
	var dns *net.DNSError
	var bad *tlsError
	host := u.Hostname()
	switch {
	case tooLong:
		return refusedf("the head of the answer is longer than %d bytes", maxHead)
	case isPrivate(err):
		return refusedf("%s is a private address (allow_private is off)", host)
	case outOfTime(ctx) && len(head) > 0:
		return unreachablef("%s began to answer, but not even the header fields came within %s", host, c.o.Timeout)
	case outOfTime(ctx):
		return unreachablef("%s did not answer within %s", host, c.o.Timeout)
	case ctx.Err() != nil:
		return unreachablef("the look at %s was called off", host)
	case errors.As(err, &dns) && dns.IsNotFound:
		return unreachablef("there is no host named %s", host)
	case errors.As(err, &dns):
		return unreachablef("the name %s could not be looked up: %s", host, plain(dns.Err))
	case errors.As(err, &bad):
		return badTLS(bad)
	case errors.Is(err, syscall.ECONNREFUSED):
		return unreachablef("%s refused the connection", host)
	case len(head) > 0 && !strings.HasPrefix(string(head), "HTTP/"):
		return &trouble{kind: record.ServerError, detail: "the answer is not HTTP: " + quoteStart(head)}
	case len(head) > 0 && isDisconnect(err):
		return &trouble{kind: record.Truncated, detail: "the answer broke off within its header fields"}
	case len(head) > 0:
		return &trouble{kind: record.ServerError, detail: "the answer cannot be understood: " + plain(err.Error())}
	case isDisconnect(err):
		return unreachablef("%s closed the connection without an answer", host)
	}
	return unreachablef("%s could not be reached: %s", host, plain(err.Error()))
}

func isPrivate(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork)
}

func isDisconnect(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		strings.Contains(err.Error(), "server closed idle connection")
}

// badTLS says what is wrong with a server's certificate.
func badTLS(e *tlsError) *trouble {
	var cert *tls.CertificateVerificationError
	if !errors.As(e, &cert) {
		return unreachablef("no secure connection to %s: %s", e.server, plain(e.err.Error()))
	}
	t := &trouble{kind: record.Certificate, detail: "the certificate of " + e.server + " is not to be trusted: " + plain(cert.Err.Error())}
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(cert.Err, &invalid) && invalid.Reason == x509.Expired && invalid.Cert.NotAfter.Before(time.Now()):
		t.detail = fmt.Sprintf("the certificate of %s expired on %s", e.server, invalid.Cert.NotAfter.UTC().Format(time.DateOnly))
	case errors.As(cert.Err, &invalid) && invalid.Reason == x509.Expired:
		t.detail = fmt.Sprintf("the certificate of %s is valid only from %s on", e.server, invalid.Cert.NotBefore.UTC().Format(time.DateOnly))
	case errors.As(cert.Err, &name):
		t.detail = fmt.Sprintf("the certificate of %s is for %s", e.server, plain(strings.Join(name.Certificate.DNSNames, ", ")))
	case errors.As(cert.Err, &unknown):
		t.detail = "the certificate of " + e.server + " is signed by an unknown authority"
	}
	return t
}

// cutShort says why a body ended early, in WARC's words and in ours.
func cutShort(ctx context.Context, err error, got int, announced, limit int64, timeout time.Duration) (string, *trouble) {
	switch {
	case errors.Is(err, errTooLong):
		return "length", refusedf("the body is larger than %s", size(limit))
	case ctx.Err() != nil && outOfTime(ctx):
		return "time", truncatedf("the body was not complete within %s: %s came", timeout, size(int64(got)))
	case ctx.Err() != nil:
		return "time", unreachablef("the look was called off")
	case announced > 0:
		return "disconnect", truncatedf("%d of %d bytes came", got, announced)
	}
	return "disconnect", truncatedf("the connection broke off after %s of the body", size(int64(got)))
}

func truncatedf(format string, args ...any) *trouble {
	return &trouble{kind: record.Truncated, detail: fmt.Sprintf(format, args...)}
}

// badCoding says why a body could not be decoded.
func badCoding(err error, limit int64) *trouble {
	switch {
	case errors.Is(err, errTooLarge):
		t := refusedf("the decompressed body is larger than %s", size(limit))
		t.large = true
		return t
	case errors.Is(err, errCoding):
		return &trouble{kind: record.ServerError, detail: "the body is coded in a way that stet cannot read: " + plain(err.Error())}
	}
	return truncatedf("the compressed body is damaged: %s", plain(err.Error()))
}

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 10<<20:
		return fmt.Sprintf("%d MB", n/1e6)
	case n >= 10<<10:
		return fmt.Sprintf("%d kB", n/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}

// quoteStart shows the beginning of bytes that should have been text.
func quoteStart(b []byte) string {
	return fmt.Sprintf("%q", b[:min(len(b), 40)])
}

// plain makes text from the outside fit for a sentence: one line, no control
// characters, not endless.
func plain(s string) string { return clip(s, 300) }

// clip is plain with a bound of its own, in bytes.
func clip(s string, most int) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsGraphic(r)
	}), " ")
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}

// headerText makes s fit for a header field: printable ASCII.
func headerText(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s))
}
