package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"stet/extract"
	"stet/record"
)

// The page that the project was founded on. Its text is not part of the
// project; what must be read in it is.
func seed(t *testing.T) (file, text string) {
	t.Helper()
	files, _ := filepath.Glob(shared + "/seed/*.txt")
	if len(files) != 1 {
		t.Skip("the founding page is not beside this project: ../shared/seed is not there")
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return files[0], string(raw)
}

func TestFoundingPageIsRead(t *testing.T) {
	file, _ := seed(t)
	src, err := readSource(file, "")
	if err != nil {
		t.Fatal(err)
	}
	doc := extract.Read(src, extract.Options{})
	var dates, figures []string
	for _, d := range doc.Dates {
		dates = append(dates, d.Label+" = "+d.Value)
	}
	if want := []string{"Release Date = 2022-06-09", "Last Updated = 2025-01-20"}; !slices.Equal(dates, want) {
		t.Errorf("stated dates = %q, want %q", dates, want)
	}
	for _, b := range doc.Blocks {
		for _, f := range b.Figures {
			if f.Kind != record.Ordinal && f.Kind != record.Date && f.Kind != record.Identifier {
				figures = append(figures, strings.TrimSpace(strings.Join([]string{f.Qualifier, f.Text, "=", f.Value.String(), f.Unit}, " ")))
			}
		}
	}
	want := []string{
		"over $50 million = 50000000 USD", "over 1,300 = 1300 personnel", "five = 5 pillars", "more than 700 = 700 personnel",
		"two months = 2 mo", "over 1,300 = 1300 personnel", "nearly 30,000 = 30000 law enforcement actions",
		"nearly 2,000 = 2000 smugglers", "eight weeks = 8 wk", "600% = 600 %", "approximately 900 = 900 migrants",
	}
	if !slices.Equal(figures, want) {
		t.Errorf("figures =\n%s\nwant\n%s", strings.Join(figures, "\n"), strings.Join(want, "\n"))
	}
}

func TestFoundingPageIsCompared(t *testing.T) {
	file, text := seed(t)
	paragraph := text[strings.Index(text, "The Biden Administration is focused"):]
	paragraph = paragraph[:strings.Index(paragraph, "\n")+1]
	for name, c := range map[string]struct {
		old, new      string
		kind          record.FlagKind
		before, after string // of that flag
		all           []record.FlagKind
	}{
		"an altered figure": {"nearly 2,000 smugglers", "nearly 2,600 smugglers", record.FigureAltered, "2,000", "2,600",
			[]record.FlagKind{record.FigureAltered, record.SilentEdit}},
		"a moved date": {"Last Updated: 01/20/2025", "Last Updated: 02/07/2025", record.DateOnly, "01/20/2025", "02/07/2025",
			[]record.FlagKind{record.DateOnly, record.StatedDateChanged}},
		"a dropped paragraph": {paragraph, "", record.TextRemoved, strings.TrimSpace(paragraph), "",
			[]record.FlagKind{record.TextRemoved, record.SilentEdit}},
	} {
		t.Run(name, func(t *testing.T) {
			edited := strings.Replace(text, c.old, c.new, 1)
			if edited == text {
				t.Fatalf("the page does not hold %q", c.old)
			}
			copied := filepath.Join(t.TempDir(), "edited.txt")
			if err := os.WriteFile(copied, []byte(edited), 0o644); err != nil {
				t.Fatal(err)
			}
			change, err := (&app{}).compareFiles(file, copied, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			var kinds []record.FlagKind
			for _, f := range change.Flags {
				kinds = append(kinds, f.Kind)
				if f.Kind == c.kind && (!strings.Contains(f.Before, c.before) || !strings.Contains(f.After, c.after)) {
					t.Errorf("%s says %q → %q, want %q → %q", f.Kind, f.Before, f.After, c.before, c.after)
				}
			}
			slices.Sort(kinds)
			slices.Sort(c.all)
			if kinds = slices.Compact(kinds); !slices.Equal(kinds, c.all) {
				t.Errorf("flags = %v, want %v", kinds, c.all)
			}
		})
	}
	change, err := (&app{}).compareFiles(file, file, "", nil)
	if err != nil || change.Kind != record.Unchanged || len(change.Flags)+len(change.Edits) > 0 {
		t.Errorf("the page against itself = %s with %d flags, %v; want unchanged", change.Kind, len(change.Flags), err)
	}
}
