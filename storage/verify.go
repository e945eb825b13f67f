package storage

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"stet/evidence"
	"stet/record"
)

// Verification says how thorough [Store.Verify] is.
type Verification struct {
	Quick      bool                    // leave out what costs most: to unpack every payload
	Checkpoint string                  // one that was kept elsewhere, to hold the log against; may be empty
	Progress   func(done, total int64) // told now and then, in bytes of payloads; may be nil
}

// Verify walks through the whole archive and tells what is damaged. It
// trusts nothing that it reads: not bbolt's pages, which it reads by itself,
// so that no damage can make it crash or run for ever, and no row that the
// seal, the index or the count speaks against.
//
// The error is nil also where much is damaged; it is for what keeps Verify
// from looking: no archive, a file of somebody else, one that is locked, a
// checkpoint that is none, ctx done.
//
// Others go on writing meanwhile. The pages of the file are walked at one go,
// which takes about a second for a million looks; rows are then checked and
// payloads unpacked for a tenth of a second at a time. All that was there
// when Verify began is checked; of what comes later, what it meets.
func (s *Store) Verify(ctx context.Context, v Verification) (Health, error) {
	if v.Checkpoint != "" {
		if _, err := evidence.Unproven(v.Checkpoint); err != nil {
			return Health{}, &failure{err.Error(), ErrCheckpoint}
		}
	}
	return newAudit(ctx, s, v).all()
}

// all makes the verification.
func (a *audit) all() (Health, error) {
	for _, step := range []func() error{a.structure, a.listPayloads, a.rowsAndPayloads, a.weigh, a.touchedByPayloads} {
		if err := step(); err != nil {
			if _, said := errors.AsType[*failure](err); said { // which file it is
				return Health{}, err
			}
			return Health{}, fmt.Errorf("verify %s: %w", a.s.path, err)
		}
	}
	return a.sum(), nil
}

// An audit is one verification.
type audit struct {
	*glance // the rows as they are just now
	ctx     context.Context
	s       *Store
	how     Verification
	slice   time.Duration // for how long nobody can write
	began   start
	pages   map[record.PageID]*tally
	found   struct{ exchanges, changes, ofPages int } // that belong to looks
	packed  []packedPayload                           // in the order of digests
	deltas  []builds                                  // until they are linked
	owed    *owed                                     // what chunks are held against
	log     logAudit
	room    []byte // for the row that is being read

	mu      sync.Mutex // for those who unpack payloads while rows are checked
	health  Health
	touched map[record.PageID]*Touched
	broken  map[record.Digest]bool // payloads that cannot be had
	alone   []int32                // places of those that stand by themselves and are still to be unpacked
	done    int64                  // bytes unpacked so far
}

// A start says what was there when the verification began. Others write
// while it goes on, and what they add is not missing anywhere.
type start struct {
	keys   map[string]int // how many there were in each bucket
	leaves int64          // of the log
	chunks uint64         // all that have a lesser number
}

// A tally is what is to be known of a page while its rows are checked.
type tally struct {
	url    string
	known  bool // it has a row in pages
	sealed bool // both of its rows could be read
	state  state
	looks  int // as the page says
	found  struct{ looks, versions int }
}

func newAudit(ctx context.Context, s *Store, v Verification) *audit {
	return &audit{
		ctx: ctx, s: s, how: v, slice: auditFor,
		health:  Health{Archive: s.path, Format: Format, Quick: v.Quick, Damage: []Damage{}, Touched: []Touched{}},
		touched: map[record.PageID]*Touched{},
		pages:   map[record.PageID]*tally{},
		broken:  map[record.Digest]bool{},
		log:     logAudit{runs: map[string]record.Run{}, signed: map[int64][]signedRoot{}, keys: map[string]bool{}},
	}
}

// listPayloads lists the payloads, holds chunks against them, and lays deltas
// with their bases.
func (a *audit) listPayloads() error {
	a.packed = make([]packedPayload, 0, a.began.keys[payloadsBucket])
	if err := a.sideBySide(a.through(payloadsBucket)); err != nil {
		return err
	}
	a.owed = newOwed(a)
	if err := a.sideBySide(a.through(chunksBucket)); err != nil {
		return err
	}
	a.owed.finish()
	a.linkDeltas()
	return nil
}

// rowsAndPayloads checks all other rows and, beside that, unpacks payloads.
func (a *audit) rowsAndPayloads() error {
	var rest []string
	for _, name := range buckets(a.health.Format) {
		if name != payloadsBucket && name != chunksBucket {
			rest = append(rest, name)
		}
	}
	jobs := []job{a.through(rest...)}
	if !a.how.Quick {
		for range workers() {
			jobs = append(jobs, newUnpacker(a))
		}
	}
	return a.sideBySide(jobs...)
}

// weigh compares what was found with what should have been.
func (a *audit) weigh() error {
	if err := a.weighPages(); err != nil {
		return err
	}
	if err := a.weighStrays(); err != nil {
		return err
	}
	return a.weighLog()
}
