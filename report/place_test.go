package report

import (
	"strings"
	"testing"

	"stet/record"
)

func TestWhere(t *testing.T) {
	long := strings.Repeat("word ", 30)
	for _, c := range []struct {
		name, title, section string
		part                 record.Part
		want                 string
	}{
		{"a section", "Tides", "Ports › Northaven", record.Main, "under “Ports › Northaven”"},
		{"the title is not said again", "Tides | Harbors", "Tides › Ports", record.Main, "under “Ports”"},
		{"the title alone says nothing", "Tides | Harbors", "Tides", record.Main, ""},
		{"no section", "Tides", "", record.Main, ""},
		{"a footer", "Tides", "", record.Boilerplate, "outside the main part"},
		{"a section of a footer", "Tides", "Contact", record.Boilerplate, "under “Contact”, outside the main part"},
		{"metadata", "Tides", "", record.InMetadata, "in the metadata"},
		{"of a long path the end", "Tides", long + "› " + long + "› Ports › Northaven", record.Main, "under “… › Ports › Northaven”"},
		{"a long heading", "Tides", long, record.Main, "under “" + strings.TrimSpace(strings.Repeat("word ", 16)) + " …”"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := where(below(c.title, c.section), c.part); got != c.want {
				t.Errorf("where(%q, %q) of %q = %q, want %q", c.section, c.part, c.title, got, c.want)
			}
		})
	}
}

func TestInWhichCell(t *testing.T) {
	for want, f := range map[string]record.Flag{
		"":                    {},
		"in row “North”":      {Row: "North"},
		"in column “Arrests”": {Column: "Arrests"},
		"in row “No␛rth”, column “Arrests”": {Row: "No\x1brth", Column: "Arrests"},
	} {
		if got := inCell(f); got != want {
			t.Errorf("inCell of row %q, column %q = %q, want %q", f.Row, f.Column, got, want)
		}
	}
}
