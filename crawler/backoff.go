package crawler

import (
	"math/rand/v2"
	"net/http"
	"time"

	"stet/record"
)

// backoffDelays is how many of Options.Delay a host is left alone after it
// refused us once without saying for how long: a minute, where the delay is
// two seconds. Each further refusal in a row doubles it.
const backoffDelays = 30

// isRefusal reports whether a status asks us, or everybody, to come later.
func isRefusal(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// backoff returns for how long a host is left alone after so many refusals in
// a row: twice as long each time, up to a day, and up to a fifth longer by
// chance, so that not all who were refused come back at once. A delay of 0
// asks for no manners at all.
func backoff(delay time.Duration, refusals int) time.Duration {
	if delay <= 0 || refusals <= 0 {
		return 0
	}
	d := min(delay, longestHold/backoffDelays) * backoffDelays
	for range refusals - 1 {
		if d *= 2; d >= longestHold {
			break
		}
	}
	return min(d+rand.N(d/5+1), longestHold)
}

// refused notes that a server sent us away, and holds it: until the time that
// it named, or else for a pause that grows.
func (c *Crawler) refused(o *origin, t *trouble) {
	if t.hold.IsZero() && c.o.Delay <= 0 {
		return
	}
	past, _ := o.remembered()
	if t.hold.IsZero() {
		t.hold = c.o.Now().Add(backoff(c.o.Delay, past.Refusals+1))
	}
	c.learn(o, func(r *record.Origin) { r.Refusals, r.Held = r.Refusals+1, t.hold })
}

// note learns from a look that is over how its server takes us, and says so
// in the answer where it is to be left alone.
func (c *Crawler) note(l *look, a *record.Answer) {
	o, status := l.origin, 0
	if n := len(l.hops); n > 0 {
		status = l.hops[n-1].Status
	}
	switch {
	case o == nil:
	case status != 0 && l.hops[len(l.hops)-1].Header.Get("Memento-Datetime") != "":
		o.heard(true) // what a web archive kept of another server's refusal (RFC 7089) is no refusal of its own
	case isRefusal(status):
		t := &trouble{hold: a.HoldHost}
		c.refused(o, t)
		a.HoldHost = t.hold
		o.heard(true)
	case status == 0 && a.Incident != nil && a.Incident.Kind == record.Unreachable:
		o.heard(false)
	case status != 0:
		if o.heard(true) && a.Verdict != record.GotIncident {
			c.learn(o, func(r *record.Origin) { r.Refusals, r.Held = 0, time.Time{} })
		}
	}
}
