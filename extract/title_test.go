package extract

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTitle(t *testing.T) {
	for name, c := range map[string]struct {
		body, want string
		ok         bool
	}{
		"a title in a head":            {"<!doctype html><html><head><meta charset=utf-8><title> A\n&amp; B </title></head>", "A & B", true},
		"a title behind a script":      {"<html><head><script>if (a < b) '<title>x</title>'</script><link href=a><title>C</title>", "C", true},
		"a title in another encoding":  {"<html><head><meta charset=iso-8859-1><title>caf\xe9</title>", "café", true},
		"a title with no head around":  {"<title>D</title><p>text", "D", true},
		"no title":                     {"<html><head></head><body><h1>E</h1>", "", false},
		"an empty title":               {"<head><title> </title><meta property=og:title content=F>", "", false},
		"a title in a picture":         {"<body><svg><title>G</title></svg><h1>H</h1>", "", false},
		"a title in what is not shown": {"<head><template><title>I</title></template><title>J</title>", "", false},
		"a title that has no end":      {"<head><title>K", "", false},
		"a title behind text":          {"<head>text<title>L</title>", "", false},
		"a document that is no page":   {"%PDF-1.7 <title>M</title>", "", false},
		"nothing":                      {"", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			src := Source{URL: "https://www.example.gov/", Type: "text/html", Body: []byte(c.body)}
			title, ok := Title(src)
			if title != c.want || ok != c.ok {
				t.Errorf("Title(%q) = %q, %v, want %q, %v", c.body, title, ok, c.want, c.ok)
			}
			if read := Read(src, Options{}).Title; ok && read != title {
				t.Errorf("Title(%q) = %q, and Read says %q", c.body, title, read)
			}
		})
	}
}

// TestTitleOfRealPages holds titles against those that Read gives.
func TestTitleOfRealPages(t *testing.T) {
	files, _ := filepath.Glob("../../shared/corpus/singles/*")
	if len(files) == 0 {
		t.Skip("the corpus is not beside the project")
	}
	told := 0
	for i, file := range files {
		body, err := os.ReadFile(file)
		if err != nil || i%5 > 0 {
			continue
		}
		src := Source{URL: "https://www.example.gov/", Type: "text/html", Body: body}
		title, ok := Title(src)
		if read := Read(src, Options{}).Title; ok && read != title {
			t.Errorf("%s: Title = %q, and Read says %q", file, title, read)
		} else if ok {
			told++
		}
	}
	t.Logf("%d titles told", told)
}

func FuzzTitle(f *testing.F) {
	f.Add([]byte("<html><head><title>A</title>"))
	f.Add([]byte("<title>A</title>"))
	f.Add([]byte("<html><head><script>a</script><style>b</style><meta charset=utf-8><title>&lt;A</title>"))
	f.Add([]byte("<head><noscript><title>A</title></noscript><title>B</title>"))
	f.Add([]byte("<!-- a --><head/><title/>A</title>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		src := Source{URL: "https://www.example.gov/", Type: "text/html", Body: body}
		if title, ok := Title(src); ok {
			if read := Read(src, Options{}).Title; read != title {
				t.Errorf("Title(%q) = %q, and Read says %q", body, title, read)
			}
		}
	})
}
