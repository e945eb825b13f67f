package watch

import (
	"errors"

	"stet/diffing"
	"stet/extract"
	"stet/record"
)

// A page with "render: true" is what a browser shows once scripts have run.
// That document is the page's payload, by which looks, versions and changes
// go; the answer as it was served lies beside it, with the exchanges, and a
// picture with each look that brought a change. Validators are left alone: a
// 304 vouches for what was served and not for what scripts load.

// payloadOf returns the payload of the page that a look gave.
func payloadOf(a record.Answer) record.Payload {
	if a.Rendered == nil {
		return a.Last().Payload
	}
	d := record.DigestOf(a.Rendered.DOM)
	return record.Payload{Digest: d, Size: int64(len(a.Rendered.DOM)), Type: record.RenderedType, Decoded: d}
}

// take puts what the look gave into the sighting.
func take(s *record.Sighting, a record.Answer) {
	s.Page.ETag, s.Page.LastModified = validators(a)
	s.Page.Payload, s.Page.Served = payloadOf(a), record.Payload{}
	s.Look.Payload, s.Look.Exchanges = s.Page.Payload, a.Exchanges
	if s.Page.Found = a.FinalURL; a.FinalURL == s.Page.URL || a.FinalURL == a.MovedTo {
		s.Page.Found = ""
	}
	if a.Rendered != nil {
		s.Page.Served, s.Look.Browser = a.Last().Payload, a.Rendered.Browser
	}
}

// partly returns what of a page could not be had when a browser showed it, and
// why; empty: it is whole. An outage of a minute must not pass for an edit, and
// a part that is never to be had must not hide the page: where the text is not
// the known one, it counts when another run sees the same.
func partly(a record.Answer) string {
	if a.Rendered == nil {
		return ""
	}
	return a.Rendered.Missing
}

// servedSource returns the page as it was served, whatever a browser made
// of it.
func servedSource(a record.Answer) extract.Source {
	a.Rendered = nil
	return sourceOf(a)
}

// servedAs returns what a payload was served as: raw, where a browser made the
// payload of it, and else itself.
func servedAs(payload, raw record.Payload) record.Payload {
	if raw.Digest.IsZero() {
		return payload
	}
	return raw
}

// switched reports whether the page is read in another way than the last
// time: as a browser shows it, or no longer so.
func switched(p record.Page, a record.Answer) bool {
	return p.Served.Digest.IsZero() == (a.Rendered != nil)
}

// changeOver settles the first look after the switch. What scripts add was
// there before, and unseen: it is no edit. So both sides are compared as they
// were served, and the look makes a version of its own whatever that gives.
func (w *Watcher) changeOver(s *record.Sighting, p record.Page, a record.Answer) error {
	before := servedAs(p.Payload, p.Served)
	old, err := w.archived(p, before, foundAt(p))
	if errors.Is(err, record.ErrDamaged) {
		return w.anew(s, p, a, true, err)
	}
	if err != nil {
		return err
	}
	now, shown := w.read(p, servedSource(a)), w.read(p, sourceOf(a))
	extract.Reconcile(&old, &now)
	change := meeting{
		old: old, now: now, before: before, after: a.Last().Payload,
		context: w.context(p, p.LastGood, a.Time),
		gone:    p.Gone, from: addressOf(p), to: addressOf(s.Page),
	}.judge()
	changedOver(&change, a.Rendered != nil)
	s.Page.Title, s.Page.Flap = shown.Title, nil
	s.Version = w.version(s, a, p.Version+1, diffing.Fingerprint(shown))
	w.record(s, p, change, p.Version+1)
	return nil
}

// changedOver tells a reader of a change why nothing is said of what scripts
// add.
func changedOver(c *record.Change, rendered bool) {
	if c.Kind == record.Unchanged {
		c.Kind = record.Edited
	}
	why := "from here on the page is read as a browser shows it, scripts and all; before and after were compared as the server sent them"
	if !rendered {
		why = "from here on the page is read as the server sends it, without what scripts add; before and after were compared so"
	}
	c.Reasons = append(c.Reasons, record.Reason{Why: why})
}

// picture keeps how the page looked, where the look brought a change.
func (w *Watcher) picture(s *record.Sighting, a record.Answer) error {
	if a.Rendered == nil || len(a.Rendered.Screenshot) == 0 || s.Change == nil {
		return nil
	}
	s.Look.Screenshot = record.DigestOf(a.Rendered.Screenshot)
	return w.Store.KeepAgainst(record.Digest{}, a.Rendered.Screenshot)
}
