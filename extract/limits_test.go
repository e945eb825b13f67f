package extract

import (
	"strings"
	"testing"
)

func TestHostilePagesAreRead(t *testing.T) {
	const deep = 100_000
	for name, page := range map[string]string{
		"a million nested div":              strings.Repeat("<div>", 10*deep) + "The end is 42.",
		"nested b":                          strings.Repeat("<b>", deep) + "The end is 42.",
		"many nested fonts":                 strings.Repeat("<font color=a><p>", deep/4) + "The end is 42.",
		"nested tables":                     strings.Repeat("<table><tr><td>", deep) + "The end is 42.",
		"nested lists":                      strings.Repeat("<ul><li>", deep) + "The end is 42.",
		"stray end tags":                    strings.Repeat("</p></b></table>", deep) + "The end is 42.",
		"end tags of what is not open":      strings.Repeat("<div>", 600) + strings.Repeat("</x></b>", deep) + "The end is 42.",
		"a line of five megabytes":          strings.Repeat(strings.Repeat("unending", 12)+" ", 5<<20/97) + "The end is 42.",
		"a paragraph of many breaks":        strings.Repeat("x<br>", deep/10) + "The end is 42.",
		"no tags at all":                    "The end is 42.",
		"an attribute of a megabyte":        `<p class="` + strings.Repeat("menu-x ", 1<<17) + `">The end is 42.`,
		"a million attributes":              "<p " + strings.Repeat("a ", 1000) + ">The end is 42.",
		"many mains":                        strings.Repeat("<main><h1>x</h1></main>", deep/10) + "<main>The end is 42.",
		"a heading of a megabyte over many": "<h1>" + strings.Repeat("unending ", deep) + "</h1>" + strings.Repeat("<h2>x</h2>", deep/5) + "The end is 42.",
		"rows of headers only":              "<table>" + strings.Repeat("<tr><th>"+strings.Repeat("a", 200)+"<th>b", deep/5) + "<tr><td>1<td>The end is 42.",
		"a row of headers and a cell":       "<table><tr><td>0" + strings.Repeat("<th>"+strings.Repeat("a", 200), deep/5) + "<td>The end is 42.",
		"marks that are never closed":       strings.Repeat("<b id=x><i id=y><u id=z>", 100) + strings.Repeat("<p>x", deep) + "The end is 42.",
		"wide spans":                        "<table>" + strings.Repeat("<tr><td colspan=9999 rowspan=99999>1<td>2", 2000) + "<td>The end is 42.",
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
