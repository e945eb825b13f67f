// Package evidence proves later that a look was kept when it was made and
// not altered since.
//
// The looks of an archive form a log to which leaves are only ever added:
// one for each look, be it a snapshot, a revisit or an incident. What a leaf
// says is a [Leaf]; its bytes are hashed into a Merkle tree (RFC 6962), whose
// root hash stands for every leaf up to then. After each run the root is
// signed as a checkpoint of a few lines, which can be published, printed or
// mailed. Who holds a checkpoint can show that any later state of the log
// still has all that it had then, in the same order:
//
//	key, err := evidence.NewKey(rand.Reader)
//	hashes, err := evidence.Append(0, leaf.Bytes(), read)   // hashes 0 and on
//	root, err := evidence.Root(1, read)
//	text, err := key.Sign(evidence.Tree{N: 1, Hash: root})  // publish this
//	c, err := evidence.Open(text, key.Verifier())           // signed by whom, which tree
//
// The package knows golang.org/x/mod's tlog and note and keeps nothing: where
// hashes, checkpoints and keys lie is the business of storage.
package evidence

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// A Hash is the hash of a leaf or of a node of the tree (RFC 6962 section 2.1).
type Hash = tlog.Hash

// HashSize is the size of a Hash in bytes.
const HashSize = tlog.HashSize

// A Tree is the log up to a number of leaves: N of them, under the root Hash.
type Tree = tlog.Tree

// A Read returns the stored hash with a number. Hashes are stored in the
// order in which they come about: after each leaf's hash come those of the
// subtrees that it completes, the smaller first.
type Read func(number int64) (Hash, error)

func (read Read) hashes(numbers []int64) ([]Hash, error) {
	list := make([]Hash, len(numbers))
	for i, n := range numbers {
		var err error
		if list[i], err = read(n); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Append returns the hashes to store when a leaf is added to a log of size
// leaves; the first of them has the number [Stored](size).
func Append(size int64, leaf []byte, read Read) ([]Hash, error) {
	return tlog.StoredHashes(size, leaf, tlog.HashReaderFunc(read.hashes))
}

// Root returns the root hash of the first size leaves.
func Root(size int64, read Read) (Hash, error) {
	return tlog.TreeHash(size, tlog.HashReaderFunc(read.hashes))
}

// Stored returns how many hashes are stored for size leaves.
func Stored(size int64) int64 { return tlog.StoredHashCount(size) }

// Size returns how many leaves a log has for which count hashes are stored.
// No log has a number of hashes for which ok is false.
func Size(count int64) (size int64, ok bool) {
	if count <= 0 {
		return 0, count == 0
	}
	level, n := tlog.SplitStoredHashIndex(count - 1)
	size = (n + 1) << level
	return size, Stored(size) == count
}

// HashOf returns the hash of a leaf, and NumberOf the number under which it
// is stored for leaf n, counted from 0.
func HashOf(leaf []byte) Hash { return tlog.RecordHash(leaf) }

// NumberOf is explained at [HashOf].
func NumberOf(n int64) int64 { return tlog.StoredHashIndex(0, n) }

// A Replay builds the tree again from the hashes of its leaves. The zero
// Replay is that of an empty log.
type Replay struct {
	size  int64
	roots []Hash // of the complete subtrees, the largest first
	err   error
}

// ErrTree says that a stored hash is not that of what lies below it.
var ErrTree = errors.New("the tree of hashes is broken")

// Add adds the next leaf. It takes the leaf's hash from next, and then those
// of the subtrees that it completes, which it compares with its own. After an
// error the Replay is of no more use, and Add returns the same error again.
func (r *Replay) Add(next func() (Hash, error)) error {
	if r.err == nil {
		r.err = r.add(next)
	}
	return r.err
}

func (r *Replay) add(next func() (Hash, error)) error {
	h, err := next()
	if err != nil {
		return err
	}
	for n := r.size; n&1 != 0; n >>= 1 {
		last := len(r.roots) - 1
		h = tlog.NodeHash(r.roots[last], h)
		r.roots = r.roots[:last]
		stored, err := next()
		if err == nil && stored != h {
			err = fmt.Errorf("%w at leaf %d", ErrTree, r.size)
		}
		if err != nil {
			return err
		}
	}
	r.roots = append(r.roots, h)
	r.size++
	return nil
}

// Tree returns the tree of all leaves added so far.
func (r *Replay) Tree() Tree {
	if r.size == 0 {
		root, _ := Root(0, nil) // asks for no hash
		return Tree{Hash: root}
	}
	h := r.roots[len(r.roots)-1]
	for i := len(r.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(r.roots[i], h)
	}
	return Tree{N: r.size, Hash: h}
}
