package storage

import (
	"cmp"
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
