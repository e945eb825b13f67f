package watch

import "time"

// A clock may be years ahead (an empty battery) and set right again. What was
// written meanwhile must not put off looks until that time comes.
const (
	ahead    = time.Minute    // clocks that are set right each day differ by less
	holdsFor = 25 * time.Hour // the crawler grants no host more than a day
)

// isAhead reports whether the clock was set back since a look.
func isAhead(look, now time.Time) bool { return look.After(now.Add(ahead)) }

// forgetAhead forgets rests that a clock must have written that was ahead, and
// returns whose they were.
func forgetAhead(held map[string]time.Time, now time.Time) (forgotten []string) {
	for host, until := range held {
		if until.After(now.Add(holdsFor)) {
			delete(held, host)
			forgotten = append(forgotten, host)
		}
	}
	return forgotten
}
