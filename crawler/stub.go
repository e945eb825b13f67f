package crawler

import (
	"bytes"
	"strconv"
	"strings"

	"stet/record"
)

// stub recognises a page whose only word is "elsewhere".
func (d *reading) stub() (record.IncidentKind, string) {
	if d.own > 600 {
		return "", ""
	}
	if to, soon := refreshTarget(d.refresh); soon && to != "" && (d.silent() || !d.here(to)) {
		return record.RedirectStub, "the page only sends the browser on to " + plain(to)
	}
	if d.fields == 0 && d.seen < 250 && d.links <= 3 && d.silent() {
		if what := d.sendsItself(); what != "" {
			return record.Blocked, d.instead(what)
		}
	}
	if d.onward && d.seen < 250 && d.links <= 3 && d.media <= 1 && !d.password && d.silent() {
		return record.RedirectStub, d.instead("a script that sends the browser elsewhere")
	}
	return "", ""
}

// sendsItself says where a form leads that the browser sends without being
// asked; "": there is none. Single sign-on goes that way, and little else.
func (d *reading) sendsItself() string {
	raw := bytes.ToLower(d.raw[:min(len(d.raw), 64<<10)])
	if !bytes.Contains(raw, []byte("<form")) || !bytes.Contains(raw, []byte(".submit()")) || !bytes.Contains(raw, []byte(`type="hidden"`)) {
		return ""
	}
	return "a form that the browser sends by itself, as logins do"
}

// here reports whether an address is the document's own, where that is known:
// a gauge that is read every ten seconds.
func (d *reading) here(to string) bool {
	if d.at == nil {
		return false
	}
	u, err := d.at.Parse(to)
	return err == nil && u.Host == d.at.Host && u.Path == d.at.Path && u.RawQuery == d.at.RawQuery
}

// refreshTarget reads a refresh ("0; url=/new"): where it leads, and whether
// before anybody could read the page.
func refreshTarget(s string) (to string, soon bool) {
	delay, rest, _ := strings.Cut(strings.ReplaceAll(s, ",", ";"), ";")
	seconds, err := strconv.ParseFloat(strings.TrimSpace(delay), 64)
	rest = strings.TrimSpace(rest)
	if len(rest) >= 3 && strings.EqualFold(rest[:3], "url") {
		rest = strings.TrimSpace(rest[3:])
		rest = strings.TrimSpace(strings.TrimPrefix(rest, "="))
	}
	return strings.Trim(rest, `"' `), err == nil && seconds <= 10
}
