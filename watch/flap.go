package watch

import (
	"errors"

	"stet/diffing"
	"stet/extract"
	"stet/record"
)

// Some servers give two renderings of a page in turn, a look this one and a
// look that one. Each turn is an edit at first, then a revert; when the turns
// go on it is said once that they do, and from then on either rendering
// counts as the page. An edit is looked for against the one it is nearer to.

// calm is after how many looks without a turn a page counts as settled. A
// turn after that is news again: a revert must not pass for a rendering.
const calm = 10

// quieter returns the flap after one more good look, or nil once the page
// has settled.
func quieter(f *record.Flap) *record.Flap {
	if f == nil || f.Quiet >= calm {
		return nil
	}
	next := *f
	next.Quiet++
	return &next
}

// turn settles a look at a page that alternates; told is true where it saw
// one of the two renderings, so that there is nothing to tell. Otherwise it
// returns the rendering that the new document is nearer to.
func (w *Watcher) turn(s *record.Sighting, p record.Page, old, now record.Document) (nearer record.Document, told bool, err error) {
	if s.Page.Flap == nil {
		return old, false, nil
	}
	text := diffing.Fingerprint(now)
	if text == diffing.Fingerprint(old) {
		return old, true, nil
	}
	other, err := w.archived(p, p.Flap.Payload, p.Flap.URL)
	if errors.Is(err, record.ErrDamaged) {
		s.Page.Flap = nil
		return old, false, nil
	}
	if err != nil {
		return old, false, err
	}
	told = text == diffing.Fingerprint(other)
	if told || distance(other, now) < distance(old, now) {
		s.Page.Flap = &record.Flap{Payload: p.Payload, URL: foundAt(p)}
		return other, told, nil
	}
	return old, false, nil
}

// distance returns how much was edited from one document to the other.
func distance(old, now record.Document) (n int) {
	extract.Reconcile(&old, &now)
	c := diffing.Compare(old, now, diffing.Context{})
	for _, e := range c.Edits {
		n += len(e.Before) + len(e.After)
	}
	if c.LeftOut != nil {
		n += c.LeftOut.Text
	}
	return n
}

// alternates reports whether text makes the last versions A, B, A, B.
func (w *Watcher) alternates(p record.Page, versions []record.Version, text record.Digest) (bool, error) {
	n := len(versions)
	if p.Flap != nil || n < 3 {
		return false, nil
	}
	var said [3]record.Digest
	for i := range said {
		var err error
		if said[i], err = w.said(p, versions[n-3+i]); err != nil {
			return false, err
		}
	}
	return said[0] == said[2] && said[1] == text, nil
}
