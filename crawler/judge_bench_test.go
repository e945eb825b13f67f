package crawler_test

import (
	"fmt"
	"strings"
	"testing"

	"stet/crawler"
)

// BenchmarkJudge judges a page of 60 kB: menus, a long text and a footer.
func BenchmarkJudge(b *testing.B) {
	var page strings.Builder
	page.WriteString("<!DOCTYPE html><html lang=en><head><title>Releases | Office of Examples</title></head><body><nav><ul>")
	for i := range 150 {
		fmt.Fprintf(&page, "<li class=\"item item--%d\"><a href=\"/offices/%d\">The office of examples %[2]d</a></li>\n", i%3, i)
	}
	page.WriteString("</ul></nav><main><h1>The office opened 12 clinics</h1>")
	for i := range 170 {
		fmt.Fprintf(&page, "<p>In <b>county %d</b> the office opened %d clinics &amp; extended the hours of the others; more than %d people came to them during the first year, as <a href=\"/reports/%d\">a report</a> says.</p>\n", i, i%13, i*97, i)
	}
	page.WriteString("</main><footer>About us</footer></body></html>")
	document := []byte(page.String())
	b.SetBytes(int64(len(document)))
	b.ReportAllocs()
	for b.Loop() {
		if in := crawler.Judge(200, "text/html", document); in != nil {
			b.Fatalf("Judge = %+v", in)
		}
	}
}
