package warc

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"mime"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"stet/record"
)

// Options say how a [Writer] writes.
type Options struct {
	Gzip     bool                                // each record in a gzip member of its own
	Software string                              // the program and its build
	Payload  func(record.Digest) ([]byte, error) // where bodies come from
	Name     string                              // of the file, in the index; "": no index is asked for
	Builds   map[string]string                   // the program that made each run
}

// A Writer writes looks as WARC records. Their order is the caller's; those
// of one page come in time order, as a revisit points back.
type Writer struct {
	o      Options
	w      recordWriter
	begun  bool
	info   string
	index  []entry
	chains map[string]string       // record ID of each chain of certificates, by its PEM
	last   map[record.PageID]*seen // what the last snapshot of each page brought
	newest time.Time
}

// A seen is what a revisit points back to.
type seen struct {
	id, url string
	at      time.Time
	payload record.Payload
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer, o Options) *Writer {
	return &Writer{o: o, w: recordWriter{out: w, gz: o.Gzip}, chains: map[string]string{}, last: map[record.PageID]*seen{}}
}

// Add writes one look at a page:
//
//	a look with exchanges      for each hop a request, a response and a metadata record
//	a 304                      a revisit record, server-not-modified
//	the same bytes again       a revisit record, identical-payload-digest
//	any other without answer   a metadata record that says what became of it
//
// The records of one hop share their WARC-Date: the time of the look, for
// later hops the time at which they were asked for.
func (w *Writer) Add(p record.Page, l record.Look) error {
	if err := w.begin(l.Time); err != nil {
		return err
	}
	if l.Time.After(w.newest) {
		w.newest = l.Time
	}
	if len(l.Exchanges) == 0 {
		return w.addWithout(p, l)
	}
	for i, e := range l.Exchanges {
		at := l.Time
		if i > 0 && !e.Started.IsZero() {
			at = e.Started
		}
		if err := w.exchange(p, l, i, at, e); err != nil {
			return fmt.Errorf("write the look at %s of %s: %w", p.URL, date(l.Time), err)
		}
	}
	return nil
}

// begin writes the warcinfo record, which says who made the file. Its date is
// that of the first look, since a clock would make every export another file.
func (w *Writer) begin(first time.Time) error {
	if w.begun {
		return nil
	}
	w.begun = true
	w.info = recordID(Info, w.o.Software, date(first))
	block := "software: " + oneLine(w.o.Software) + "\r\nformat: WARC File Format 1.1\r\n" +
		"conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n" +
		"description: looks as stet kept them; WARC-Date of a warcinfo record is that of the first look\r\n"
	_, _, err := w.w.write(Fields{
		{"WARC-Type", Info}, {"WARC-Record-ID", w.info}, {"WARC-Date", date(first)},
		{"Content-Type", "application/warc-fields"},
	}, []byte(block))
	return err
}

// Close ends the file. A file without looks has a warcinfo record all the same.
func (w *Writer) Close() error { return w.begin(time.Unix(0, 0)) }

// Newest returns the time of the latest look written.
func (w *Writer) Newest() time.Time { return w.newest }

// exchange writes the records of one hop.
func (w *Writer) exchange(p record.Page, l record.Look, hop int, at time.Time, e record.Exchange) error {
	id := func(kind string) string { return recordID(kind, p.URL, date(l.Time), strconv.Itoa(hop), e.URL) }
	common := Fields{{"WARC-Warcinfo-ID", w.info}, {"WARC-Target-URI", e.URL}}
	if ip := ipOf(e.RemoteAddr); ip != "" {
		common = append(common, Field{"WARC-IP-Address", ip})
	}
	start := func(kind string) Fields {
		return append(Fields{{"WARC-Type", kind}, {"WARC-Record-ID", id(kind)}, {"WARC-Date", date(at)}}, common...)
	}
	about := "" // the record that the metadata belong to
	if len(e.Request) > 0 {
		f := append(start(Request), Field{"Content-Type", "application/http; msgtype=request"})
		about = id(Request)
		if len(e.Head) > 0 {
			f = append(f, Field{"WARC-Concurrent-To", id(Response)})
		}
		if _, _, err := w.w.write(f, e.Request); err != nil {
			return err
		}
	}
	if len(e.Head) > 0 {
		about = id(Response)
		if err := w.response(start(Response), p, l, hop, at, e, id); err != nil {
			return err
		}
	}
	return w.metadata(start(Metadata), p, l, hop, e, about)
}

func (w *Writer) response(f Fields, p record.Page, l record.Look, hop int, at time.Time, e record.Exchange, id func(string) string) error {
	var body []byte
	var err error
	if !e.Payload.Digest.IsZero() {
		if body, err = w.o.Payload(e.Payload.Digest); err != nil {
			return err
		}
	}
	head, changed := readableHead(e.Head, len(body))
	if len(e.Request) > 0 {
		f = append(f, Field{"WARC-Concurrent-To", id(Request)})
	}
	f = append(f, Field{"WARC-Payload-Digest", digest(body)})
	if e.Truncated != "" {
		f = append(f, Field{"WARC-Truncated", e.Truncated})
	}
	f = append(f, Field{"Content-Type", "application/http; msgtype=response"})
	offset, length, err := w.w.write(f, slices.Concat(head, body))
	if err != nil {
		return err
	}
	w.add(entry{url: e.URL, at: at, mime: mimeOf(e.Payload.Type), status: e.Status, digest: digest(body), offset: offset, length: length})
	if !l.Payload.Digest.IsZero() && hop == len(l.Exchanges)-1 {
		w.last[p.ID] = &seen{id: id(Response), url: e.URL, at: at, payload: l.Payload}
		if err := w.rendering(p, l, e.URL, at, id(Response)); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	// Under the page's own address indexers would take it for a capture.
	_, _, err = w.w.write(Fields{
		{"WARC-Type", Metadata}, {"WARC-Record-ID", id("head")}, {"WARC-Date", date(at)}, {"WARC-Warcinfo-ID", w.info},
		{"WARC-Target-URI", "urn:stet:head:" + e.URL}, {"WARC-Refers-To", id(Response)}, {"Content-Type", "message/http"},
	}, e.Head)
	return err
}

// metadata writes what is known of an exchange beside its bytes.
func (w *Writer) metadata(f Fields, p record.Page, l record.Look, hop int, e record.Exchange, about string) error {
	b := w.facts(p, l)
	say := func(name, value string) { sayIn(b, name, value) }
	if n := len(l.Exchanges); n > 1 {
		say("hop", fmt.Sprintf("%d of %d", hop+1, n))
	}
	say("remote-address", e.RemoteAddr)
	say("started", timeOrNone(e.Started))
	say("ended", timeOrNone(e.Ended))
	if e.TLS != nil {
		say("tls-version", e.TLS.Version)
		say("tls-cipher", e.TLS.Cipher)
		say("tls-server-name", e.TLS.ServerName)
		chain, err := w.chain(e.TLS, f)
		if err != nil {
			return err
		}
		say("tls-chain", chain)
	}
	if about != "" {
		f = append(f, Field{"WARC-Concurrent-To", about})
	}
	_, _, err := w.w.write(append(f, Field{"Content-Type", "application/warc-fields"}), b.Bytes())
	return err
}

// facts returns what a metadata record says of a look.
func (w *Writer) facts(p record.Page, l record.Look) *bytes.Buffer {
	b := new(bytes.Buffer)
	sayIn(b, "page", p.URL)
	sayIn(b, "look", date(l.Time))
	sayIn(b, "run", l.Run)
	sayIn(b, "build", w.o.Builds[l.Run])
	sayIn(b, "outcome", string(l.Outcome))
	if l.Status > 0 {
		sayIn(b, "status", strconv.Itoa(l.Status))
	}
	if l.Version > 0 {
		sayIn(b, "version", strconv.Itoa(l.Version))
	}
	if l.Incident != nil {
		sayIn(b, "incident", string(l.Incident.Kind))
		sayIn(b, "detail", l.Incident.Detail)
	}
	sayIn(b, "origin", l.Origin)
	sayIn(b, "browser", l.Browser)
	return b
}

func sayIn(b *bytes.Buffer, name, value string) {
	if value != "" {
		b.WriteString(name + ": " + oneLine(value) + "\r\n")
	}
}

// chain writes a chain of certificates once and returns its record's ID.
// The standard leaves TLS out; a metadata record in PEM is what any tool for
// certificates reads.
func (w *Writer) chain(t *record.TLS, like Fields) (id string, err error) {
	var text bytes.Buffer
	for _, der := range t.Chain {
		if err := pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
			return "", err
		}
	}
	if text.Len() == 0 || w.chains[text.String()] != "" {
		return w.chains[text.String()], nil
	}
	id = recordID("chain", text.String())
	w.chains[text.String()] = id
	_, _, err = w.w.write(Fields{
		{"WARC-Type", Metadata}, {"WARC-Record-ID", id}, {"WARC-Date", like.Get("WARC-Date")}, {"WARC-Warcinfo-ID", w.info},
		{"WARC-Target-URI", "urn:stet:tls-chain:" + digest(text.Bytes())}, {"Content-Type", "application/x-pem-file"},
	}, text.Bytes())
	return id, err
}

// addWithout writes a look of which no exchange was kept. A server may have
// packed the same document into other bytes, which stet takes for the same;
// identical-payload-digest would then claim too much, so it is written only
// where the payload was not coded.
func (w *Writer) addWithout(p record.Page, l record.Look) error {
	s := w.last[p.ID]
	profile := ""
	switch {
	case s == nil || l.Outcome != record.OutcomeSame:
	case l.Status == 304:
		profile = notModified
	case s.payload.Encoding == "" || strings.EqualFold(s.payload.Encoding, "identity"):
		profile = samePayload
	}
	kind, url := Metadata, p.URL
	if profile != "" {
		kind, url = Revisit, s.url
	}
	f := Fields{
		{"WARC-Type", kind}, {"WARC-Record-ID", recordID(kind, p.URL, date(l.Time))}, {"WARC-Date", date(l.Time)},
		{"WARC-Warcinfo-ID", w.info}, {"WARC-Target-URI", url},
	}
	if profile == "" {
		_, _, err := w.w.write(append(f, Field{"Content-Type", "application/warc-fields"}), w.facts(p, l).Bytes())
		return err
	}
	f = append(f, Field{"WARC-Profile", profile}, Field{"WARC-Refers-To", s.id},
		Field{"WARC-Refers-To-Target-URI", s.url}, Field{"WARC-Refers-To-Date", date(s.at)})
	if profile == samePayload {
		f = append(f, Field{"WARC-Payload-Digest", s.payload.Digest.String()})
	}
	offset, length, err := w.w.write(append(f, Field{"Content-Type", "application/http; msgtype=response"}), nil)
	w.add(entry{url: url, at: l.Time, mime: "warc/revisit", status: l.Status, digest: s.payload.Digest.String(), offset: offset, length: length})
	return err
}

// ipOf returns the IP address of an address with port.
func ipOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	host, _, _ = strings.Cut(host, "%")
	if net.ParseIP(host) == nil {
		return ""
	}
	return host
}

func mimeOf(contentType string) string {
	if kind, _, err := mime.ParseMediaType(contentType); err == nil {
		return kind
	}
	return ""
}

func timeOrNone(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return date(t)
}
