package storage

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"time"

	"stet/evidence"
	"stet/record"
)

// A logAudit checks the log: each look has the leaf that it says, each leaf a
// look, each node the hash of what lies below it, and each checkpoint a root.
type logAudit struct {
	runs   map[string]record.Run
	seen   []uint64 // a bit for each leaf that a look has
	looks  int64    // that have a leaf
	unread int64    // looks whose leaf is not known, as they cannot be read
	signed map[int64][]signedRoot
	keys   map[string]bool // public keys by which checkpoints are signed
	block  uint64          // of hashes, the one read last
	hashes []byte          // and what it holds
}

// A signedRoot is what a checkpoint says the root hash of a tree was.
type signedRoot struct {
	hash  evidence.Hash
	where string // the checkpoint
}

// markLeaf notes that a look has a leaf, which no other has.
func (a *audit) markLeaf(n int64) error {
	if n >= a.began.leaves {
		if size := a.logSize(); n >= size {
			return fmt.Errorf("its leaf is %d, and the log has %d", n, size)
		}
		return nil // it came since
	}
	if a.log.seen == nil {
		a.log.seen = make([]uint64, a.began.leaves/64+1)
	}
	if a.log.seen[n/64]&(1<<(n%64)) != 0 {
		return fmt.Errorf("another look has its leaf %d", n)
	}
	a.log.seen[n/64] |= 1 << (n % 64)
	a.log.looks++
	return nil
}

// checkLeaf holds a look against its leaf in the log. Where the rows of its
// page or its run cannot be read the leaf cannot be made; that is told with
// these.
func (a *audit) checkLeaf(leaf evidence.Leaf, n int64) error {
	run, ok := a.run(leaf.Look.Run)
	if !ok || leaf.URL == "" {
		return nil
	}
	leaf.Run = run
	stored, err := a.storedHash(evidence.NumberOf(n))
	if err == nil && evidence.HashOf(leaf.Bytes()) != stored {
		err = fmt.Errorf("it is not what the log says: leaf %d", n)
	}
	return err
}

// run returns a run, or a zero one where none was kept.
func (a *audit) run(id string) (r record.Run, ok bool) {
	if r, ok = a.log.runs[id]; ok {
		return r, true
	}
	if row, ok := a.get(runsBucket, []byte(id)); ok && a.readJSON([]byte(id), row, &r) != nil {
		return r, false
	}
	a.log.runs[id] = r
	return r, true
}

// logSize returns how many leaves the log has now.
func (a *audit) logSize() (size int64) {
	if root := a.roots[hashesBucket]; root != nil {
		if k, v, ok := root.last(); ok && len(k) == 8 {
			blocks := int64(binary.BigEndian.Uint64(k) & math.MaxUint32)
			size, _ = evidence.Size(blocks*hashesPerBlock + int64(len(v)/evidence.HashSize))
		}
	}
	return size
}

// leavesOf returns how many leaves the log has, the hashes of which lie in so
// many blocks. The number of a block has no seal, and one flipped bit of it must
// not make room for billions.
func (a *audit) leavesOf(blocks int) int64 {
	root := a.roots[hashesBucket]
	if root == nil || blocks == 0 {
		return 0
	}
	if k, _, ok := root.last(); ok && !bytes.Equal(k, chunkKey(uint64(blocks-1))) {
		a.general("the log", fmt.Errorf("there are %d blocks of hashes, and the last one has the number %x", blocks, k))
	}
	return min(a.logSize(), int64(blocks)*hashesPerBlock)
}

// storedHash returns a hash of the log; it is an evidence.Read.
func (a *audit) storedHash(number int64) (h evidence.Hash, err error) {
	block, at := uint64(number/hashesPerBlock), int(number%hashesPerBlock)*evidence.HashSize
	if block != a.log.block || at+evidence.HashSize > len(a.log.hashes) {
		b, _ := a.get(hashesBucket, chunkKey(block))
		a.log.block, a.log.hashes = block, b
	}
	if at+evidence.HashSize > len(a.log.hashes) {
		return h, fmt.Errorf("hash %d of the log is missing", number)
	}
	return evidence.Hash(a.log.hashes[at : at+evidence.HashSize]), nil
}

// checkHashes checks the size of a block of hashes; weighLog looks into it.
func (a *audit) checkHashes(k, v []byte) {
	if a.sized(hashesBucket, k, 8) && (len(v) == 0 || len(v) > blockSize || len(v)%evidence.HashSize != 0) {
		a.general("the log", fmt.Errorf("block %d of its hashes has %d bytes", binary.BigEndian.Uint64(k), len(v)))
	}
}

func (a *audit) checkCheckpoint(k, v []byte) {
	if !a.sized(signedBucket, k, 8) {
		return
	}
	a.health.Counts.Checkpoints++
	where := fmt.Sprintf("the checkpoint of %d looks", binary.BigEndian.Uint64(k))
	var row signedRow
	err := a.readJSON(k, v, &row)
	var c evidence.Checkpoint
	if err == nil {
		c, err = evidence.Open(row.Note, row.Key)
	}
	if err == nil && !bytes.Equal(k, sizeKey(c.Tree.N)) {
		err = fmt.Errorf("it is of %d", c.Tree.N)
	}
	if err != nil {
		a.damaged(where, err)
		return
	}
	a.log.keys[row.Key] = true
	a.signed(where, c.Tree)
	a.health.Checkpoint, a.health.Key = row.Note, row.Key
}

// weighRoot holds the root of the tree against what a checkpoint says.
func (a *audit) weighRoot(root evidence.Hash, s signedRoot) {
	switch {
	case root == s.hash && s.where == keptElsewhere:
		a.health.Kept = KeptHolds
		return
	case root == s.hash:
		return
	case s.where != keptElsewhere:
		a.general(s.where, errors.New("the log is not as it was when this was signed"))
		return
	}
	a.health.Kept = KeptBroken
	a.damaged(s.where, errors.New("the log is not as it was when this was signed: looks before it were altered, added or taken out, or a backup from before it was restored and went on"))
}

// signed notes what root a checkpoint asks for.
func (a *audit) signed(where string, t evidence.Tree) {
	if t.N > a.began.leaves {
		if size := a.logSize(); t.N > size {
			a.general(where, fmt.Errorf("the log has only %d leaves: looks are missing at its end", size))
		}
		return // it was signed since
	}
	a.log.signed[t.N] = append(a.log.signed[t.N], signedRoot{t.Hash, where})
}

// keptElsewhere is the checkpoint that Verification has.
const keptElsewhere = "the checkpoint that was kept elsewhere"

// checkOther checks the checkpoint that was kept elsewhere. An archive that is
// older than that is not altered: its looks may all be as they were. Nor is
// one damaged that somebody holds against a checkpoint of another archive.
func (a *audit) checkOther() error {
	if a.how.Checkpoint == "" {
		return nil
	}
	if text, err := os.ReadFile(a.s.KeyPath()); err == nil {
		if key, err := evidence.ParseKey(string(text)); err == nil {
			a.log.keys[key.Verifier()] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(a.log.keys)) {
		c, err := evidence.Open(a.how.Checkpoint, key)
		switch {
		case errors.Is(err, evidence.ErrOtherKey):
			continue
		case err != nil:
			a.health.Kept = KeptUnsigned
			a.damaged(keptElsewhere, err)
			return nil
		case c.Tree.N > a.began.leaves:
			return a.older(c.Tree.N)
		}
		a.signed(keptElsewhere, c.Tree)
		return nil
	}
	a.health.Kept = KeptStrange
	a.damaged(keptElsewhere, errors.New("no key of this archive signed it: it is of another archive, or the log was begun anew"))
	return nil
}

// older tells that the archive has fewer looks than a checkpoint was signed
// for, unless they came since the verification began.
func (a *audit) older(signed int64) error {
	size := a.began.leaves
	err := a.hold(func(f *os.File) (err error) {
		if a.glance, err = look(f, untold); err == nil {
			size = a.logSize()
		}
		return err
	})
	if signed > size {
		a.health.Kept, a.health.Behind = KeptNewer, signed-size
		a.damaged(keptElsewhere, fmt.Errorf("it was signed for %d looks and the archive has %d: the archive is older than the checkpoint, as a backup is that was restored, or its last looks were taken out", signed, size))
	}
	return err
}

// weighLog builds the tree again from its leaves and compares it with the
// hashes that are kept, with what was signed, and with the looks.
func (a *audit) weighLog() error {
	if a.glance == nil {
		return nil // nothing of the file can be read
	}
	if err := a.checkOther(); err != nil {
		return err
	}
	a.health.Counts.Leaves = int(a.began.leaves)
	if err := a.sideBySide(&replay{a: a}); err != nil {
		return err
	}
	if lost := a.began.leaves - a.log.looks - a.log.unread; lost > 0 {
		a.general("the log", fmt.Errorf("%d of its %d leaves have no look", lost, a.began.leaves))
	}
	return nil
}

// A replay builds the tree of the log again.
type replay struct {
	a      *audit
	tree   evidence.Replay
	leaves int64 // so far
	hashes int64 // likewise
}

func (r *replay) some(g *glance, until time.Time) (more bool, err error) {
	r.a.glance = g
	for ; ; r.leaves++ {
		for _, s := range r.a.log.signed[r.leaves] {
			r.a.weighRoot(r.tree.Tree().Hash, s)
		}
		delete(r.a.log.signed, r.leaves) // once is enough, should it go on from here
		if r.leaves == r.a.began.leaves {
			return false, nil
		}
		if r.leaves%1000 == 999 && (time.Now().After(until) || r.a.ctx.Err() != nil) {
			return true, r.a.ctx.Err()
		}
		if err := r.tree.Add(r.next); err != nil {
			r.a.general("the log", err)
			return false, nil
		}
	}
}

func (r *replay) next() (evidence.Hash, error) {
	r.hashes++
	return r.a.storedHash(r.hashes - 1)
}
