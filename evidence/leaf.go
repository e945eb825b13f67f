package evidence

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"stet/record"
)

// A Leaf is what the log says of one look.
type Leaf struct {
	URL  string      // the watched address
	Look record.Look // of its exchanges the last one counts
	Run  record.Run  // by which build and configuration

	Exchanges record.Digest // of the exchanges as they are kept
	Change    record.Digest // of the change that the look brought, as it is kept
}

// Bytes returns the canonical bytes of a leaf: lines that each end in LF,
// first "stet look v1", then name, one blank and value of each field that is
// not empty, in this order:
//
//	page       number of the page in the archive
//	url        the watched address
//	time       when the look began: UTC, as 2026-01-02T03:04:05.000000006Z
//	run        ID of the run
//	build      the program and its build
//	config     digest of the configuration's file
//	outcome    first, changed, same, gone, moved or incident
//	status     of the last answer
//	version    number of the version that stood after the look
//	incident   kind of the incident
//	origin     file and record that the look was imported from: stet did not make it
//	from       address of the last hop
//	remote     IP address and port that answered there
//	payload    digest of the body as it was served, and its size in bytes
//	type       Content-Type as sent
//	encoding   Content-Encoding as sent
//	decoded    digest of the body after content decoding
//	browser    that rendered the page: the payload is what it made of it
//	screenshot digest of how that looked
//	exchanges  digest of the exchanges, in the JSON in which they are kept
//	change     digest of the change, likewise
//
// A digest is sha256: and 64 hex digits. A control character in a value is
// written as % and two hex digits, a byte that is no UTF-8 as U+FFFD, as which
// it comes back from JSON. A revisit has no fields from "from" on,
// but may have a change: it is kept without its exchanges.
func (l Leaf) Bytes() []byte {
	var b strings.Builder
	b.WriteString("stet look v1\n")
	field := func(name, value string) {
		if value != "" {
			b.WriteString(name + " " + clean(value) + "\n")
		}
	}
	look, p := l.Look, l.Look.Payload
	field("page", strconv.FormatUint(uint64(look.Page), 10))
	field("url", l.URL)
	field("time", look.Time.UTC().Format("2006-01-02T15:04:05.000000000Z07:00"))
	field("run", look.Run)
	field("build", l.Run.Build)
	field("config", digest(l.Run.Config))
	field("outcome", string(look.Outcome))
	field("status", number(look.Status))
	field("version", number(look.Version))
	if look.Incident != nil {
		field("incident", string(look.Incident.Kind))
	}
	field("origin", look.Origin)
	if n := len(look.Exchanges); n > 0 {
		field("from", look.Exchanges[n-1].URL)
		field("remote", look.Exchanges[n-1].RemoteAddr)
	}
	if !p.Digest.IsZero() {
		field("payload", fmt.Sprintf("%s %d", p.Digest, p.Size))
	}
	field("type", p.Type)
	field("encoding", p.Encoding)
	field("decoded", digest(p.Decoded))
	field("browser", look.Browser)
	field("screenshot", digest(look.Screenshot))
	field("exchanges", digest(l.Exchanges))
	field("change", digest(l.Change))
	return []byte(b.String())
}

func digest(d record.Digest) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// clean keeps a value on its line. The leaf is made of what came over the
// wire, and later of the row of JSON that was made of that: both read the same.
func clean(s string) string {
	if strings.IndexFunc(s, isControl) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s { // a byte that is no UTF-8 is U+FFFD
		if isControl(r) {
			fmt.Fprintf(&b, "%%%02X", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
