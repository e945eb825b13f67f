package watch

import (
	"strings"
	"time"

	"stet/diffing"
	"stet/record"
)

// A meeting is two readings of a page and all that decides what is said of
// what differs between them. It is the same when a look is judged and when
// its change is judged anew.
type meeting struct {
	old, now      record.Document // reconciled
	before, after record.Payload
	context       diffing.Context
	alternates    bool   // the page goes back and forth between the two
	gone          bool   // the page was gone before
	from, to      string // addresses; they differ where the page moved
}

// A Side is one side of a comparison: what was read, and of what.
type Side struct {
	Document record.Document
	Payload  record.Payload
}

// Compare compares two versions of a page as a look does that finds the second
// after the first, whatever lies between them. The documents are reconciled.
func Compare(old, now Side, c diffing.Context) record.Change {
	return meeting{old: old.Document, now: now.Document, before: old.Payload, after: now.Payload, context: c}.compare()
}

// judge returns the change.
func (m meeting) judge() record.Change {
	c := m.compare()
	if m.alternates {
		diffing.Alternates(&c)
	}
	if m.gone {
		diffing.Returned(&c)
	}
	if m.from != m.to {
		diffing.Rehomed(&c, m.from, m.to)
	}
	return c
}

// compare compares the readings. Of a file that is not a page it also says
// that another one lies there; where the text of one side cannot be had, that
// is all that can be said.
func (m meeting) compare() record.Change {
	same := m.before.Same(m.after)
	if !m.readable() {
		c := record.Change{Kind: record.Unchanged}
		if !same {
			diffing.Replaced(&c, m.before, m.after, false)
		}
		return c
	}
	c := diffing.Compare(m.old, m.now, m.context)
	if file(m.before) && file(m.after) && !same {
		diffing.Replaced(&c, m.before, m.after, true)
	}
	return c
}

// readable reports whether both sides have text.
func (m meeting) readable() bool {
	unread := func(d record.Document) bool { return d.Unread != "" && len(d.Blocks) == 0 }
	return !unread(m.old) && !unread(m.now)
}

// context returns what judging a page needs to know beside its two readings.
func (w *Watcher) context(p record.Page, oldSeen, newSeen time.Time) diffing.Context {
	watch := w.of(p)
	return diffing.Context{Terms: watch.Terms, Weights: watch.Weights, OldSeen: oldSeen, NewSeen: newSeen}
}

// file reports whether a payload is a document to download and no page.
func file(p record.Payload) bool {
	kind, _, _ := strings.Cut(strings.ToLower(p.Type), ";")
	switch kind = strings.TrimSpace(kind); {
	case kind == "", strings.HasPrefix(kind, "text/"):
		return false
	case strings.HasSuffix(kind, "xml"), strings.HasSuffix(kind, "json"), strings.Contains(kind, "html"):
		return false
	}
	return true
}

// judge decides what the look brought: nothing that a reader could see, a
// change, a new version.
func (w *Watcher) judge(s *record.Sighting, p record.Page, a record.Answer, old, now record.Document) error {
	m := meeting{
		old: old, now: now, before: p.Payload, after: s.Page.Payload,
		context: w.context(p, p.LastGood, a.Time),
		gone:    p.Gone, from: addressOf(p), to: addressOf(s.Page),
	}
	text := diffing.Fingerprint(now)
	altered := text != diffing.Fingerprint(old)
	if altered {
		versions, err := w.Store.Versions(p.ID)
		if err == nil {
			m.context.Reverted, m.context.Stood, err = w.reverted(p, versions, text, a.Time)
		}
		if err == nil {
			m.alternates, err = w.alternates(p, versions, text)
		}
		if err != nil {
			return err
		}
	}
	change := m.judge()
	s.Page.Title = now.Title
	if m.alternates {
		s.Page.Flap = &record.Flap{Payload: p.Payload, URL: foundAt(p)}
	}
	if change.Kind == record.Unchanged {
		return nil
	}
	if p.Believed > 0 && p.ETag+p.LastModified == s.Page.ETag+s.Page.LastModified {
		diffing.Belied(&change, p.Believed)
		if err := w.caught(p.URL, a.Time); err != nil {
			w.log().Warn("that a server hid a change behind a 304 could not be remembered", "page", p.URL, "error", err)
		}
	}
	number := p.Version
	if altered || change.Has(record.DocumentReplaced) && !m.readable() {
		number++
		s.Version = w.version(s, a, number, text)
	}
	w.record(s, p, change, number)
	return nil
}
