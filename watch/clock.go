package watch

import "time"

// A clock may be years ahead (an empty battery) and set right again. What was
// written meanwhile must not put off looks until that time comes.
const (
	ahead    = time.Minute         // clocks that are set right each day differ by less
	holdsFor = 30 * 24 * time.Hour // nobody may ask for as long a rest
)

// isAhead reports whether the clock was set back since a look.
func isAhead(look, now time.Time) bool { return look.After(now.Add(ahead)) }

// forgetAhead forgets rests that a clock must have written that was ahead.
func forgetAhead(held map[string]time.Time, now time.Time) {
	for host, until := range held {
		if until.After(now.Add(holdsFor)) {
			delete(held, host)
		}
	}
}
