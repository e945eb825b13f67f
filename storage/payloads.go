package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"stet/record"
)

// The ways in which a payload is packed. A later one may be packed against
// another payload.
const (
	packedNot  = 0
	packedZstd = 1
)

// Long values need as much free room in one piece, so payloads are cut.
const chunkSize = 256 << 10

// A payload's row, binary: the packing in one byte, then as uvarints its
// size, its size packed, the number of its first chunk and how many chunks
// there are; they have successive numbers. Chunks are numbered as they come,
// so that the bulk of the archive only ever grows at its end, and the index
// by digest, where new keys fall anywhere, stays small.
type payloadRow struct {
	packing byte
	size    int64
	packed  int64
	first   uint64
	chunks  int
}

func (r payloadRow) append(b []byte) []byte {
	b = append(b, r.packing)
	for _, n := range []uint64{uint64(r.size), uint64(r.packed), r.first, uint64(r.chunks)} {
		b = binary.AppendUvarint(b, n)
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
	if len(rest) > 0 || n[0] > maxSize || n[1] > maxSize || n[3] > maxSize/chunkSize+1 {
		return r, errors.New("impossible sizes")
	}
	return payloadRow{packing, int64(n[0]), int64(n[1]), n[2], int(n[3])}, nil
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
}

// Keep keeps payloads under their digests; what is there already is left
// alone. When it returns without an error they are on the disk. A payload of
// no bytes needs no keeping. It refuses one of more than 1 GiB.
func (s *Store) Keep(bodies ...[]byte) error {
	var list []kept
	total := 0
	for _, body := range bodies {
		if len(body) > maxSize {
			return fmt.Errorf("keep a payload of %d bytes in %s: more than %d", len(body), s.path, maxSize)
		}
		if len(body) > 0 {
			k := s.packed(body)
			list = append(list, k)
			total += len(k.packed)
		}
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
	row := payloadRow{packing: k.packing, size: int64(k.size), packed: int64(len(k.packed)), first: t.nextChunk()}
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
	what := "payload " + d.String()
	v := t.get(payloadsBucket, d[:])
	if v == nil {
		return nil, &failure{fmt.Sprintf("%s does not keep the payload %s", t.s.path, d), ErrNotKept}
	}
	_, b, err := unseal(d[:], v)
	if err != nil {
		return nil, t.damaged(what, err)
	}
	row, err := parsePayloadRow(b)
	if err != nil {
		return nil, t.damaged(what, err)
	}
	body, err := unpacked(t.s.pack(), row, func(n uint64) []byte { return t.get(chunksBucket, chunkKey(n)) })
	if err == nil && record.DigestOf(body) != d {
		err = errors.New("its bytes do not match its digest")
	}
	return body, t.damaged(what, err)
}

// unpacked returns a payload whose chunks chunk returns.
func unpacked(p *packer, row payloadRow, chunk func(uint64) []byte) ([]byte, error) {
	var packed []byte
	for i := range row.chunks {
		packed = append(packed, chunk(row.first+uint64(i))...)
	}
	if int64(len(packed)) != row.packed {
		return nil, fmt.Errorf("%d packed bytes instead of %d", len(packed), row.packed)
	}
	switch row.packing {
	case packedNot:
		return packed, nil
	case packedZstd:
		return p.dec.DecodeAll(packed, make([]byte, 0, row.size))
	}
	return nil, fmt.Errorf("packed in the unknown way %d", row.packing)
}
