package watch

import (
	"context"
	"errors"
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
	closed  bool    // nobody is let in
}

// errClosed says that a document was not read, since stet is to end.
var errClosed = errors.New("stopped before its turn to be read came")

// A turn is a document that waits for the bench.
type turn struct {
	bytes int
	come  chan bool // told once whether there is room, or the bench closed
}

// take waits until there is room for a document. What it returns gives the
// room back, and is to be called once. The error is errClosed.
func (b *bench) take(bytes int) (give func(), err error) {
	if bytes < largeBytes {
		return func() {}, nil
	}
	t := &turn{bytes, make(chan bool, 1)}
	b.mu.Lock()
	b.waiting = append(b.waiting, t)
	b.next()
	b.mu.Unlock()
	if !<-t.come {
		return nil, errClosed
	}
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.bytes -= bytes
		b.next()
	}, nil
}

// closeWith closes the bench when ctx ends: who has a place on it finishes, who
// waits is turned away. What it returns opens it again for others.
func (b *bench) closeWith(ctx context.Context) (open func()) {
	set := func(closed bool) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.closed = closed
		b.next()
	}
	over := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(over)
		set(true)
	})
	return func() {
		if !stop() {
			<-over
		}
		set(false)
	}
}

// next lets those take their turn for whom there is room.
func (b *bench) next() {
	for len(b.waiting) > 0 {
		t := b.waiting[0]
		if b.closed {
			b.waiting = b.waiting[1:]
			t.come <- false
			continue
		}
		if b.bytes > 0 && b.bytes+t.bytes > benchBytes {
			return
		}
		b.bytes += t.bytes
		b.waiting = b.waiting[1:]
		t.come <- true
	}
}

// atBench waits until the document of an answer, and what was kept of its
// page, may be read.
func (w *Watcher) atBench(p record.Page, a record.Answer) (give func(), err error) {
	return w.bench.take(max(len(a.Document), len(sourceOf(a).Body), int(p.Payload.Size)))
}
