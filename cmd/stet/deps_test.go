package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms says what each package may import, beside the standard library: our
// own packages by name, others by the start of their path. A new line here
// needs a reason in the commit. ARCHITECTURE.md shows the picture.
var rooms = map[string][]string{
	"record":          {},
	"extract/figures": {"record"},
	"extract":         {"record", "extract/figures", "golang.org/x/net/html", "golang.org/x/text", "github.com/andybalholm/cascadia"},
	"extract/pdf":     {"record", "github.com/klippa-app/go-pdfium", "github.com/tetratelabs/wazero"},
	"diffing":         {"record", "github.com/sergi/go-diff", "github.com/clipperhouse/uax29/v2", "golang.org/x/text"},
	"crawler/render":  {"record", "github.com/chromedp/chromedp", "github.com/chromedp/cdproto"},
	"crawler":         {"record", "crawler/render", "github.com/gocolly/colly/v2", "code.dny.dev/ssrf", "github.com/klauspost/compress", "github.com/andybalholm/brotli", "github.com/mmcdole/gofeed"},
	"evidence":        {"record", "golang.org/x/mod"},
	"storage":         {"record", "evidence", "go.etcd.io/bbolt", "github.com/klauspost/compress", "github.com/gofrs/flock"},
	"warc":            {"record", "github.com/klauspost/compress/gzip"},
	"memento":         {"record"},
	"report":          {"record"},
	"configs":         {"record", "extract", "github.com/goccy/go-yaml"},
	"watch":           {"record", "extract", "diffing"},
	"cmd/stet": {"record", "extract", "diffing", "crawler", "storage", "report", "configs", "watch", "warc", "memento", "extract/pdf",
		"github.com/spf13/cobra", "github.com/schollz/progressbar/v3", "golang.org/x/term", "github.com/prometheus/client_golang"},
}

// tests says what tests may import beyond that: the last two for the bare
// loops that benchmarks hold stet against.
var tests = []string{"github.com/google/go-cmp", "github.com/rogpeppe/go-internal", "pgregory.net/rapid", "go.uber.org/goleak",
	"record", "extract", "extract/figures", "storage", "go.etcd.io/bbolt", "github.com/klauspost/compress"}

// owners names the one package that may know a library.
var owners = map[string]string{
	"github.com/gocolly/colly":  "crawler",
	"github.com/mmcdole/gofeed": "crawler",
	"github.com/sergi/go-diff":  "diffing",
	"go.etcd.io/bbolt":          "storage",

	"github.com/klippa-app/go-pdfium":     "extract/pdf",
	"github.com/prometheus/client_golang": "cmd/stet",
	"github.com/chromedp":                 "crawler/render",
	"golang.org/x/mod":                    "evidence",
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, "stet/")
		allowed, ok := rooms[name]
		if !ok {
			t.Errorf("package %s is not in the import table", name)
			continue
		}
		seen[name] = true
		for _, i := range p.Imports {
			if !may(allowed, i) {
				t.Errorf("%s imports %s, which the import table does not allow", name, i)
			}
			for lib, owner := range owners {
				if within(i, lib) && name != owner {
					t.Errorf("%s imports %s, which only %s may know", name, i, owner)
				}
			}
		}
		for _, i := range append(p.TestImports, p.XTestImports...) {
			if i != p.ImportPath && !may(allowed, i) && !may(tests, i) {
				t.Errorf("the tests of %s import %s, which the import table does not allow", name, i)
			}
		}
	}
	for name := range rooms {
		if !seen[name] {
			t.Errorf("the import table names %s, which is not there", name)
		}
	}
}

func may(allowed []string, path string) bool {
	first, _, _ := strings.Cut(path, "/")
	if own, ok := strings.CutPrefix(path, "stet/"); ok {
		return slices.Contains(allowed, own)
	}
	return !strings.Contains(first, ".") || slices.ContainsFunc(allowed, func(a string) bool { return within(path, a) })
}

func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

type goPackage struct {
	ImportPath, Dir                    string
	Imports, TestImports, XTestImports []string
}

func listPackages(t *testing.T) (all []goPackage) {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Imports,TestImports,XTestImports", "stet/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
