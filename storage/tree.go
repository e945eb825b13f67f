package storage

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"
)

// A tree reads a bbolt file without trusting it: bbolt itself panics at a
// page that makes no sense, faults at one that leads out of the file, and
// walks for ever where a page leads back to itself. Here each of these is an
// error, and the file is read and never mapped.
//
// Pages have numbers and a header of 16 bytes, numbers in the byte order of
// the machine:
//
//	0  own number   8  flags   10  count of items   12  pages that follow and belong to it
//
// Then come the items: in a branch (flag 1) 4 bytes of offset to the key
// from where the item begins, 4 of its size, 8 of the page below; in a leaf
// (flag 2) 4 bytes of flags (1: the value is a bucket), 4 of offset to the
// key, 4 of its size, and 4 of the size of the value, which follows the key.
// The value of a bucket is the number of its first page in 8 bytes and a
// counter in 8; where the number is 0 the page itself follows.
type tree struct {
	r     io.ReaderAt
	meta  meta
	cache map[uint64]*node // of small nodes
}

const (
	nodeHeader = 16
	itemSize   = 16
	isBranch   = 1
	isLeaf     = 2
	isFreelist = 0x10

	maxDepth   = 64       // no sound tree is nearly as deep
	wholeBelow = 64 << 10 // longer nodes are read piece by piece
	cacheBelow = 16 << 10 // longer nodes hold payloads, and are read once
	maxCached  = 2048     // four times as many save little and cost 60 MB
)

// A node is a page with those that belong to it.
type node struct {
	t     *tree
	id    uint64 // 0: it lies in the value of a bucket
	more  uint64 // pages that belong to it
	flags uint16
	count int
	size  int
	head  []byte // its beginning, or all of it
}

// An item is one entry of a node.
type item struct {
	key    []byte
	below  uint64 // in a branch: the page
	bucket bool
	at     int // in a leaf: where the value lies
	size   int
}

func (t *tree) node(id uint64) (*node, error) {
	if n := t.cache[id]; n != nil {
		return n, nil
	}
	if id < 2 || id >= t.meta.pages {
		return nil, fmt.Errorf("it leads to page %d, and there are %d", id, t.meta.pages)
	}
	at := int64(id * t.meta.pageSize)
	head := make([]byte, t.meta.pageSize)
	if _, err := t.r.ReadAt(head, at); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	if got := binary.NativeEndian.Uint64(head); got != id {
		return nil, fmt.Errorf("page %d says of itself that it is page %d", id, got)
	}
	n := &node{t: t, id: id, more: uint64(binary.NativeEndian.Uint32(head[12:]))}
	if id+n.more >= t.meta.pages {
		return nil, fmt.Errorf("page %d goes on behind the end", id)
	}
	n.size = int((1 + n.more) * t.meta.pageSize)
	if n.more > 0 && n.size <= wholeBelow {
		head = make([]byte, n.size)
		if _, err := t.r.ReadAt(head, at); err != nil {
			return nil, fmt.Errorf("page %d: %w", id, err)
		}
	}
	if err := n.fill(head); err != nil {
		return nil, err
	}
	if n.size >= cacheBelow {
		return n, nil
	}
	if len(t.cache) >= maxCached || t.cache == nil {
		t.cache = map[uint64]*node{}
	}
	t.cache[id] = n
	return n, nil
}

func (n *node) fill(head []byte) error {
	n.head = head
	n.flags, n.count = binary.NativeEndian.Uint16(head[8:]), int(binary.NativeEndian.Uint16(head[10:]))
	if n.flags != isBranch && n.flags != isLeaf && n.flags != isFreelist {
		return fmt.Errorf("page %d is of the unknown kind %#x", n.id, n.flags)
	}
	if n.flags != isFreelist && nodeHeader+n.count*itemSize > n.size || n.flags == isBranch && n.count == 0 {
		return fmt.Errorf("page %d cannot hold %d items", n.id, n.count)
	}
	return nil
}

// inline returns the node that lies in the value of a small bucket.
func (t *tree) inline(value []byte) (*node, error) {
	if len(value) < nodeHeader {
		return nil, errors.New("a bucket without its page")
	}
	n := &node{t: t, size: len(value)}
	if err := n.fill(value); err != nil {
		return nil, err
	}
	if n.flags != isLeaf {
		return nil, errors.New("a bucket within a value that is no leaf")
	}
	return n, nil
}

// bytes returns a piece of the node.
func (n *node) bytes(at, size int) ([]byte, error) {
	if at < 0 || size < 0 || at > n.size || size > n.size-at {
		return nil, fmt.Errorf("page %d: %d bytes at %d are not in it", n.id, size, at)
	}
	if at+size <= len(n.head) {
		return n.head[at : at+size : at+size], nil
	}
	b := make([]byte, size)
	if _, err := n.t.r.ReadAt(b, int64(n.id*n.t.meta.pageSize)+int64(at)); err != nil {
		return nil, fmt.Errorf("page %d: %w", n.id, err)
	}
	return b, nil
}

func (n *node) item(i int) (it item, err error) {
	at := nodeHeader + i*itemSize
	b, err := n.bytes(at, itemSize)
	if err != nil {
		return it, err
	}
	u32 := func(at int) int { return int(binary.NativeEndian.Uint32(b[at:])) }
	if n.flags == isBranch {
		it.below = binary.NativeEndian.Uint64(b[8:])
		it.key, err = n.bytes(at+u32(0), u32(4))
		return it, err
	}
	it.bucket = u32(0)&1 != 0
	it.at, it.size = at+u32(4)+u32(8), u32(12)
	if u32(0)&^1 != 0 || it.at > n.size || it.size > n.size-it.at {
		return it, fmt.Errorf("page %d: item %d makes no sense", n.id, i)
	}
	it.key, err = n.bytes(at+u32(4), u32(8))
	return it, err
}

func (n *node) value(it item) ([]byte, error) { return n.bytes(it.at, it.size) }

// get returns what lies under a key below a node; ok is false where there is
// nothing, or no way to it.
func (n *node) get(key []byte) (value []byte, ok bool) {
	it, leaf, ok := n.find(key)
	if !ok {
		return nil, false
	}
	value, err := leaf.value(it)
	return value, err == nil
}

// find returns the item with a key and the leaf that it lies in.
func (n *node) find(key []byte) (it item, leaf *node, ok bool) {
	for range maxDepth {
		i := sort.Search(n.count, func(i int) bool {
			it, err := n.item(i)
			return err == nil && bytes.Compare(it.key, key) >= 0
		})
		exact := false
		if i < n.count {
			it, err := n.item(i)
			exact = err == nil && bytes.Equal(it.key, key)
		}
		if n.flags == isLeaf {
			if !exact {
				return it, nil, false
			}
			it, _ = n.item(i)
			return it, n, true
		}
		if !exact {
			i = max(i-1, 0)
		}
		it, err := n.item(i)
		if err != nil {
			return it, nil, false
		}
		if n, err = n.t.node(it.below); err != nil {
			return it, nil, false
		}
	}
	return it, nil, false
}

// last returns the last item below n.
func (n *node) last() (key, value []byte, ok bool) {
	for range maxDepth {
		if n.count == 0 {
			return nil, nil, false
		}
		it, err := n.item(n.count - 1)
		if err != nil {
			return nil, nil, false
		}
		if n.flags == isLeaf {
			value, err = n.value(it)
			return it.key, value, err == nil
		}
		if n, err = n.t.node(it.below); err != nil {
			return nil, nil, false
		}
	}
	return nil, nil, false
}

// bucket returns the first node of the bucket that an item of n is.
func (n *node) bucket(it item) (*node, error) {
	v, err := n.value(it)
	if err != nil {
		return nil, err
	}
	if !it.bucket || len(v) < 16 {
		return nil, fmt.Errorf("%q is no bucket", it.key)
	}
	if id := binary.NativeEndian.Uint64(v); id != 0 {
		return n.t.node(id)
	}
	return n.t.inline(v[16:])
}

// A walk goes through nodes in the order of keys.
type walk struct {
	seen    []uint64 // a bit for each page that was met; nil: not asked
	damaged func(error)
}

// newWalk returns a walk that meets each page of the file once.
func newWalk(t *tree, damaged func(error)) *walk {
	return &walk{make([]uint64, t.meta.pages/64+1), damaged}
}

// mark notes that a page and those that follow are in use.
func (w *walk) mark(id, more uint64) error {
	if w.seen == nil {
		return nil
	}
	for p := id; p <= id+more; p++ {
		if w.seen[p/64]&(1<<(p%64)) != 0 {
			return fmt.Errorf("page %d is in use twice", p)
		}
		w.seen[p/64] |= 1 << (p % 64)
	}
	return nil
}

// each yields the items below n whose keys are greater than after (nil: all
// of them) until yield returns false: keys ascend. What cannot be read is
// told, and left out.
func (w *walk) each(n *node, after []byte, yield func(*node, item) bool) {
	w.below(n, within{nil, nil, after}, maxDepth, yield)
}

// within says which keys can be and which are wanted: they lie in
// [low, high), where nil is no bound, and are greater than after.
type within struct{ low, high, after []byte }

func (w *walk) below(n *node, keys within, depth int, yield func(*node, item) bool) bool {
	if n.id != 0 {
		if err := w.mark(n.id, n.more); err != nil {
			w.damaged(err)
			return true
		}
	}
	if n.flags == isFreelist || depth == 0 {
		w.damaged(fmt.Errorf("page %d is no part of a tree", n.id))
		return true
	}
	items := w.items(n, keys)
	for i, it := range items {
		if n.flags == isLeaf {
			if (keys.after == nil || bytes.Compare(it.key, keys.after) > 0) && !yield(n, it) {
				return false
			}
			continue
		}
		end := keys.high
		if i+1 < len(items) {
			end = items[i+1].key
		}
		if keys.after != nil && end != nil && bytes.Compare(end, keys.after) <= 0 {
			continue
		}
		child, err := n.t.node(it.below)
		if err != nil {
			w.damaged(err)
			continue
		}
		if !w.below(child, within{it.key, end, keys.after}, depth-1, yield) {
			return false
		}
	}
	return true
}

// items returns the items of a node that are in order.
func (w *walk) items(n *node, keys within) []item {
	items, low := make([]item, 0, n.count), keys.low
	for i := range n.count {
		it, err := n.item(i)
		switch {
		case err != nil:
			w.damaged(err)
			continue
		case low != nil && bytes.Compare(it.key, low) < 0, i > 0 && bytes.Equal(it.key, low),
			keys.high != nil && bytes.Compare(it.key, keys.high) >= 0:
			w.damaged(fmt.Errorf("page %d: item %d is out of order", n.id, i))
			continue
		}
		low = it.key
		items = append(items, it)
	}
	return items
}

// free marks the pages that the file says are free, and tells of those that
// are neither in use nor free: what they held is lost.
func (w *walk) free(t *tree) {
	if t.meta.freelist == 1<<64-1 {
		return // none is kept
	}
	n, err := t.node(t.meta.freelist)
	if err == nil {
		err = w.mark(n.id, n.more)
	}
	if err == nil && n.flags != isFreelist {
		err = fmt.Errorf("page %d is no list of free pages", n.id)
	}
	if err != nil {
		w.damaged(fmt.Errorf("the list of free pages: %w", err))
		return
	}
	at, count := nodeHeader, n.count
	if count == 0xFFFF { // too many for the header: the first number is the count
		b, err := n.bytes(at, 8)
		if err != nil {
			w.damaged(err)
			return
		}
		at, count = at+8, int(binary.NativeEndian.Uint64(b))
	}
	if count < 0 || count > (n.size-at)/8 {
		w.damaged(fmt.Errorf("page %d cannot hold %d free pages", n.id, count))
		return
	}
	b, err := n.bytes(at, 8*count)
	if err != nil {
		w.damaged(err)
		return
	}
	for ; len(b) > 0; b = b[8:] {
		id := binary.NativeEndian.Uint64(b)
		if id < 2 || id >= t.meta.pages {
			err = fmt.Errorf("page %d is said to be free and is not there", id)
		} else {
			err = w.mark(id, 0)
		}
		if err != nil {
			w.damaged(err)
		}
	}
	lost := 0
	for id := uint64(2); id < t.meta.pages; id++ {
		if w.seen[id/64]&(1<<(id%64)) == 0 {
			lost++
		}
	}
	if lost > 0 {
		w.damaged(fmt.Errorf("%d pages of the file are neither in use nor free: what they held cannot be reached", lost))
	}
}
