package watch

import (
	"os"
	"path/filepath"
	"testing"

	"stet/extract"
	"stet/record"
)

// corpus is where real pages lie that were collected beside this project.
const corpus = "../../shared/corpus/"

func readReal(t *testing.T, file string) record.Document {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return extract.Read(extract.Source{URL: "https://www.example.gov/", Type: "text/html", Body: b}, extract.Options{})
}

// Real pages hardly ever change so much from one version to the next that a
// second look is called for, and real failures in their place always do.
func TestDoubtOfRealPages(t *testing.T) {
	series, _ := filepath.Glob(corpus + "series/*")
	if len(series) == 0 {
		t.Skip("the corpus of real pages is not beside this project: " + corpus + " is not there")
	}
	pairs, doubted := 0, 0
	var good []record.Document
	for _, dir := range series {
		files, _ := filepath.Glob(dir + "/*.html")
		var last record.Document
		for i, file := range files {
			d := readReal(t, file)
			if i > 0 {
				pairs++
				if !sameText(last, d) && kept(last, d) < drastic {
					doubted++
				}
			}
			last = d
		}
		if len(words(last, true)) > 0 {
			good = append(good, last)
		}
	}
	t.Logf("%d of %d transitions call for a second look", doubted, pairs)
	if doubted*20 > pairs {
		t.Errorf("%d of %d transitions call for a second look, want at most one in twenty", doubted, pairs)
	}
	failures := 0
	_ = filepath.Walk(corpus+"errors", func(file string, info os.FileInfo, err error) error {
		if err != nil || filepath.Ext(file) != ".html" {
			return err
		}
		failure := readReal(t, file)
		for _, page := range good {
			failures++
			if kept(page, failure) >= drastic && !sameText(page, failure) {
				t.Errorf("%s in the place of a page would pass", file)
			}
		}
		return nil
	})
	t.Logf("%d failures in the place of a page", failures)
}
