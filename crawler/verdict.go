package crawler

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"stet/record"
)

// refuse answers a look that was over before it began.
func (l *look) refuse(err error) record.Answer {
	return record.Answer{
		URL: l.request.URL, FinalURL: l.request.URL, Time: l.began, Verdict: record.GotIncident,
		Incident: &record.Incident{Kind: record.Refused, Detail: plain(err.Error())},
	}
}

// answer makes the answer out of the hops of a look that is over; err is a
// *trouble or nil.
func (c *Crawler) answer(l *look, err error) record.Answer {
	a := record.Answer{URL: l.request.URL, FinalURL: l.request.URL, Time: l.began}
	for _, h := range l.hops {
		a.Exchanges = append(a.Exchanges, h.Exchange)
	}
	var last *hop
	if n := len(l.hops); n > 0 {
		last = l.hops[n-1]
		a.Document = last.document
		if n > 1 {
			a.FinalURL = last.URL
		}
		a.HoldHost = retryAfter(last.Status, last.Header, c.o.Now())
	}
	t := l.judge(last, err)
	if t != nil {
		a.Verdict = record.GotIncident
		a.Incident = &record.Incident{Kind: t.kind, Detail: t.detail, Outage: t.outage}
		if t.hold.After(a.HoldHost) {
			a.HoldHost = t.hold
		}
		return a
	}
	a.Verdict = verdict(last.Status)
	if a.Verdict == record.GotPage {
		a.Doubt = l.doubt()
	}
	if a.Verdict != record.GotGone && len(l.hops) > 1 && l.movedForGood() {
		a.MovedTo = a.FinalURL
	}
	return a
}

func verdict(status int) record.Verdict {
	switch status {
	case http.StatusNotModified:
		return record.GotSame
	case http.StatusNotFound, http.StatusGone:
		return record.GotGone
	}
	return record.GotPage
}

// movedForGood reports whether only permanent redirects led to the last hop.
func (l *look) movedForGood() bool {
	for _, h := range l.hops[:len(l.hops)-1] {
		if h.Status != http.StatusMovedPermanently && h.Status != http.StatusPermanentRedirect {
			return false
		}
	}
	return true
}

// judge returns why the look is an incident, or nil. What the connection says
// comes first, then what the header fields say, then where redirects led, and
// the document last.
func (l *look) judge(last *hop, err error) (t *trouble) {
	defer func() {
		if p := recover(); p != nil {
			t = failed(p)
		}
	}()
	if err != nil {
		if t, ok := err.(*trouble); ok {
			return t
		}
		return unreachablef("%s", plain(err.Error()))
	}
	if t := byHeader(last); t != nil {
		return t
	}
	if last.trouble != nil && last.Status < 400 {
		return last.trouble
	}
	switch {
	case last.Status == http.StatusNotModified && l.request.ETag == "" && l.request.LastModified == "":
		return &trouble{kind: record.ServerError, detail: "the server answered 304 (not modified) to a question that did not ask for it"}
	case last.Status == http.StatusNotModified:
		return nil
	case last.Status == http.StatusPartialContent:
		return truncatedf("the server answered 206: a part of the page, though the whole was asked for")
	}
	if t := l.byRedirect(last); t != nil && last.Status < 400 {
		return t
	}
	d := readable(last.Payload.Type, last.document)
	d.at, _ = url.Parse(last.URL)
	incident := d.judge(last.Status)
	if incident == nil && last.Status == http.StatusAccepted && d.own < 600 {
		// RFC 9110 section 15.3.3: what comes with it tells how far the server is.
		return &trouble{kind: record.Empty, detail: answered(last.Status, d.headline()) + ", but not with the page"}
	}
	if incident == nil || incident.Kind == record.Missing {
		l.read = &d
		return nil // 404 and 410 are a verdict of their own
	}
	t = &trouble{kind: incident.Kind, detail: incident.Detail}
	if firewall := servedBy(last.Header); firewall != "" && t.kind == record.Blocked && !strings.Contains(t.detail, "(") {
		t.detail += " (" + firewall + ")"
	}
	return t
}

// A mark is a header field by which a firewall says that it answered itself.
type mark struct{ field, value, firewall string }

// marks lists them. The value is what the field holds, in lower case; "" is
// anything. Only fields that good answers of the same service lack.
var marks = []mark{
	{"Cf-Mitigated", "", "Cloudflare"},
	{"X-Amzn-Waf-Action", "", "AWS WAF"},
	{"Sg-Captcha", "", "SiteGround"},
	{"X-Vercel-Mitigated", "", "Vercel"},
	{"X-Akamai-Block", "", "Akamai"},
	{"X-Sucuri-Block", "", "Sucuri"},
	{"X-Squid-Error", "err_access_denied", "Squid"},
	{"X-Deny-Reason", "", "a proxy"},
	{"X-Datadome-Cid", "captcha", "DataDome"},
}

// byHeader looks for header fields that only a firewall's own answers have.
func byHeader(h *hop) *trouble {
	for _, m := range marks {
		if v := strings.ToLower(h.Header.Get(m.field)); v != "" && strings.Contains(v, m.value) {
			return &trouble{kind: record.Blocked, detail: fmt.Sprintf("%s (%s: %s %s)",
				answered(h.Status, titleOf(h.Payload.Type, h.document)), m.firewall, strings.ToLower(m.field), plain(v))}
		}
	}
	return nil
}

// servedBy names the firewall or delivery network that an answer came through.
func servedBy(h http.Header) string {
	server := strings.ToLower(h.Get("Server"))
	for _, s := range []struct{ in, name string }{
		{"akamai", "Akamai"}, {"cloudflare", "Cloudflare"}, {"cloudfront", "CloudFront"}, {"awselb", "AWS"},
		{"sucuri", "Sucuri"}, {"imperva", "Imperva"}, {"incapsula", "Imperva"}, {"big-ip", "F5"}, {"bigip", "F5"},
		{"ddos-guard", "DDoS-Guard"}, {"datadome", "DataDome"}, {"microsoft-azure-application-gateway", "Azure"},
	} {
		if strings.Contains(server, s.in) {
			return s.name
		}
	}
	switch {
	case h.Get("X-Iinfo") != "" || strings.Contains(strings.ToLower(h.Get("X-Cdn")), "imperva"):
		return "Imperva"
	case strings.Contains(strings.ToLower(h.Get("X-Cache")), "error from cloudfront"):
		return "CloudFront"
	case h.Get("X-Azure-Ref") != "":
		return "Azure"
	}
	return ""
}

// byRedirect looks at where redirects led: to a login, to a wall, to the home
// page in place of the page asked for.
func (l *look) byRedirect(last *hop) *trouble {
	if refresh := last.Header.Get("Refresh"); refresh != "" {
		if to, soon := refreshTarget(refresh); soon && to != "" {
			return &trouble{kind: record.RedirectStub, detail: "the answer sends the browser on to " + plain(to)}
		}
	}
	if len(l.hops) < 2 {
		return nil
	}
	from, err1 := url.Parse(l.hops[0].URL)
	to, err2 := url.Parse(last.URL)
	if cmp.Or(err1, err2) != nil {
		return nil
	}
	if kind, what := leadsTo(from, to); kind != "" {
		return &trouble{kind: kind, detail: fmt.Sprintf("the address leads to %s, %s", what, plain(to.String()))}
	}
	return nil
}
