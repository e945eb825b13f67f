package extract

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestHostilePagesAreRead(t *testing.T) {
	const deep = 100_000
	for name, page := range map[string]string{
		"a million nested div":         strings.Repeat("<div>", 10*deep) + "The end is 42.",
		"nested b":                     strings.Repeat("<b>", deep) + "The end is 42.",
		"many nested fonts":            strings.Repeat("<font color=a><p>", deep/4) + "The end is 42.",
		"nested tables":                strings.Repeat("<table><tr><td>", deep) + "The end is 42.",
		"nested lists":                 strings.Repeat("<ul><li>", deep) + "The end is 42.",
		"stray end tags":               strings.Repeat("</p></b></table>", deep) + "The end is 42.",
		"end tags of what is not open": strings.Repeat("<div>", 600) + strings.Repeat("</x></b>", deep) + "The end is 42.",
		"a line of five megabytes":     strings.Repeat(strings.Repeat("unending", 12)+" ", 5<<20/97) + "The end is 42.",
		"a paragraph of many breaks":   strings.Repeat("x<br>", deep/10) + "The end is 42.",
		"no tags at all":               "The end is 42.",
		"an attribute of a megabyte":   `<p class="` + strings.Repeat("menu-x ", 1<<17) + `">The end is 42.`,
		"a million attributes":         "<p " + strings.Repeat("a ", 1000) + ">The end is 42.",
		"many mains":                   strings.Repeat("<main><h1>x</h1></main>", deep/10) + "<main>The end is 42.",
		"wide spans":                   "<table>" + strings.Repeat("<tr><td colspan=9999 rowspan=99999>1<td>2", 2000) + "<td>The end is 42.",
	} {
		t.Run(name, func(t *testing.T) {
			d := Read(Source{URL: "https://a.example/x.html", Type: "text/html", Body: []byte(page)}, Options{})
			found := false
			for _, b := range d.Blocks {
				found = found || strings.Contains(b.Text, "The end is 42.")
			}
			if !found && d.Unread == "" {
				t.Errorf("Read(%s) lost the end and did not say so", name)
			}
		})
	}
}

// bigPage is a page such as agencies write, of about n bytes.
func bigPage(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`<!doctype html><html lang="en"><head><title>Report</title></head><body><nav><a href="/">Home</a></nav><main><h1>Report</h1>`)
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, `<h2 class="section-title">Part %d</h2><p class="field field--body">In fiscal year 2021 the <a href="/office/%d?utm_source=x">office</a> paid over $%d million to nearly %d,300 people in <strong>%d</strong> counties, and the work went on.</p><ul><li>A first item of the list</li><li>A second one, with <em>stress</em></li></ul>`, i, i, i%90, i%7, i%300)
		if i%10 == 0 {
			b.WriteString(`<table><tr><th>Year</th><th>Calls</th></tr><tr><td>2020</td><td>4,100</td></tr><tr><td>2021</td><td>4,200</td></tr></table><div class="note"><p>Last reviewed by nobody.</p></div>`)
		}
	}
	b.WriteString(`</main><footer><p>Last Updated: 01/20/2025</p></footer></body></html>`)
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	for _, size := range []int{100_000, 1_000_000, 10_000_000} {
		page := bigPage(size)
		b.Run(fmt.Sprintf("read/%dkB", size/1000), func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			for b.Loop() {
				Read(Source{URL: "https://a.example/x.html", Type: "text/html", Body: page}, Options{})
			}
		})
		b.Run(fmt.Sprintf("parse/%dkB", size/1000), func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			for b.Loop() {
				if _, err := html.Parse(bytes.NewReader(page)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
