package watch

import (
	"slices"
	"time"

	"stet/record"
)

// Gaps returns the stretches in which nobody looked at a page, oldest first:
// pauses between two looks, and from the last one to now, that are much longer
// than those around them and than the page's pace. Looks come oldest first.
func Gaps(p record.Page, looks []record.Look, now time.Time) []record.Gap {
	times := make([]record.Gap, len(looks))
	for i, l := range looks {
		times[i] = record.Gap{From: l.Time, To: l.Time}
	}
	return gaps(times, paceOf(p), now)
}

// stretches returns from when to when each run looked. One that was cut off
// counts as its start only.
func stretches(runs []record.Run) []record.Gap {
	list := make([]record.Gap, len(runs))
	for i, r := range runs {
		list[i] = record.Gap{From: r.Started, To: r.Ended}
		if r.Ended.Before(r.Started) {
			list[i].To = r.Started
		}
	}
	return list
}

// gaps returns the pauses between what was done, oldest first, that are much
// longer than usual; the last one may last to now.
//
//	at 1h 2h 3h 4h 9h 10h            a gap from 4h to 9h
//	at 1h 2h 3h 4h, and now is 5h    none
//	at 1h 2h 3h 4h, and now is 9h    a gap from 4h that lasts
//	at 1d 2d 3d 4d 4d1h 4d2h 4d3h    none: a pace that rises leaves no gap
func gaps(done []record.Gap, pace time.Duration, now time.Time) (found []record.Gap) {
	if len(done) == 0 {
		return nil
	}
	pauses := make([]time.Duration, len(done))
	for i := range done[:len(done)-1] {
		pauses[i] = done[i+1].From.Sub(done[i].To)
	}
	pauses[len(done)-1] = now.Sub(done[len(done)-1].To)
	for i, pause := range pauses {
		usual := max(around(pauses[:len(done)-1], i), pace)
		if usual == 0 || pause <= muchLonger*usual || pause <= patience {
			continue
		}
		gap := record.Gap{From: done[i].To}
		if i+1 < len(done) {
			gap.To = done[i+1].From
		}
		found = append(found, gap)
	}
	return found
}

// nearby is how many pauses on either side say what is usual; fewer than
// enough on both say nothing.
const (
	nearby = 3
	enough = 3
)

// around returns what is usual around the i-th pause, itself aside: the
// greater of the medians before and after it, so that the step from one pace
// to another is none of its gaps.
func around(pauses []time.Duration, i int) time.Duration {
	before := pauses[max(i-nearby, 0):min(i, len(pauses))]
	var after []time.Duration
	if i+1 < len(pauses) {
		after = pauses[i+1 : min(i+1+nearby, len(pauses))]
	}
	if len(before)+len(after) < enough {
		return 0
	}
	return max(median(before), median(after))
}

// median returns the middle one, of two the smaller; 0 of none.
func median(list []time.Duration) time.Duration {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[(len(sorted)-1)/2]
}
