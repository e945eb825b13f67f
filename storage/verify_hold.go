package storage

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// holdFor is for how long nobody can write while payloads are copied.
const holdFor = time.Second

// auditFor is for how long nobody can write while rows are checked or
// payloads unpacked, and auditPause for how long writers are let in then.
const (
	auditFor   = 100 * time.Millisecond
	auditPause = 2 * pollEvery
)

// workers is how much is done side by side. More take more memory: each
// holds payloads that others build on.
func workers() int { return min(runtime.GOMAXPROCS(0), 4) }

// hold calls do with the file while nobody can write to the archive.
func (a *audit) hold(do func(*os.File) error) (err error) {
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
	return do(o.fd)
}

// holdDamaged reads what can still be read of a file that bbolt refuses.
func (a *audit) holdDamaged(do func(*os.File) error) error {
	f, err := os.Open(a.s.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if m, _, err := readMeta(f); err != nil || m.pages == 0 {
		return nil // nothing can be read, and that was told
	}
	return do(f)
}

// A glance is the archive as it is while the file is held. It is for one
// goroutine.
type glance struct {
	tree  *tree
	roots map[string]*node // of the buckets
}

// look finds the buckets of the file as it is now.
func look(f *os.File, damaged func(error)) (*glance, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	m, _, err := readMeta(f)
	if err != nil {
		return nil, err
	}
	if m.pages == 0 {
		return nil, errors.New("no meta page can be read")
	}
	m.pages = min(m.pages, uint64(info.Size())/m.pageSize)
	g := &glance{tree: &tree{r: f, meta: m}, roots: map[string]*node{}}
	g.findBuckets(newWalk(g.tree, damaged))
	return g, nil
}

// findBuckets finds where the buckets begin.
func (g *glance) findBuckets(w *walk) {
	root, err := g.tree.node(g.tree.meta.root)
	if err != nil {
		w.damaged(err)
		return
	}
	w.each(root, nil, func(n *node, it item) bool {
		b, err := n.bucket(it)
		if err != nil {
			w.damaged(fmt.Errorf("bucket %q: %w", it.key, err))
			return true
		}
		g.roots[string(it.key)] = b
		return true
	})
}

// get returns a row that another row speaks of.
func (g *glance) get(bucket string, key []byte) ([]byte, bool) {
	if root := g.roots[bucket]; root != nil {
		return root.get(key)
	}
	return nil, false
}

func (g *glance) has(bucket string, key []byte) error {
	if _, _, ok := g.find(bucket, key); !ok {
		return fmt.Errorf("%s has no entry for it", bucket)
	}
	return nil
}

func (g *glance) find(bucket string, key []byte) (it item, leaf *node, ok bool) {
	if root := g.roots[bucket]; root != nil {
		return root.find(key)
	}
	return it, nil, false
}

// untold is for damage to the file that was told when it was walked through.
func untold(error) {}

// A job goes on for a while and remembers how far it came.
type job interface {
	// some goes on until a time or a little longer, and reports whether
	// there is more to do.
	some(g *glance, until time.Time) (more bool, err error)
}

// sideBySide does jobs, as many at a time as there are workers, the first
// ones first, and lets writers in every now and then.
func (a *audit) sideBySide(jobs ...job) error {
	for len(jobs) > 0 {
		more := make([]bool, len(jobs))
		errs := make([]error, len(jobs))
		n := min(len(jobs), workers())
		err := a.hold(func(f *os.File) error {
			var wg sync.WaitGroup
			for i := range n {
				wg.Go(func() { more[i], errs[i] = someOf(jobs[i], f, a.slice) })
			}
			wg.Wait()
			return nil
		})
		if err := errors.Join(err, errors.Join(errs...), a.ctx.Err()); err != nil {
			return err
		}
		var left []job
		for i, j := range jobs {
			if more[i] || i >= n {
				left = append(left, j)
			}
		}
		jobs = left
		if len(jobs) > 0 {
			time.Sleep(auditPause)
		}
	}
	return nil
}

func someOf(j job, f *os.File, slice time.Duration) (more bool, err error) {
	g, err := look(f, untold)
	if err != nil {
		return false, err
	}
	return j.some(g, time.Now().Add(slice))
}
