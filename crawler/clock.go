package crawler

import (
	"context"
	"errors"
	"time"
)

// errTime is the cause with which a look's context ends when its time is up.
var errTime = errors.New("out of time")

// A clock limits the time that a look spends on servers. It stands still
// while the look waits for its turn: a host with a Crawl-delay of a minute
// must not make every look at it run out of time.
type clock struct {
	timer   *time.Timer
	cancel  context.CancelCauseFunc
	left    time.Duration
	resumed time.Time
}

// startClock returns a context that ends with the cause errTime after limit.
func startClock(ctx context.Context, limit time.Duration) (context.Context, *clock) {
	ctx, cancel := context.WithCancelCause(ctx)
	c := &clock{cancel: cancel, left: limit, resumed: time.Now()}
	c.timer = time.AfterFunc(limit, func() { cancel(errTime) })
	return ctx, c
}

// pause stops the clock until resume.
func (c *clock) pause() {
	c.timer.Stop()
	c.left -= time.Since(c.resumed)
}

// resume lets it run again.
func (c *clock) resume() {
	c.resumed = time.Now()
	c.timer.Reset(max(c.left, 0))
}

// stop ends the context.
func (c *clock) stop() {
	c.timer.Stop()
	c.cancel(nil)
}

// outOfTime reports whether ctx ended because its clock ran out.
func outOfTime(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errTime) }
