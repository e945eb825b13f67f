package extract

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the wanted documents in testdata")

// TestCases reads the page of each file in testdata and compares what was
// read. The first file of an archive is the page, under the name that it is
// served as; its comment may hold the lines "select: …", "ignore: …".
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var o Options
			for line := range strings.Lines(string(a.Comment)) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
				switch name {
				case "select":
					o.Select = value
				case "ignore":
					o.Ignore = append(o.Ignore, value)
				}
			}
			page := a.Files[0]
			got := dump(Read(Source{URL: "https://agency.example.gov/" + page.Name, Body: page.Data}, o))
			if *update {
				a.Files = append(a.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(a.Files[1].Data), got); diff != "" {
				t.Errorf("Read(%s) differs (-want +got):\n%s", page.Name, diff)
			}
		})
	}
}
