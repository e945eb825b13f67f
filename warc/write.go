package warc

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"

	"stet/record"
)

// level is how hard records are packed. Another level is another file.
const level = 6

// A recordWriter writes records one after the other, each in a gzip member of
// its own where gz is set, so that a reader can begin at any of them.
type recordWriter struct {
	out    io.Writer
	gz     bool
	offset int64
	packer *gzip.Writer
}

// write writes one record and returns where it lies.
func (w *recordWriter) write(fields Fields, block []byte) (offset, length int64, err error) {
	var b bytes.Buffer
	b.WriteString("WARC/1.1\r\n")
	for _, f := range fields {
		b.WriteString(f.Name + ": " + oneLine(f.Value) + "\r\n")
	}
	fmt.Fprintf(&b, "WARC-Block-Digest: %s\r\nContent-Length: %d\r\n\r\n", digest(block), len(block))
	b.Write(block)
	b.WriteString("\r\n\r\n")
	packed := b.Bytes()
	if w.gz {
		if packed, err = w.pack(packed); err != nil {
			return 0, 0, err
		}
	}
	n, err := w.out.Write(packed)
	offset = w.offset
	w.offset += int64(n)
	return offset, int64(n), err
}

// pack returns b as a gzip member that says nothing of when and where it was
// made.
func (w *recordWriter) pack(b []byte) ([]byte, error) {
	var out bytes.Buffer
	if w.packer == nil {
		packer, err := gzip.NewWriterLevel(&out, level)
		if err != nil {
			return nil, err
		}
		w.packer = packer
	} else {
		w.packer.Reset(&out)
	}
	if _, err := w.packer.Write(b); err != nil {
		return nil, err
	}
	if err := w.packer.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// digest returns the digest of b, also of no bytes, which record.Digest has
// no word for.
func digest(b []byte) string { return record.DigestOf(b).String() }

// oneLine keeps a value on its line: what came over the wire may try to add
// fields of its own.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}
