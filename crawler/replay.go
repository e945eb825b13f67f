package crawler

import (
	"time"

	"stet/record"
)

// Replay returns the answer that a look would have given which saw these
// exchanges, one for each redirect hop: read from an archive file, say. They
// need URL, Head, Status, Header, Body and Truncated; their Payload is filled
// in. Nothing is asked over the network.
func (c *Crawler) Replay(began time.Time, exchanges []record.Exchange) record.Answer {
	l := &look{began: began}
	if len(exchanges) == 0 {
		return l.refuse(refusedf("no answer was recorded"))
	}
	l.request = record.Request{URL: exchanges[0].URL}
	for _, e := range exchanges {
		h := &hop{Exchange: e}
		h.reread(c.o.MaxBody)
		l.hops = append(l.hops, h)
		if e.Status == 304 {
			l.request.ETag = "recorded" // whoever asked had validators
		}
	}
	a := c.answer(l, nil)
	a.HoldHost = time.Time{} // that wish is long over
	return a
}

// reread names and decodes a body that was read elsewhere, as readBody does.
func (h *hop) reread(limit int64) {
	h.Payload = record.Payload{
		Size:     int64(len(h.Body)),
		Type:     h.Header.Get("Content-Type"),
		Encoding: h.Header.Get("Content-Encoding"),
	}
	if len(h.Body) > 0 {
		h.Payload.Digest = record.DigestOf(h.Body)
	}
	switch {
	case int64(len(h.Body)) > limit:
		h.trouble = refusedf("the body is larger than %s", size(limit))
		return
	case h.Truncated != "":
		h.trouble = truncatedf("the record holds only a part of the body (%s)", plain(h.Truncated))
		return
	case len(h.Body) == 0:
		return
	}
	h.decode(h.Body, limit)
}
