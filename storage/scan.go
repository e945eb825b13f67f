package storage

import (
	"bytes"
	"cmp"
	"iter"
	"os"
)

// scan calls do with the entries of a bucket whose keys are greater than
// after (nil: all of them), in the order of keys, until it returns false. It
// reads the file by itself, for those who go through much of it: of a file
// that is mapped, as bbolt does, the kernel lays all that is near to what was
// asked for into the memory of the process, which then seems to take gigabytes.
//
// What do is given stays valid after the transaction.
func (t *tx) scan(bucket string, after []byte, do func(g *glance, k, v []byte) bool) error {
	if t.lacks(bucket) {
		return nil
	}
	t.bucket(bucket) // which panics where it is missing
	f, err := os.Open(t.s.path)
	if err != nil {
		return err
	}
	defer f.Close()
	var broken error
	note := func(err error) { broken = cmp.Or(broken, err) }
	g, err := look(f, note)
	if err != nil {
		return t.damaged("the file", err)
	}
	if root := g.roots[bucket]; root != nil {
		w := &walk{damaged: note}
		w.each(root, after, func(leaf *node, it item) bool {
			v, err := leaf.value(it)
			note(err)
			return broken == nil && do(g, it.key, v)
		})
	}
	return t.damaged("bucket "+bucket, broken)
}

// A follower reads entries of a bucket whose keys ascend as those of another
// one do, in a fifth of the time that it takes to find each from the root.
type follower struct {
	next func() (k, v []byte, ok bool)
	stop func()

	key, value []byte // the one read last
	more       bool
}

// follow returns a follower, which is to be stopped.
func (g *glance) follow(bucket string) *follower {
	f := &follower{more: true}
	f.next, f.stop = iter.Pull2(func(yield func(k, v []byte) bool) {
		if root := g.roots[bucket]; root != nil {
			w := &walk{damaged: untold}
			w.each(root, nil, func(leaf *node, it item) bool {
				v, err := leaf.value(it)
				return err != nil || yield(it.key, v) // one that cannot be read is as good as missing
			})
		}
	})
	return f
}

// get returns what lies under a key, which is greater than that of the call
// before; nil: nothing.
func (f *follower) get(key []byte) []byte {
	for f.more && bytes.Compare(f.key, key) < 0 {
		f.key, f.value, f.more = f.next()
	}
	if f.more && bytes.Equal(f.key, key) {
		return f.value
	}
	return nil
}
