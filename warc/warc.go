// Package warc writes looks as WARC 1.1 (ISO 28500:2017) and WACZ 1.1.1
// files that the tools of web archives read, and reads such files, also those
// of other makers.
//
// To write, hand a [Writer] the looks of one page after the other, each in
// time order, and close it:
//
//	w := warc.NewWriter(out, warc.Options{Gzip: true, Software: "stet 0.1.0", Name: warc.InWACZ, Payload: store.Payload})
//	err := w.Add(page, look)      // request, response and metadata records, or a revisit
//	err = w.Close()
//	index := w.CDXJ()             // for a WACZ, see WriteWACZ
//
// The same looks give the same bytes: record IDs are made of what they name
// (UUID version 5), times are those of the looks, and the compressor is a
// module whose version go.mod fixes, as compress/flate promises nothing from
// one Go to the next.
//
// To read, open a file and go through its records; a response is read into a
// [record.Exchange] by [Record.Exchange]:
//
//	f, err := warc.Open("old.warc.gz")
//	for {
//		r, err := f.Next()        // io.EOF after the last
//		…
//	}
//
// Readers hold one record's header in memory and never more of a block than
// they are asked for, whatever a file says of itself.
//
// Left to others: which looks to write and what to make of what was read
// (cmd/stet), what a look means (watch).
package warc

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// The types of record that are written and read (WARC 1.1 section 6).
const (
	Info     = "warcinfo"
	Request  = "request"
	Response = "response"
	Metadata = "metadata"
	Revisit  = "revisit"
	Resource = "resource"
)

// The profiles of revisit records (WARC 1.1 section 6.7).
const (
	samePayload = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	notModified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
)

// A Field is one named field of a record's header.
type Field struct{ Name, Value string }

// Fields are the fields of a record's header in their order.
type Fields []Field

// Get returns the first value of a field; names are compared without case.
func (f Fields) Get(name string) string {
	for _, field := range f {
		if strings.EqualFold(field.Name, name) {
			return field.Value
		}
	}
	return ""
}

// space is the name space of the record IDs: a UUID drawn once for stet.
var space = [16]byte{0x5e, 0x2b, 0x0c, 0x9d, 0x61, 0x3a, 0x4f, 0x27, 0x9a, 0x44, 0x73, 0x74, 0x65, 0x74, 0x01, 0x10}

// recordID returns the ID of the record that parts describe: a UUID of
// version 5 (RFC 9562 section 5.5), so that the same record has the same ID
// in every export.
func recordID(parts ...string) string {
	h := sha1.New()
	h.Write(space[:])
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	u := h.Sum(nil)[:16]
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	x := hex.EncodeToString(u)
	return "<urn:uuid:" + strings.Join([]string{x[:8], x[8:12], x[12:16], x[16:20], x[20:]}, "-") + ">"
}

// date writes a time as WARC-Date has it: WARC 1.1 allows up to nine digits
// of a second.
func date(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
