package diffing

import (
	"fmt"
	"strings"

	"stet/record"
)

// What a look says of a page as a whole, beside its text. Each function adds
// its flag, its reason and its points to a change, and names the change's
// kind where the event outranks an edit.

// Vanished makes c the removal of a page: a second look, in a later run,
// found 404 or 410 again.
func Vanished(c *record.Change, status int) {
	c.Kind = record.Removed
	raise(c, record.Flag{
		Kind: record.PageRemoved, Severity: record.High, Part: record.Main,
		Detail: fmt.Sprintf("two looks in a row, in two runs, got the status %d", status),
	})
}

// Returned says that the page is back after it was gone.
func Returned(c *record.Change) {
	c.Kind = record.Restored
	raise(c, record.Flag{Kind: record.PageRestored, Severity: record.Medium, Part: record.Main})
}

// Rehomed says that the page's address now redirects for good to another,
// or does so no longer.
func Rehomed(c *record.Change, before, after string) {
	if c.Kind == record.Unchanged {
		c.Kind = record.Moved
	}
	raise(c, record.Flag{Kind: record.PageMoved, Severity: record.Medium, Part: record.InMetadata, Before: before, After: after})
}

// Replaced says that the address gives another file than before. Where its
// text was read, what differs in it speaks for itself; where it was not,
// nobody knows what was altered.
func Replaced(c *record.Change, before, after record.Payload, read bool) {
	f := record.Flag{
		Kind: record.DocumentReplaced, Severity: record.High, Part: record.Main,
		Before: before.Digest.String(), After: after.Digest.String(),
		Detail: fmt.Sprintf("the same address gives another file: %d bytes before, %d bytes now", before.Size, after.Size),
	}
	switch {
	case !read:
		f.Detail += "; its text could not be read"
	case c.Kind == record.Unchanged:
		f.Severity, f.Detail = record.Low, f.Detail+"; its text is the same"
	default:
		f.Severity = record.Low
	}
	c.Kind = record.Edited
	raise(c, f)
}

// Alternates makes c the one time that is told that a page goes back and
// forth between two renderings; what they differ in was told before.
func Alternates(c *record.Change) {
	c.Flags, c.Reasons, c.Significance = nil, nil, 0
	raise(c, record.Flag{
		Kind: record.Flapping, Severity: record.Low, Part: record.Main,
		Detail: "the server gives two renderings in turn; this is said once, and edits in either are still told",
	})
}

// Belied says that the server had answered "not modified" though its
// validators stand as before while the text does not.
func Belied(c *record.Change, looks int) {
	times := "once"
	if looks > 1 {
		times = fmt.Sprintf("%d times", looks)
	}
	c.Reasons = append(c.Reasons, record.Reason{
		Why: beliedWords + times + " before, and what it says of the page’s age still does not show this edit",
	})
}

const beliedWords = "the server had answered “not modified” "

// IsBelied reports whether r is a reason that [Belied] gave.
func IsBelied(r record.Reason) bool { return strings.HasPrefix(r.Why, beliedWords) }

// raise adds a flag with its reason; the points of what is independent add
// up to at most 1.
func raise(c *record.Change, f record.Flag) {
	w := weights[f.Kind]
	points := w.points
	if f.Severity == record.Low {
		points = round(points * lowShare)
	}
	c.Flags = append([]record.Flag{f}, c.Flags...)
	sortFlags(c.Flags)
	c.Reasons = append([]record.Reason{{Why: w.words, Points: points}}, c.Reasons...)
	c.Significance = round(1 - (1-c.Significance)*(1-points))
}
