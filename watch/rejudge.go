package watch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stet/diffing"
	"stet/extract"
	"stet/record"
)

// An Archive is what judging anew needs to read, beside a [Store].
type Archive interface {
	Store
	Looks(record.PageID) ([]record.Look, error)
	ChangesOf(record.PageID) ([]record.Change, error) // newest first, as judged last
	Judge(record.PageID, record.Change) error
}

// Rejudge judges every change of a page anew, from the payloads that were
// kept and by today's rules, and keeps the judgements that came out
// otherwise. It returns how many changes it judged and how many of them it
// judged otherwise. First sights and removals have nothing to compare.
func (w *Watcher) Rejudge(ctx context.Context, s Archive, p record.Page) (judged, otherwise int, err error) {
	if err := w.compile(); err != nil {
		return 0, 0, err
	}
	changes, err := s.ChangesOf(p.ID)
	if err != nil {
		return 0, 0, err
	}
	kept, err := payloadsOf(s, p)
	if err != nil {
		return 0, 0, err
	}
	for _, c := range slices.Backward(changes) {
		if ctx.Err() != nil {
			return judged, otherwise, ctx.Err()
		}
		if c.Kind == record.FirstSeen || c.Kind == record.Removed || c.From == nil || c.To == nil || c.Has(record.Flapping) {
			continue
		}
		again, err := w.again(p, c, kept)
		if err != nil {
			return judged, otherwise, fmt.Errorf("judge the change of %s at %s: %w", p.URL, c.To.FirstSeen.Format(time.RFC3339), err)
		}
		judged++
		if says(again, c) {
			continue
		}
		otherwise++
		again.Judged = w.now()
		if err := s.Judge(p.ID, again); err != nil {
			return judged, otherwise, err
		}
	}
	return judged, otherwise, nil
}

// A servedAt is a payload and where it was served.
type servedAt struct {
	payload record.Payload
	url     string
	raw     record.Payload // what was served, where payload is what a browser made of it
}

// payloadsOf returns what was kept of a page, by digest.
func payloadsOf(s Archive, p record.Page) (map[record.Digest]servedAt, error) {
	kept := map[record.Digest]servedAt{}
	looks, err := s.Looks(p.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range looks {
		at := servedAt{payload: l.Payload, url: p.URL}
		if n := len(l.Exchanges); l.Browser != "" && n > 0 {
			at.raw = l.Exchanges[n-1].Payload
		}
		kept[l.Payload.Digest] = at
	}
	versions, err := s.Versions(p.ID)
	for _, v := range versions {
		at := kept[v.Payload.Digest]
		at.payload, at.url = v.Payload, v.URL
		kept[v.Payload.Digest] = at
	}
	return kept, err
}

// again returns c as today's rules judge it.
func (w *Watcher) again(p record.Page, c record.Change, kept map[record.Digest]servedAt) (record.Change, error) {
	before, after := kept[c.From.Digest], kept[c.To.Digest]
	over := before.raw.Digest.IsZero() != after.raw.Digest.IsZero()
	rendered := !after.raw.Digest.IsZero()
	if over {
		before.payload, after.payload = servedAs(before.payload, before.raw), servedAs(after.payload, after.raw)
	}
	old, err := w.archived(p, before.payload, before.url)
	if err != nil {
		return c, err
	}
	now, err := w.archived(p, after.payload, after.url)
	if err != nil {
		return c, err
	}
	extract.Reconcile(&old, &now)
	m := meeting{
		old: old, now: now, before: before.payload, after: after.payload, gone: c.Kind == record.Restored,
		context: w.context(p, c.From.LastSeen, c.To.FirstSeen),
	}
	for _, f := range c.Flags {
		if f.Kind == record.PageMoved {
			m.from, m.to = f.Before, f.After
		}
	}
	if c.To.Version != c.From.Version && !over {
		if err := w.revertedBefore(&m.context, p, c.To.Version, c.To.FirstSeen, diffing.Fingerprint(now)); err != nil {
			return c, err
		}
	}
	next := m.judge()
	if over {
		changedOver(&next, rendered)
	}
	if next.Kind == record.Unchanged {
		next.Kind = record.Edited // it was told once; now it says nothing
	}
	next.Page, next.Title, next.Watch, next.From, next.To = c.Page, c.Title, c.Watch, c.From, c.To
	next.MovedTo, next.Run, next.Rules = c.MovedTo, c.Run, diffing.Rules
	next.Reasons = append(next.Reasons, belied(c)...)
	return next, nil
}

// revertedBefore looks for a version before number that said the same.
func (w *Watcher) revertedBefore(c *diffing.Context, p record.Page, number int, at time.Time, text record.Digest) error {
	versions, err := w.Store.Versions(p.ID)
	if err != nil {
		return err
	}
	versions = versions[:min(len(versions), number-1)]
	c.Reverted, c.Stood, err = w.reverted(p, versions, text, at)
	return err
}

// belied returns the reasons that no two documents show: what the server had
// said before.
func belied(c record.Change) (list []record.Reason) {
	for _, r := range c.Reasons {
		if diffing.IsBelied(r) {
			list = append(list, r)
		}
	}
	return list
}

// says reports whether two judgements say the same.
func says(a, b record.Change) bool {
	return a.Kind == b.Kind && a.Significance == b.Significance && slices.Equal(kindsOf(a), kindsOf(b)) &&
		len(a.Edits) == len(b.Edits)
}

// kindsOf returns what a judgement shows, flag by flag.
func kindsOf(c record.Change) (list [][4]string) {
	for _, f := range c.Flags {
		list = append(list, [4]string{string(f.Kind), string(f.Severity), f.Before, f.After})
	}
	return list
}
