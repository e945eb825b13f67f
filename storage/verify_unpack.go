package storage

import (
	"errors"
	"fmt"
	"time"

	"github.com/klauspost/compress/zstd"

	"stet/record"
)

// An unpacker unpacks payloads and holds them against their digests: those
// that stand by themselves in the order in which they lie in the file, and
// after each of them all deltas that build on it, so that each payload is
// unpacked once. Unpackers that work side by side share what stands by itself.
type unpacker struct {
	a     *audit
	now   *glance
	dec   *zstd.Decoder // for deltas
	built []build       // what deltas wait for
	free  [][]byte      // room of bodies that are done with
}

// A build is an unpacked payload with deltas that build on it.
type build struct {
	body   []byte // nil: it could not be had
	digest record.Digest
	delta  int32 // the next one to unpack
}

func newUnpacker(a *audit) *unpacker { return &unpacker{a: a, dec: newUndelta()} }

func (u *unpacker) some(g *glance, until time.Time) (more bool, err error) {
	u.now = g
	for {
		if err := u.a.ctx.Err(); err != nil {
			return false, err
		}
		if !u.one() {
			u.dec.Close()
			return false, nil
		}
		if time.Now().After(until) {
			return true, nil
		}
	}
}

// one unpacks the next payload; it returns false where there is none.
func (u *unpacker) one() bool {
	p, base, ok := u.next()
	if !ok {
		return false
	}
	body, size := u.unpack(p, base)
	if base.delta == 0 { // that was the last one that builds on it
		u.recycle(base.body)
	}
	if p.delta != 0 {
		u.built = append(u.built, build{body, p.digest, p.delta})
	} else {
		u.recycle(body)
	}
	u.a.unpacked(size)
	return true
}

// next returns what is to be unpacked next, and its base, as it is after.
func (u *unpacker) next() (p packedPayload, base build, ok bool) {
	if last := len(u.built) - 1; last >= 0 {
		b := &u.built[last]
		p = u.a.packed[b.delta-1]
		b.delta = p.next
		if base = *b; b.delta == 0 {
			b.body, u.built = nil, u.built[:last]
		}
		return p, base, true
	}
	i, ok := u.a.nextAlone()
	if !ok {
		return p, base, false
	}
	return u.a.packed[i], base, true
}

// unpack returns a payload, or nil after it told what is wrong with it.
func (u *unpacker) unpack(p packedPayload, base build) (body []byte, size int64) {
	if u.a.isBroken(p.digest) {
		return nil, 0
	}
	body, size, err := u.body(p, base)
	if err == nil && record.DigestOf(body) != p.digest {
		err = errors.New("its bytes do not match its digest")
	}
	if err != nil {
		u.a.spoiled(p.digest, err)
		return nil, size
	}
	return body, size
}

func (u *unpacker) body(p packedPayload, base build) (body []byte, size int64, err error) {
	v, _ := u.now.get(payloadsBucket, p.digest[:])
	row, err := sealedPayloadRow(p.digest[:], v)
	if err != nil {
		return nil, 0, err
	}
	packed, err := joined(row, u.chunk)
	switch {
	case err != nil:
	case row.packing != packedDelta:
		body, err = u.a.s.pack().unpackAlone(row, packed, u.room(row.size))
	case base.body == nil:
		err = fmt.Errorf("its base %s is damaged", row.base)
	default:
		body, err = undeltaBy(u.dec, base.body, packed, u.room(min(row.size, maxDelta)), row.size)
	}
	return body, row.size, err
}

func (u *unpacker) chunk(number uint64) []byte {
	b, _ := u.now.get(chunksBucket, chunkKey(number))
	return b
}

// room returns room for a body: making it anew each time takes a tenth of
// the time that it takes to unpack.
func (u *unpacker) room(size int64) []byte {
	if last := len(u.free) - 1; last >= 0 {
		b := u.free[last]
		u.free = u.free[:last]
		if int64(cap(b)) >= size {
			return b[:0]
		}
	}
	return make([]byte, 0, size)
}

func (u *unpacker) recycle(body []byte) {
	if cap(body) > 0 && cap(body) <= maxDelta && len(u.free) < 4 {
		u.free = append(u.free, body)
	}
}

// nextAlone takes the next payload that stands by itself.
func (a *audit) nextAlone() (place int32, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.alone) == 0 {
		return 0, false
	}
	place, a.alone = a.alone[0], a.alone[1:]
	return place, true
}

// unpacked counts a payload and tells how far it is.
func (a *audit) unpacked(size int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done += size
	if a.how.Progress != nil {
		a.how.Progress(a.done, a.health.Counts.PayloadBytes)
	}
}
