package warc

import (
	"encoding/pem"
	"io"
	"strconv"
	"strings"
	"time"

	"stet/record"
)

// maxFacts bounds what is read of a metadata record.
const maxFacts = 256 << 10

// Facts are what a metadata record of stet's says of an exchange or a look,
// beside its bytes (see Writer.metadata). The zero Facts know nothing.
type Facts struct {
	Page           string    // that was looked at, which may have another address than the answer
	Hop            int       // from 1, of the redirects that led to the answer
	Look           time.Time // when the look began that it is of; zero: the record is not stet's
	Outcome        record.Outcome
	Status         int
	Incident       *record.Incident // kind and detail
	Origin         string           // where the look was imported from, before the export
	Browser        string           // that rendered the page
	RemoteAddr     string           // IP address and port
	Started, Ended time.Time
	TLS            *record.TLS // without the chain
	Chain          string      // the ID of the record that holds it; see [Record.Chain]
}

// Facts reads a metadata record. What others write in theirs is not known
// here: such Facts have no Look.
func (r *Record) Facts() (Facts, error) {
	var f Facts
	if r.Type() != Metadata || !strings.HasPrefix(strings.ToLower(r.Fields.Get("Content-Type")), "application/warc-fields") {
		return f, nil
	}
	block, err := io.ReadAll(io.LimitReader(r.Block, maxFacts))
	if err != nil {
		return f, damaged("record %s: %v", r.ID(), err)
	}
	said := map[string]string{}
	for line := range strings.Lines(string(block)) {
		name, value, ok := strings.Cut(line, ":")
		if name = strings.ToLower(name); ok && said[name] == "" {
			said[name] = strings.TrimSpace(value)
		}
	}
	if f.Look = readDate(said["look"]); f.Look.IsZero() || said["outcome"] == "" {
		return Facts{}, nil
	}
	f.Outcome, f.Origin, f.RemoteAddr = record.Outcome(said["outcome"]), said["origin"], said["remote-address"]
	f.Browser, f.Page, f.Hop = said["browser"], said["page"], 1
	if n, err := strconv.Atoi(strings.Split(said["hop"], " ")[0]); err == nil && n > 1 {
		f.Hop = n
	}
	f.Status = readStatus(said["status"])
	f.Started, f.Ended = readDate(said["started"]), readDate(said["ended"])
	if kind := said["incident"]; kind != "" {
		f.Incident = &record.Incident{Kind: record.IncidentKind(kind), Detail: said["detail"]}
	}
	if said["tls-version"] != "" {
		f.TLS = &record.TLS{Version: said["tls-version"], Cipher: said["tls-cipher"], ServerName: said["tls-server-name"]}
		f.Chain = bare(said["tls-chain"])
	}
	return f, nil
}

// IsChain reports whether the record holds certificates.
func (r *Record) IsChain() bool {
	return r.Type() == Metadata && strings.EqualFold(r.Fields.Get("Content-Type"), "application/x-pem-file")
}

// Chain reads the certificates of a record, the server's own first, in DER.
func (r *Record) Chain() ([][]byte, error) {
	text, err := r.Bytes(maxFacts)
	if err != nil {
		return nil, err
	}
	var chain [][]byte
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return chain, nil
		}
		if block.Type == "CERTIFICATE" && len(block.Bytes) > 0 {
			chain = append(chain, block.Bytes)
		}
	}
}
