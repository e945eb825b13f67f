package storage

import (
	"errors"
	"fmt"
	"os"
	"slices"
)

// structure walks through the pages of the file: each is part of one tree or
// free, and keys are in order. It notes what is there, so that what is added
// later is not taken for too much.
func (a *audit) structure() error {
	return a.hold(func(f *os.File) (err error) {
		a.glance, err = look(f, untold)
		if err != nil {
			return err
		}
		info, err := f.Stat()
		if err != nil {
			return err
		}
		a.health.Bytes = info.Size()
		a.general("the file", damagedMeta(f))
		return a.pagesOfFile()
	})
}

func (a *audit) pagesOfFile() error {
	w := newWalk(a.tree, func(err error) { a.general("the file", err) })
	a.findBuckets(w)
	if err := a.isOurs(); err != nil {
		return err
	}
	a.began.keys = map[string]int{}
	for _, name := range buckets(a.health.Format) {
		if err := a.pagesOf(w, name); err != nil {
			return err
		}
	}
	a.strangers(w)
	w.damaged = func(err error) { a.general("the file", err) }
	w.free(a.tree)
	a.began.leaves = a.leavesOf(a.began.keys[hashesBucket])
	a.began.chunks = a.nextChunk()
	return nil
}

// isOurs reports whether this is an archive that we can read.
func (a *audit) isOurs() error {
	b := a.roots[formatBucket]
	if b == nil {
		switch {
		case len(a.health.Damage) > 0: // it may be what hides the bucket
		case len(a.roots) == 0:
			return a.s.orNoArchive(errEmpty)
		case a.roots[pagesBucket] == nil:
			return &failure{fmt.Sprintf("%s is a bbolt file, but not an archive of stet", a.s.path), ErrFormat}
		}
		return nil // the missing bucket will be told
	}
	got, _ := b.get(formatKey)
	format, err := checkFormatNumber(a.s.path, got)
	if errors.Is(err, ErrDamaged) {
		a.general("the format", err)
		return nil
	}
	if err == nil {
		a.health.Format = format
	}
	return err
}

// pagesOf walks through the pages of one bucket. What is wrong with them
// touches all that lies in it, as nobody knows what is not to be found.
func (a *audit) pagesOf(w *walk, name string) error {
	where := "bucket " + name
	root := a.roots[name]
	if root == nil {
		a.general(where, errors.New("it is missing"))
		return nil
	}
	w.damaged = func(err error) { a.general(where, err) }
	n := 0
	w.each(root, nil, func(_ *node, it item) bool {
		if it.bucket {
			a.general(where, fmt.Errorf("%x is a bucket", it.key))
		}
		if it.size > 0 && isIndex(name) {
			a.general(where, fmt.Errorf("%x has a value", it.key))
		}
		n++
		return n%1000 != 0 || a.ctx.Err() == nil
	})
	a.began.keys[name] = n
	return a.ctx.Err()
}

// isIndex reports whether the entries of a bucket are keys alone.
func isIndex(bucket string) bool {
	return bucket == movedBucket || bucket == changesOfPage || bucket == incidentsByTime
}

// strangers tells of buckets that no archive has, and walks through them so
// that their pages count as used.
func (a *audit) strangers(w *walk) {
	var names []string
	for name := range a.roots {
		if !slices.Contains(buckets(a.health.Format), name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		a.general(fmt.Sprintf("bucket %q", name), errors.New("it is unknown"))
		w.each(a.roots[name], nil, func(*node, item) bool { return true })
	}
}
