package storage

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"stet/record"
)

// A packedPayload is the row of a payload. There may be a million of them:
// what builds on one is a list within the list of all.
type packedPayload struct {
	digest  record.Digest
	row     payloadRow
	delta   int32 // the first that builds on it: its place, counted from 1; 0: none
	next    int32 // the next one that builds on the same base
	reached bool  // it stands by itself, or builds on what does
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
	a.packed = append(a.packed, packedPayload{digest: d, row: row})
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
	a     *audit
	order []int32 // places in the list of payloads
	of    int     // how many chunks of the first one came
}

func newOwed(a *audit) *owed { return &owed{a: a, order: a.inOrder()} }

// inOrder returns the places of the payloads in the order in which they lie
// in the file.
func (a *audit) inOrder() []int32 {
	order := make([]int32, len(a.packed))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int { return cmp.Compare(a.packed[i].row.first, a.packed[j].row.first) })
	return order
}

// take reports whether a payload waits for the chunk.
func (o *owed) take(number uint64) bool {
	for ; len(o.order) > 0; o.order, o.of = o.order[1:], 0 {
		p := o.a.packed[o.order[0]]
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

// payloads unpacks every payload and holds it against its digest: those that
// stand by themselves in the order in which they lie in the file, and after
// each of them the deltas that build on it.
func (a *audit) payloads() error {
	a.linkDeltas()
	if !a.how.Quick {
		for len(a.alone) > 0 || len(a.built) > 0 {
			if err := a.hold(a.somePayloads); err != nil {
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

// linkDeltas lays the deltas with their bases. What builds on nothing, or on
// itself, is damaged.
func (a *audit) linkDeltas() {
	for _, i := range a.inOrder() {
		p := &a.packed[i]
		if p.row.packing != packedDelta {
			a.alone = append(a.alone, i)
			continue
		}
		base, ok := slices.BinarySearchFunc(a.packed, p.row.base, func(q packedPayload, d record.Digest) int {
			return bytes.Compare(q.digest[:], d[:]) // the order of keys
		})
		if ok {
			p.next, a.packed[base].delta = a.packed[base].delta, i+1
		}
	}
	for todo := slices.Clone(a.alone); len(todo) > 0; {
		p := &a.packed[todo[len(todo)-1]]
		todo = todo[:len(todo)-1]
		p.reached = true
		if a.broken[p.digest] {
			continue // what builds on it is told below
		}
		for i := p.delta; i != 0; i = a.packed[i-1].next {
			d := a.packed[i-1]
			if d.row.depth != p.row.depth+1 {
				a.spoiled(d.digest, fmt.Errorf("it says that its depth is %d, and that of its base is %d", d.row.depth, p.row.depth))
			}
			todo = append(todo, i-1)
		}
	}
	for _, p := range a.packed {
		if !p.reached {
			a.spoiled(p.digest, fmt.Errorf("its base %s cannot be had", p.row.base))
		}
	}
}

// A build is an unpacked payload with deltas that build on it.
type build struct {
	body   []byte // nil: it could not be had
	digest record.Digest
	delta  int32 // the next one to unpack
}

func (a *audit) somePayloads() error {
	if err := a.findBuckets(newWalk(a.tree, func(error) {})); err != nil {
		return err
	}
	for start := time.Now(); time.Since(start) < holdFor; {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		p, base, ok := a.nextPayload()
		if !ok {
			return nil
		}
		body := a.unpack(p, base)
		if p.delta != 0 {
			a.built = append(a.built, build{body, p.digest, p.delta})
		}
		a.done += p.row.size
		if a.how.Progress != nil {
			a.how.Progress(a.done, a.health.Counts.PayloadBytes)
		}
	}
	return nil
}

// nextPayload returns what is to be unpacked next, and its base. A body is
// let go of when the last delta takes it.
func (a *audit) nextPayload() (p packedPayload, base build, ok bool) {
	if last := len(a.built) - 1; last >= 0 {
		b := &a.built[last]
		base, p = *b, a.packed[b.delta-1]
		if b.delta = p.next; b.delta == 0 {
			b.body = nil
			a.built = a.built[:last]
		}
		return p, base, true
	}
	if len(a.alone) == 0 {
		return p, base, false
	}
	p, a.alone = a.packed[a.alone[0]], a.alone[1:]
	return p, base, true
}

// unpack returns a payload, or nil after it told what is wrong with it.
func (a *audit) unpack(p packedPayload, base build) []byte {
	if a.broken[p.digest] {
		return nil
	}
	var body []byte
	err := fmt.Errorf("its base %s is damaged", base.digest)
	if p.row.packing != packedDelta || base.body != nil {
		body, err = unpacked(a.s.pack(), p.row, base.body, a.chunk)
	}
	if err == nil && record.DigestOf(body) != p.digest {
		err = errors.New("its bytes do not match its digest")
	}
	if err != nil {
		a.spoiled(p.digest, err)
		return nil
	}
	return body
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
			if len(k) != lookKeySize {
				return
			}
			if l, _, err := a.s.pack().readLook(k, v); err == nil {
				a.ofLook(pageOf(k), timeOf(k[8:]), "look", is(l.Payload.Digest))
				a.ofLook(pageOf(k), timeOf(k[8:]), "screenshot", is(l.Screenshot))
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
