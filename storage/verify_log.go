package storage

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"

	"stet/evidence"
	"stet/record"
)

// A logAudit checks the log: each look has the leaf that it says, each leaf a
// look, each node the hash of what lies below it, and each checkpoint a root.
type logAudit struct {
	size   int64 // leaves, by the hashes that are there; -1: not yet known
	runs   map[string]record.Run
	seen   []uint64 // a bit for each leaf that a look has
	looks  int64    // that have a leaf
	unread int64    // looks whose leaf is not known, as they cannot be read
	signed map[int64][]signedRoot
	keys   map[string]bool // public keys by which checkpoints are signed
}

// A signedRoot is what a checkpoint says the root hash of a tree was.
type signedRoot struct {
	hash  evidence.Hash
	where string // the checkpoint
}

// checkLeaf holds a look against its leaf in the log.
func (a *audit) checkLeaf(k []byte, l record.Look, n int64) error {
	if size := a.logSize(); n >= size {
		return fmt.Errorf("its leaf is %d, and the log has %d", n, size)
	}
	for int64(len(a.log.seen))*64 <= n {
		a.log.seen = append(a.log.seen, 0)
	}
	if a.log.seen[n/64]&(1<<(n%64)) != 0 {
		return fmt.Errorf("another look has its leaf %d", n)
	}
	a.log.seen[n/64] |= 1 << (n % 64)
	a.log.looks++
	leaf, ok, err := a.leaf(k, l)
	if err != nil || !ok {
		return err
	}
	stored, err := a.storedHash(evidence.NumberOf(n))
	if err == nil && evidence.HashOf(leaf.Bytes()) != stored {
		err = fmt.Errorf("it is not what the log says: leaf %d", n)
	}
	return err
}

// leaf makes the leaf of a look from what is kept. ok is false where the
// rows of its page or its run cannot be read, which is told with these.
func (a *audit) leaf(k []byte, l record.Look) (leaf evidence.Leaf, ok bool, err error) {
	run, ok := a.run(l.Run)
	if !ok || a.tally(l.Page).url == "" {
		return leaf, false, nil
	}
	leaf = evidence.Leaf{URL: a.tally(l.Page).url, Look: l, Run: run}
	if row, ok := a.get(exchangesBucket, k); ok {
		var rows []exchangeRow
		if leaf.Exchanges, err = a.digestOfRow(k, row, &rows); err != nil {
			return leaf, false, fmt.Errorf("its exchanges: %w", err)
		}
		for _, r := range rows {
			leaf.Look.Exchanges = append(leaf.Look.Exchanges, r.Exchange)
		}
	}
	key := changeKey(l.Time, l.Page, k[len(k)-1])
	if row, ok := a.get(changesBucket, key); ok {
		if leaf.Change, err = a.digestOfRow(key, row, nil); err != nil {
			err = fmt.Errorf("its change: %w", err)
		}
	}
	return leaf, err == nil, err
}

// digestOfRow returns the digest of a row's JSON, and reads it into v.
func (a *audit) digestOfRow(k, row []byte, v any) (record.Digest, error) {
	coding, body, err := unseal(k, row)
	if err == nil {
		body, err = a.s.pack().unpackJSON(coding, body)
	}
	if err == nil && v != nil {
		err = json.Unmarshal(body, v)
	}
	return record.DigestOf(body), err
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

// logSize returns how many leaves the log has.
func (a *audit) logSize() int64 {
	if a.log.size >= 0 {
		return a.log.size
	}
	a.log.size = 0
	if root := a.roots[hashesBucket]; root != nil {
		if k, v, ok := root.last(); ok && len(k) == 8 {
			blocks := int64(binary.BigEndian.Uint64(k) & math.MaxUint32)
			a.log.size, _ = evidence.Size(blocks*hashesPerBlock + int64(len(v)/evidence.HashSize))
		}
	}
	return a.log.size
}

// storedHash returns a hash of the log; it is an evidence.Read.
func (a *audit) storedHash(number int64) (h evidence.Hash, err error) {
	b, _ := a.get(hashesBucket, chunkKey(uint64(number/hashesPerBlock)))
	at := int(number%hashesPerBlock) * evidence.HashSize
	if at+evidence.HashSize > len(b) {
		return h, fmt.Errorf("hash %d of the log is missing", number)
	}
	return evidence.Hash(b[at : at+evidence.HashSize]), nil
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

// signed notes what root a checkpoint asks for.
func (a *audit) signed(where string, t evidence.Tree) {
	if t.N > a.logSize() {
		a.general(where, fmt.Errorf("the log has only %d leaves: looks are missing at its end", a.logSize()))
		return
	}
	a.log.signed[t.N] = append(a.log.signed[t.N], signedRoot{t.Hash, where})
}

// checkOther checks the checkpoint that was kept elsewhere.
func (a *audit) checkOther() {
	if a.how.Checkpoint == "" {
		return
	}
	if text, err := os.ReadFile(a.s.KeyPath()); err == nil {
		if key, err := evidence.ParseKey(string(text)); err == nil {
			a.log.keys[key.Verifier()] = true
		}
	}
	where := "the checkpoint that was kept elsewhere"
	err := errors.New("the archive has no key to check it by")
	for _, key := range slices.Sorted(maps.Keys(a.log.keys)) {
		var c evidence.Checkpoint
		if c, err = evidence.Open(a.how.Checkpoint, key); err == nil {
			a.signed(where, c.Tree)
			return
		}
	}
	a.general(where, err)
}

// weighLog builds the tree again from its leaves and compares it with the
// hashes that are kept, with what was signed, and with the looks.
func (a *audit) weighLog() error {
	a.checkOther()
	a.health.Counts.Leaves = int(a.logSize())
	var replay evidence.Replay
	number := int64(0)
	next := func() (evidence.Hash, error) {
		number++
		return a.storedHash(number - 1)
	}
	for n := int64(0); ; n++ {
		for _, s := range a.log.signed[n] {
			if replay.Tree().Hash != s.hash {
				a.general(s.where, errors.New("the log is not as it was when this was signed"))
			}
		}
		if n == a.logSize() {
			break
		}
		if n%1000 == 0 && a.ctx.Err() != nil {
			return a.ctx.Err()
		}
		if err := replay.Add(next); err != nil {
			a.general("the log", err)
			break
		}
	}
	if lost := a.logSize() - a.log.looks - a.log.unread; lost > 0 {
		a.general("the log", fmt.Errorf("%d of its %d leaves have no look", lost, a.logSize()))
	}
	return nil
}
