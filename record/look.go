package record

import (
	"errors"
	"net/http"
	"time"
)

// A Request asks the crawler for one look.
type Request struct {
	URL          string
	ETag         string // sent as If-None-Match
	LastModified string // sent as If-Modified-Since; only ever what the server itself sent
	Render       bool   // load it in a browser too, and hand over what that shows
	Doubt        bool   // weigh the answer against what the host says where there is no page
	Again        bool   // a second look: trouble with its server that was found before is not taken for granted
	OneHop       bool   // hand over a redirect as it is: where it leads is for the caller to judge
}

// An Exchange is one request and its answer as they went over the wire; a
// look has one for each redirect hop (WARC request and response records).
type Exchange struct {
	URL        string      `json:"url"`
	Request    []byte      `json:"request,omitempty"` // request line and header fields as sent
	Head       []byte      `json:"head,omitempty"`    // status line and header fields as received
	Status     int         `json:"status,omitempty"`
	Header     http.Header `json:"-"` // Head, parsed
	Started    time.Time   `json:"started,omitzero"`
	Ended      time.Time   `json:"ended,omitzero"`
	RemoteAddr string      `json:"remote_addr,omitempty"` // IP address and port that answered
	TLS        *TLS        `json:"tls,omitempty"`
	Payload    Payload     `json:"payload,omitzero"`
	Body       []byte      `json:"-"` // the payload's bytes; they travel beside, under their digest
	Truncated  string      `json:"truncated,omitempty"`
	// Truncated says why the body ends early, in the words of
	// WARC-Truncated: length, time, disconnect.
}

// A Payload names a body: after transfer decoding and before content
// decoding (WARC 1.1 section 5.9, as iipc/warc-specifications#22 reads it).
type Payload struct {
	Digest   Digest `json:"digest"`
	Size     int64  `json:"size,omitempty"`
	Type     string `json:"type,omitempty"`     // Content-Type as sent
	Encoding string `json:"encoding,omitempty"` // Content-Encoding; empty for identity
	Decoded  Digest `json:"decoded,omitzero"`   // digest of the document, after content decoding
}

// Same reports whether p and q hold the same document, however it was coded.
func (p Payload) Same(q Payload) bool { return !p.Decoded.IsZero() && p.Decoded == q.Decoded }

// TLS says how an exchange was secured.
type TLS struct {
	Version    string   `json:"version"`
	Cipher     string   `json:"cipher"`
	ServerName string   `json:"server_name,omitempty"`
	Chain      [][]byte `json:"chain,omitempty"` // certificates in DER, the server's own first
}

// A Verdict says what kind of answer a look got.
type Verdict string

// The kinds of answer.
const (
	GotPage     Verdict = "page"     // a body to trust
	GotSame     Verdict = "same"     // 304: the server says that nothing changed
	GotGone     Verdict = "gone"     // 404 or 410
	GotIncident Verdict = "incident" // nothing to trust; Answer.Incident says why
)

// An Answer is what the crawler hands over: everything that one look at one
// address saw. It is complete; who keeps it needs nothing else.
type Answer struct {
	URL       string     // the address asked for
	Verdict   Verdict    //
	Time      time.Time  // when the look began
	Exchanges []Exchange // one for each hop, the answer itself last; none where no connection came about
	Document  []byte     // the last body after content decoding
	FinalURL  string     // the address of the last hop
	MovedTo   string     // FinalURL, where only permanent redirects (301, 308) lead there
	Incident  *Incident  // for GotIncident: Kind, Detail and Outage
	Doubt     string     // for GotPage: why it may be no page to trust all the same; empty: it is one
	HoldHost  time.Time  // ask this host nothing before then (Retry-After); zero: no wish
	Origin    string     // where an imported answer comes from; empty: stet looked itself
	Rendered  *Rendering // what a browser made of it, where the request asked for that
}

// RenderedType is the type of a document that a browser hands over.
const RenderedType = "text/html; charset=utf-8"

// A Rendering is a page as a browser shows it after its scripts have run.
type Rendering struct {
	DOM        []byte // the document serialised as HTML, in UTF-8
	Screenshot []byte // the whole page as PNG; may be empty
	Browser    string // name and version, as in Chrome/131.0
	Missing    string // what of the page's own could not be had, and why; empty: it is whole
}

// Last returns the exchange of the last hop, or a zero one.
func (a Answer) Last() Exchange {
	if len(a.Exchanges) == 0 {
		return Exchange{}
	}
	return a.Exchanges[len(a.Exchanges)-1]
}

// An Outcome is what became of a look.
type Outcome string

// The outcomes of a look.
const (
	OutcomeFirst    Outcome = "first"    // the first version
	OutcomeChanged  Outcome = "changed"  // a change was kept
	OutcomeSame     Outcome = "same"     // nothing that a reader could see
	OutcomeGone     Outcome = "gone"     // removed, as known
	OutcomeMoved    Outcome = "moved"    // a permanent redirect, newly seen
	OutcomeIncident Outcome = "incident" // no page to trust
)

// A Look is the row that each look leaves: a snapshot when it brought new
// bytes, a revisit when it brought none, an incident when it gave no page.
type Look struct {
	Page      PageID     `json:"page"`
	Time      time.Time  `json:"time"`
	Run       string     `json:"run,omitempty"` // the run it belongs to
	Outcome   Outcome    `json:"outcome"`
	Status    int        `json:"status,omitempty"`
	Version   int        `json:"version,omitempty"` // the version that stood after it
	Payload   Payload    `json:"payload,omitzero"`  // what a snapshot brought; zero for a revisit
	Exchanges []Exchange `json:"exchanges,omitempty"`
	Incident  *Incident  `json:"incident,omitempty"`
	Origin    string     `json:"origin,omitempty"` // file and record, or address in a web archive, that it was imported from; empty: stet looked itself

	Screenshot Digest `json:"screenshot,omitzero"` // of a page that was rendered: Payload is its DOM, and this how it looked
	Browser    string `json:"browser,omitempty"`   // that rendered it
}

// A Version is a snapshot whose text a reader would see differ from the one
// before; they are numbered from 1.
type Version struct {
	Page      PageID    `json:"page"`
	Number    int       `json:"version"`
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
	Status    int       `json:"status"`
	Looks     int       `json:"looks"` // looks that saw it
	URL       string    `json:"url"`   // where it was served
	Title     string    `json:"title,omitempty"`
	Payload   Payload   `json:"payload"`
	Text      Digest    `json:"text"`  // of what a reader sees: two versions that say the same share it
	Rules     string    `json:"rules"` // by which Text was made; others' cannot be compared
}

// A Sighting is all that one look adds to the archive. It is committed whole
// or not at all; the payloads it names were kept before.
type Sighting struct {
	Page     Page      // as it stands after the look
	Look     Look      //
	Version  *Version  // a new version, or nil
	Change   *Change   // the change that the look brought, or nil
	Incident *Incident // the incident that the look opened or prolonged, or nil
}

// An IncidentKind says why a look gave no page to trust.
type IncidentKind string

// The kinds of incident.
const (
	Blocked      IncidentKind = "blocked"
	RateLimited  IncidentKind = "rate-limited"
	Unreachable  IncidentKind = "unreachable"
	ServerError  IncidentKind = "server-error"
	Truncated    IncidentKind = "truncated"
	Empty        IncidentKind = "empty"
	Maintenance  IncidentKind = "maintenance"
	Soft404      IncidentKind = "soft-404"
	RedirectStub IncidentKind = "redirect-stub"
	Certificate  IncidentKind = "certificate"
	Refused      IncidentKind = "refused"     // a private address, a limit, a redirect loop
	Robots       IncidentKind = "robots"      // forbidden, or robots.txt not to be had
	Missing      IncidentKind = "missing"     // 404 or 410, not yet confirmed
	Unconfirmed  IncidentKind = "unconfirmed" // a page that a second look did not find again
	Unread       IncidentKind = "unread"      // stet itself failed at reading it
)

// An Incident is one look, or several in a row, that gave no page to trust
// for the same reason. Incidents are never versions.
type Incident struct {
	Page      string       `json:"page,omitempty"`
	Kind      IncidentKind `json:"kind"`
	FirstSeen time.Time    `json:"first_seen,omitzero"`
	LastSeen  time.Time    `json:"last_seen,omitzero"`
	Looks     int          `json:"looks,omitempty"`
	Side      string       `json:"side,omitempty"` // old or new, where two files were compared
	Detail    string       `json:"detail,omitempty"`
	Outage    bool         `json:"outage,omitempty"` // of Robots: robots.txt could not be had; false: it forbids the page
}

// Failed reports whether the page could not be looked at: what robots.txt
// forbids is not to be looked at, and a page that is missing was.
func (in *Incident) Failed() bool { return in.Outage || in.Kind != Robots && in.Kind != Missing }

// IncidentKinds returns all kinds of incident, in the order in which they
// stand above.
func IncidentKinds() []IncidentKind {
	return []IncidentKind{
		Blocked, RateLimited, Unreachable, ServerError, Truncated,
		Empty, Maintenance, Soft404, RedirectStub, Certificate,
		Refused, Robots, Missing, Unconfirmed, Unread,
	}
}

// Prolong has an incident of one look go on from the one before it, which may
// be nil, where that was of the same kind.
func (in *Incident) Prolong(before *Incident) {
	if before != nil && before.Kind == in.Kind {
		in.FirstSeen, in.Looks = before.FirstSeen, before.Looks+1
	}
}

// A Run is one pass over all pages that were due.
type Run struct {
	ID      string    `json:"id"` // its start in UTC, as in 20260102T030405.006Z
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended,omitzero"` // zero: it was cut off
	Looks   int       `json:"looks"`
	Same    int       `json:"same"`
	First   int       `json:"first"`
	Changed int       `json:"changed"`
	Trouble int       `json:"incidents"`
	Failed  int       `json:"failed"`           // incidents in which the page could not be looked at
	Left    int       `json:"left,omitempty"`   // pages that stay due, since their hosts gave no answer
	Told    bool      `json:"told,omitempty"`   // its report was written
	Import  bool      `json:"import,omitempty"` // it took in looks of others, and asked no page
	Notes   []string  `json:"notes,omitempty"`  // what a person should know of it beside: a list that could not be read, a bound that was reached

	Build  string `json:"build,omitempty"` // the program that made it
	Config Digest `json:"config,omitzero"` // of the configuration's file
}

// Count counts what a look of the run saw. What an imported look met is no
// failure of the run, which did not make it.
func (r *Run) Count(s Sighting) {
	r.Looks++
	switch s.Look.Outcome {
	case OutcomeFirst:
		r.First++
	case OutcomeSame:
		r.Same++
	case OutcomeIncident:
		r.Trouble++
		if s.Look.Incident.Failed() && s.Look.Origin == "" {
			r.Failed++
		}
	}
	if s.Change != nil && s.Change.Kind != FirstSeen {
		r.Changed++
	}
}

// Ref returns how a change names v.
func (v Version) Ref() *VersionRef {
	return &VersionRef{Version: v.Number, FirstSeen: v.FirstSeen, LastSeen: v.LastSeen, Status: v.Status, Digest: v.Payload.Digest}
}

// ErrDamaged says of what an archive kept that it cannot be read any more: a
// disk fails, a bit flips.
var ErrDamaged = errors.New("the archive is damaged")
