package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"stet/record"
)

// Verification says how thorough [Store.Verify] is.
type Verification struct {
	Quick      bool                    // leave out what costs most: to unpack every payload
	Checkpoint string                  // one that was kept elsewhere, to hold the log against; may be empty
	Progress   func(done, total int64) // told now and then, in bytes of payloads; may be nil
}

// Verify walks through the whole archive and tells what is damaged. It
// trusts nothing that it reads: not bbolt's pages, which it reads by itself,
// so that no damage can make it crash or run for ever, and no row that the
// seal, the index or the count speaks against.
//
// The error is nil also where much is damaged; it is for what keeps Verify
// from looking: no archive, a file of somebody else, one that is locked, ctx
// done. The structure and the rows are walked at one go, while which nobody
// can write; payloads are then unpacked for a second at a time.
func (s *Store) Verify(ctx context.Context, v Verification) (Health, error) {
	a := newAudit(ctx, s, v)
	if err := a.hold(a.rows); err != nil {
		return Health{}, fmt.Errorf("verify %s: %w", s.path, err)
	}
	if err := a.payloads(); err != nil {
		return Health{}, fmt.Errorf("verify %s: %w", s.path, err)
	}
	return a.sum(), nil
}

// An audit is one verification.
type audit struct {
	ctx     context.Context
	s       *Store
	how     Verification
	tree    *tree
	roots   map[string]*node // of the buckets
	health  Health
	touched map[record.PageID]*Touched
	pages   map[record.PageID]*tally
	packed  []packedPayload        // in the order of digests
	alone   []int32                // places of those that stand by themselves and are still to be unpacked
	owed    *owed                  // what chunks are held against
	broken  map[record.Digest]bool // payloads that cannot be had
	built   []build                // what deltas wait for
	done    int64                  // bytes unpacked so far
	log     logAudit
}

// A tally compares what a page says of itself with what there is.
type tally struct {
	url    string
	known  bool // it has a row in pages
	sealed bool // both of its rows could be read
	state  state
	looks  int // as the page says
	found  struct{ looks, versions int }
}

func newAudit(ctx context.Context, s *Store, v Verification) *audit {
	return &audit{
		ctx: ctx, s: s, how: v,
		health:  Health{Archive: s.path, Format: Format, Quick: v.Quick, Damage: []Damage{}, Touched: []Touched{}},
		touched: map[record.PageID]*Touched{},
		pages:   map[record.PageID]*tally{},
		broken:  map[record.Digest]bool{},
		log:     logAudit{size: -1, runs: map[string]record.Run{}, signed: map[int64][]signedRoot{}, keys: map[string]bool{}},
	}
}

// hold calls do while nobody can write to the archive.
func (a *audit) hold(do func() error) (err error) {
	a.s.file.RLock()
	defer a.s.file.RUnlock()
	o, err := a.s.open(true)
	if errors.Is(err, ErrDamaged) {
		a.general("the file", err)
		return a.holdDamaged(do)
	}
	if err != nil {
		return err
	}
	defer o.close(&err)
	if err := a.grow(o.fd); err != nil {
		return err
	}
	return do()
}

// holdDamaged reads what can still be read of a file that bbolt refuses.
func (a *audit) holdDamaged(do func() error) error {
	f, err := os.Open(a.s.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := a.grow(f); err != nil {
		return nil // nothing can be read, and that was told
	}
	return do()
}

// grow finds the buckets of the file as it is now.
func (a *audit) grow(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	m, _, err := readMeta(f)
	if err != nil {
		return err
	}
	if m.pages == 0 {
		return errors.New("no meta page can be read")
	}
	m.pages = min(m.pages, uint64(info.Size())/m.pageSize)
	a.health.Bytes = info.Size()
	a.tree = &tree{r: f, meta: m}
	return nil
}

// rows checks the structure of the file and every row.
func (a *audit) rows() error {
	w := newWalk(a.tree, func(err error) { a.general("the file", err) })
	if err := a.findBuckets(w); err != nil {
		return err
	}
	if err := a.isOurs(); err != nil {
		return err
	}
	checks := a.checks()
	for _, name := range buckets(a.health.Format) {
		if err := a.walk(w, name, checks[name]); err != nil {
			return err
		}
	}
	if a.owed == nil {
		a.owed = newOwed(a)
	}
	a.owed.finish()
	a.strangers(w)
	w.damaged = func(err error) { a.general("the file", err) }
	w.free(a.tree)
	a.weighPages()
	return a.weighLog()
}

// findBuckets finds where the buckets begin as the file is now.
func (a *audit) findBuckets(w *walk) error {
	a.roots = map[string]*node{}
	root, err := a.tree.node(a.tree.meta.root)
	if err != nil {
		w.damaged(err)
		return nil
	}
	w.each(root, func(n *node, it item) {
		b, err := n.bucket(it)
		if err != nil {
			w.damaged(fmt.Errorf("bucket %q: %w", it.key, err))
			return
		}
		a.roots[string(it.key)] = b
	})
	return a.ctx.Err()
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

// walk checks one bucket. What is wrong with its pages touches all that lies
// in it, as nobody knows what is not to be found.
func (a *audit) walk(w *walk, name string, check func(k, v []byte)) error {
	if err := a.ctx.Err(); err != nil {
		return err
	}
	where := "bucket " + name
	root := a.roots[name]
	if root == nil {
		a.general(where, errors.New("it is missing"))
		return nil
	}
	w.damaged = func(err error) { a.general(where, err) }
	n := 0
	w.each(root, func(leaf *node, it item) {
		if n++; n%1000 == 0 && a.ctx.Err() != nil {
			return
		}
		if it.bucket {
			a.general(where, fmt.Errorf("%x is a bucket", it.key))
			return
		}
		if name == chunksBucket { // their bytes are read with the payloads
			check(it.key, nil)
			return
		}
		v, err := leaf.value(it)
		if err != nil {
			a.general(where, err)
			return
		}
		check(it.key, v)
	})
	return a.ctx.Err()
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
		w.each(a.roots[name], func(*node, item) {})
	}
}

// get returns a row that another row speaks of.
func (a *audit) get(bucket string, key []byte) ([]byte, bool) {
	if root := a.roots[bucket]; root != nil {
		return root.get(key)
	}
	return nil, false
}

func (a *audit) has(bucket string, key []byte) error {
	if _, ok := a.get(bucket, key); !ok {
		return fmt.Errorf("%s has no entry for it", bucket)
	}
	return nil
}
