package extract

import (
	"regexp"
	"strings"
	"testing"

	"stet/record"
)

const optionsPage = `<title>T</title><main><h1>Head</h1><p class="count">Seen 5 times.</p><p>The body.</p><div id="rel"><a href="/x">Other</a><img src="/i.png"></div></main><footer><p>Last Updated: May 1, 2023</p></footer>`

func texts(blocks []record.Block) string {
	var out []string
	for _, b := range blocks {
		out = append(out, b.Text)
	}
	return strings.Join(out, "|")
}

func TestOptionsHide(t *testing.T) {
	for _, c := range []struct {
		name         string
		o            Options
		want, hidden string
		links, dates int
		unread       string
	}{
		{"nothing", Options{}, "Head|Seen 5 times.|The body.|Other|Last Updated: May 1, 2023", "", 1, 1, ""},
		{"what is ignored", Options{Ignore: []string{"#rel", ".count"}}, "Head|The body.|Last Updated: May 1, 2023", "Seen 5 times.|Other", 0, 1, ""},
		{"what is not selected, but its dates count", Options{Select: "h1, p:not(.count)"}, "Head|The body.|Last Updated: May 1, 2023", "Seen 5 times.|Other", 0, 1, ""},
		{"all but the heading", Options{Select: "h1"}, "Head", "Seen 5 times.|The body.|Other|Last Updated: May 1, 2023", 0, 1, ""},
		{"lines by their text", Options{IgnoreText: []*regexp.Regexp{regexp.MustCompile(`^Seen \d+ times`)}}, "Head|The body.|Other|Last Updated: May 1, 2023", "Seen 5 times.", 1, 1, ""},
		{"a selector that matches nothing", Options{Select: ".gone"}, "Head|Seen 5 times.|The body.|Other|Last Updated: May 1, 2023", "", 1, 1, "nothing matches"},
		{"a selector that is none", Options{Select: "p[", Ignore: []string{":::"}}, "Head|Seen 5 times.|The body.|Other|Last Updated: May 1, 2023", "", 1, 1, "passed over"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Read(Source{URL: "https://a.example/p", Type: "text/html", Body: []byte(optionsPage)}, c.o)
			if got := texts(d.Blocks); got != c.want {
				t.Errorf("Read reads %q, want %q", got, c.want)
			}
			if got := texts(d.Hidden); got != c.hidden {
				t.Errorf("Read hides %q, want %q", got, c.hidden)
			}
			if len(d.Links) != c.links || len(d.Dates) != c.dates {
				t.Errorf("Read finds %d links and %d dates, want %d and %d", len(d.Links), len(d.Dates), c.links, c.dates)
			}
			if !strings.Contains(d.Unread, c.unread) || c.unread == "" && d.Unread != "" {
				t.Errorf("Read leaves unread %q, want %q", d.Unread, c.unread)
			}
			check(t, d)
		})
	}
}

func TestCheckSelector(t *testing.T) {
	for sel, ok := range map[string]bool{".a > b": true, "main, #x": true, "p[": false, "": false, ":::": false} {
		if err := CheckSelector(sel); (err == nil) != ok {
			t.Errorf("CheckSelector(%q) = %v, want an error: %v", sel, err, !ok)
		}
	}
}

func TestFormats(t *testing.T) {
	for _, c := range []struct{ name, url, contentType, body, text, unread string }{
		{"text by its name", "notes.txt", "", "<b>one</b>\ntwo", "<b>one</b>|two", ""},
		{"Markdown keeps its marks", "notes.md", "", "# One\n\n- *two*", "# One|- *two*", ""},
		{"text by its type", "https://a.example/x", "text/plain", "one\ntwo", "one|two", ""},
		{"HTML without type or name", "page", "", "<p>one<p>two", "one|two", ""},
		{"CSV", "data.csv", "", "a,b\n1,2", "a|b|1|2", ""},
		{"data that a server calls text", "data.csv", "text/plain", "a;b\n1,5;2", "a|b|1,5|2", ""},
		{"a line of JSON after another", "x.jsonl", "", "{\"a\": 1}\n{\"a\": 2}", "1|2", ""},
		{"XML that does not end", "x.xml", "", "<a><b>1</b>", "<a><b>1</b>", ""},
		{"JSON", "https://a.example/x", "application/json", `{"a": 1}`, `1`, ""},
		{"a PDF whatever it is called", "page.html", "text/html", "%PDF-1.7\n…", "", "application/pdf"},
		{"a picture", "p.png", "image/png", "\x89PNG\r\n\x1a\n", "", "image/png"},
		{"nothing at all", "", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Read(Source{URL: c.url, Type: c.contentType, Body: []byte(c.body)}, Options{})
			if got := texts(d.Blocks); got != c.text {
				t.Errorf("Read(%q) reads %q, want %q", c.body, got, c.text)
			}
			if !strings.Contains(d.Unread, c.unread) || c.unread == "" && d.Unread != "" {
				t.Errorf("Read(%q) leaves unread %q, want %q", c.body, d.Unread, c.unread)
			}
		})
	}
}
