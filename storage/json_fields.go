package storage

import (
	"encoding/json"

	"stet/record"
)

// readPage reads the JSON of a page into p; fields that it does not name stay
// as they are.
func readPage(b []byte, p *record.Page) error {
	if members(b, func(name, v []byte) bool { return fillField(v, pageField(p, name)) }) {
		return nil
	}
	return json.Unmarshal(b, p) // which fills once more what was filled
}

// readBrief is readPage of what [Store.EachStanding] gives.
func readBrief(b []byte, p *record.Page) error {
	if members(b, func(name, v []byte) bool { return leftOut(name) || fillField(v, pageField(p, name)) }) {
		return nil
	}
	return json.Unmarshal(b, p)
}

// leftOut reports whether readBrief leaves a member of a page out.
func leftOut(name []byte) bool {
	switch string(name) {
	case "payload", "served", "etag", "last_modified", "seen", "rate", "flap", "doubted", "followed":
		return true
	}
	return false
}

// readPage reads a row of pages into p, likewise.
func (pk *packer) readPage(key, row []byte, p *record.Page) error {
	coding, body, err := unseal(key, row)
	if err == nil {
		body, err = pk.unpackJSON(coding, body)
	}
	if err != nil {
		return err
	}
	return readPage(body, p)
}

// readLookJSON reads the JSON of a look.
func readLookJSON(b []byte, l *record.Look) error {
	if members(b, func(name, v []byte) bool { return fillField(v, lookField(l, name)) }) {
		return nil
	}
	return json.Unmarshal(b, l) // likewise
}

// pageField returns where a member of a page belongs; nil: nowhere.
func pageField(p *record.Page, name []byte) any {
	switch string(name) {
	case "id":
		return &p.ID
	case "url":
		return &p.URL
	case "moved_to":
		return &p.MovedTo
	case "title":
		return &p.Title
	case "watch":
		return &p.Watch
	case "source":
		return (*string)(&p.Source)
	case "added":
		return &p.Added
	case "last_look":
		return &p.LastLook
	case "last_good":
		return &p.LastGood
	case "last_change":
		return &p.LastChange
	case "next_look":
		return &p.NextLook
	case "looks":
		return &p.Looks
	case "version":
		return &p.Version
	case "seen":
		return &p.Seen
	case "payload":
		return &p.Payload
	case "served":
		return &p.Served
	}
	return rarerField(p, name)
}

// rarerField is pageField of what fewer pages have.
func rarerField(p *record.Page, name []byte) any {
	switch string(name) {
	case "gone":
		return &p.Gone
	case "found":
		return &p.Found
	case "missing":
		return &p.Missing
	case "believed":
		return &p.Believed
	case "trust":
		return &p.Trust
	case "etag":
		return &p.ETag
	case "last_modified":
		return &p.LastModified
	case "incident":
		return &p.Incident
	case "hint":
		return &p.Hint
	case "misled":
		return &p.Misled
	case "followed":
		return &p.Followed
	case "rate":
		return &p.Rate
	case "flap":
		return &p.Flap
	case "doubted":
		return &p.Doubted
	}
	return nil
}

// payloadField returns where a member of a payload belongs; nil: nowhere.
func payloadField(p *record.Payload, name []byte) any {
	switch string(name) {
	case "digest":
		return &p.Digest
	case "size":
		return &p.Size
	case "type":
		return &p.Type
	case "encoding":
		return &p.Encoding
	case "decoded":
		return &p.Decoded
	}
	return nil
}

// rateField returns where a member of a rate belongs; nil: nowhere.
func rateField(r *record.Rate, name []byte) any {
	switch string(name) {
	case "quiet":
		return (*int64)(&r.Quiet)
	case "changed":
		return &r.Changed
	case "before":
		return &r.Before
	}
	return nil
}

// lookField returns where a member of a look belongs; nil: nowhere.
func lookField(l *record.Look, name []byte) any {
	switch string(name) {
	case "page":
		return &l.Page
	case "time":
		return &l.Time
	case "run":
		return &l.Run
	case "outcome":
		return (*string)(&l.Outcome)
	case "status":
		return &l.Status
	case "version":
		return &l.Version
	case "payload":
		return &l.Payload
	case "exchanges":
		return &l.Exchanges
	case "incident":
		return &l.Incident
	case "origin":
		return &l.Origin
	case "screenshot":
		return &l.Screenshot
	case "browser":
		return &l.Browser
	}
	return nil
}
