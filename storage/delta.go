package storage

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"

	"github.com/klauspost/compress/zstd"

	"stet/record"
)

// A page that is looked at for years is nearly the same each time, so that a
// payload is packed against the page's last one, its base. To unpack it its
// base has to be unpacked first, and so on down to one that is packed by
// itself; there are at most maxDeltas of them on the way.
//
// Against one and the same early payload, with no chain, archives grow to
// between 1.3 and 4.6 times as much, as pages drift away from it.
const (
	maxDeltas = 32
	minDelta  = 256     // bytes; a shorter payload is not worth a base
	maxDelta  = 4 << 20 // longer ones are files that have little in common

	// A delta that takes more of what the payload takes by itself is not
	// worth depending on the base. (With 40 per cent real pages take a tenth
	// more than with 80.)
	maxDeltaPercent = 80
)

// KeepAgainst is [Store.Keep] of what a look at a page brought, the page's own
// body last. That one takes less room when it is packed against base, the
// page's last payload; the zero digest is none.
func (s *Store) KeepAgainst(base record.Digest, bodies ...[]byte) error {
	for _, body := range bodies {
		if err := s.checkSize(body); err != nil {
			return err
		}
	}
	known, b, err := s.known(base, bodies)
	if err != nil {
		return err
	}
	var list []kept
	for i, body := range bodies {
		switch {
		case len(body) == 0 || known[i]:
		case i == len(bodies)-1:
			list = append(list, s.packedAgainst(b, body))
		default:
			list = append(list, s.packed(body))
		}
	}
	return s.keepAll(list)
}

// A base is what a payload may be packed against.
type base struct {
	digest record.Digest
	body   []byte // nil: none
	depth  int    // of a payload packed against it
}

// known reports which bodies are kept already, and returns the payload d as
// the base of the last one where it is not. Without a base it does not ask: of
// a new page hardly anything is kept.
func (s *Store) known(d record.Digest, bodies [][]byte) (known []bool, b base, err error) {
	known = make([]bool, len(bodies))
	if d.IsZero() {
		return known, b, nil
	}
	err = s.read(func(t *tx) error {
		for i, body := range bodies {
			known[i] = t.keeps(record.DigestOf(body))
		}
		if last := len(bodies) - 1; last >= 0 && !known[last] && isForDeltas(int64(len(bodies[last]))) {
			b = t.base(d)
		}
		return nil
	})
	if errors.Is(err, ErrNoArchive) {
		err = nil
	}
	return known, b, err
}

// base returns a payload as a base, if it is fit for one. Where it cannot be
// read the next one stands by itself.
func (t *tx) base(d record.Digest) base {
	rows, err := t.payloadRows(d)
	if err != nil || len(rows) > maxDeltas || !isForDeltas(rows[0].size) {
		return base{}
	}
	body, err := t.payload(d)
	if err != nil {
		return base{}
	}
	return base{d, body, len(rows)}
}

// isForDeltas reports whether payloads of a size are packed against others.
func isForDeltas(size int64) bool { return minDelta <= size && size <= maxDelta }

// packedAgainst packs a payload against a base, where that is worth it.
func (s *Store) packedAgainst(b base, body []byte) kept {
	k := s.packed(body)
	if b.body == nil {
		return k
	}
	packed, err := delta(b.body, body)
	if err != nil || len(packed)*100 > len(k.packed)*maxDeltaPercent {
		return k
	}
	// The base is all that a bug in packing would leave us with.
	if again, err := undelta(b.body, packed, int64(len(body))); err != nil || !bytes.Equal(again, body) {
		return k
	}
	k.packing, k.packed, k.depth, k.base = packedDelta, packed, b.depth, b.digest
	return k
}

func delta(base, body []byte) ([]byte, error) {
	// The encoder makes as much room as the window takes: no more than both.
	window := max(1<<bits.Len(uint(len(base)+len(body))), zstd.MinWindowSize)
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithWindowSize(window), zstd.WithEncoderDictRaw(1, base))
	if err != nil {
		return nil, err
	}
	return enc.EncodeAll(body, nil), nil
}

func undelta(base, packed []byte, size int64) ([]byte, error) {
	dec := newUndelta()
	defer dec.Close()
	return undeltaBy(dec, base, packed, make([]byte, 0, min(size, maxDelta)), size)
}

// newUndelta returns a decoder for undeltaBy, which may use it again and again.
func newUndelta() *zstd.Decoder {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxSize))
	if err != nil {
		panic(err) // with these options it cannot fail
	}
	return dec
}

// undeltaBy returns what was packed against base, in room where that is enough.
func undeltaBy(dec *zstd.Decoder, base, packed, room []byte, size int64) ([]byte, error) {
	if err := dec.ResetWithOptions(nil, zstd.WithDecoderDictRaw(1, base)); err != nil {
		return nil, err
	}
	body, err := dec.DecodeAll(packed, room[:0])
	if err == nil && int64(len(body)) != size {
		err = fmt.Errorf("%d bytes instead of %d", len(body), size)
	}
	return body, err
}
