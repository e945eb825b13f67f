package storage

import (
	"slices"
	"time"
)

// A write is what one call wants to put into the archive.
type write struct {
	do   func(*tx) error
	size int // about how many bytes it puts
	err  error
	turn chan bool // true: lead the next transaction; false: it is done
}

// How much goes into one transaction. More makes it no cheaper, and all of
// them wait for it; each costs two syncs, and pages that the next one writes
// again.
const (
	maxGroup      = 200
	maxGroupBytes = 16 << 20
	lingerFor     = 5 * time.Millisecond
)

// write calls do in a transaction and commits it. Calls that come while a
// transaction is being written wait and share the next one: whoever waits
// longest leads, the others only wait, and no goroutine is started for it.
//
// An error that do returns before it has put anything is its own affair: the
// others in the transaction go on. If it fails later, the transaction is made
// again without it: a page whose rows are damaged must not cost others their
// looks. If the transaction itself fails, all of them get the error, and
// nothing of it is kept. So a do may be called more than once, and must not
// keep what it got from the transaction.
func (s *Store) write(size int, do func(*tx) error) error {
	w := &write{do: do, size: size, turn: make(chan bool, 1)}
	s.mu.Lock()
	s.queue = append(s.queue, w)
	if s.writing {
		s.mu.Unlock()
		if lead := <-w.turn; !lead {
			return w.err
		}
		s.mu.Lock()
	}
	s.writing = true
	s.linger()
	group := s.takeGroup()
	s.mu.Unlock()

	s.writeGroup(group)

	for _, other := range group[1:] {
		other.turn <- false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) > 0 {
		s.queue[0].turn <- true
	} else {
		s.writing = false
	}
	return w.err
}

// linger waits a little for more, and again as long as more come. Who writes
// alone waits for nobody. s.mu is held before and after.
func (s *Store) linger() {
	for before := 1; len(s.queue) > before && len(s.queue) < maxGroup; {
		before = len(s.queue)
		s.mu.Unlock()
		time.Sleep(lingerFor)
		s.mu.Lock()
	}
}

// takeGroup takes what goes into the next transaction off the queue, the
// leader's own write first.
func (s *Store) takeGroup() []*write {
	n, bytes := 0, 0
	for n < len(s.queue) && n < maxGroup && (n == 0 || bytes < maxGroupBytes) {
		bytes += s.queue[n].size
		n++
	}
	group := s.queue[:n:n]
	s.queue = s.queue[n:]
	return group
}

// writeGroup writes the group and sets the errors.
func (s *Store) writeGroup(group []*write) {
	for len(group) > 0 {
		spoiler := s.writeOnce(group)
		if spoiler == nil {
			return
		}
		group = slices.DeleteFunc(slices.Clone(group), func(w *write) bool { return w == spoiler })
	}
}

// writeOnce writes the group in one transaction and sets the errors, or
// returns the one that spoiled it: it failed, or panicked at a damaged page,
// after it had put something.
func (s *Store) writeOnce(group []*write) (spoiler *write) {
	err := s.change(func(t *tx) error {
		for _, w := range group {
			before := t.puts
			spoiler = w
			if w.err = w.do(t); w.err != nil && t.puts > before {
				return w.err
			}
		}
		spoiler = nil
		return t.saveLog()
	})
	if spoiler != nil {
		spoiler.err = err
		return spoiler
	}
	for _, w := range group {
		if w.err == nil {
			w.err = err
		}
	}
	return nil
}
