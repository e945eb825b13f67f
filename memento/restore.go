package memento

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"stet/record"
)

// restore makes the exchange that the archive's crawler had with the original
// server.
func (c *Client) restore(of Capture, a answer) (record.Exchange, Check, error) {
	e := record.Exchange{URL: of.URL, Started: of.At, Status: a.Status}
	if of.redirects() {
		e.Status = of.Status
	}
	o := readOriginal(a.Head)
	body, coding, digest := payload(of.Digest, a, o.get("Content-Encoding"))
	if len(body) == 0 && digest == Differs && !ofNothing(of.Digest) {
		return e, digest, fmt.Errorf("%w: what it sends is empty, and was not when it was archived", ErrNotPlayed)
	}
	if e.Status >= 300 && e.Status < 400 && e.Status != 304 {
		to := leadsTo(c.Service, of.URL, o.get("Location"), a.Header.Get("Location"))
		if to == "" {
			return e, digest, fmt.Errorf("%w: where the redirect led is not said", ErrNotPlayed)
		}
		o.set("Location", to)
	}
	if o.cutOff(coding, body) {
		e.Truncated = "disconnect"
	}
	o.describe(a.Header, coding, body, digest)
	e.Head, e.Header = o.head(e.Status)
	e.Body = body
	return e, digest, nil
}

// payload picks the bytes that were archived: those that came or, where the
// service packed them for the way, those within.
func payload(digest string, a answer, original string) (body []byte, coding string, found Check) {
	coding = strings.TrimSpace(a.Header.Get("Content-Encoding"))
	if bytes.Equal(a.Body, a.document) || strings.EqualFold(coding, "identity") {
		coding = ""
	}
	if found = check(a.Body, digest); found == Matches || coding == "" {
		if found == Differs && original != "" {
			found = Unknown // the digest is of the body packed
		}
		return a.Body, coding, found
	}
	if inner := check(a.document, digest); inner == Matches {
		return a.document, "", inner
	}
	if original != "" {
		return a.Body, coding, Unknown
	}
	if len(a.document) == 0 { // it could not be unpacked
		return a.Body, coding, found
	}
	return a.document, "", found
}

// leadsTo returns where a captured redirect led: as the original server said
// it or, where only that is left, out of the service's own address.
func leadsTo(s Service, from, said, rewritten string) string {
	to := said
	if _, of, ok := s.Unwrap(rewritten); ok && to == "" {
		to = of
	} else if to == "" {
		to = rewritten
	}
	if _, of, ok := s.Unwrap(to); ok {
		to = of
	}
	base, err := url.Parse(from)
	if err != nil || to == "" {
		return ""
	}
	u, err := base.Parse(to)
	if err != nil || u.Host == "" {
		return ""
	}
	return to
}
