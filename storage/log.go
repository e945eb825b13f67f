package storage

import (
	"encoding/binary"
	"fmt"

	"stet/evidence"
	"stet/record"
)

// The hashes of the log lie in blocks of this many, in the order in which
// they come about (evidence.Read); only the last block has fewer.
const hashesPerBlock = 64

const blockSize = hashesPerBlock * evidence.HashSize

// A logTail is the end of the log in a transaction that adds to it.
type logTail struct {
	size  int64  // leaves
	block uint64 // number of the last block
	tail  []byte // its hashes
	runs  map[string]record.Run
}

// openLog returns the end of the log.
func (t *tx) openLog() (*logTail, error) {
	if t.log != nil {
		return t.log, nil
	}
	l := &logTail{runs: map[string]record.Run{}}
	if k, v := t.bucket(hashesBucket).Cursor().Last(); k != nil {
		l.block, l.tail = binary.BigEndian.Uint64(k), append(make([]byte, 0, blockSize), v...)
	}
	size, ok := evidence.Size(int64(l.block)*hashesPerBlock + int64(len(l.tail)/evidence.HashSize))
	if !ok || len(l.tail) > blockSize || len(l.tail)%evidence.HashSize != 0 {
		return nil, t.damaged("the log", fmt.Errorf("block %d of its hashes has %d bytes", l.block, len(l.tail)))
	}
	l.size = size
	t.log = l
	return l, nil
}

// appendLeaf adds a leaf to the log; saveLog keeps it.
func (t *tx) appendLeaf(leaf evidence.Leaf) error {
	l, err := t.openLog()
	if err != nil {
		return err
	}
	hashes, err := evidence.Append(l.size, leaf.Bytes(), t.storedHash)
	if err != nil {
		return err
	}
	for _, h := range hashes {
		if len(l.tail) == blockSize {
			if err := t.saveLog(); err != nil {
				return err
			}
			l.block, l.tail = l.block+1, l.tail[:0]
		}
		l.tail = append(l.tail, h[:]...)
	}
	l.size++
	return nil
}

// saveLog keeps the last block as it is now.
func (t *tx) saveLog() error {
	if t.log == nil || len(t.log.tail) == 0 {
		return nil
	}
	return t.put(hashesBucket, chunkKey(t.log.block), append([]byte(nil), t.log.tail...))
}

// storedHash returns a hash of the log; it is an evidence.Read.
func (t *tx) storedHash(number int64) (h evidence.Hash, err error) {
	block, at := uint64(number/hashesPerBlock), int(number%hashesPerBlock)*evidence.HashSize
	var b []byte
	if t.log != nil && block == t.log.block {
		b = t.log.tail
	} else {
		b = t.get(hashesBucket, chunkKey(block))
	}
	if at+evidence.HashSize > len(b) {
		return h, t.damaged("the log", fmt.Errorf("its hash %d is missing", number))
	}
	return evidence.Hash(b[at : at+evidence.HashSize]), nil
}

// leaf returns what the log says of a look.
func (t *tx) leaf(s *sighting) (evidence.Leaf, error) {
	l, err := t.openLog()
	if err != nil {
		return evidence.Leaf{}, err
	}
	run, ok := l.runs[s.Look.Run]
	if !ok {
		key := []byte(s.Look.Run)
		if row := t.get(runsBucket, key); len(key) > 0 && row != nil {
			if err := t.readRow("run "+s.Look.Run, key, row, &run); err != nil {
				return evidence.Leaf{}, err
			}
		}
		l.runs[s.Look.Run] = run
	}
	return evidence.Leaf{URL: s.Page.URL, Look: s.Look, Run: run, Exchanges: s.exchanges.digest, Change: s.change.digest}, nil
}
