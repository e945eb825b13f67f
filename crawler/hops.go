package crawler

import (
	"net/url"
	"slices"
	"strings"

	"stet/record"
)

// What the segments of a path, without extension, say about the page there.
// Whole segments only: "/news/login-gov-expands" is a news page.
var (
	loginSegments = words("login log-in log_in logon signin sign-in sign_in sso saml saml2 oauth oauth2 authorize authenticate adfs openid openid-connect")
	loginHosts    = words("login signin sso idp idm auth adfs oauth accounts secureauth")
	wallSegments  = words("captcha recaptcha challenge blocked block access-denied accessdenied access_denied denied forbidden unblock")
	wallHosts     = words("unblock captcha challenge validate geo.captcha-delivery.com")
	deadSegments  = words("404 error404 error-404 404error 404-error notfound not-found not_found page-not-found pagenotfound page_not_found filenotfound file-not-found")
	errorSegments = words("error errors errorpage error-page 500 error500 servererror server-error")
	downSegments  = words("maintenance outage sorry site-down sitedown down-for-maintenance temporarily-unavailable service-unavailable unavailable")
	findSegments  = words("search search-results results site-search sitesearch buscar")
	homeSegments  = words("index default home homepage welcome main en en-us es")
)

func words(s string) []string { return strings.Fields(s) }

// leadsTo says what redirects from one address to another mean where they do
// not lead to the page; "": nothing. What is true of the asked address too
// means nothing: who watches a login page gets a login page.
//
//	/news/1  →  /user/login?destination=/news/1     blocked
//	/news/1  →  https://sso.example.gov/adfs/ls      blocked
//	/news/1  →  /                                    soft-404
//	/news/1  →  /404.html                            soft-404
//	/news/flu-shots → /search?q=flu+shots           soft-404
//	/        →  /en/                                 nothing
//	/flu     →  https://flu.example.gov/             nothing: it has a site of its own now
func leadsTo(from, to *url.URL) (record.IncidentKind, string) {
	has := func(list, hosts []string) bool {
		return hasSegment(to, list) && !hasSegment(from, list) || hasHost(to, hosts) && !hasHost(from, hosts)
	}
	switch {
	case has(loginSegments, loginHosts):
		return record.Blocked, "a login page"
	case has(wallSegments, wallHosts):
		return record.Blocked, "a block page"
	case has(deadSegments, nil):
		return record.Soft404, "an error page"
	case has(findSegments, nil) && asksFor(to, from):
		return record.Soft404, "a search for its own name"
	case has(downSegments, nil):
		return record.Maintenance, "a maintenance page"
	case has(errorSegments, nil):
		return record.ServerError, "an error page"
	case isHome(to) && !isHome(from) && mainHost(from, to):
		return record.Soft404, "the home page"
	}
	return "", ""
}

// asksFor reports whether the query of one address repeats a word of the last
// part of another.
func asksFor(to, from *url.URL) bool {
	asked, _ := url.QueryUnescape(to.RawQuery)
	query := set(normal(asked))
	for w := range echoOf(&url.URL{Path: from.Path}) {
		if len(w) > 3 && query[w] {
			return true
		}
	}
	return false
}

// segments returns the parts of a path in lower case, without extension.
func segments(u *url.URL) []string {
	list := strings.FieldsFunc(strings.ToLower(u.Path), func(r rune) bool { return r == '/' })
	for i, s := range list {
		list[i], _, _ = strings.Cut(s, ".")
	}
	return list
}

func hasSegment(u *url.URL, list []string) bool {
	return slices.ContainsFunc(segments(u), func(s string) bool { return slices.Contains(list, s) })
}

// hasHost reports whether the host or its first label is in list.
func hasHost(u *url.URL, list []string) bool {
	host := lowerHost(u)
	first, _, _ := strings.Cut(host, ".")
	return slices.Contains(list, host) || slices.Contains(list, first)
}

// isHome reports whether u is the front page of its host. A query that names
// something makes it another page, unless it says that something went wrong.
func isHome(u *url.URL) bool {
	for _, s := range segments(u) {
		if !slices.Contains(homeSegments, s) {
			return false
		}
	}
	query := strings.ToLower(u.RawQuery)
	return query == "" || strings.Contains(query, "error") || strings.Contains(query, "404") ||
		strings.Contains(query, "notfound") || strings.HasPrefix(query, "utm_")
}

// mainHost reports whether to is the host that from belongs to: the same one,
// with or without www, or the one at the top of its domain.
func mainHost(from, to *url.URL) bool {
	asked := strings.TrimPrefix(lowerHost(from), "www.")
	got := strings.TrimPrefix(lowerHost(to), "www.")
	return asked == got && (from.Port() == to.Port() || from.Scheme != to.Scheme) || strings.HasSuffix(asked, "."+got)
}
