package main

import (
	"stet/record"
	"stet/warc"
)

// A beside is what metadata and resource records of a file say of a capture.
// Only stet's own are read.
type beside struct {
	facts         *warc.Facts
	chain         *warc.Place // certificates of the server
	dom, pictured *warc.Place // what a browser made of the answer
}

// An others holds what a file has beside captures, by the IDs of records.
type others struct {
	cs       *captures
	requests map[string]warc.Place // by their own ID, and by that of their response
	beside   map[string]*beside    // by that of their response
	chains   map[string]warc.Place // certificates
}

// note notes a record that is no capture.
func (o others) note(r *warc.Record, n warc.Note) error {
	place := r.Place
	if err := o.cs.hold(n.ID, n.ConcurrentTo); err != nil {
		return err
	}
	if r.Type() == warc.Request {
		o.requests[n.ID] = place
		if n.ConcurrentTo != "" {
			o.requests[n.ConcurrentTo] = place
		}
		return nil
	}
	if r.IsChain() {
		o.chains[n.ID] = place
		return nil
	}
	if n.ConcurrentTo == "" || r.Type() != warc.Metadata && r.Type() != warc.Resource {
		return nil
	}
	facts, err := r.Facts()
	document, picture := r.Rendering()
	if err != nil || facts.Look.IsZero() && !document && !picture {
		return err
	}
	if err := o.cs.holdFacts(facts); err != nil {
		return err
	}
	b := o.beside[n.ConcurrentTo]
	if b == nil {
		b = &beside{}
		o.beside[n.ConcurrentTo] = b
	}
	switch {
	case document:
		b.dom = &place
	case picture:
		b.pictured = &place
	default:
		b.facts = &facts
	}
	return nil
}

// join joins to a capture what belongs to it.
func (o others) join(c *capture) {
	for _, id := range []string{c.note.ID, c.note.ConcurrentTo} {
		if p, ok := o.requests[id]; ok && id != "" && c.asked == nil {
			c.asked = &p
		}
	}
	if b := o.beside[c.note.ID]; b != nil && c.note.ID != "" {
		c.beside = *b
	}
	if c.facts != nil {
		c.target = c.facts.Hop > 1
		if page, err := record.ParseURL(c.facts.Page); err == nil {
			c.of = page
		}
		if p, ok := o.chains[c.facts.Chain]; ok && c.facts.Chain != "" {
			c.chain = &p
		}
	}
}
