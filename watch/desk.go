package watch

import "sync"

// A desk is where looks wait to be kept and judged. It has room for some
// looks and for some bytes of documents; one look always finds room.
type desk struct {
	mu           sync.Mutex
	room         sync.Cond
	looks, bytes int // on it
	maxLooks     int
	maxBytes     int
}

func newDesk(looks, bytes int) *desk {
	d := &desk{maxLooks: looks, maxBytes: bytes}
	d.room.L = &d.mu
	return d
}

// take puts a look on the desk when there is room for it.
func (d *desk) take(bytes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.looks > 0 && (d.looks >= d.maxLooks || d.bytes+bytes > d.maxBytes) {
		d.room.Wait()
	}
	d.looks, d.bytes = d.looks+1, d.bytes+bytes
}

// give takes it off.
func (d *desk) give(bytes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.looks, d.bytes = d.looks-1, d.bytes-bytes
	d.room.Broadcast()
}
