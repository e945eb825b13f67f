package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWhereARedirectLeads(t *testing.T) {
	for location, want := range map[string]string{
		"https://other.example/b":  "https://other.example/b",
		"/b?c#d":                   "https://www.example.gov/b?c",
		"c":                        "https://www.example.gov/a/c",
		"//cdn.example.gov/":       "https://cdn.example.gov/",
		"":                         "",
		"mailto:press@example.gov": "",
		"http://[":                 "",
	} {
		got, err := sentOnTo("https://www.example.gov/a/b", location)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("sentOnTo(%q) = %q, %v; want %q", location, got, err, want)
		}
	}
}

func TestProvenanceIsOneShortLineOfText(t *testing.T) {
	for name, c := range map[string]struct{ said, want string }{
		"short":             {"old.warc urn:uuid:1", "old.warc urn:uuid:1"},
		"cut in a letter":   {strings.Repeat("a", 1999) + "é", strings.Repeat("a", 1999)},
		"with what is long": {strings.Repeat("é", 1500), strings.Repeat("é", 1000)},
	} {
		if got := provenance(c.said); got != c.want || !utf8.ValidString(got) {
			t.Errorf("%s: provenance = %q, want %q", name, got, c.want)
		}
	}
}
