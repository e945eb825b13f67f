package diffing_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"stet/diffing"
	"stet/extract"
	"stet/record"
)

// BenchmarkRealPairs reads and judges the pairs of the corpus, where it is
// beside this project: judging should take no longer than reading both pages.
//
//	go test ./diffing -run ^$ -bench RealPairs
func BenchmarkRealPairs(b *testing.B) {
	dirs, _ := filepath.Glob("../../shared/corpus/pairs/*")
	if len(dirs) == 0 {
		b.Skip("the corpus of real pages is not beside this project")
	}
	b.Run("all", func(b *testing.B) { benchPairs(b, dirs) })
	for _, dir := range dirs {
		b.Run(filepath.Base(dir), func(b *testing.B) { benchPairs(b, []string{dir}) })
	}
}

func benchPairs(b *testing.B, dirs []string) {
	var reading, judging time.Duration
	for b.Loop() {
		for _, dir := range dirs {
			start := time.Now()
			old, new := readPage(b, dir, "a"), readPage(b, dir, "b")
			read := time.Now()
			diffing.Compare(old, new, diffing.Context{})
			judging += time.Since(read)
			reading += read.Sub(start)
		}
	}
	b.ReportMetric(judging.Seconds()/reading.Seconds(), "judging/reading")
}

func readPage(b *testing.B, dir, side string) record.Document {
	b.Helper()
	for ext, typ := range map[string]string{".html": "text/html", ".txt": "text/plain", ".md": "text/plain"} {
		if body, err := os.ReadFile(filepath.Join(dir, side+ext)); err == nil {
			return extract.Read(extract.Source{URL: "https://www.example.gov/", Type: typ, Body: body}, extract.Options{})
		}
	}
	b.Fatalf("%s holds no page %s", dir, side)
	return record.Document{}
}
