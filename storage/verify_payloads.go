package storage

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"stet/record"
)

// A packedPayload is what is to be known of the row of a payload. There may
// be a million of them: what builds on one is a list within the list of all.
type packedPayload struct {
	digest  record.Digest
	first   uint64 // chunk
	delta   int32  // the first that builds on it: its place, counted from 1; 0: none
	next    int32  // the next one that builds on the same base
	chunks  uint16
	depth   uint8
	reached bool // it stands by itself, or builds on what does
}

// A builds says that a payload builds on another.
type builds struct {
	place int32
	on    record.Digest
}

func (a *audit) checkPayload(k, v []byte) {
	if !a.sized(payloadsBucket, k, len(record.Digest{})) {
		return
	}
	a.health.Counts.Payloads++
	d := record.Digest(k)
	row, err := sealedPayloadRow(k, v)
	if err != nil {
		a.spoiled(d, err)
		return
	}
	a.health.Counts.PayloadBytes += row.size
	if row.packing == packedDelta {
		a.deltas = append(a.deltas, builds{int32(len(a.packed)), row.base})
	}
	a.packed = append(a.packed, packedPayload{digest: d, first: row.first, chunks: uint16(row.chunks), depth: uint8(row.depth)})
}

func sealedPayloadRow(k, v []byte) (payloadRow, error) {
	_, b, err := unseal(k, v)
	if err != nil {
		return payloadRow{}, err
	}
	return parsePayloadRow(b)
}

// spoiled notes a payload that cannot be had.
func (a *audit) spoiled(d record.Digest, err error) {
	a.mu.Lock()
	a.broken[d] = true
	a.mu.Unlock()
	a.damaged("payload "+d.String(), err)
}

func (a *audit) isBroken(d record.Digest) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.broken[d]
}

// kept reports whether the archive has a row for a payload.
func (a *audit) kept(d record.Digest) error {
	if d.IsZero() || d == record.DigestOf(nil) {
		return nil
	}
	if _, ok := a.placeOf(d); ok {
		return nil
	}
	if err := a.has(payloadsBucket, d[:]); err != nil { // one that came since they were listed
		return fmt.Errorf("the payload %s is missing", d)
	}
	return nil
}

// placeOf finds a payload in the list.
func (a *audit) placeOf(d record.Digest) (place int, ok bool) {
	return slices.BinarySearchFunc(a.packed, d, func(p packedPayload, d record.Digest) int {
		return bytes.Compare(p.digest[:], d[:]) // the order of keys
	})
}

// nextChunk returns the number of the next chunk.
func (a *audit) nextChunk() uint64 {
	if root := a.roots[chunksBucket]; root != nil {
		if k, _, ok := root.last(); ok && len(k) == 8 {
			return binary.BigEndian.Uint64(k) + 1
		}
	}
	return 0
}

// checkChunk holds chunks, which come in the order of their numbers, against
// the payloads, each of which has its own.
func (a *audit) checkChunk(k, _ []byte) {
	if !a.sized(chunksBucket, k, 8) {
		return
	}
	if n := binary.BigEndian.Uint64(k); n < a.began.chunks && !a.owed.take(n) {
		a.general("bucket "+chunksBucket, fmt.Errorf("chunk %d belongs to no payload", n))
	}
}

// owed goes through the payloads in the order of their chunks.
type owed struct {
	a     *audit
	order []int32 // places in the list of payloads
	of    int     // how many chunks of the first one came
}

func newOwed(a *audit) *owed {
	order := a.inOrder()
	n := len(order)
	for n > 0 && a.packed[order[n-1]].first >= a.began.chunks {
		n-- // its chunks came since
	}
	return &owed{a: a, order: order[:n]}
}

// inOrder returns the places of the payloads in the order in which they lie
// in the file.
func (a *audit) inOrder() []int32 {
	order := make([]int32, len(a.packed))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int { return cmp.Compare(a.packed[i].first, a.packed[j].first) })
	return order
}

// take reports whether a payload waits for the chunk.
func (o *owed) take(number uint64) bool {
	for ; len(o.order) > 0; o.order, o.of = o.order[1:], 0 {
		p := o.a.packed[o.order[0]]
		chunks := int(p.chunks)
		if number >= p.first+uint64(chunks) {
			if o.of < chunks {
				o.a.spoiled(p.digest, fmt.Errorf("%d of its %d chunks are missing", chunks-o.of, chunks))
			}
			continue
		}
		if number < p.first {
			return false
		}
		o.of++
		return true
	}
	return false
}

// finish tells of the payloads whose chunks did not come.
func (o *owed) finish() { o.take(1<<64 - 1) }

// linkDeltas lays the deltas with their bases. What builds on nothing, or on
// itself, is damaged.
func (a *audit) linkDeltas() {
	alone := make([]bool, len(a.packed))
	for i := range alone {
		alone[i] = true
	}
	for _, d := range a.deltas {
		alone[d.place] = false
		if base, ok := a.placeOf(d.on); ok {
			p := &a.packed[d.place]
			p.next, a.packed[base].delta = a.packed[base].delta, d.place+1
		}
	}
	a.deltas = nil
	for _, i := range a.inOrder() {
		if alone[i] {
			a.alone = append(a.alone, i)
		}
	}
	a.reach()
	for _, p := range a.packed {
		// Where both came after we began, the base may have been added
		// behind our back: the next verification will meet it.
		if !p.reached && p.first < a.began.chunks {
			a.spoiled(p.digest, errors.New("its base cannot be had"))
		}
	}
}

// reach goes from payloads that stand by themselves to all that build on them.
func (a *audit) reach() {
	for todo := slices.Clone(a.alone); len(todo) > 0; {
		p := &a.packed[todo[len(todo)-1]]
		todo = todo[:len(todo)-1]
		p.reached = true
		if a.broken[p.digest] {
			continue // what builds on it is told after
		}
		for i := p.delta; i != 0; i = a.packed[i-1].next {
			if d := a.packed[i-1]; d.depth != p.depth+1 {
				a.spoiled(d.digest, fmt.Errorf("it says that its depth is %d, and that of its base is %d", d.depth, p.depth))
			}
			todo = append(todo, i-1)
		}
	}
}

// touchedByPayloads goes through the looks and versions once more and tells
// which of them name a payload that cannot be had.
func (a *audit) touchedByPayloads() error {
	if len(a.broken) == 0 {
		return nil
	}
	is := func(d record.Digest) error {
		if a.broken[d] {
			return fmt.Errorf("its payload %s is damaged", d)
		}
		return nil
	}
	return a.sideBySide(&rows{a: a, names: []string{versionsBucket, looksBucket, exchangesBucket}, checks: map[string]func(k, v []byte){
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
			var list []exchangeRow
			if len(k) == lookKeySize && a.readJSON(k, v, &list) == nil {
				for _, row := range list {
					a.ofLook(pageOf(k), timeOf(k[8:]), "exchanges", is(row.Payload.Digest))
				}
			}
		},
	}})
}
