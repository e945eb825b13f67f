package watch

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"stet/diffing"
	"stet/extract"
	"stet/record"
)

// keep puts the bodies of all hops into the archive, the page's own last. What
// the page answered before is there.
func (w *Watcher) keep(p record.Page, a record.Answer) error {
	var bodies [][]byte
	for _, e := range a.Exchanges {
		d := e.Payload.Digest
		if there := !d.IsZero() && (d == p.Payload.Digest || d == p.Served.Digest); len(e.Body) > 0 && !there {
			bodies = append(bodies, e.Body)
		}
	}
	if len(bodies) > 0 {
		if err := w.Store.KeepAgainst(p.Payload.Digest, bodies...); err != nil {
			return err
		}
	}
	if a.Rendered == nil {
		return nil
	}
	// Apart, so that both are packed against the last document of the page.
	return w.Store.KeepAgainst(p.Payload.Digest, a.Rendered.DOM)
}

// begin returns the sighting that every look makes, whatever it saw.
func (w *Watcher) begin(run string, p record.Page, a record.Answer) record.Sighting {
	next := p
	next.LastLook = a.Time
	next.Looks++
	look := record.Look{
		Page: p.ID, Time: a.Time, Run: run,
		Outcome: record.OutcomeSame, Status: a.Last().Status, Version: p.Version, Origin: a.Origin,
	}
	if a.Verdict == record.GotPage || a.Verdict == record.GotSame {
		next.LastGood, next.Missing, next.Gone, next.Incident = a.Time, 0, false, nil
		next.MovedTo, next.Flap, next.Doubted = a.MovedTo, quieter(p.Flap), nil
	}
	return record.Sighting{Page: next, Look: look}
}

// first settles the first sight of a page: version 1. With many new pages most
// of the time would go into reading them, which is not needed before there is
// something to compare: where the title can be told without, they are not read.
func (w *Watcher) first(s *record.Sighting, p record.Page, a record.Answer, sure bool) error {
	src := sourceOf(a)
	title, ok := extract.Title(src)
	var text record.Digest
	rules := "" // what it says is read when the next version is there
	if doubtful := !sure && unsure(a) != ""; doubtful || !ok {
		give, err := w.atBench(s.Page, a)
		if err != nil {
			return err
		}
		defer give()
		doc := w.read(s.Page, src)
		if doubtful && !w.seenBefore(p, doc) {
			return inDoubt{unsure(a)}
		}
		title, text, rules = doc.Title, diffing.Fingerprint(doc), diffing.Rules
	}
	s.Page.Title, s.Page.Seen = title, a.Time
	s.Version = w.version(s, a, 1, text)
	s.Version.Rules = rules
	s.Look.Outcome, s.Look.Version = record.OutcomeFirst, 1
	s.Page.Version = 1
	s.Change = &record.Change{
		Page: s.Page.URL, Title: title, Watch: s.Page.Watch, Kind: record.FirstSeen,
		To: s.Version.Ref(), MovedTo: s.Page.MovedTo, Run: s.Look.Run, Rules: diffing.Rules,
	}
	return nil
}

// anew settles a look at a page of which the archive has lost what stood
// before: the page goes on with a version that is compared with nothing.
func (w *Watcher) anew(s *record.Sighting, p record.Page, a record.Answer, sure bool, lost error) error {
	now := w.read(p, sourceOf(a))
	if why := unsure(a); why != "" && !sure && !w.seenBefore(p, now) {
		return inDoubt{why}
	}
	w.log().Error("what a page said cannot be read any more", "page", p.URL, "version", p.Version, "error", lost)
	s.Page.Title, s.Page.Flap = now.Title, nil
	s.Version = w.version(s, a, p.Version+1, diffing.Fingerprint(now))
	change := record.Change{Kind: record.Edited, Reasons: []record.Reason{{
		Why: fmt.Sprintf("version %d cannot be read any more, since the archive is damaged; the page has other bytes now, and what changed in it cannot be told", p.Version),
	}}}
	if p.Gone {
		change.Kind = record.Restored
	}
	w.record(s, p, change, p.Version+1)
	return nil
}

// same settles a 304: the server says that nothing is new. Where an imported
// look saw the same without one, the server said nothing of the kind.
func (w *Watcher) same(s *record.Sighting, a record.Answer) {
	if a.Last().Status == http.StatusNotModified {
		s.Page.Believed++
	}
	s.Page.MovedTo = a.MovedTo
}

// gone settles a 404 or 410. One is an incident; the page is due again at
// the next run, and only a second one, then, is a removal.
func (w *Watcher) gone(s *record.Sighting, p record.Page, a record.Answer) {
	s.Page.Missing++
	s.Look.Exchanges = a.Exchanges
	switch {
	case p.Gone:
		s.Look.Outcome = record.OutcomeGone
	case p.Version > 0 && s.Page.Missing >= 2:
		s.Page.Gone, s.Page.Incident = true, nil
		change := record.Change{Kind: record.Removed}
		diffing.Vanished(&change, a.Last().Status)
		w.record(s, p, change, p.Version)
		s.Change.To = &record.VersionRef{FirstSeen: a.Time, LastSeen: a.Time, Status: a.Last().Status}
		s.Look.Outcome = record.OutcomeGone
	default:
		w.incident(s, p, a, &record.Incident{Kind: record.Missing, Detail: missingDetail(a, p)})
	}
}

// trouble settles a look that gave no page to trust.
func (w *Watcher) trouble(s *record.Sighting, p record.Page, a record.Answer) {
	in := a.Incident
	if in == nil {
		in = &record.Incident{Kind: record.Unreachable, Detail: "the look gave no answer"}
	}
	s.Look.Exchanges = a.Exchanges
	w.incident(s, p, a, in)
}

// unread keeps a look at a page that made stet itself fail: its bytes are
// kept, and may be read when stet knows better.
func (w *Watcher) unread(run string, p record.Page, a record.Answer, why string) (record.Sighting, error) {
	s := w.begin(run, p, a)
	s.Look.Exchanges = slim(a).Exchanges
	s.Page = p // what was learnt of a page that could not be read is not to be relied on
	s.Page.LastLook, s.Page.Looks = a.Time, p.Looks+1
	w.incident(&s, p, a, &record.Incident{Kind: record.Unread, Detail: "stet failed at reading it, which is a mistake in stet: " + why})
	w.schedule(&s)
	return s, w.Store.Commit(s)
}

// incident opens an incident, or prolongs the one that the page is in.
func (w *Watcher) incident(s *record.Sighting, p record.Page, a record.Answer, in *record.Incident) {
	s.Look.Outcome = record.OutcomeIncident
	next := *in
	next.Page, next.FirstSeen, next.LastSeen, next.Looks = p.URL, a.Time, a.Time, 1
	next.Prolong(p.Incident)
	s.Look.Incident, s.Page.Incident, s.Incident = &next, &next, &next
}

// record puts a change into the sighting; number is the version that stands
// after it.
func (w *Watcher) record(s *record.Sighting, p record.Page, c record.Change, number int) {
	c.Page, c.Watch, c.MovedTo = p.URL, p.Watch, s.Page.MovedTo
	c.Run, c.Rules = s.Look.Run, diffing.Rules
	if c.Title = s.Page.Title; c.Title == "" {
		c.Title = p.Title
	}
	c.From = &record.VersionRef{Version: p.Version, FirstSeen: p.Seen, LastSeen: p.LastGood, Status: 200, Digest: p.Payload.Digest}
	c.To = &record.VersionRef{Version: number, FirstSeen: s.Look.Time, LastSeen: s.Look.Time, Status: s.Look.Status, Digest: s.Page.Payload.Digest}
	if number != p.Version {
		s.Page.Seen = s.Look.Time
	}
	s.Page.Version, s.Page.LastChange = number, s.Look.Time
	s.Look.Version, s.Look.Outcome = number, record.OutcomeChanged
	if c.Kind == record.Moved {
		s.Look.Outcome = record.OutcomeMoved
	}
	s.Change = &c
}

func (w *Watcher) version(s *record.Sighting, a record.Answer, number int, text record.Digest) *record.Version {
	return &record.Version{
		Page: s.Page.ID, Number: number, FirstSeen: a.Time, LastSeen: a.Time, Looks: 1,
		Status: a.Last().Status, URL: a.FinalURL, Title: s.Page.Title, Payload: s.Page.Payload, Text: text, Rules: diffing.Rules,
	}
}

// reverted returns the latest earlier version that says what text says, and
// from when to when something else stood in its place.
func (w *Watcher) reverted(p record.Page, versions []record.Version, text record.Digest, now time.Time) (*record.Version, [2]time.Time, error) {
	for i := len(versions) - 2; i >= 0; i-- {
		said, err := w.said(p, versions[i])
		if err != nil {
			return nil, [2]time.Time{}, err
		}
		if said == text {
			return &versions[i], [2]time.Time{versions[i+1].FirstSeen, now}, nil
		}
	}
	return nil, [2]time.Time{}, nil
}

// said returns the digest of what a version says, by today's rules; the zero
// one where it cannot be read any more.
func (w *Watcher) said(p record.Page, v record.Version) (record.Digest, error) {
	if v.Rules == diffing.Rules {
		return v.Text, nil
	}
	doc, err := w.archived(p, v.Payload, v.URL)
	if errors.Is(err, record.ErrDamaged) {
		return record.Digest{}, nil
	}
	return diffing.Fingerprint(doc), err
}

// archived reads kept bytes with today's extractor.
func (w *Watcher) archived(p record.Page, kept record.Payload, url string) (record.Document, error) {
	raw, err := w.Store.Payload(kept.Digest)
	if err != nil {
		return record.Document{}, err
	}
	body, err := w.Fetcher.Decode(raw, kept.Encoding)
	if err != nil {
		return record.Document{}, err
	}
	return w.read(p, extract.Source{URL: url, Type: kept.Type, Body: body}), nil
}

// read reads a source as the page's watch wants it read.
func (w *Watcher) read(p record.Page, src extract.Source) record.Document {
	return extract.Read(src, w.of(p).Reading)
}

func sourceOf(a record.Answer) extract.Source {
	src := extract.Source{URL: a.FinalURL, Type: a.Last().Payload.Type, Header: a.Last().Header, Body: a.Document}
	if a.Rendered != nil {
		src.Type, src.Body = record.RenderedType, a.Rendered.DOM
	}
	return src
}

// foundAt returns where the latest bytes of a page were served: a redirect that
// is not for good leads elsewhere without moving the page.
func foundAt(p record.Page) string {
	if p.Found != "" {
		return p.Found
	}
	return addressOf(p)
}

func addressOf(p record.Page) string {
	if p.MovedTo != "" {
		return p.MovedTo
	}
	return p.URL
}

func missingDetail(a record.Answer, p record.Page) string {
	what := "the server answered 404, not found"
	if a.Last().Status == 410 {
		what = "the server answered 410, gone"
	}
	if p.Version == 0 {
		return what + "; the page was never seen"
	}
	return what + "; if the next run finds the same, the page counts as removed"
}
