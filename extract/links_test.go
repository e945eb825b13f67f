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
