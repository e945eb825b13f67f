package crawler

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"stet/record"
)

// A sitemap of the largest number of entries.
func BenchmarkSitemap(b *testing.B) {
	var s strings.Builder
	s.WriteString(`<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for i := range 50_000 {
		fmt.Fprintf(&s, "<url>\n  <loc>https://www.example.gov/news/2025/03/04/%d</loc>\n  <lastmod>2025-03-04T05:06:07Z</lastmod>\n  <changefreq>weekly</changefreq>\n</url>\n", i)
	}
	s.WriteString("</urlset>")
	b.SetBytes(int64(s.Len()))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		f := &found{page: func(record.Entry) { n++ }, file: func(string) {}}
		if err := readSitemap(io.Reader(strings.NewReader(s.String())), fuzzedFrom, f); err != nil || n != 50_000 {
			b.Fatal(n, err)
		}
	}
}
