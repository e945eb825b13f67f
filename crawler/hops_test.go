package crawler

import (
	"net/url"
	"testing"

	"stet/record"
)

func TestLeadsTo(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		want           record.IncidentKind
	}{
		{"a login of the site", "https://www.example.gov/news/1", "https://www.example.gov/user/login?destination=/news/1", record.Blocked},
		{"a login by another name", "https://www.example.gov/news/1", "https://www.example.gov/Account/SignIn.aspx", record.Blocked},
		{"a login elsewhere", "https://www.example.gov/news/1", "https://sso.example.gov/", record.Blocked},
		{"federated login", "https://www.example.gov/news/1", "https://fs.example.gov/adfs/ls/?wa=wsignin1.0", record.Blocked},
		{"a captcha service", "https://www.example.gov/news/1", "https://geo.captcha-delivery.com/captcha/", record.Blocked},
		{"an unblocking page", "https://www.example.gov/news/1", "https://unblock.example.gov/", record.Blocked},
		{"a login that was asked for", "https://www.example.gov/login", "https://www.example.gov/login/", ""},
		{"a page about logins", "https://www.example.gov/news/1", "https://www.example.gov/news/login-gov-grows", ""},
		{"an error page", "https://www.example.gov/news/1", "https://www.example.gov/errors/404.html", record.Soft404},
		{"an error page by another name", "https://www.example.gov/news/1", "https://www.example.gov/page-not-found?url=/news/1", record.Soft404},
		{"an error of the server", "https://www.example.gov/news/1", "https://www.example.gov/Error.aspx", record.ServerError},
		{"maintenance", "https://www.example.gov/news/1", "https://www.example.gov/maintenance.html", record.Maintenance},
		{"the home page", "https://www.example.gov/news/1", "https://www.example.gov/", record.Soft404},
		{"the home page without www", "https://www.example.gov/news/1", "https://example.gov", record.Soft404},
		{"the home page in English", "https://www.example.gov/news/1", "https://www.example.gov/en/", record.Soft404},
		{"the home page with an excuse", "https://www.example.gov/news/1", "https://www.example.gov/?error=404", record.Soft404},
		{"the home page above", "https://flu.example.gov/news/1", "https://www.example.gov/", record.Soft404},
		{"a page that the home page serves", "https://www.example.gov/news/1", "https://www.example.gov/?q=news/1", ""},
		{"a search for the page's own name", "https://www.example.gov/news/flu-shots.html", "https://www.example.gov/search?keys=flu+shots", record.Soft404},
		{"a list that is kept as a search", "https://www.example.gov/recalls/2021", "https://www.example.gov/search?type=recall", ""},
		{"a search that was asked for", "https://www.example.gov/search?q=flu", "https://www.example.gov/search/?q=flu", ""},
		{"from the home page", "https://www.example.gov/", "https://www.example.gov/home.html", ""},
		{"from one home page to another", "http://example.gov/index.html", "https://www.example.gov/", ""},
		{"a site of its own", "https://www.example.gov/flu", "https://flu.example.gov/", ""},
		{"another page", "https://www.example.gov/news/1", "https://www.example.gov/archive/news/1", ""},
		{"the same page, secured", "http://www.example.gov/news/1", "https://www.example.gov/news/1", ""},
		{"section 404 of an act", "https://www.example.gov/cwa", "https://www.example.gov/cwa/section-404", ""},
	} {
		from, _ := url.Parse(c.from)
		to, _ := url.Parse(c.to)
		if got, what := leadsTo(from, to); got != c.want {
			t.Errorf("%s: leadsTo(%s, %s) = %q (%s), want %q", c.name, c.from, c.to, got, what, c.want)
		}
	}
}

func TestUserAgent(t *testing.T) {
	for _, c := range []struct{ version, contact, want string }{
		{"1.2", "desk@example.org", "stet/1.2 (+mailto:desk@example.org)"},
		{"1.2", "https://example.org/bot", "stet/1.2 (+https://example.org/bot)"},
		{"1.2", "mailto:desk@example.org", "stet/1.2 (+mailto:desk@example.org)"},
		{"", "", "stet"},
		{"1\r\nX: y", "a@b.org\r\nEvil: 1", "stet/1X: y (+mailto:a@b.orgEvil: 1)"},
	} {
		if got := userAgent(c.version, c.contact); got != c.want {
			t.Errorf("userAgent(%q, %q) = %q, want %q", c.version, c.contact, got, c.want)
		}
	}
}
