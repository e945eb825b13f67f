package storage

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"stet/record"
)

// A packedPayload is the row of a payload that is still to be unpacked.
type packedPayload struct {
	digest record.Digest
	row    payloadRow
}

func (a *audit) checkPayload(k, v []byte) {
	if !a.sized(payloadsBucket, k, len(record.Digest{})) {
		return
	}
	a.health.Counts.Payloads++
	d := record.Digest(k)
	_, b, err := unseal(k, v)
	var row payloadRow
	if err == nil {
		row, err = parsePayloadRow(b)
	}
	if err != nil {
		a.spoiled(d, err)
		return
	}
	a.health.Counts.PayloadBytes += row.size
	a.packed = append(a.packed, packedPayload{d, row})
}

// spoiled notes a payload that cannot be had.
func (a *audit) spoiled(d record.Digest, err error) {
	a.broken[d] = true
	a.damaged("payload "+d.String(), err)
}

// checkChunk holds chunks, which come in the order of their numbers, against
// the payloads, each of which has its own.
func (a *audit) checkChunk(k, _ []byte) {
	if !a.sized(chunksBucket, k, 8) {
		return
	}
	if a.owed == nil {
		a.owed = newOwed(a)
	}
	if !a.owed.take(binary.BigEndian.Uint64(k)) {
		a.general("bucket "+chunksBucket, fmt.Errorf("chunk %d belongs to no payload", binary.BigEndian.Uint64(k)))
	}
}

// owed goes through the payloads in the order of their chunks.
type owed struct {
	a    *audit
	next int // index of the payload whose chunk comes next
	of   int // how many of its chunks came
}

func newOwed(a *audit) *owed {
	slices.SortFunc(a.packed, func(p, q packedPayload) int { return cmp.Compare(p.row.first, q.row.first) })
	return &owed{a: a}
}

// take reports whether a payload waits for the chunk.
func (o *owed) take(number uint64) bool {
	for ; o.next < len(o.a.packed); o.next, o.of = o.next+1, 0 {
		p := o.a.packed[o.next]
		end := p.row.first + uint64(p.row.chunks)
		if number >= end {
			if o.of < p.row.chunks {
				o.a.spoiled(p.digest, fmt.Errorf("%d of its %d chunks are missing", p.row.chunks-o.of, p.row.chunks))
			}
			continue
		}
		if number < p.row.first {
			return false
		}
		o.of++
		return true
	}
	return false
}

// finish tells of the payloads whose chunks did not come.
func (o *owed) finish() { o.take(1<<64 - 1) }

// holdFor is for how long nobody can write while payloads are unpacked.
const holdFor = time.Second

// payloads unpacks every payload and holds it against its digest, in the
// order in which they lie in the file.
func (a *audit) payloads() error {
	if !a.how.Quick {
		done := int64(0)
		for i := 0; i < len(a.packed); {
			err := a.hold(func() error { return a.somePayloads(&i, &done) })
			if err != nil {
				return err
			}
			time.Sleep(pollEvery) // let writers in
		}
	}
	if len(a.broken) > 0 {
		return a.hold(a.touchedByPayloads)
	}
	return nil
}

func (a *audit) somePayloads(i *int, done *int64) error {
	if err := a.findBuckets(newWalk(a.tree, func(error) {})); err != nil {
		return err
	}
	for start := time.Now(); *i < len(a.packed) && time.Since(start) < holdFor; *i++ {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		p := a.packed[*i]
		if !a.broken[p.digest] {
			if err := a.unpack(p); err != nil {
				a.spoiled(p.digest, err)
			}
		}
		*done += p.row.size
		if a.how.Progress != nil {
			a.how.Progress(*done, a.health.Counts.PayloadBytes)
		}
	}
	return nil
}

func (a *audit) unpack(p packedPayload) error {
	body, err := unpacked(a.s.pack(), p.row, a.chunk)
	if err == nil && record.DigestOf(body) != p.digest {
		err = errors.New("its bytes do not match its digest")
	}
	return err
}

func (a *audit) chunk(number uint64) []byte {
	b, _ := a.get(chunksBucket, chunkKey(number))
	return b
}

// touchedByPayloads goes through the looks and versions once more and tells
// which of them name a payload that cannot be had.
func (a *audit) touchedByPayloads() error {
	w := newWalk(a.tree, func(error) {}) // told before
	if err := a.findBuckets(w); err != nil {
		return err
	}
	is := func(d record.Digest) error {
		if a.broken[d] {
			return fmt.Errorf("its payload %s is damaged", d)
		}
		return nil
	}
	for name, touch := range map[string]func(k, v []byte){
		versionsBucket: func(k, v []byte) {
			var row record.Version
			if len(k) == 12 && a.readJSON(k, v, &row) == nil {
				a.ofVersion(pageOf(k), row.Number, is(row.Payload.Digest))
			}
		},
		looksBucket: func(k, v []byte) {
			var l record.Look
			if len(k) == lookKeySize && len(v) > 0 && v[0] != asBinary && a.readJSON(k, v, &l) == nil {
				a.ofLook(pageOf(k), timeOf(k[8:]), "look", is(l.Payload.Digest))
			}
		},
		exchangesBucket: func(k, v []byte) {
			var rows []exchangeRow
			if len(k) == lookKeySize && a.readJSON(k, v, &rows) == nil {
				for _, row := range rows {
					a.ofLook(pageOf(k), timeOf(k[8:]), "exchanges", is(row.Payload.Digest))
				}
			}
		},
	} {
		if root := a.roots[name]; root != nil {
			w.each(root, func(leaf *node, it item) {
				if v, err := leaf.value(it); err == nil {
					touch(it.key, v)
				}
			})
		}
	}
	return a.ctx.Err()
}
