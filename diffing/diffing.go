// Package diffing compares two documents and judges what differs.
//
// [Compare] goes from coarse to fine. Blocks are aligned first, then the
// sentences of blocks that differ, then the words of sentences that belong
// together (align.go, bag.go, pair.go, words.go). What is left are edits;
// applied to the text of the old document they give that of the new one, as
// far as a reader can tell (edits.go). The edits are then named for what they are
// (judge.go, and reading.go for the words of a sentence), the stated dates
// are held against them and against each other (dates.go, contradictions.go),
// and everything is weighed (weights.go, significance.go).
//
// [Fingerprint] names what a document says, and [Group] joins changes of one
// run in which the same edit came to many pages.
//
// The package is pure: no clock, no network, no limits of time. What would
// take too long is bounded by the size of the input and ends as whole
// sentences removed and added. It knows nothing of HTML, of archives and of
// how changes are shown.
package diffing

import (
	"time"

	"stet/record"
)

// Rules is the version of the rules by which changes are judged.
const Rules = "3"

// A Context is what is known beside the two documents. The zero Context will
// do for two files.
type Context struct {
	Terms    []string        // watched words
	OldSeen  time.Time       // last look that saw the old text; zero: unknown
	NewSeen  time.Time       // first look that saw the new text
	Reverted *record.Version // an earlier version that said the same as the new one
	Stood    [2]time.Time    // with Reverted: from when to when the other text stood

	// Weights gives points, 0 to 1, for kinds of flag in place of those of
	// [Weights].
	Weights map[record.FlagKind]float64
}

// Compare returns the change from old to new: its kind is [record.Edited], or
// [record.Unchanged] where a reader is told the same by both; then there are
// neither flags nor edits. Where two long documents differ in thousands of
// places the weightiest are told and the others counted
// ([record.Change].LeftOut). Page, versions, watch and run are left to the
// caller.
func Compare(old, new record.Document, c Context) record.Change {
	return compare(old, new, c, usual)
}

// compare is Compare within limits.
func compare(old, new record.Document, c Context, l limits) record.Change {
	change := record.Change{Page: new.URL, Title: titleOf(old, new), Kind: record.Unchanged, Rules: Rules}
	change.StatedDates = dateChanges(old, new)
	oldTexts, newTexts := foldAll(&old), foldAll(&new)
	if told(old, oldTexts) == told(new, newTexts) {
		return change
	}
	j := newJudge(&old, &new, align(old, new, oldTexts, newTexts), c, l)
	j.judge()
	change.Edits, change.Flags = j.sortedEdits(), j.flags.take()
	sortFlags(change.Flags)
	if len(change.Edits) == 0 && len(change.Flags) == 0 {
		return change
	}
	change.Kind = record.Edited
	change.Significance, change.Reasons = j.weigh(change.Flags)
	j.tellLeft(&change)
	return change
}

func titleOf(old, new record.Document) string {
	if new.Title != "" {
		return new.Title
	}
	return old.Title
}
