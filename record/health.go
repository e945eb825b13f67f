package record

import "time"

// A Health says what could not be seen at some moment, and since when. Each
// page that is known stands in one place only: it is counted in Seen, Waiting
// or Gone, or listed in Blind, Overdue or Unwatched.
type Health struct {
	At      time.Time `json:"at"`
	LastRun time.Time `json:"last_run,omitzero"` // when the last one started; zero: there was none
	Pages   int       `json:"pages"`             // all that are known
	Oldest  time.Time `json:"oldest,omitzero"`   // last good look at the watched page that was not seen for the longest

	Seen    int `json:"seen"`    // the last look saw them, and the next one is not late
	Waiting int `json:"waiting"` // new, not yet looked at
	Gone    int `json:"gone"`    // removed, as a second look confirmed

	Blind     []Blind     `json:"blind"`     // the last look gave no page to trust
	Overdue   []Overdue   `json:"overdue"`   // nobody looked though it was time
	Unwatched []Unwatched `json:"unwatched"` // kept, and no longer on the watch list
	Lists     []List      `json:"lists"`     // sitemaps and feeds that could not be read
	Gaps      []Gap       `json:"gaps"`      // stretches without any run, oldest first
	Notes     []string    `json:"notes"`     // of the last run, beside what Lists say: a bound that was reached
}

// A Blind is a page that could not be seen at the last look. What it says
// since LastGood is not known.
type Blind struct {
	Page     string       `json:"page"`
	Title    string       `json:"title,omitempty"`
	Watch    string       `json:"watch,omitempty"`
	Kind     IncidentKind `json:"kind"`
	Since    time.Time    `json:"since"`              // the first look that failed in this way
	LastLook time.Time    `json:"last_look"`          // the last one that did
	LastGood time.Time    `json:"last_good,omitzero"` // the last look that saw the page; zero: none ever did
	NextLook time.Time    `json:"next_look,omitzero"`
	Looks    int          `json:"looks"` // that failed in this way, one after the other
	Detail   string       `json:"detail,omitempty"`
}

// An Overdue is a page that nobody looked at though it was time.
type Overdue struct {
	Page     string    `json:"page"`
	Title    string    `json:"title,omitempty"`
	Watch    string    `json:"watch,omitempty"`
	Due      time.Time `json:"due"`                // since when
	LastLook time.Time `json:"last_look,omitzero"` // zero: there was none
	Why      LateKind  `json:"why"`
	Until    time.Time `json:"until,omitzero"` // of HostHeld: when its host may be asked again
}

// A LateKind says why nobody looked at a page though it was time.
type LateKind string

// The reasons for which nobody looks.
const (
	NoRun      LateKind = "no-run"      // no run was made since it is due
	HostHeld   LateKind = "host-held"   // its host asked to be left alone
	NotReached LateKind = "not-reached" // the last run gave up its host, or was cut off
)

// An Unwatched is a page that is kept and that the watch list does not name.
type Unwatched struct {
	Page     string    `json:"page"`
	Title    string    `json:"title,omitempty"`
	Watch    string    `json:"watch,omitempty"` // that it belonged to
	LastLook time.Time `json:"last_look,omitzero"`
}

// A Gap is a stretch in which nobody looked, much longer than usual.
type Gap struct {
	From time.Time `json:"from"`        // the last look before it
	To   time.Time `json:"to,omitzero"` // the first look after it; zero: it lasts
}
