package extract

import "testing"

func TestLinks(t *testing.T) {
	a := newAddress("https://Agency.example.gov/news/page?id=3#top", "")
	for _, c := range []struct{ href, want, kind string }{
		{"other", "https://agency.example.gov/news/other", "page"},
		{"/x?utm_source=mail&b=2&fbclid=z&a=1", "https://agency.example.gov/x?b=2&a=1", "page"},
		{"/x;jsessionid=AB12?q=1", "https://agency.example.gov/x?q=1", "page"},
		{"/x ?utm_source=mail", "https://agency.example.gov/x", "page"},
		{"HTTPS://Agency.example.gov:443", "https://agency.example.gov/", "page"},
		{"//cdn.example/x.PDF#page=2", "https://cdn.example/x.PDF", "document"},
		{"/media/12/download", "https://agency.example.gov/media/12/download", "document"},
		{"#sec", "https://agency.example.gov/news/page?id=3#sec", "fragment"},
		{"mailto:press@example.gov?subject=Hi", "mailto:press@example.gov", "mail"},
		{"tel:+1-202-555-0100", "tel:+1-202-555-0100", "telephone"},
		{"javascript:void(0)", "", ""},
		{"http://[broken", "http://[broken", "page"},
	} {
		l, ok := newAddress("https://agency.example.gov/news/page?id=3#top", "").link(c.href)
		if ok != (c.want != "") || ok && (l.Href != c.want || l.Kind != c.kind) {
			t.Errorf("link(%q) = %q, %q, want %q, %q", c.href, l.Href, l.Kind, c.want, c.kind)
		}
	}
	for src, want := range map[string]string{
		"/i/a.jpg?v=3": "https://agency.example.gov/i/a.jpg", "/i/a.jpg?itok=Xy&w=3": "https://agency.example.gov/i/a.jpg?w=3", "/i/a.jpg?1612345": "https://agency.example.gov/i/a.jpg",
	} {
		if got := a.source(src); got != want {
			t.Errorf("source(%q) = %q, want %q", src, got, want)
		}
	}
	if l, _ := newAddress("", "").link("a/b"); l.Href != "a/b" {
		t.Errorf("link without a base = %q, want it as it stands", l.Href)
	}
	if l, _ := newAddress("https://a.example/x/", "/base/").link("y"); l.Href != "https://a.example/base/y" {
		t.Errorf("link with a base element = %q, want it below the base", l.Href)
	}
}

func TestCanonical(t *testing.T) {
	for address, want := range map[string]string{
		"HTTPS://WWW.Example.gov:443/A#b":                                  "https://www.example.gov/A",
		"https://www.example.gov/a?utm_source=feed&id=4&utm_medium=rss":    "https://www.example.gov/a?id=4",
		"https://www.example.gov/a?fbclid=x":                               "https://www.example.gov/a",
		"https://www.example.gov/a?MC_CID=1&gclid=2":                       "https://www.example.gov/a",
		"https://www.example.gov/a?source=govdelivery&page=2":              "https://www.example.gov/a?page=2",
		"https://www.example.gov/a?source=census":                          "https://www.example.gov/a?source=census",
		"https://www.example.gov/a?WT.mc_id=x&s_cid=cs_1":                  "https://www.example.gov/a",
		"https://www.example.gov/a?PHPSESSID=0123456789abcdef":             "https://www.example.gov/a",
		"https://www.example.gov/a;jsessionid=0A1B2C?id=4":                 "https://www.example.gov/a?id=4",
		"https://www.example.gov/(S(lit3py55t21z5v55vlm25s55))/a.aspx":     "https://www.example.gov/a.aspx",
		"https://www.example.gov/(S(lit3py55t21z5v55vlm25s55))/a%2Fb?x":    "https://www.example.gov/a%2Fb?x",
		"https://www.example.gov/(X(1)S(lit3py55t21z5v55vlm25s55))/a.aspx": "https://www.example.gov/a.aspx",
		"https://www.example.gov/(section)/a.aspx":                         "https://www.example.gov/(section)/a.aspx",
		"https://www.example.gov/a?sid=4":                                  "https://www.example.gov/a?sid=4",
		"https://www.example.gov/a?sid=0123456789abcdef0123456789":         "https://www.example.gov/a",
		"https://www.example.gov/a?b=2&a=1&b=%20":                          "https://www.example.gov/a?b=2&a=1&b=%20",
		"https://www.example.gov/a?":                                       "https://www.example.gov/a",
		"https://www.example.gov/caf%C3%A9":                                "https://www.example.gov/caf%C3%A9",
	} {
		if got, err := Canonical(address); err != nil || got != want {
			t.Errorf("Canonical(%q) = %q, %v; want %q", address, got, err, want)
		}
	}
	for _, address := range []string{"", "/a", "mailto:a@example.gov", "ftp://example.gov/a", "https://me@example.gov/"} {
		if got, err := Canonical(address); err == nil {
			t.Errorf("Canonical(%q) = %q, want an error", address, got)
		}
	}
}

// Canonical reads what it writes as itself.
func FuzzCanonical(f *testing.F) {
	f.Add("https://www.example.gov/(S(lit3py55t21z5v55vlm25s55))/a;jsessionid=1?utm_a=b&c#d")
	f.Add("http://[::1]:80/%2F%7e?&&=&a")
	f.Fuzz(func(t *testing.T, s string) {
		once, err := Canonical(s)
		if err != nil {
			return
		}
		if twice, err := Canonical(once); err != nil || twice != once {
			t.Errorf("Canonical(%q) = %q, which becomes %q, %v", s, once, twice, err)
		}
	})
}
