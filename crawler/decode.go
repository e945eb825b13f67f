package crawler

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// What may be wrong with a coded body.
var (
	errTooLarge = errors.New("larger than the limit") // a bomb, or a document that is too large
	errDamaged  = errors.New("damaged or cut off")
	errCoding   = errors.New("unknown content coding")
)

// maxCodings bounds how often a body may be coded over: nobody honest does it
// twice.
const maxCodings = 3

// decode undoes the content codings that a Content-Encoding header lists,
// last one first, and refuses to let any step grow beyond limit bytes.
//
//	"", "identity", "none", "utf-8"   the body as it is (the last two are common mistakes)
//	"gzip", "x-gzip"                  RFC 1952; a body without its magic number is taken as it is
//	"deflate"                         RFC 1950, or 1951 as some servers understand it
//	"br", "zstd"                      RFC 7932, RFC 8878
func decode(body []byte, encoding string, limit int64) ([]byte, error) {
	codings := codings(encoding)
	if len(codings) > maxCodings {
		return nil, fmt.Errorf("decode %q: %w", headerText(encoding), errCoding)
	}
	for i := len(codings) - 1; i >= 0 && len(body) > 0; i-- {
		out, err := decodeOne(body, codings[i], limit)
		if err != nil {
			return nil, fmt.Errorf("decode %s: %w", headerText(codings[i]), err)
		}
		body = out
	}
	return body, nil
}

// codings splits a Content-Encoding header into those that change the body.
func codings(encoding string) []string {
	var list []string
	for name := range strings.SplitSeq(strings.ToLower(encoding), ",") {
		switch name = strings.TrimSpace(name); name {
		case "", "identity", "none", "binary", "8bit", "7bit", "utf-8", "utf8", "iso-8859-1", "windows-1252":
		default:
			list = append(list, name)
		}
	}
	return list
}

func decodeOne(body []byte, coding string, limit int64) ([]byte, error) {
	in := bytes.NewReader(body)
	switch coding {
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
			return body, nil
		}
		r, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("%w: %v", errDamaged, err)
		}
		return readCapped(r, limit)
	case "deflate":
		if r, err := zlib.NewReader(in); err == nil {
			return readCapped(r, limit)
		}
		return readCapped(flate.NewReader(bytes.NewReader(body)), limit)
	case "br":
		return readCapped(brotli.NewReader(in), limit)
	case "zstd":
		// RFC 9659: a window of 8 MB is all that a server may ask of a client.
		r, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return nil, fmt.Errorf("%w: %v", errDamaged, err)
		}
		defer r.Close()
		return readCapped(r, limit)
	}
	return nil, errCoding
}

// readCapped reads all of r, or fails once it gives more than limit bytes.
func readCapped(r io.Reader, limit int64) ([]byte, error) {
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(out)) > limit {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errDamaged, err)
	}
	return out, nil
}
