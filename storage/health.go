package storage

import (
	"fmt"
	"slices"
	"time"

	"stet/record"
)

// A Health is what [Store.Verify] found.
type Health struct {
	Archive    string    `json:"archive"`
	Format     int       `json:"format"`
	Bytes      int64     `json:"bytes"` // the file
	Quick      bool      `json:"quick"` // payloads were not unpacked
	Counts     Counts    `json:"counts"`
	Damage     []Damage  `json:"damage"`               // the first 1000
	More       int       `json:"more,omitempty"`       // how many there are beyond these
	Touched    []Touched `json:"touched"`              // pages that damage touches; all others are sound
	Elsewhere  bool      `json:"elsewhere"`            // some of it touches more than these pages
	Checkpoint string    `json:"checkpoint,omitempty"` // the last one kept
	Key        string    `json:"key,omitempty"`        // the public key that checks it
	Kept       Kept      `json:"kept,omitempty"`       // what the checkpoint kept elsewhere says of the log
	Behind     int64     `json:"behind,omitempty"`     // looks that it has and the log has not
	Whole      bool      `json:"whole"`                // nothing is damaged, and the log holds against the checkpoint
}

// Kept says what a checkpoint that was kept elsewhere says of the log.
type Kept string

// What a checkpoint may say. All but the first stand among the damage too,
// though the archive may be whole in itself.
const (
	KeptHolds    Kept = "holds"    // each look that it was signed for is there as it was
	KeptNewer    Kept = "newer"    // it was signed for more looks than there are
	KeptBroken   Kept = "broken"   // the looks that it was signed for are not those that are there
	KeptStrange  Kept = "strange"  // no key that this archive knows signed it
	KeptUnsigned Kept = "unsigned" // it is not as it was signed
)

// Counts says how much of everything was found, sound or not.
type Counts struct {
	Pages        int   `json:"pages"`
	Looks        int   `json:"looks"`
	Versions     int   `json:"versions"`
	Changes      int   `json:"changes"`
	Incidents    int   `json:"incidents"`
	Runs         int   `json:"runs"`
	Leaves       int   `json:"leaves"` // of the log
	Checkpoints  int   `json:"checkpoints"`
	Payloads     int   `json:"payloads"`
	PayloadBytes int64 `json:"payload_bytes"` // unpacked
}

// A Damage is one thing that is wrong.
type Damage struct {
	Where string `json:"where"` // what it is about: payload sha256:…, look, bucket
	What  string `json:"what"`  // what is wrong with it
}

// Touched says what of a page is touched by damage.
type Touched struct {
	Page     record.PageID `json:"page"`
	URL      string        `json:"url,omitempty"` // empty where it could not be read
	Versions []int         `json:"versions,omitempty"`
	Looks    []time.Time   `json:"looks,omitempty"`
}

// maxDamage bounds how much damage is told singly.
const maxDamage = 1000

// damaged notes that something is wrong.
func (a *audit) damaged(where string, err error) {
	if err == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.health.Damage) >= maxDamage {
		a.health.More++
		return
	}
	d := Damage{where, err.Error()}
	if !slices.Contains(a.health.Damage, d) {
		a.health.Damage = append(a.health.Damage, d)
	}
}

// general notes damage that cannot be laid at the door of single pages.
func (a *audit) general(where string, err error) {
	if err != nil {
		a.health.Elsewhere = true
		a.damaged(where, err)
	}
}

// ofPage notes damage that touches one page.
func (a *audit) ofPage(id record.PageID, where string, err error) {
	if err != nil {
		a.touch(id)
		a.damaged(fmt.Sprintf("page %d: %s", id, where), err)
	}
}

func (a *audit) ofVersion(id record.PageID, number int, err error) {
	if err != nil {
		t := a.touch(id)
		if !slices.Contains(t.Versions, number) {
			t.Versions = append(t.Versions, number)
		}
		a.damaged(fmt.Sprintf("page %d: version %d", id, number), err)
	}
}

func (a *audit) ofLook(id record.PageID, at time.Time, what string, err error) {
	if err != nil {
		t := a.touch(id)
		if !slices.Contains(t.Looks, at) {
			t.Looks = append(t.Looks, at)
		}
		a.damaged(fmt.Sprintf("page %d: the %s of %s", id, what, at.Format(time.RFC3339Nano)), err)
	}
}

func (a *audit) touch(id record.PageID) *Touched {
	t := a.touched[id]
	if t == nil {
		t = &Touched{Page: id}
		a.touched[id] = t
	}
	return t
}

// sum fills in what is known at the end.
func (a *audit) sum() Health {
	h := a.health
	for id, t := range a.touched {
		if page := a.pages[id]; page != nil {
			t.URL = page.url
		}
		slices.Sort(t.Versions)
		slices.SortFunc(t.Looks, time.Time.Compare)
		h.Touched = append(h.Touched, *t)
	}
	slices.SortFunc(h.Touched, func(a, b Touched) int { return int(a.Page) - int(b.Page) })
	h.Whole = len(h.Damage) == 0
	return h
}
