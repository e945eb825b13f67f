package crawler_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"stet/crawler"
)

// inSite puts a whole site around a text.
func inSite(title, main string) string {
	menu := ""
	for _, name := range []string{"News", "Tides and currents", "Programs", "Forms and fees", "Data", "Careers", "Contact us", "Library"} {
		menu += `<li><a href="/x">` + name + "</a></li>\n"
	}
	return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>` + title + ` | Office of Tides</title></head><body>
<div>An official website of the United States government <button>Here's how you know</button></div>
<header><a href="/">Office of Tides</a><form><input type="search" name="q"><button>Search</button></form><nav><ul>` + menu + `</ul></nav></header>
<main id="main-content"><div><h1>` + title + `</h1>` + main + `</div></main>
<footer><ul>` + menu + `</ul><p>Office of Tides, 1 Quay Street, an agency of the State of Sound</p></footer></body></html>`
}

func TestJudgeTellsPagesFromTheRest(t *testing.T) {
	b, err := os.ReadFile("testdata/answers.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split(string(b), "\n=== ")[1:]
	if len(cases) < 150 {
		t.Fatalf("testdata/answers.txt has %d cases, want more", len(cases))
	}
	for _, c := range cases {
		first, rest, _ := strings.Cut(c, "\n")
		head, body, _ := strings.Cut("\n"+rest, "\n\n")
		words := strings.Split(first, " | ")
		status, err := strconv.Atoi(words[1])
		if err != nil {
			t.Fatalf("%s: %v", first, err)
		}
		contentType := "text/html; charset=utf-8"
		for line := range strings.Lines(head) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch name {
			case "Content-Type":
				contentType = value
			case "Wrap":
				body = inSite(strings.TrimPrefix(value, "site "), body)
			}
		}
		got, why := "page", ""
		if in := crawler.Judge(status, contentType, []byte(body)); in != nil {
			got, why = string(in.Kind), in.Detail
		}
		if !slices.Contains(strings.Split(words[2], "|"), got) {
			t.Errorf("%s: Judge(%d, %q, %.200q) = %s (%s), want %s", words[0], status, contentType, body, got, why, words[2])
		}
	}
}
