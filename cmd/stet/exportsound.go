package main

import (
	"errors"
	"fmt"

	"stet/record"
	"stet/storage"
)

// leave notes what is left out of an export where that is wanted, and reports
// whether it is: the archive is damaged there.
func (sel selection) leave(done *exported, err error, what string) bool {
	if !sel.sound || !errors.Is(err, storage.ErrDamaged) {
		return false
	}
	done.left = append(done.left, fmt.Sprintf("%s: %v", what, err))
	return true
}

// readable returns the looks of which all bytes can be had. One that saw the
// same as a look that cannot be read would point back to an earlier one, and
// say of it what was never seen.
func (sel selection) readable(p record.Page, looks []record.Look, done *exported) (list []record.Look) {
	lost := false // the last look that brought bytes
	for _, l := range looks {
		err := sel.unread(l)
		brought := !l.Payload.Digest.IsZero()
		switch {
		case err != nil:
			sel.leave(done, err, fmt.Sprintf("the look at %s of %s", p.URL, l.Time.UTC().Format(lookTime)))
			lost = lost || brought
			continue
		case brought:
			lost = false
		case lost && l.Outcome == record.OutcomeSame:
			done.left = append(done.left, fmt.Sprintf("the look at %s of %s: it saw the same as one that is left out", p.URL, l.Time.UTC().Format(lookTime)))
			continue
		}
		list = append(list, l)
	}
	return list
}

// unread returns why bytes of a look cannot be had; nil: they can.
func (sel selection) unread(l record.Look) error {
	digests := []record.Digest{l.Payload.Digest, l.Screenshot}
	for _, e := range l.Exchanges {
		digests = append(digests, e.Payload.Digest)
	}
	for _, d := range digests {
		if d.IsZero() {
			continue
		}
		if _, err := sel.store.Payload(d); err != nil {
			return err
		}
	}
	return nil
}
