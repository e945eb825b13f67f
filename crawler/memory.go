package crawler

import (
	"time"

	"stet/record"
)

// A Memory keeps what is known of servers from one run to the next, so that a
// daily run does not ask each of them for robots.txt anew, and a server that
// sent us away yesterday is not asked as often today. Trouble with the memory
// never fails a look: it is logged, and the server is asked instead.
type Memory interface {
	Origin(origin string) (o record.Origin, ok bool, err error)
	PutOrigin(record.Origin) error
}

// recall reads what is remembered of o, once.
func (c *Crawler) recall(o *origin) {
	o.recalled.Do(func() {
		o.past.Origin = o.name
		if c.o.Memory == nil {
			return
		}
		past, ok, err := c.o.Memory.Origin(o.name)
		if err != nil {
			c.log().Warn("what is remembered of a server cannot be read", "origin", o.name, "error", err)
		}
		if err != nil || !ok {
			return
		}
		past.Origin = o.name
		o.mu.Lock()
		defer o.mu.Unlock()
		o.past = past
	})
}

// learn alters what is remembered of o. Each call costs a transaction of the
// archive: it is for what is new. What others remember of the server is read
// just before, and stays.
func (c *Crawler) learn(o *origin, alter func(*record.Origin)) {
	o.mu.Lock()
	alter(&o.past)
	o.mu.Unlock()
	if c.o.Memory == nil {
		return
	}
	o.writing.Lock()
	defer o.writing.Unlock()
	kept, _, err := c.o.Memory.Origin(o.name)
	if err == nil {
		kept.Origin = o.name
		alter(&kept)
		err = c.o.Memory.PutOrigin(kept)
	}
	if err != nil {
		c.log().Warn("what was learnt of a server cannot be kept", "origin", o.name, "error", err)
	}
}

// within reports whether at lies less than age before now. A time to come
// does not: the clock was set back since.
func within(at, now time.Time, age time.Duration) bool {
	return !at.IsZero() && !at.After(now) && now.Sub(at) < age
}
