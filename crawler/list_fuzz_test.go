package crawler

import (
	"bytes"
	"io"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"stet/record"
)

var fuzzedFrom = &url.URL{Scheme: "https", Host: "www.example.gov", Path: "/feed/"}

// readAll reads a list with one of the readers.
func readAll(t *testing.T, read func(io.Reader, *url.URL, *found) error, r io.Reader) (named []string) {
	t.Helper()
	f := &found{
		page: func(e record.Entry) { named = append(named, e.URL) },
		file: func(s string) { named = append(named, s) },
	}
	_ = read(r, fuzzedFrom, f) // what is wrong with it does not matter here
	for _, s := range named {
		if got, err := record.ParseURL(s); err != nil || got != s {
			t.Errorf("named %q, which ParseURL makes %q, %v", s, got, err)
		}
	}
	return named
}

// Whatever a sitemap holds, what it names are addresses, and they do not
// depend on how the bytes come in.
func FuzzSitemap(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><urlset><url><loc>https://www.example.gov/a?b&amp;c</loc><lastmod>2025-01-02</lastmod></url></urlset>`))
	f.Add([]byte(`<sitemapindex><sitemap><loc>b.xml</loc></sitemap></sitemapindex>`))
	f.Add([]byte(`<!DOCTYPE x [<!ENTITY a "b">]><s:urlset><!-- - --><s:url><s:loc><![CDATA[/a]]></s:loc></s:url></s:urlset>`))
	f.Add([]byte(`<?xml version="1.0" encoding="latin1"?><urlset><url><loc>/` + "\xe9" + `</loc>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		whole := readAll(t, readSitemap, bytes.NewReader(b))
		drops := readAll(t, readSitemap, iotest.OneByteReader(bytes.NewReader(b)))
		if strings.Join(whole, "\n") != strings.Join(drops, "\n") {
			t.Errorf("named %q at once and %q byte by byte", whole, drops)
		}
		readAll(t, readAddresses, bytes.NewReader(b))
	})
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(`<rss version="2.0"><channel><item><title>A</title><link>/a</link><pubDate>Tue, 04 Mar 2025 05:06:07 GMT</pubDate></item></channel></rss>`))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/n/"><entry><link href="a"/><updated>2025-03-04T05:06:07Z</updated></entry></feed>`))
	f.Add([]byte(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item><link>a</link></item></rdf:RDF>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"a","date_modified":"2025-03-04T05:06:07Z"}]}`))
	f.Add([]byte(`<?xml version="1.0" encoding="utf-16"?><rss><channel><item><a:b xmlns:a="x">c</a:b></item></channel></rss>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		readAll(t, readFeed, bytes.NewReader(b))
	})
}
