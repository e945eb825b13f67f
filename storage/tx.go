package storage

import (
	"bytes"
	"fmt"
	"iter"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// A tx is a transaction on the archive. What get and the iterators return
// is valid only while it lasts.
type tx struct {
	*bolt.Tx
	s      *Store
	format int      // of the archive
	puts   int      // how much was put or deleted so far
	log    *logTail // once something is added to the log
}

// bucket returns a bucket that every archive of the format has. That one is
// missing is damage, and told as such by whoever began the transaction.
func (t *tx) bucket(name string) *bolt.Bucket {
	b := t.Bucket([]byte(name))
	if b == nil {
		panic(fmt.Sprintf("the bucket %s is missing", name))
	}
	return b
}

// lacks reports whether the archive is of a format without this bucket.
func (t *tx) lacks(bucket string) bool {
	return t.format < Format && !slices.Contains(buckets(t.format), bucket)
}

func (t *tx) get(bucket string, key []byte) []byte {
	if t.lacks(bucket) {
		return nil
	}
	return t.bucket(bucket).Get(key)
}

func (t *tx) put(bucket string, key, value []byte) error {
	t.puts++
	b := t.bucket(bucket)
	switch bucket {
	case chunksBucket, changesBucket, hashesBucket:
		b.FillPercent = 0.9 // keys come in order: pages need no room for more
	}
	if err := b.Put(key, value); err != nil {
		return fmt.Errorf("put into %s: %w", bucket, err)
	}
	return nil
}

func (t *tx) drop(bucket string, key []byte) error {
	t.puts++
	if err := t.bucket(bucket).Delete(key); err != nil {
		return fmt.Errorf("delete from %s: %w", bucket, err)
	}
	return nil
}

// ascend yields what has the prefix, in the order of keys.
func (t *tx) ascend(bucket string, prefix []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		if t.lacks(bucket) {
			return
		}
		c := t.bucket(bucket).Cursor()
		for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			if !yield(k, v) {
				return
			}
		}
	}
}

// descend yields what has the prefix, in reverse order, from the last key
// that is less than below; below nil stands for the end.
func (t *tx) descend(bucket string, prefix, below []byte) iter.Seq2[[]byte, []byte] {
	if below == nil {
		below = after(prefix)
	}
	return func(yield func(k, v []byte) bool) {
		c := t.bucket(bucket).Cursor()
		step := c.Last // where all keys are less
		if below != nil {
			if k, _ := c.Seek(below); k != nil {
				step = c.Prev
			}
		}
		k, v := step()
		for ; k != nil && bytes.HasPrefix(k, prefix); k, v = c.Prev() {
			if !yield(k, v) {
				return
			}
		}
	}
}

// after returns the least key that is greater than all that have the prefix,
// or nil if there is none.
func after(prefix []byte) []byte {
	next := bytes.Clone(prefix)
	for i := len(next) - 1; i >= 0; i-- {
		if next[i]++; next[i] != 0 {
			return next[:i+1]
		}
	}
	return nil
}
