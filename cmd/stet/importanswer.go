package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"stet/record"
	"stet/warc"
)

// answer makes the answer that a look at that time would have got.
func (in *fileImport) answer(c *capture, p *importedPage) (record.Answer, error) {
	if c.note.Alone != nil {
		return alone(c, p.page)
	}
	var exchanges []record.Exchange
	for hop := c; hop != nil; hop = hop.next {
		e, err := in.exchange(hop, p)
		if err != nil {
			return record.Answer{}, err
		}
		exchanges = append(exchanges, e)
	}
	a := in.fetch.Replay(c.at, exchanges)
	a.Origin = origin(c)
	switch {
	case len(exchanges) > 1:
	case exchanges[0].URL == p.page.MovedTo:
		a.MovedTo, a.FinalURL = p.page.MovedTo, p.page.MovedTo
	case c.of != "":
		a.URL, a.FinalURL = c.of, c.of
	}
	if last := c.end(); last.dom != nil && a.Verdict == record.GotPage {
		var err error
		if a.Rendered, err = in.rendering(last); err != nil {
			return a, err
		}
	}
	return a, nil
}

// exchange reads one hop. A revisit that saw the same payload is the capture
// that it points back to, at another time.
func (in *fileImport) exchange(c *capture, p *importedPage) (record.Exchange, error) {
	from := c
	if c.note.Revisit && !c.notModified() {
		if from = in.survey.original(c); from == nil {
			return in.kept(c, p)
		}
	}
	// Where the records of a file share a gzip member, going back in it costs
	// the way from its start.
	ahead := c.asked != nil && c.asked.Before(from.place)
	var request []byte
	var err error
	if ahead {
		if request, err = c.request(); err != nil {
			return record.Exchange{}, err
		}
	}
	r, err := from.file.At(from.place)
	if err != nil {
		return record.Exchange{}, err
	}
	e, err := r.Exchange(in.limit)
	if err != nil {
		return e, err
	}
	e.URL, e.Started = c.url, c.at
	if c.notModified() {
		e.Status, e.Body = 304, nil
	}
	if e.Request = request; !ahead {
		if e.Request, err = c.request(); err != nil {
			return e, err
		}
	}
	err = in.told(c, &e)
	return e, err
}

// request reads the request that got c, if the file has it.
func (c *capture) request() ([]byte, error) {
	if c.asked == nil {
		return nil, nil
	}
	r, err := c.file.At(*c.asked)
	if err != nil {
		return nil, err
	}
	return r.RequestHead()
}

// told adds to an exchange what the file says of it beside its bytes.
func (in *fileImport) told(c *capture, e *record.Exchange) error {
	f := c.facts
	if f == nil {
		return nil
	}
	if f.RemoteAddr != "" {
		e.RemoteAddr = f.RemoteAddr
	}
	if !f.Started.IsZero() {
		e.Started = f.Started
	}
	e.Ended = f.Ended
	if f.TLS == nil {
		return nil
	}
	tls := *f.TLS
	e.TLS = &tls
	if c.chain == nil {
		return nil
	}
	if in.chains == nil {
		in.chains = map[chainKey][][]byte{}
	}
	key := chainKey{c.file, *c.chain}
	chain, ok := in.chains[key]
	if !ok {
		r, err := c.file.At(*c.chain)
		if err == nil {
			chain, err = r.Chain()
		}
		if err != nil {
			return err
		}
		in.chains[key] = chain
	}
	tls.Chain = chain
	return nil
}

// A chainKey says where certificates lie.
type chainKey struct {
	file  *warc.File
	place warc.Place
}

// rendering reads what a browser made of an answer.
func (in *fileImport) rendering(c *capture) (*record.Rendering, error) {
	var r record.Rendering
	if c.facts != nil {
		r.Browser = c.facts.Browser
	}
	if r.Browser == "" {
		r.Browser = "unknown"
	}
	for _, part := range []struct {
		place *warc.Place
		to    *[]byte
	}{{c.dom, &r.DOM}, {c.pictured, &r.Screenshot}} {
		if part.place == nil {
			continue
		}
		rec, err := c.file.At(*part.place)
		if err == nil {
			*part.to, err = rec.Bytes(in.limit)
		}
		if err != nil {
			return nil, err
		}
	}
	return &r, nil
}

// alone makes an answer of a look that brought none, as stet writes it into a
// file: that nothing was new, or that there was no page to see.
func alone(c *capture, p record.Page) (record.Answer, error) {
	f := c.note.Alone
	a := record.Answer{URL: p.URL, FinalURL: p.URL, MovedTo: p.MovedTo, Time: c.at, Origin: origin(c)}
	switch {
	case f.Outcome == record.OutcomeSame && p.Version > 0:
		a.Verdict = record.GotSame
		a.Exchanges = []record.Exchange{{URL: p.URL, Started: c.at, Status: f.Status}}
	case f.Outcome == record.OutcomeIncident && f.Incident != nil && slices.Contains(record.IncidentKinds(), f.Incident.Kind):
		a.Verdict, a.Incident = record.GotIncident, f.Incident
	default:
		return a, fmt.Errorf("it says that the look ended as %q, and nothing to see that by", f.Outcome)
	}
	return a, nil
}

// kept answers a revisit out of the archive, where its payload was kept.
func (in *fileImport) kept(c *capture, p *importedPage) (record.Exchange, error) {
	have := p.page.Payload
	if have.Digest.IsZero() || !strings.EqualFold(c.note.Payload, have.Digest.String()) {
		return record.Exchange{}, errors.New("it points back to a capture that is in no file given")
	}
	body, err := in.store.Payload(have.Digest)
	e := record.Exchange{URL: c.url, Started: c.at, Status: 200, Body: body, Header: map[string][]string{"Content-Type": {have.Type}}}
	if have.Encoding != "" {
		e.Header.Set("Content-Encoding", have.Encoding)
	}
	return e, err
}

// origin says where a look comes from.
func origin(c *capture) string {
	s := c.file.Name() + " " + c.note.ID
	f := c.facts
	if f == nil {
		f = c.note.Alone
	}
	if f != nil && f.Origin != "" {
		s += ", where it was from " + f.Origin
	}
	return provenance(s)
}
