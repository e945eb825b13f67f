package watch

import (
	"cmp"
	"errors"
	"hash/fnv"
	"strings"
	"unicode"

	"stet/diffing"
	"stet/record"
)

// A page of which most is gone may be a page that was rewritten, and may be a
// failure in a dress that nobody knows. One look cannot tell; two that say
// the same can. So a look in doubt is not settled: its bytes are kept, the
// page is looked at again at the end of the pass, and then
//
//	the second look saw the same          it was the page: both are settled
//	it saw something else                 the first was wrong, and is kept as an incident
//	neither saw all of the page           both are incidents, until another run sees the same (rendered.go)
//	it ran into trouble, or there is none the first is kept as an incident and remembered;
//	                                      the page stays due, and the next run's look is the second
//
// inDoubt is the error of a look that should not be settled yet.
type inDoubt struct{ why string }

func (d inDoubt) Error() string { return "in doubt: " + d.why }

// unsure returns why an answer alone is not to be trusted, whatever stood there
// before; empty: it is.
func unsure(a record.Answer) string { return cmp.Or(partly(a), a.Doubt) }

// doubt returns an inDoubt where a look gave a document that should be seen
// twice before it counts.
func (w *Watcher) doubt(p record.Page, a record.Answer, old, now record.Document) error {
	if sameText(old, now) {
		return nil
	}
	var why string
	switch {
	case unsure(a) != "":
		why = unsure(a)
	case file(p.Payload) != file(payloadOf(a)):
		why = "a file came in the place of a page, or a page in the place of a file"
	case kept(old, now) < drastic:
		why = "little is left of the text that stood there"
	default:
		return nil
	}
	if w.seenBefore(p, now) {
		return nil
	}
	return inDoubt{why}
}

// seenBefore reports whether the last look that was in doubt saw the same.
func (w *Watcher) seenBefore(p record.Page, now record.Document) bool {
	if p.Doubted == nil {
		return false
	}
	then, err := w.archived(p, *p.Doubted, addressOf(p))
	return err == nil && alike(then, now)
}

// resolve settles the first look at a page, which is in doubt, by a second
// one, and that one too. The sighting is that of the look that counts.
func (w *Watcher) resolve(run string, u unsettled, a record.Answer) (record.Sighting, error) {
	first, err := w.whole(u.first)
	if err != nil {
		return record.Sighting{}, err
	}
	if partly(a) != "" {
		return w.unconfirmedTwice(run, u, a)
	}
	agree, err := w.agree(u.page, first, a)
	if err != nil {
		return record.Sighting{}, err
	}
	if agree && a.Verdict == record.GotPage {
		return w.confirm(run, u, first, a)
	}
	var s record.Sighting
	if agree && a.Verdict == record.GotIncident { // by now we know better what it was
		first.Verdict, first.Incident = a.Verdict, a.Incident
		s, err = w.settle(run, u.page, first, true)
	} else {
		s, err = w.unconfirmed(run, u, "a second look saw something else")
	}
	if err != nil {
		return s, err
	}
	return w.second(run, s, a)
}

// agree reports whether two looks at a page saw the same, and all of it.
func (w *Watcher) agree(p record.Page, first, second record.Answer) (bool, error) {
	if partly(first) != "" {
		return false, nil
	}
	give, err := w.atBench(p, second)
	if err != nil {
		return false, err
	}
	defer give()
	return alike(w.read(p, sourceOf(first)), w.read(p, sourceOf(second))), nil
}

// second settles the second look at a page once the first one is. Where stet
// is to end meanwhile the first one is enough: the next run goes on from it.
func (w *Watcher) second(run string, first record.Sighting, a record.Answer) (record.Sighting, error) {
	s, err := w.settle(run, first.Page, a, true)
	if errors.Is(err, errClosed) {
		return first, nil
	}
	return s, err
}

// confirm settles two looks that saw the same page.
func (w *Watcher) confirm(run string, u unsettled, first, second record.Answer) (record.Sighting, error) {
	s, err := w.settle(run, u.page, first, true)
	if err != nil {
		return s, err
	}
	again, err := w.second(run, s, second)
	if err != nil || again.Change != nil {
		return again, err
	}
	s.Page = again.Page
	return s, nil
}

// unconfirmedTwice keeps both looks at a page as incidents, as the second one
// did not see all of it either. The next run's look may confirm it.
func (w *Watcher) unconfirmedTwice(run string, u unsettled, second record.Answer) (record.Sighting, error) {
	if err := w.keep(u.page, second); err != nil {
		return record.Sighting{}, err
	}
	s, err := w.unconfirmed(run, u, "a second look did not see all of the page")
	if err != nil {
		return s, err
	}
	return w.unconfirmed(run, unsettled{page: s.Page, first: slim(second), why: partly(second)}, "")
}

// unconfirmed keeps a look in doubt as an incident. The page stays due: its
// next look is the second one, whenever it comes.
func (w *Watcher) unconfirmed(run string, u unsettled, why string) (record.Sighting, error) {
	a := u.first
	a.Verdict, a.Incident = record.GotIncident, &record.Incident{Kind: record.Unconfirmed, Detail: u.why + "; " + why}
	if lost := partly(a); lost != "" {
		a.Incident = &record.Incident{Kind: record.ServerError, Detail: lost}
	}
	s := w.begin(run, u.page, a)
	w.trouble(&s, u.page, a)
	doubted := payloadOf(a)
	s.Page.Doubted, s.Page.NextLook = &doubted, s.Look.Time
	if a.Incident.Kind == record.ServerError { // which is not to be pressed
		w.schedule(&s)
	}
	return s, w.Store.Commit(s)
}

// slim returns an answer without its bodies, which are kept. What a browser made
// of it stays: its picture is not kept yet.
func slim(a record.Answer) record.Answer {
	exchanges := make([]record.Exchange, len(a.Exchanges))
	for i, e := range a.Exchanges {
		e.Body = nil
		exchanges[i] = e
	}
	a.Exchanges, a.Document = exchanges, nil
	return a
}

// whole returns an answer with its document again.
func (w *Watcher) whole(a record.Answer) (record.Answer, error) {
	last := a.Last().Payload
	raw, err := w.Store.Payload(last.Digest)
	if err != nil {
		return a, err
	}
	a.Document, err = w.Fetcher.Decode(raw, last.Encoding)
	return a, err
}

// drastic is the share of a text that has to stand for a page to pass as the
// same page.
const drastic = 1.0 / 3

// alike reports whether two documents pass for the same page at one time:
// counters and tokens may differ.
func alike(a, b record.Document) bool {
	if a.Unread != "" || b.Unread != "" {
		return a.Unread == b.Unread && sameText(a, b)
	}
	return sameText(a, b) || diffing.Fingerprint(a) == diffing.Fingerprint(b) || kept(a, b) >= drastic && kept(b, a) >= drastic
}

func sameText(a, b record.Document) bool {
	if len(a.Blocks) != len(b.Blocks) || len(a.Blocks) == 0 {
		return false
	}
	for i := range a.Blocks {
		if a.Blocks[i].Text != b.Blocks[i].Text {
			return false
		}
	}
	return true
}

// kept returns the share of the main text of old that now still holds, in
// whatever part: by pairs of words, as languages have too many words in common
// for single ones, which have to do for a text of a few words. It is 1 where
// old has no text.
func kept(old, now record.Document) float64 {
	was := words(old, false)
	if len(was) == 0 {
		was = words(old, true)
	}
	if len(was) == 0 {
		return 1
	}
	size := 2
	if len(was) < shortText {
		size = 1
	}
	there := map[uint64]int{}
	is := words(now, true)
	for i := range len(is) - size + 1 {
		there[gram(is[i:i+size])]++
	}
	stands, all := 0, len(was)-size+1
	for i := range all {
		g := gram(was[i : i+size])
		if there[g] > 0 {
			there[g]--
			stands++
		}
	}
	return float64(stands) / float64(all)
}

// shortText is how many words are too few for pairs.
const shortText = 24

// words returns the words of a document in lower case, without furniture
// unless all are asked for.
func words(d record.Document, all bool) (list []string) {
	for _, b := range d.Blocks {
		if !all && b.Part == record.Boilerplate {
			continue
		}
		list = append(list, strings.FieldsFunc(strings.ToLower(b.Text), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsNumber(r)
		})...)
	}
	return list
}

func gram(words []string) uint64 {
	h := fnv.New64a()
	for _, w := range words {
		_, _ = h.Write([]byte(w + " "))
	}
	return h.Sum64()
}
