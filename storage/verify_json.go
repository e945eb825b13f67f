package storage

import (
	"encoding/json"

	"stet/record"
)

// What verify reads of rows, of which it would take the most time to read all:
// what they say else is proven by the digest in the leaf of their look, or by
// the seal. All of them are gone through, so that what is no JSON is found.

// exchangeRead is what verify reads of an exchangeRow.
type exchangeRead struct {
	URL        string          `json:"url"`
	RemoteAddr string          `json:"remote_addr"`
	TLS        *struct{}       `json:"tls"`
	Payload    digestRead      `json:"payload"`
	Chain      []record.Digest `json:"chain"`
}

type digestRead struct {
	Digest record.Digest `json:"digest"`
}

// changeRead is what verify reads of a record.Change.
type changeRead struct {
	From *sideRead `json:"from"`
	To   *sideRead `json:"to"`
}

type sideRead struct {
	Version int           `json:"version"`
	Digest  record.Digest `json:"digest"`
}

// versionRead is what verify reads of a record.Version.
type versionRead struct {
	Page    record.PageID `json:"page"`
	Number  int           `json:"version"`
	Payload digestRead    `json:"payload"`
}

func readExchanges(b []byte, to *[]exchangeRead) error {
	var list []exchangeRead
	if elements(b, func(v []byte) bool {
		list = append(list, exchangeRead{})
		return list[len(list)-1].fill(v)
	}) && list != nil {
		*to = list
		return nil
	}
	return json.Unmarshal(b, to)
}

func (e *exchangeRead) fill(b []byte) bool {
	return members(b, func(name, v []byte) bool {
		switch string(name) {
		case "url":
			return fill(v, &e.URL)
		case "remote_addr":
			return fill(v, &e.RemoteAddr)
		case "tls":
			e.TLS = &struct{}{}
			return v[0] == '{'
		case "payload":
			return e.Payload.fill(v)
		case "chain":
			return e.Chain == nil && elements(v, func(v []byte) bool {
				e.Chain = append(e.Chain, record.Digest{})
				return fill(v, &e.Chain[len(e.Chain)-1])
			}) && e.Chain != nil
		}
		return passOver(name)
	})
}

func (d *digestRead) fill(b []byte) bool {
	return members(b, func(name, v []byte) bool {
		if string(name) == "digest" {
			return fill(v, &d.Digest)
		}
		return passOver(name)
	})
}

func readChange(b []byte, to *changeRead) error {
	var c changeRead
	if members(b, func(name, v []byte) bool {
		switch string(name) {
		case "from":
			return fillSide(v, &c.From)
		case "to":
			return fillSide(v, &c.To)
		}
		return passOver(name)
	}) {
		*to = c
		return nil
	}
	return json.Unmarshal(b, to)
}

func fillSide(b []byte, to **sideRead) bool {
	var s sideRead
	ok := *to == nil && members(b, func(name, v []byte) bool {
		switch string(name) {
		case "version":
			return fill(v, &s.Version)
		case "digest":
			return fill(v, &s.Digest)
		}
		return passOver(name)
	})
	*to = &s
	return ok
}

func readVersion(b []byte, to *versionRead) error {
	var r versionRead
	if members(b, func(name, v []byte) bool {
		switch string(name) {
		case "page":
			return fill(v, &r.Page)
		case "version":
			return fill(v, &r.Number)
		case "payload":
			return r.Payload.fill(v)
		}
		return passOver(name)
	}) {
		*to = r
		return nil
	}
	return json.Unmarshal(b, to)
}
