package memento

import (
	"testing"
	"time"
)

func TestAddressesOfServices(t *testing.T) {
	at := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	for address, want := range map[string]string{
		"https://web.archive.org":                       "https://web.archive.org/web/20200102030405id_/https://a.example/b?c=d%23e",
		"https://WEB.archive.org:443/web/":              "https://web.archive.org/web/20200102030405id_/https://a.example/b?c=d%23e",
		"https://www.webarchive.org.uk/wayback/archive": "https://www.webarchive.org.uk/wayback/archive/20200102030405id_/https://a.example/b?c=d%23e",
		"http://127.0.0.1:8080/coll/":                   "http://127.0.0.1:8080/coll/20200102030405id_/https://a.example/b?c=d%23e",
	} {
		s, err := NewService(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Raw(at, "https://a.example/b?c=d#e"); got != want {
			t.Errorf("Raw at %s = %s, want %s", address, got, want)
		}
	}
	for _, address := range []string{"", "web.archive.org", "ftp://web.archive.org", "https://web.archive.org/?a=b"} {
		if s, err := NewService(address); err == nil {
			t.Errorf("NewService(%q) = %v, want an error", address, s)
		}
	}
}

func TestUnwrap(t *testing.T) {
	s, _ := NewService("https://web.archive.org")
	for address, want := range map[string]string{
		"https://web.archive.org/web/20200102030405id_/https://a.example/b?c=http://d/": "https://a.example/b?c=http://d/",
		"http://web.archive.org/web/20200102030405/https://a.example/b":                 "https://a.example/b",
		"/web/20200102030405id_/https://a.example/b":                                    "https://a.example/b",
		"/web/20200102030405/a.example/b":                                               "http://a.example/b",
		"/web/20200102030405im_/https:/a.example/b":                                     "https://a.example/b",
		"//web.archive.org/web/20200102030405/http://a.example:80/":                     "http://a.example:80/",
		"https://a.example/b":                                                           "",
		"https://a.example/web/20200102030405/https://b.example/":                       "",
		"/web/20209902030405id_/https://a.example/":                                     "",
		"/web/2020id_/https://a.example/":                                               "",
		"":                                                                              "",
		"b":                                                                             "",
	} {
		_, got, ok := s.Unwrap(address)
		if got != want || ok != (want != "") {
			t.Errorf("Unwrap(%q) = %q, %v; want %q", address, got, ok, want)
		}
	}
}

func TestSamePage(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://www.example.gov/a", "http://example.gov:80/A/", true},
		{"https://www.example.gov/", "https://www2.example.gov", true},
		{"https://example.gov/a?b=c%20d", "https://example.gov/a?b=c+d", true},
		{"https://example.gov/a%20b", "https://example.gov/a b", true},
		{"https://example.gov/a", "https://example.gov/b", false},
		{"https://example.gov/a?b", "https://example.gov/a", false},
		{"https://news.example.gov/a", "https://example.gov/a", false},
		{"https://wwwexample.gov/", "https://example.gov/", false},
	} {
		if got := SamePage(c.a, c.b); got != c.want {
			t.Errorf("SamePage(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
