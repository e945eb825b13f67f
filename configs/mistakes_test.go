package configs

import (
	"errors"
	"strings"
	"testing"
)

func TestAMistakeShowsItsLine(t *testing.T) {
	long := "archive: x # " + strings.Repeat("and so on, ", 20) + "\n"
	for _, c := range []struct{ name, text, line, caret string }{
		{"at a key", "crawl:\n  delai: 2s\n", "  delai: 2s", "  ^"},
		{"at a value", "crawl:\n  delay: soon\n", "  delay: soon", "         ^"},
		{"behind letters of many bytes", "report: {dir: \"é\", formats: [é]}\n", "report: {dir: \"é\", formats: [é]}", strings.Repeat(" ", 29) + "^"},
		{"in a file of Windows", "crawl: {delai: 2s}\r\n", "crawl: {delai: 2s}", "        ^"},
		{"in a line that goes on for long", "archive: [" + long, "archive: [" + long[:90] + "…", "         ^"},
		{"far behind in a line", "crawl: {delay: 2s, " + strings.Repeat(" ", 100) + "delai: 3s}", "…" + strings.Repeat(" ", 50) + "delai: 3s}", strings.Repeat(" ", 51) + "^"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("f", []byte(c.text))
			all, ok := errors.AsType[Mistakes](err)
			if !ok {
				t.Fatalf("Parse() = %v, want a mistake", err)
			}
			if line, caret := all[0].Quote(); line != c.line || caret != c.caret {
				t.Errorf("%v\n%q\n%q\nwant\n%q\n%q", err, line, caret, c.line, c.caret)
			}
		})
	}
	if line, caret := (Mistake{Line: 1, What: "no place"}).Quote(); line != "" || caret != "" {
		t.Errorf("Quote() of a mistake without a place = %q, %q, want nothing", line, caret)
	}
}

func TestTheNearestWord(t *testing.T) {
	words := []string{"name", "urls", "discover", "every", "ignore", "ignore_text", "terms"}
	for word, want := range map[string]string{
		"url": "urls", "evry": "every", "ingore": "ignore", "ignores": "ignore", "term": "terms", "discovery": "discover",
		"interval": "", "a": "", "": "", "every_day": "",
	} {
		if got := nearest(word, words); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
