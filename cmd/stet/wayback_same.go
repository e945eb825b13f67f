package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"net/textproto"
	"time"

	"stet/memento"
	"stet/record"
)

// A sameness is what two captures of a page have in common that hold the same
// answer. The digest alone would take redirects for each other, whose bodies
// are empty.
type sameness struct {
	digest string
	status int
}

func samenessOf(c memento.Capture) sameness { return sameness{c.Digest, c.Status} }

// A repeated is a capture that was taken in, to be had again out of the
// archive.
type repeated struct {
	at      time.Time
	head    []byte
	payload record.Digest
}

// keep remembers a capture that was taken in, by its digest and the status
// that it had, and that its list said it had.
func (h *pageHistory) keep(c memento.Capture, e record.Exchange, payload record.Digest) {
	if c.Digest == "" || payload.IsZero() || e.Truncated != "" || isRedirect(e.Status) {
		return
	}
	for _, status := range []int{c.Status, e.Status} {
		key := sameness{c.Digest, status}
		if _, ok := h.same[key]; !ok {
			h.same[key] = repeated{c.At, e.Head, payload}
		}
	}
}

// recall remembers what an earlier import took in.
func (h *pageHistory) recall(looks []record.Look, list []memento.Capture) {
	at := map[time.Time]memento.Capture{}
	for _, c := range list {
		at[c.At] = c
	}
	for _, l := range looks {
		if c, ok := at[l.Time.UTC()]; ok && l.Origin != "" && len(l.Exchanges) == 1 {
			h.keep(c, l.Exchanges[0], l.Exchanges[0].Payload.Digest)
		}
	}
}

// repeat returns the answer of a capture that is, by the digest in the list,
// that of an earlier one; nil where it is not.
func (h *pageHistory) repeat(c memento.Capture) (e *record.Exchange, origin string, err error) {
	before, ok := h.same[samenessOf(c)]
	if !ok || c.Digest == "" {
		return nil, "", nil
	}
	body, err := h.store.Payload(before.payload)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", errArchive, err)
	}
	status, header := parseHead(before.head)
	e = &record.Exchange{URL: c.URL, Started: c.At, Status: status, Head: before.head, Header: header, Body: body}
	origin = fmt.Sprintf("%s (by its digest that of %s)", h.address(c), before.at.UTC().Format(time.DateTime))
	return e, origin, nil
}

func (h *pageHistory) address(c memento.Capture) string {
	if c.Address != "" {
		return c.Address
	}
	return h.client.Service.Raw(c.At, c.URL)
}

// parseHead reads a head that memento wrote.
func parseHead(head []byte) (status int, h http.Header) {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	fmt.Sscanf(string(line), "HTTP/1.1 %d", &status)
	fields, _ := textproto.NewReader(bufio.NewReader(bytes.NewReader(rest))).ReadMIMEHeader()
	return status, http.Header(fields)
}
