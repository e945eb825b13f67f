package watch

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"stet/record"
)

// What is much longer than usual, so that it is told: longer than muchLonger
// times what is usual, and than patience.
const (
	muchLonger = 3
	patience   = time.Hour
)

// Known is what the archive knows of how looking went.
type Known struct {
	Pages   iter.Seq[record.Page] // read once; nil: none
	Lists   []record.List
	Runs    []record.Run             // the latest ones, in any order; those before are not judged
	Held    map[string]time.Time     // hosts that asked to be left alone, and until when
	Watched func(p record.Page) bool // on the watch list; nil: all pages are
	Paced   func(p record.Page) bool // when they are due is known; nil: that of all pages is
}

// Watched returns what tells whether the watch list names a page.
func (w *Watcher) Watched() (func(record.Page) bool, error) {
	if err := w.compile(); err != nil {
		return nil, err
	}
	return func(p record.Page) bool { return w.find(p) != nil }, nil
}

// Health says what could not be seen, and since when, as of now.
func Health(k Known, now time.Time) record.Health {
	h := record.Health{
		At:    now,
		Blind: []record.Blind{}, Overdue: []record.Overdue{}, Unwatched: []record.Unwatched{},
		Lists: []record.List{}, Gaps: []record.Gap{}, Notes: []string{},
	}
	runs := slices.DeleteFunc(slices.Clone(k.Runs), func(r record.Run) bool { return r.Import })
	slices.SortFunc(runs, func(a, b record.Run) int { return a.Started.Compare(b.Started) })
	if len(runs) > 0 {
		h.LastRun = runs[len(runs)-1].Started
	}
	held := maps.Clone(k.Held)
	forgetAhead(held, now)
	l := newLateness(runs, held, now)
	if k.Pages == nil {
		k.Pages = slices.Values([]record.Page(nil))
	}
	var fastest time.Duration
	var latest time.Time
	for p := range k.Pages {
		h.Pages++
		if p.LastLook.After(latest) && !p.LastLook.After(now) {
			latest = p.LastLook
		}
		if k.Watched != nil && !k.Watched(p) {
			h.Unwatched = append(h.Unwatched, record.Unwatched{Page: p.URL, Title: p.Title, Watch: p.Watch, LastLook: p.LastLook})
			continue
		}
		if pace := paceOf(p); pace > 0 && (fastest == 0 || pace < fastest) {
			fastest = pace
		}
		if !p.Gone && !p.LastGood.IsZero() && (h.Oldest.IsZero() || p.LastGood.Before(h.Oldest)) {
			h.Oldest = p.LastGood
		}
		l.place(&h, p, k.Paced == nil || k.Paced(p))
	}
	for _, list := range k.Lists {
		if list.Incident != nil {
			h.Lists = append(h.Lists, list)
		}
	}
	h.Notes = append(h.Notes, l.notes(h.Lists)...)
	done := stretches(runs)
	if n := len(runs); n > 0 && runs[n-1].Ended.IsZero() && latest.After(done[n-1].To) {
		done[n-1].To = latest // perhaps it is under way
	}
	h.Gaps = append(h.Gaps, gaps(done, fastest, now)...)
	return h
}

// place puts a watched page where it belongs; paced says whether it is known
// when the page is due.
func (l lateness) place(h *record.Health, p record.Page, paced bool) {
	if p.Incident != nil {
		h.Blind = append(h.Blind, blind(p))
		return
	}
	why, until := l.judge(p)
	switch {
	case why != "" && paced:
		h.Overdue = append(h.Overdue, record.Overdue{
			Page: p.URL, Title: p.Title, Watch: p.Watch, Due: dueSince(p), LastLook: p.LastLook, Why: why, Until: until,
		})
	case p.LastLook.IsZero():
		h.Waiting++
	case p.Gone:
		h.Gone++
	default:
		h.Seen++
	}
}

func blind(p record.Page) record.Blind {
	in := p.Incident
	return record.Blind{
		Page: p.URL, Title: p.Title, Watch: p.Watch, Kind: in.Kind, Since: in.FirstSeen, Looks: in.Looks, Detail: in.Detail,
		LastLook: p.LastLook, LastGood: p.LastGood, NextLook: p.NextLook,
	}
}

// A lateness knows when a page is overdue.
type lateness struct {
	now   time.Time
	held  map[string]time.Time
	last  record.Run    // the last one that ended; zero: none
	began time.Time     // when the last one started, ended or not
	pause time.Duration // usual between two runs; 0: not known
}

func newLateness(runs []record.Run, held map[string]time.Time, now time.Time) lateness {
	l := lateness{now: now, held: held}
	var pauses []time.Duration
	for i, r := range runs {
		if !r.Ended.IsZero() {
			l.last = r
		}
		l.began = r.Started
		if i > 0 {
			pauses = append(pauses, r.Started.Sub(runs[i-1].Started))
		}
	}
	l.pause = median(pauses)
	return l
}

// judge says why nobody looked at a page though it was time: "" where it is
// not yet time, or not long ago.
func (l lateness) judge(p record.Page) (why record.LateKind, held time.Time) {
	due := dueSince(p)
	if due.IsZero() {
		return "", time.Time{}
	}
	start, until := l.last.Started, l.last.Started
	if p.LastLook.IsZero() {
		until = l.last.Ended // it may have come to light in that run
	}
	passed := !start.IsZero() && !due.After(until) && p.LastLook.Before(start)
	held = l.held[hostOf(p.URL)]
	switch {
	case !passed && l.now.Sub(due) <= l.patience(p):
		return "", time.Time{}
	case held.After(start) && held.After(due):
		return record.HostHeld, held
	case passed || l.began.After(due):
		return record.NotReached, time.Time{}
	}
	return record.NoRun, time.Time{}
}

// patience returns how late a look at p may be before it is told.
func (l lateness) patience(p record.Page) time.Duration {
	return max((muchLonger-1)*paceOf(p), muchLonger*l.pause, patience)
}

// notes returns what the last run noted, except of lists that are told
// anyway.
func (l lateness) notes(lists []record.List) (notes []string) {
	for _, note := range l.last.Notes {
		if !slices.ContainsFunc(lists, func(list record.List) bool { return strings.Contains(note, list.URL) }) {
			notes = append(notes, note)
		}
	}
	return notes
}

// paceOf returns the pace of a page, as its last look set it; 0 where it is
// due at every run, or was never looked at.
func paceOf(p record.Page) time.Duration {
	if p.LastLook.IsZero() {
		return 0
	}
	return max(p.NextLook.Sub(p.LastLook), 0)
}

// dueSince returns when p became due; zero where nobody knows.
func dueSince(p record.Page) time.Time {
	if p.NextLook.IsZero() {
		return p.Added
	}
	return p.NextLook
}
