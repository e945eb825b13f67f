package extract

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpus returns the real pages that lie beside the project, if they do.
func corpus(tb testing.TB) map[string][]byte {
	tb.Helper()
	files, _ := filepath.Glob("../../shared/corpus/singles/*.html")
	if len(files) == 0 {
		tb.Skip("the corpus of real pages is not here")
	}
	pages := map[string][]byte{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			tb.Fatal(err)
		}
		pages[strings.TrimSuffix(filepath.Base(f), ".html")] = b
	}
	return pages
}

func TestRealPagesHoldTogether(t *testing.T) {
	for name, page := range corpus(t) {
		d := Read(Source{URL: "https://agency.example.gov/" + name, Body: page}, Options{})
		check(t, d)
		if len(bytes.TrimSpace(page)) > 5000 && len(d.Blocks) == 0 {
			t.Errorf("Read(%s) finds no text in %d bytes", name, len(page))
		}
	}
}

func TestFoundingPage(t *testing.T) {
	files, _ := filepath.Glob("../../shared/seed/*.txt")
	if len(files) == 0 {
		t.Skip("the founding page is not here")
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	d := Read(Source{URL: files[0], Body: b}, Options{})
	var got []string
	for _, s := range d.Dates {
		got = append(got, string(s.Kind)+" "+s.Label+" "+s.Value)
	}
	if want := "published Release Date 2022-06-09; updated Last Updated 2025-01-20"; strings.Join(got, "; ") != want {
		t.Errorf("the founding page states %q, want %q", got, want)
	}
}
