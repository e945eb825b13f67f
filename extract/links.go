package extract

import (
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"

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
	u.RawQuery = keepParams(u.RawQuery, isTracking)
	u.ForceQuery = false
}

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
		"phpsessid", "jsessionid", "sessionid", "session_id", "cfid", "cftoken", "aspsessionid", "viewstate":
		return true
	case "sid", "s":
		return len(value) >= 24
	}
	return strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "pk_") || strings.HasPrefix(name, "aspsessionid")
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

// image notes a picture. Spacers, counting pixels and pictures that are
// written into the page itself are none.
func (w *walker) image(n *html.Node, c ctx) {
	if w.s.stats[w.at-1].hidden || attr(n, "width") == "1" || attr(n, "height") == "1" {
		return
	}
	src := strings.TrimSpace(attr(n, "src"))
	if src == "" || strings.HasPrefix(src, "data:") {
		if src = strings.TrimSpace(attr(n, "data-src")); src == "" {
			first, _, _ := strings.Cut(strings.TrimSpace(attr(n, "srcset")), " ")
			src = strings.TrimSuffix(first, ",")
		}
	}
	if src == "" || strings.HasPrefix(src, "data:") {
		return
	}
	at := len(w.blocks) - 1
	if len(w.line.buf) > 0 {
		at++
	}
	part := record.Main
	if c.region == inBoiler {
		part = record.Boilerplate
	}
	w.images = append(w.images, record.Image{Src: w.base.source(src), Alt: collapse(attr(n, "alt")), Part: part, Block: at})
	w.hidImg = append(w.hidImg, c.hid)
}

// source returns the address of a picture without the parameters that only
// make caches forget it.
func (a *address) source(src string) string {
	u, err := url.Parse(src)
	if err != nil {
		return src
	}
	if a.base != nil {
		u = a.base.ResolveReference(u)
	}
	clean(u)
	u.RawQuery = keepParams(u.RawQuery, isCacheBuster)
	return u.String()
}

func isCacheBuster(name, value string) bool {
	switch name {
	case "v", "ver", "version", "rev", "itok", "t", "ts", "_", "cb", "cache", "timestamp", "h", "token", "nocache", "rnd", "rand", "r", "hash", "changed", "m", "mtime", "_t":
		return true
	}
	return value == "" && strings.Trim(name, "0123456789abcdef") == ""
}

// metadata keeps what search engines and social networks are told.
func metadata(d *record.Document, s *survey, a *address) {
	for _, n := range s.metas {
		name := strings.ToLower(strings.TrimSpace(attr(n, "name")))
		if name == "" {
			name = strings.ToLower(strings.TrimSpace(attr(n, "property")))
		}
		value := collapse(attr(n, "content"))
		switch name {
		case "description", "keywords", "robots", "googlebot", "og:title", "og:description", "dcterms.title", "dcterms.description", "dcterms.subject", "dcterms.creator":
			if _, ok := d.Metadata[name]; !ok && value != "" {
				d.Metadata[name] = value
			}
		case "":
			rel := strings.ToLower(attr(n, "rel"))
			if rel == "canonical" && d.Metadata["canonical"] == "" && attr(n, "href") != "" {
				d.Metadata["canonical"] = a.source(strings.TrimSpace(attr(n, "href")))
			}
		}
		if strings.EqualFold(attr(n, "http-equiv"), "content-language") && s.lang == "" {
			s.lang = value
		}
	}
	d.Language = collapse(s.lang)
	if s.title != nil {
		d.Title = collapse(textOrHiddenAll(s.title))
	}
	if d.Title == "" {
		d.Title = d.Metadata["og:title"]
	}
}

// textOrHiddenAll returns the text of an element that holds text only.
func textOrHiddenAll(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
