package extract

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

// readerOf is a reader of PDFs that knows one.
func readerOf(d record.Document) func([]byte) (record.Document, error) {
	return func([]byte) (record.Document, error) { return d, nil }
}

var report = record.Document{
	Title: "Patrols", Language: "en", Metadata: map[string]string{"author": "The office"}, Unread: "2 of 9 pages hold pictures and no text",
	Dates: []record.StatedDate{{Label: "ModDate", Kind: record.Updated, Value: "2025-01-20", Text: "D:20250120", Source: "meta", Block: -1}},
	Blocks: []record.Block{
		{Kind: record.Paragraph, Part: record.Boilerplate, Text: "Page 1 of 9"},
		{Kind: record.Heading, Level: 1, Text: "Patrols in 2023"},
		{Kind: record.Paragraph, Text: "Last updated: June 9, 2022"},
		{Kind: record.ListItem, Level: 2, Text: "It spent over $50 million."},
		{Kind: record.Cell, Row: "North", Column: "Arrests", Text: "1,120"},
	},
	Links: []record.Link{{Text: "spent", Href: "/costs.pdf", Kind: "page", Block: 3}},
}

func TestPDFsAreReadAsPagesAre(t *testing.T) {
	src := Source{URL: "https://example.gov/patrols.pdf", Body: []byte("%PDF-1.7 …")}
	d := Read(src, Options{PDF: readerOf(report)})
	if d.Title != "Patrols" || d.Language != "en" || d.Metadata["author"] != "The office" || d.Unread != report.Unread {
		t.Errorf("Read = title %q, language %q, metadata %v, unread %q; want those of the PDF", d.Title, d.Language, d.Metadata, d.Unread)
	}
	var dates []string
	for _, s := range d.Dates {
		dates = append(dates, s.Label+" "+s.Value+" "+s.Source)
	}
	if diff := cmp.Diff([]string{"Last updated 2022-06-09 text", "ModDate 2025-01-20 meta"}, dates); diff != "" {
		t.Errorf("stated dates differ (-want +got):\n%s", diff)
	}
	for i, want := range report.Blocks {
		b := d.Blocks[i]
		if b.Index != i || b.Text != want.Text || b.Kind != want.Kind || b.Level != want.Level || b.Row != want.Row || b.Column != want.Column {
			t.Errorf("block %d = %+v, want %+v", i, b, want)
		}
	}
	if b := d.Blocks[3]; b.Section != "Patrols in 2023" || len(b.Figures) != 1 || b.Figures[0].Value.String() != "50000000" {
		t.Errorf("block 3 stands under %q with figures %v, want Patrols in 2023 and 50000000", b.Section, b.Figures)
	}
	want := []record.Link{{Text: "spent", Href: "https://example.gov/costs.pdf", Kind: "document", Part: record.Main, Block: 3}}
	if diff := cmp.Diff(want, d.Links); diff != "" {
		t.Errorf("links differ (-want +got):\n%s", diff)
	}
}

func TestIgnoredTextOfPDFsIsHidden(t *testing.T) {
	d := Read(Source{Body: []byte("%PDF-1.7")}, Options{PDF: readerOf(report), IgnoreText: []*regexp.Regexp{regexp.MustCompile("^It spent")}})
	if len(d.Hidden) != 1 || len(d.Links) != 0 || len(d.Blocks) != len(report.Blocks)-1 {
		t.Errorf("Read = %d blocks, %d hidden, %d links; want %d, 1, 0", len(d.Blocks), len(d.Hidden), len(d.Links), len(report.Blocks)-1)
	}
}

func TestWhyAPDFWasNotReadIsSaid(t *testing.T) {
	d := Read(Source{Body: []byte("%PDF-1.7")}, Options{PDF: func([]byte) (record.Document, error) {
		return record.Document{}, errors.New("the PDF is encrypted")
	}})
	if d.Unread != "the PDF is encrypted" {
		t.Errorf("Unread = %q, want the reason", d.Unread)
	}
	if d := Read(Source{Body: []byte("%PDF-1.7")}, Options{}); !strings.Contains(d.Unread, "not read as text") {
		t.Errorf("Unread = %q without a reader of PDFs, want that the format is not read", d.Unread)
	}
}
