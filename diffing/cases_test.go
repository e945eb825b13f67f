package diffing_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"stet/diffing"
	"stet/extract/figures"
	"stet/record"
)

var update = flag.Bool("update", false, "rewrite what the cases in testdata want")

// TestCases runs the cases of testdata. A file is about one kind of flag; each
// of its cases has an old, a new and a want, which is a dump of the change.
//
// A line of old and new is a block: "# " begins a heading, "- " a list item,
// "! " a notice, "> " a quote, "~ " boilerplate, "| row | column | " a cell,
// "= " the title, "[text](address)" in it is a link, "image: src alt" a
// picture, "~image: src alt" one of a menu or footer, "meta: key value" metadata, "date: kind source label value" a
// stated date that is not in the text. Lines "Last Updated: 06/09/2022" state
// dates. Lines "terms: word", "seen: 2025-01-02", "looked: 2025-01-03" and "reverted:
// 2025-01-02 2025-01-05" in front of the first case of a file are the context
// of all.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		context := readContext(string(a.Comment))
		var old record.Document
		var new record.Document
		for i, f := range a.Files {
			name, part, _ := strings.Cut(f.Name, "/")
			switch part {
			case "old":
				old = readBlocks(string(f.Data))
			case "new":
				new = readBlocks(string(f.Data))
			case "want":
				t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name, func(t *testing.T) {
					got := dump(diffing.Compare(old, new, context))
					if *update {
						a.Files[i].Data = []byte(got)
						return
					}
					if d := cmp.Diff(string(f.Data), got); d != "" {
						t.Errorf("Compare of %s (-want +got):\n%s", name, d)
					}
				})
			default:
				t.Fatalf("%s: %q is no part of a case", file, f.Name)
			}
		}
		if *update {
			if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func readContext(s string) diffing.Context {
	var c diffing.Context
	for line := range strings.Lines(s) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "terms":
			c.Terms = append(c.Terms, value)
		case "seen":
			c.OldSeen, _ = time.Parse(time.DateOnly, value)
		case "looked":
			c.NewSeen, _ = time.Parse(time.DateOnly, value)
		case "reverted":
			c.Reverted = &record.Version{Number: 1}
			from, to, _ := strings.Cut(value, " ")
			c.Stood[0], _ = time.Parse(time.DateOnly, from)
			c.Stood[1], _ = time.Parse(time.DateOnly, to)
		}
	}
	return c
}

var (
	linkRe   = regexp.MustCompile(`\[([^\]]*)\]\(([^)]*)\)`)
	statedRe = regexp.MustCompile(`(?i)^((?:page )?last (updated|reviewed)|published|release date): ((\d\d)/(\d\d)/(\d{4})( \d\d:\d\d)?)(?: [AP]M)?$`)
)

func readBlocks(s string) record.Document {
	d := record.Document{URL: "https://example.gov/page", Title: "Page", Metadata: map[string]string{}}
	section := ""
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		b := record.Block{Index: len(d.Blocks), Kind: record.Paragraph, Part: record.Main, Section: section, Text: line}
		key, rest, _ := strings.Cut(line, " ")
		switch key {
		case "=":
			d.Title = rest
			continue
		case "image:", "~image:":
			part := record.Main
			if key == "~image:" {
				part = record.Boilerplate
			}
			src, alt, _ := strings.Cut(rest, " ")
			d.Images = append(d.Images, record.Image{Src: src, Alt: alt, Part: part, Block: len(d.Blocks) - 1})
			continue
		case "meta:":
			k, v, _ := strings.Cut(rest, " ")
			d.Metadata[k] = v
			continue
		case "date:":
			w := strings.Fields(rest)
			d.Dates = append(d.Dates, record.StatedDate{Kind: record.DateKind(w[0]), Source: w[1], Label: w[2], Value: w[3], Text: w[3], Block: -1})
			continue
		case "#":
			b.Kind, b.Level, b.Text, section = record.Heading, 2, rest, rest
		case "-":
			b.Kind, b.Text = record.ListItem, rest
		case "!":
			b.Kind, b.Text = record.Notice, rest
		case ">":
			b.Kind, b.Text = record.Quote, rest
		case "~":
			b.Part, b.Text = record.Boilerplate, rest
		case "|":
			w := strings.SplitN(rest, " | ", 3)
			b.Kind, b.Row, b.Column, b.Text = record.Cell, w[0], w[1], w[2]
		}
		for _, m := range linkRe.FindAllStringSubmatch(b.Text, -1) {
			d.Links = append(d.Links, record.Link{Text: m[1], Href: m[2], Kind: "page", Part: b.Part, Block: b.Index})
		}
		b.Text = linkRe.ReplaceAllString(b.Text, "$1")
		if m := statedRe.FindStringSubmatch(b.Text); m != nil {
			kind := map[string]record.DateKind{"updated": record.Updated, "reviewed": record.Reviewed, "": record.Published}[strings.ToLower(m[2])]
			value := m[6] + "-" + m[4] + "-" + m[5]
			if m[7] != "" {
				value += "T" + m[7][1:]
			}
			d.Dates = append(d.Dates, record.StatedDate{Kind: kind, Source: "text", Label: m[1], Value: value, Text: m[3], Block: b.Index})
		}
		b.Figures = figures.Find(b.Text)
		d.Blocks = append(d.Blocks, b)
	}
	return d
}

// dump writes a change for a person to check.
func dump(c record.Change) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %.2f\n", c.Kind, c.Significance)
	for _, f := range c.Flags {
		fmt.Fprintf(&b, "flag %s %s %q -> %q", f.Kind, f.Severity, f.Before, f.After)
		if f.Text != "" {
			fmt.Fprintf(&b, " text %q", f.Text)
		}
		if f.Label != "" {
			fmt.Fprintf(&b, " label %q", f.Label)
		}
		if f.Figure != nil && f.Figure.Ratio != nil {
			fmt.Fprintf(&b, " change %.6g ratio %.3f", *f.Figure.Change, *f.Figure.Ratio)
		}
		if len(f.Figures) > 0 {
			fmt.Fprintf(&b, " figures")
			for _, g := range f.Figures {
				fmt.Fprintf(&b, " %q", g.Text)
			}
		}
		if f.Detail != "" {
			fmt.Fprintf(&b, " (%s)", f.Detail)
		}
		fmt.Fprintln(&b)
	}
	for _, e := range c.Edits {
		fmt.Fprintf(&b, "edit %s %q -> %q", e.Op, e.Before, e.After)
		if e.Part != record.Main {
			fmt.Fprintf(&b, " %s", e.Part)
		}
		if e.Cosmetic {
			fmt.Fprint(&b, " cosmetic")
		}
		fmt.Fprintln(&b)
	}
	for _, r := range c.Reasons {
		fmt.Fprintf(&b, "reason %+.2f %s\n", r.Points, r.Why)
	}
	return b.String()
}
