package crawler

import (
	"context"
	"sync"
)

// Bodies are held in memory. Small ones need no thought; but eight hosts at a
// time that each send 20 MB, packed so that 20 MB more come out of them, would
// be too much for the machines that stet runs on.
const (
	smallBody = 2 << 20  // bytes of a body or document that nobody is asked about
	roomSize  = 48 << 20 // bytes of larger ones at a time, all looks together
	maxKept   = 1 << 20  // bytes that are kept of a body that is larger than its limit
)

// A room is the memory for large bodies. It takes who comes first, and each
// look once: whoever is in needs nothing that those who wait could hold.
type room struct {
	mu    sync.Mutex
	taken int64
	queue []*guest
}

type guest struct {
	size int64
	in   chan struct{}
}

// enter waits until there is room for size bytes, or until ctx ends.
func (r *room) enter(ctx context.Context, size int64) error {
	g := &guest{size: size, in: make(chan struct{})}
	r.mu.Lock()
	r.queue = append(r.queue, g)
	r.admit()
	r.mu.Unlock()
	select {
	case <-g.in:
		return nil
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, q := range r.queue {
		if q == g {
			r.queue = append(r.queue[:i], r.queue[i+1:]...)
			r.admit()
			return ctx.Err()
		}
	}
	r.taken -= size // it was let in just now
	r.admit()
	return ctx.Err()
}

func (r *room) leave(size int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken -= size
	r.admit()
}

// admit lets in who waits, one after the other, while there is room.
func (r *room) admit() {
	for len(r.queue) > 0 && r.taken+r.queue[0].size <= roomSize {
		r.taken += r.queue[0].size
		close(r.queue[0].in)
		r.queue = r.queue[1:]
	}
}

// claim takes room for a body of at most size bytes on behalf of the look that
// ctx belongs to. Its clock stands still meanwhile.
func (c *Crawler) claim(ctx context.Context, size int64) error {
	l, _ := ctx.Value(lookKey{}).(*look)
	if l == nil || l.claimed > 0 {
		return nil
	}
	size = min(size, roomSize)
	l.clock.pause()
	defer l.clock.resume()
	if err := c.room.enter(ctx, size); err != nil {
		return err
	}
	l.claimed = size
	return nil
}

// unclaim gives up what l took.
func (c *Crawler) unclaim(l *look) {
	if l.claimed > 0 {
		c.room.leave(l.claimed)
		l.claimed = 0
	}
}
