package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"stet/record"
)

// The ways in which a payload is packed.
const (
	packedNot   = 0
	packedZstd  = 1
	packedDelta = 2 // zstd with another payload, its base, as raw dictionary 1
)

// Long values need as much free room in one piece, so payloads are cut.
const chunkSize = 256 << 10

// A payload's row, binary: the packing in one byte, then as uvarints its
// size, its size packed, the number of its first chunk and how many chunks
// there are; they have successive numbers. A delta's row goes on with its depth
// (uvarint) and the digest of its base (delta.go). Chunks are numbered as they come,
// so that the bulk of the archive only ever grows at its end, and the index
// by digest, where new keys fall anywhere, stays small.
type payloadRow struct {
	packing byte
	size    int64
	packed  int64
	first   uint64
	chunks  int

	depth int           // of a delta: payloads to unpack before it
	base  record.Digest // of a delta
}

func (r payloadRow) append(b []byte) []byte {
	b = append(b, r.packing)
	for _, n := range []uint64{uint64(r.size), uint64(r.packed), r.first, uint64(r.chunks)} {
		b = binary.AppendUvarint(b, n)
	}
	if r.packing == packedDelta {
		b = append(binary.AppendUvarint(b, uint64(r.depth)), r.base[:]...)
	}
	return b
}

func parsePayloadRow(b []byte) (r payloadRow, err error) {
	if len(b) == 0 {
		return r, errors.New("empty")
	}
	packing := b[0]
	n, rest, err := uvarints(b[1:], 4)
	if err != nil {
		return r, err
	}
	if n[0] > maxSize || n[1] > maxSize || n[3] > maxSize/chunkSize+1 {
		return r, errors.New("impossible sizes")
	}
	r = payloadRow{packing: packing, size: int64(n[0]), packed: int64(n[1]), first: n[2], chunks: int(n[3])}
	if packing == packedDelta {
		depth, base, err := uvarints(rest, 1)
		if err != nil {
			return r, err
		}
		if len(base) != len(r.base) || depth[0] < 1 || depth[0] > maxDeltas {
			return r, errors.New("impossible base")
		}
		r.depth, r.base, rest = int(depth[0]), record.Digest(base), nil
	}
	if len(rest) > 0 {
		return r, fmt.Errorf("%d bytes too many", len(rest))
	}
	return r, nil
}

// uvarints reads n numbers off b.
func uvarints(b []byte, n int) (list []uint64, rest []byte, err error) {
	for range n {
		x, size := binary.Uvarint(b)
		if size <= 0 {
			return nil, nil, errors.New("cut off in a number")
		}
		list, b = append(list, x), b[size:]
	}
	return list, b, nil
}

// A kept is a payload ready to be put.
type kept struct {
	digest  record.Digest
	packing byte
	size    int
	packed  []byte
	depth   int // as in payloadRow
	base    record.Digest
}

// Keep keeps payloads under their digests; what is there already is left
// alone. When it returns without an error they are on the disk. A payload of
// no bytes needs no keeping. It refuses one of more than 1 GiB.
func (s *Store) Keep(bodies ...[]byte) error { return s.KeepAgainst(record.Digest{}, bodies...) }

func (s *Store) checkSize(body []byte) error {
	if len(body) > maxSize {
		return fmt.Errorf("keep a payload of %d bytes in %s: more than %d", len(body), s.path, maxSize)
	}
	return nil
}

func (s *Store) keepAll(list []kept) error {
	total := 0
	for _, k := range list {
		total += len(k.packed)
	}
	if len(list) == 0 {
		return nil
	}
	return s.write(total, func(t *tx) error {
		for _, k := range list {
			if err := t.keep(k); err != nil {
				return err
			}
		}
		return nil
	})
}

// packed packs a payload; this is done before the transaction, by each
// caller for itself.
func (s *Store) packed(body []byte) kept {
	k := kept{digest: record.DigestOf(body), packing: packedZstd, size: len(body)}
	k.packed = s.pack().enc.EncodeAll(body, make([]byte, 0, len(body)/3))
	if len(k.packed) >= len(body) {
		k.packing, k.packed = packedNot, body
	}
	return k
}

func (t *tx) keep(k kept) error {
	if t.keeps(k.digest) {
		return nil
	}
	row := payloadRow{packing: k.packing, size: int64(k.size), packed: int64(len(k.packed)), first: t.nextChunk(), depth: k.depth, base: k.base}
	for chunk := range slices.Chunk(k.packed, chunkSize) {
		if err := t.put(chunksBucket, chunkKey(row.first+uint64(row.chunks)), chunk); err != nil {
			return err
		}
		row.chunks++
	}
	key := k.digest[:]
	return t.put(payloadsBucket, key, seal(key, asBinary, row.append(nil)))
}

// keeps reports whether the payload with digest d is kept. The digest of no
// bytes always is.
func (t *tx) keeps(d record.Digest) bool {
	return d == record.DigestOf(nil) || t.get(payloadsBucket, d[:]) != nil
}

func (t *tx) nextChunk() uint64 {
	k, _ := t.bucket(chunksBucket).Cursor().Last()
	if k == nil {
		return 0
	}
	return binary.BigEndian.Uint64(k) + 1
}

func chunkKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// Payload returns the payload with digest d, which was checked against its
// bytes: ErrDamaged if they do not match, ErrNotKept if there is none.
func (s *Store) Payload(d record.Digest) (body []byte, err error) {
	if d == record.DigestOf(nil) {
		return []byte{}, nil
	}
	err = s.read(func(t *tx) error {
		body, err = t.payload(d)
		return err
	})
	if err != nil {
		return nil, err
	}
	return body, nil
}

func (t *tx) payload(d record.Digest) ([]byte, error) {
	rows, err := t.payloadRows(d)
	if err != nil {
		return nil, err
	}
	var body []byte
	for _, row := range slices.Backward(rows) {
		body, err = unpacked(t.s.pack(), row, body, func(n uint64) []byte { return t.get(chunksBucket, chunkKey(n)) })
		if err != nil {
			return nil, t.damaged("payload "+d.String(), err)
		}
	}
	if record.DigestOf(body) != d {
		return nil, t.damaged("payload "+d.String(), errors.New("its bytes do not match its digest"))
	}
	return body, nil
}

// payloadRows returns the row of a payload and those of its bases, one behind
// the other.
func (t *tx) payloadRows(d record.Digest) (rows []payloadRow, err error) {
	for next := d; ; next = rows[len(rows)-1].base {
		v := t.get(payloadsBucket, next[:])
		switch {
		case v == nil && len(rows) == 0:
			return nil, &failure{fmt.Sprintf("%s does not keep the payload %s", t.s.path, d), ErrNotKept}
		case v == nil:
			err = fmt.Errorf("its base %s is missing", next)
		case len(rows) > maxDeltas:
			err = errors.New("its bases come to no end")
		}
		var body []byte
		if err == nil {
			_, body, err = unseal(next[:], v)
		}
		var row payloadRow
		if err == nil {
			row, err = parsePayloadRow(body)
		}
		if err != nil {
			return nil, t.damaged("payload "+d.String(), err)
		}
		rows = append(rows, row)
		if row.packing != packedDelta {
			return rows, nil
		}
	}
}

// unpacked returns a payload whose chunks chunk returns, and of a delta base.
func unpacked(p *packer, row payloadRow, base []byte, chunk func(uint64) []byte) ([]byte, error) {
	packed, err := joined(row, chunk)
	if err != nil {
		return nil, err
	}
	if row.packing == packedDelta {
		return undelta(base, packed, row.size)
	}
	return p.unpackAlone(row, packed, make([]byte, 0, row.size))
}

// joined returns the chunks of a payload as one piece, which may be the only
// chunk itself.
func joined(row payloadRow, chunk func(uint64) []byte) (packed []byte, err error) {
	if row.chunks == 1 {
		packed = chunk(row.first)
	} else {
		for i := range row.chunks {
			packed = append(packed, chunk(row.first+uint64(i))...)
		}
	}
	if int64(len(packed)) != row.packed {
		err = fmt.Errorf("%d packed bytes instead of %d", len(packed), row.packed)
	}
	return packed, err
}

// unpackAlone returns a payload that builds on no other, in room where that
// is enough.
func (p *packer) unpackAlone(row payloadRow, packed, room []byte) ([]byte, error) {
	switch row.packing {
	case packedNot:
		return append(room[:0], packed...), nil
	case packedZstd:
		return p.dec.DecodeAll(packed, room[:0])
	}
	return nil, fmt.Errorf("packed in the unknown way %d", row.packing)
}
