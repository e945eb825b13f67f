package warc

import (
	"io"
	"strings"
	"time"

	"stet/record"
)

// A page that a browser rendered is written as the server's own answer, like
// any other, and beside it as resource records (WARC 1.1 section 6.4) what the
// browser made of it: the document, and the picture under the address that
// browsertrix-crawler gives such pictures. Indexers take neither for the page.
const (
	renderedURN = "urn:stet:rendered:"
	pictureURN  = "urn:view:"
)

// rendering writes what a browser made of a look's answer, which is the
// record about. The looks after it are no revisits of that answer: what was
// the same again is the rendering.
func (w *Writer) rendering(p record.Page, l record.Look, url string, at time.Time, about string) error {
	if l.Browser == "" {
		return nil
	}
	delete(w.last, p.ID)
	for _, part := range []struct {
		urn, kind string
		digest    record.Digest
	}{{renderedURN, record.RenderedType, l.Payload.Digest}, {pictureURN, "image/png", l.Screenshot}} {
		if part.digest.IsZero() {
			continue
		}
		body, err := w.o.Payload(part.digest)
		if err != nil {
			return err
		}
		_, _, err = w.w.write(Fields{
			{"WARC-Type", Resource}, {"WARC-Record-ID", recordID(Resource, part.urn, p.URL, date(l.Time))}, {"WARC-Date", date(at)},
			{"WARC-Warcinfo-ID", w.info}, {"WARC-Target-URI", part.urn + url}, {"WARC-Concurrent-To", about},
			{"WARC-Payload-Digest", digest(body)}, {"Content-Type", part.kind},
		}, body)
		if err != nil {
			return err
		}
	}
	return nil
}

// Rendering says whether the record is a part of what a browser made of an
// answer, as [Writer.Add] writes it: the document, or a picture of it.
func (r *Record) Rendering() (document, picture bool) {
	if r.Type() != Resource {
		return false, false
	}
	return strings.HasPrefix(r.TargetURI(), renderedURN), strings.HasPrefix(r.TargetURI(), pictureURN)
}

// Bytes reads the block of a record, up to limit bytes; a longer one, and one
// that is not what its digest says, is ErrDamaged.
func (r *Record) Bytes(limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r.Block, limit+1))
	switch {
	case err != nil:
		return nil, damaged("record %s: %v", r.ID(), err)
	case int64(len(b)) > limit:
		return nil, damaged("record %s is larger than %d bytes", r.ID(), limit)
	case int64(len(b)) < r.Length:
		return nil, damaged("record %s ends early", r.ID())
	case !fits(b, r.Fields.Get("WARC-Block-Digest")):
		return nil, damaged("record %s is not what its digest says", r.ID())
	}
	return b, nil
}
