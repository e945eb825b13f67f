package watch

import (
	"sync"

	"stet/record"
)

// To read both sides of a page and to compare them takes some twenty times
// the room of the document. So large documents are read a few at a time, in
// the order in which they came; the others never wait for them.
const (
	largeBytes = 512 << 10 // from which on a document is large
	benchBytes = 8 << 20   // of large documents that are read at a time; one always is
)

// A bench is where large documents are read and compared. The zero bench is
// ready for use.
type bench struct {
	mu      sync.Mutex
	bytes   int     // of the documents on it
	waiting []*turn // in the order in which they came
}

// A turn is a document that waits for the bench.
type turn struct {
	bytes int
	come  chan struct{} // closed when there is room
}

// take waits until there is room for a document. What it returns gives the
// room back, and is to be called once.
func (b *bench) take(bytes int) (give func()) {
	if bytes < largeBytes {
		return func() {}
	}
	t := &turn{bytes, make(chan struct{})}
	b.mu.Lock()
	b.waiting = append(b.waiting, t)
	b.next()
	b.mu.Unlock()
	<-t.come
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.bytes -= bytes
		b.next()
	}
}

// next lets those take their turn for whom there is room.
func (b *bench) next() {
	for len(b.waiting) > 0 {
		t := b.waiting[0]
		if b.bytes > 0 && b.bytes+t.bytes > benchBytes {
			return
		}
		b.bytes += t.bytes
		b.waiting = b.waiting[1:]
		close(t.come)
	}
}

// atBench waits until the document of an answer, and what was kept of its
// page, may be read.
func (w *Watcher) atBench(p record.Page, a record.Answer) (give func()) {
	return w.bench.take(max(len(a.Document), len(sourceOf(a).Body), int(p.Payload.Size)))
}
