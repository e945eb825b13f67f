package extract

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"stet/record"
)

// An address is what links are resolved against.
type address struct {
	base *url.URL // nil: not known, links stay as they are
	self string   // the page's own address, without fragment
}

func newAddress(page, base string) *address {
	a := &address{}
	u, err := url.Parse(strings.TrimSpace(page))
	if err != nil || u.Scheme == "" || u.Host == "" {
		u = nil
	}
	if u != nil {
		self := *u
		self.Fragment, self.RawFragment = "", ""
		a.self = self.String()
	}
	if base != "" {
		if b, err := url.Parse(strings.TrimSpace(base)); err == nil {
			if u != nil {
				b = u.ResolveReference(b)
			}
			if b.Scheme != "" && b.Host != "" {
				u = b
			}
		}
	}
	a.base = u
	return a
}

// link returns the link that href makes; false for scripts and the like,
// which lead nowhere.
func (a *address) link(href string) (record.Link, bool) {
	scheme, rest, ok := strings.Cut(href, ":")
	if ok {
		switch strings.ToLower(scheme) {
		case "mailto":
			to, _, _ := strings.Cut(rest, "?")
			return record.Link{Href: "mailto:" + to, Kind: "mail"}, to != ""
		case "tel", "callto", "sms", "fax":
			return record.Link{Href: strings.ToLower(scheme) + ":" + strings.TrimSpace(rest), Kind: "telephone"}, true
		case "javascript", "data", "blob", "about", "vbscript":
			return record.Link{}, false
		}
	}
	if strings.HasPrefix(href, "#") {
		return record.Link{Href: a.self + href, Kind: "fragment"}, len(href) > 1
	}
	u, err := url.Parse(href)
	if err != nil {
		return record.Link{Href: href, Kind: "page"}, true
	}
	if a.base != nil {
		u = a.base.ResolveReference(u)
	}
	fragment := u.EscapedFragment()
	clean(u)
	l := record.Link{Href: u.String(), Kind: "page"}
	switch {
	case fragment != "" && l.Href == a.self:
		l.Href, l.Kind = l.Href+"#"+fragment, "fragment"
	case isDocument(u.Path):
		l.Kind = "document"
	}
	return l, true
}

// Canonical returns the form under which a page is kept that somebody names in
// passing, in a sitemap, a feed or a link: as [record.ParseURL] writes it, and
// without what names no other page (tracking parameters, session ids). Which
// address a user wrote is the user's business, and stays as it is.
//
//	https://www.example.gov/a?id=4&utm_source=feed     https://www.example.gov/a?id=4
//	https://www.example.gov/a;jsessionid=0A1B?id=4     https://www.example.gov/a?id=4
func Canonical(address string) (string, error) {
	address, err := record.ParseURL(address)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	clean(u)
	return record.ParseURL(u.String())
}

// clean takes off what names no other page: fragment, default port, tracking
// parameters, session ids.
func clean(u *url.URL) {
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if p := u.Port(); p == "80" && u.Scheme == "http" || p == "443" && u.Scheme == "https" {
		u.Host = strings.TrimSuffix(u.Host, ":"+p)
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" && u.Host != "" {
		u.Path = "/"
	}
	if i := strings.Index(strings.ToLower(u.Path), ";jsessionid="); i >= 0 {
		u.Path, u.RawPath = u.Path[:i], ""
	}
	if p := u.EscapedPath(); strings.HasPrefix(p, "/(") {
		p = cookieless.ReplaceAllString(p, "/")
		if plain, err := url.PathUnescape(p); err == nil {
			u.Path, u.RawPath = plain, p
		}
	}
	u.RawQuery = keepParams(u.RawQuery, isTracking)
	u.ForceQuery = false
	if strings.HasSuffix(u.Path, " ") { // a blank in front of the query
		u.Path, u.RawPath = strings.TrimRight(u.Path, " "), ""
	}
}

// cookieless finds a session of ASP.NET in a path: /(S(lit3py55t21z5v55vlm25s55))/a.aspx.
var cookieless = regexp.MustCompile(`^/\((?:[A-Z]\([0-9A-Za-z_-]*\))*S\([0-9A-Za-z_-]{20,}\)(?:[A-Z]\([0-9A-Za-z_-]*\))*\)/`)

// keepParams drops parameters from a query and leaves the rest as it stands.
func keepParams(query string, drop func(name, value string) bool) string {
	if query == "" {
		return ""
	}
	var kept []string
	for p := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(p, "=")
		if p != "" && !drop(strings.ToLower(name), value) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "&")
}

func isTracking(name, value string) bool {
	switch name {
	case "gclid", "fbclid", "msclkid", "dclid", "yclid", "gbraid", "wbraid", "twclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok",
		"srsltid", "wickedid", "vero_id", "oly_enc_id", "oly_anon_id", "_openstat", "ef_id", "s_cid", "s_kwcid", "emci", "emdi", "ceid", "_bta_tid", "_bta_c", "hsctatracking", "at_medium", "at_campaign",
		"phpsessid", "jsessionid", "sessionid", "session_id", "cfid", "cftoken", "aspsessionid", "viewstate":
		return true
	case "sid", "s":
		return len(value) >= 24
	case "source":
		return value == "govdelivery"
	}
	return strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "pk_") || strings.HasPrefix(name, "mtm_") || strings.HasPrefix(name, "wt.") || strings.HasPrefix(name, "aspsessionid")
}

// isDocument reports whether a path names a file and no page.
func isDocument(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".pdf", ".doc", ".docx", ".docm", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ppt", ".pptx", ".pps", ".csv", ".tsv", ".zip", ".gz", ".7z", ".rtf",
		".odt", ".ods", ".odp", ".txt", ".xml", ".json", ".epub", ".kml", ".kmz", ".mp3", ".mp4", ".wav", ".wmv", ".mov":
		return true
	}
	return strings.HasSuffix(p, "/download")
}
