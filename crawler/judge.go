package crawler

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"stet/record"
)

// Judge says whether a document that came with the given status is no page to
// trust, and why; nil: it is a page. contentType may be empty. It looks at
// nothing but its arguments, so a file can be judged as an answer with status
// 200.
//
// A page about a block, an outage or a missing page is a page: what counts is
// that a title or heading says so and nothing else, how much there is to read
// beside it, and marks that only firewalls leave.
//
//	200 "Access Denied", Reference #18.2d1f1702.…            blocked
//	200 "Access denied to hundreds of veterans", 3,000 words  a page
//	200 "Page not found" over the menus of a whole site       soft-404
//	200 nothing, white space, "null"                          empty
//	503 "Site under maintenance"                              maintenance
//	404                                                       missing
func Judge(status int, contentType string, document []byte) *record.Incident {
	d := readable(contentType, document)
	return d.judge(status)
}

func (d *reading) judge(status int) *record.Incident {
	kind, why := d.incident()
	if status >= 300 {
		kind, why = byStatus(status, kind, why, *d)
	}
	if kind == "" {
		return nil
	}
	return &record.Incident{Kind: kind, Detail: plain(why)}
}

// byStatus judges an answer whose status says that it is no page. What the
// document says makes it more precise: a challenge may come with 503.
func byStatus(status int, kind record.IncidentKind, why string, d reading) (record.IncidentKind, string) {
	says := answered(status, d.headline())
	if kind != "" && d.maker != "" {
		says += " (" + d.maker + ")"
	}
	switch {
	case status == http.StatusNotFound || status == http.StatusGone:
		if kind == record.Blocked && d.maker != "" {
			return kind, says
		}
		return record.Missing, says
	case status < 400:
		return record.RedirectStub, says + ", but not where the page is now"
	case status == http.StatusTooManyRequests:
		return record.RateLimited, says
	case kind == record.Blocked || kind == record.RateLimited || kind == record.Maintenance && status >= 500:
		return kind, says
	case status == 401 || status == 403 || status == 406 || status == 407 || status == 451 || status == 999:
		return record.Blocked, says
	}
	return record.ServerError, says
}

// answered says what a server answered: "the server answered 403: Access Denied".
func answered(status int, headline string) string {
	if headline == "" {
		headline = http.StatusText(status)
	}
	if headline == "" {
		return fmt.Sprintf("the server answered %d", status)
	}
	return fmt.Sprintf("the server answered %d: %s", status, clip(headline, 100))
}

// A reading is a document as Judge sees it.
type reading struct {
	skim
	at      *url.URL // where it was found, or nil
	raw     []byte   // the document as UTF-8
	html    bool
	legible bool    // HTML, text, JSON …: something that words can be read from
	maker   string  // the firewall that made it, where known
	weighed *weight // what its words are about, once asked

	doubt  string              // why it may be no page, where that is not certain
	likely record.IncidentKind // and what it would be then
}

// readable skims a document. The bytes decide what it is before the header
// does: error pages come under the type of the file that was asked for.
func readable(contentType string, document []byte) reading {
	d := reading{raw: asUTF8(document)}
	sniffed := http.DetectContentType(document)
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	kind = strings.TrimSpace(kind)
	switch {
	case strings.HasPrefix(sniffed, "text/html"), kind == "" && startsWithTag(d.raw):
		d.html = true
	case !strings.HasPrefix(sniffed, "text/") && sniffed != "application/octet-stream":
		return d // PDF, pictures, archives
	case strings.Contains(kind, "html"):
		d.html = true
	case kind != "" && !strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "json") && !strings.Contains(kind, "xml"):
		return d
	}
	d.legible = true
	if d.notes() {
		d.html = false
		return d
	}
	if d.html || strings.Contains(sniffed, "xml") {
		d.skim = skimHTML(d.raw)
		return d
	}
	d.seen = visible(d.raw)
	d.own = d.seen
	d.text = string(d.raw[:min(len(d.raw), maxLead)])
	d.main = d.text[:min(len(d.text), maxMain)]
	return d
}

// startsWithTag reports whether b begins like a fragment of HTML.
func startsWithTag(b []byte) bool {
	b = bytes.TrimSpace(b[:min(len(b), 512)])
	return len(b) > 1 && b[0] == '<' && isLetter(b[1])
}

// headline returns what a document says first about itself.
func (d *reading) headline() string {
	switch {
	case d.title != "":
		return d.title
	case len(d.headings) > 0:
		return d.headings[0]
	case d.seen > 0 && d.seen < 400:
		return d.lead()
	case d.seen == 0:
		return d.noscript
	}
	return ""
}

// incident returns why the document is no page, by itself; "" if it is one.
func (d *reading) incident() (record.IncidentKind, string) {
	if body := bytes.TrimSpace(d.raw); len(body) == 0 {
		return record.Empty, "the body is empty"
	} else if len(body) == 2 && (string(body) == "{}" || string(body) == "[]" || string(body) == `""`) {
		return record.Empty, "the body says nothing but " + string(body)
	}
	if !d.legible {
		return "", ""
	}
	if d.seen < 20 {
		if word := strings.ToLower(strings.Trim(d.lead(), ` "'`)); nothing[word] {
			return record.Empty, "the body says nothing but " + strconv.Quote(word)
		}
	}
	if maker := d.challenge(); maker != "" {
		d.maker = maker
		return record.Blocked, d.instead("a browser check")
	}
	if d.html {
		if kind, why := d.stub(); kind != "" {
			return kind, why
		}
	}
	if kind, why := d.verdict(); kind != "" {
		return kind, why
	}
	switch {
	case !d.html:
		return "", ""
	case d.seen == 0 && d.media == 0 && d.noscript != "":
		return record.Empty, "the page shows nothing without JavaScript: " + clip(d.noscript, 100)
	case d.media == 0 && (d.seen == 0 || d.seen < 100 && normal(d.lead()) == ""):
		return record.Empty, "the page has no text"
	case d.seen < 60 && d.links == 0 && isLoading(normal(d.lead())):
		return record.Empty, "the page shows nothing without JavaScript: " + clip(d.lead(), 100)
	case d.cutOff():
		return record.Truncated, d.cutWhere()
	}
	return "", ""
}

// nothing holds what programs write where a page should be.
var nothing = map[string]bool{"null": true, "undefined": true, "(null)": true, "nil": true, "[object object]": true, "nan": true}

// isLoading reports whether s, as [normal] writes it, is what a page says until
// its script has run: "loading application, please wait".
func isLoading(s string) bool {
	waits := false
	for w := range strings.FieldsSeq(s) {
		if !loading[w] {
			return false
		}
		waits = waits || w == "loading" || w == "wait" || w == "cargando"
	}
	return waits
}

var loading = set("loading please wait while the a we is your this page content data app application site one moment cargando espere por favor")

// instead words the detail of a page that stands in place of the real one.
func (d *reading) instead(what string) string {
	why := "instead of the page came " + what
	if says := d.headline(); says != "" {
		why += ": " + clip(says, 100)
	}
	if d.maker != "" {
		why += " (" + d.maker + ")"
	}
	return why
}

// challenge names the firewall whose browser check this is, by what its
// scripts leave in the markup; "": none. The same scripts watch over good
// pages, which have something to read.
func (d *reading) challenge() string {
	if d.seen > 900 || d.own > 600 {
		return ""
	}
	raw := bytes.ToLower(d.raw[:min(len(d.raw), 128<<10)])
	for _, c := range challenges {
		if d.seen <= c.most && bytes.Contains(raw, []byte(c.mark)) && (c.most > watching || d.silent()) {
			return c.maker
		}
	}
	if d.seen < 200 && d.silent() && bytes.Contains(raw, []byte("document.cookie")) && bytes.Contains(raw, []byte("location.reload")) {
		return "a script that sets a cookie"
	}
	return ""
}

// cutOff reports whether the document ends in the middle of its markup or of a
// sentence, or with most of it still open.
func (d *reading) cutOff() bool {
	return d.opened && !d.closed && (d.cut != "" || d.unclosed >= 3 || d.broken)
}

func (d *reading) cutWhere() string {
	if d.cut != "" {
		return "the page breaks off in the middle of " + d.cut
	}
	if d.unclosed < 3 {
		return "the page breaks off in the middle of a sentence"
	}
	return fmt.Sprintf("the page breaks off with %d of its parts still open", d.unclosed)
}

// titleOf returns the title of a document, for people.
func titleOf(contentType string, document []byte) string {
	d := readable(contentType, document)
	return d.headline()
}
