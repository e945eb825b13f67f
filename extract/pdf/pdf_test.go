package pdf

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

// TestMain lets the test binary be the child of [InChild], in several roles.
func TestMain(m *testing.M) {
	if _, err := os.UserCacheDir(); err != nil {
		os.Setenv("XDG_CACHE_HOME", os.TempDir()) // each child would compile PDFium
	}
	if i := slices.Index(os.Args, "child"); i > 0 {
		os.Exit(child(os.Args[i+1:]))
	}
	os.Exit(m.Run())
}

// shared is an engine for all tests: compiling PDFium takes seconds.
var shared = sync.OnceValues(func() (*engine, error) { return newEngine(Limits{Memory: 64 << 20}) })

func read(t testing.TB, body []byte) record.Document {
	t.Helper()
	e, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	d, err := e.read(body)
	if err != nil {
		t.Fatalf("read(PDF of %d bytes) = %v", len(body), err)
	}
	return d
}

// shown writes blocks one a line: kind, level, place in a table, text.
func shown(d record.Document) (out []string) {
	for _, b := range d.Blocks {
		s := string(b.Kind)
		if b.Level > 0 {
			s += fmt.Sprint(b.Level)
		}
		if b.Part == record.Boilerplate {
			s += " boilerplate"
		}
		if b.Row != "" || b.Column != "" {
			s += fmt.Sprintf(" [%s|%s]", b.Row, b.Column)
		}
		out = append(out, s+": "+b.Text)
	}
	return out
}

func check(t *testing.T, body []byte, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, shown(read(t, body))); diff != "" {
		t.Errorf("blocks differ (-want +got):\n%s", diff)
	}
}

func TestParagraphsHeadingsAndLists(t *testing.T) {
	var p pen
	p.at("B", 20, 72, 720, "River patrols in 2023")
	p.at("F", 11, 72, 690, "Release Date: June 9, 2023")
	p.lines(72, 662,
		"The office spent over $50 million on vessels and training, and it employed 1,300",
		"personnel at fourteen stations. Crews made nearly 2,000 arrests and took part in",
		"30,000 inspections.")
	p.lines(72, 606,
		"A second paragraph stands below a gap and goes on long enough to fill one line and",
		"half of another.")
	p.at("B", 14, 72, 566, "Training")
	p.lines(72, 546, "Stations must:")
	p.lines(90, 532, "• inspect boats every 90 days, and after each collision or grounding of a boat, by")
	p.lines(102, 518, "a person who is not of the crew")
	p.lines(90, 504, "• train 40 hours a year")
	p.lines(108, 490, "• of them 8 at night")
	p.lines(90, 476, "• report monthly")
	p.lines(72, 448, "(1) The first duty.", "(2) The second duty.")
	check(t, new(maker).pdf(p.sheet()),
		"heading1: River patrols in 2023",
		"paragraph: Release Date: June 9, 2023",
		"paragraph: The office spent over $50 million on vessels and training, and it employed 1,300 personnel at fourteen stations. Crews made nearly 2,000 arrests and took part in 30,000 inspections.",
		"paragraph: A second paragraph stands below a gap and goes on long enough to fill one line and half of another.",
		"heading2: Training",
		"paragraph: Stations must:",
		"list-item1: inspect boats every 90 days, and after each collision or grounding of a boat, by a person who is not of the crew",
		"list-item1: train 40 hours a year",
		"list-item2: of them 8 at night",
		"list-item1: report monthly",
		"list-item1: (1) The first duty.",
		"list-item1: (2) The second duty.",
	)
}

func TestSectionsFollowHeadings(t *testing.T) {
	var p pen
	p.at("B", 20, 72, 720, "Report")
	p.at("B", 14, 72, 690, "Costs")
	p.lines(72, 670, "They rose.")
	d := read(t, new(maker).pdf(p.sheet()))
	if got, want := d.Blocks[2].Section, "Report › Costs"; got != want {
		t.Errorf("section = %q, want %q", got, want)
	}
	if d.Blocks[1].Section != "Report" || d.Title != "Report" {
		t.Errorf("heading stands under %q in %q, want Report in Report", d.Blocks[1].Section, d.Title)
	}
}

var (
	left = []string{
		"The first column begins with the budget of",
		"the office, which rose to $50 million in the",
		"year, and ends with the staff, of which 1,300",
		"were employed at the fourteen stations that",
		"the office keeps along the river."}
	right = []string{
		"The second column tells of the arrests that",
		"were made by the crews, nearly 2,000 of them",
		"in the year, and of the inspections, which",
		"came to 30,000, more than in any of the five",
		"years before."}
	inColumns = []string{"heading1: Two columns", "paragraph: " + strings.Join(left, " "), "paragraph: " + strings.Join(right, " "), "paragraph: A last line below both of them, as wide as the page, so that it is of neither column."}
)

func columns(draw func(p *pen)) []byte {
	var p pen
	p.at("B", 18, 72, 720, "Two columns")
	draw(&p)
	p.lines(72, 560, "A last line below both of them, as wide as the page, so that it is of neither column.")
	return new(maker).pdf(p.sheet())
}

func TestColumnsAreReadOneAfterTheOther(t *testing.T) {
	check(t, columns(func(p *pen) {
		p.lines(72, 680, left...)
		p.lines(330, 680, right...)
	}), inColumns...)
}

func TestColumnsThatAreNotLevelAreReadOneAfterTheOther(t *testing.T) {
	check(t, columns(func(p *pen) {
		p.lines(72, 680, left...)
		p.lines(330, 675, right...)
	}), inColumns...)
}

func TestColumnsDrawnLineByLineAreReadOneAfterTheOther(t *testing.T) {
	check(t, columns(func(p *pen) {
		for i := range left {
			p.lines(72, 680-14*float64(i), left[i])
			p.lines(330, 680-14*float64(i), right[i])
		}
	}), inColumns...)
}

func TestTableCellsKnowTheirHeaders(t *testing.T) {
	var p pen
	p.lines(72, 720, "Arrests by district in the year, as counted by the office and by two counties:")
	rows := [][]string{{"District", "Arrests", "Remarks"}, {"North", "1,120", "Made together with the coast"}, {"", "", "guard and the police"}, {"South", "640", "Counted since March"}}
	for i, r := range rows {
		for j, text := range r {
			if text != "" {
				p.at("F", 11, []float64{72, 200, 300}[j], 690-14*float64(i), text)
			}
		}
	}
	check(t, new(maker).pdf(p.sheet()),
		"paragraph: Arrests by district in the year, as counted by the office and by two counties:",
		"cell: District", "cell: Arrests", "cell: Remarks",
		"cell [|District]: North", "cell [North|Arrests]: 1,120", "cell [North|Remarks]: Made together with the coast guard and the police",
		"cell [|District]: South", "cell [South|Arrests]: 640", "cell [South|Remarks]: Counted since March",
	)
}

func TestLinesDrawnInAnyOrderAreReadFromTheTop(t *testing.T) {
	var p pen
	p.lines(72, 600, "The third line of the page is written first.")
	p.lines(72, 700, "The first line of the page is written second.")
	p.lines(72, 650, "The second line of the page is written third.")
	check(t, new(maker).pdf(p.sheet()),
		"paragraph: The first line of the page is written second.",
		"paragraph: The second line of the page is written third.",
		"paragraph: The third line of the page is written first.")
}

func TestHeadersAndFootersAreBoilerplate(t *testing.T) {
	var sheets []sheet
	for i := range 3 {
		var p pen
		p.at("F", 9, 72, 760, "Office of River Patrols")
		p.lines(72, 700, fmt.Sprintf("The text of page %d is %s.", i+1, []string{"short", "shorter", "shortest"}[i]))
		p.at("F", 9, 280, 30, fmt.Sprintf("Page %d of 3", i+1))
		sheets = append(sheets, p.sheet())
	}
	check(t, new(maker).pdf(sheets...),
		"paragraph boilerplate: Office of River Patrols",
		"paragraph boilerplate: Page 1 of 3",
		"paragraph: The text of page 1 is short.",
		"paragraph: The text of page 2 is shorter.",
		"paragraph: The text of page 3 is shortest.")
}

func TestSentencesGoOverPages(t *testing.T) {
	var one, two pen
	one.lines(72, 100, "The office keeps fourteen stations along the river, and it employed 1,300 personnel in")
	two.lines(72, 700, "the year that ended in June.", "")
	check(t, new(maker).pdf(one.sheet(), two.sheet()),
		"paragraph: The office keeps fourteen stations along the river, and it employed 1,300 personnel in the year that ended in June.")
}

func TestHyphensAtLineEnds(t *testing.T) {
	check(t, onePage(
		"The plan rests on long-term care, and the navigational instru-",
		"ments that the office bought last year are for its long-",
		"term use in the years 2021-",
		"2022 and thereafter, for the state-",
		"wide service of all its pre-",
		"and post-war vessels of that kind."),
		"paragraph: The plan rests on long-term care, and the navigational instruments that the office bought last year are for its long-term use in the years 2021-2022 and thereafter, for the state-wide service of all its pre- and post-war vessels of that kind.")
}

func TestLigaturesAreLetters(t *testing.T) {
	m := new(maker)
	m.objects = []string{"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /fl /ffi] >> >>"}
	p := `BT /F 11 Tf 72 700 Td (The o\003cer \001led a \002ood claim.) Tj ET`
	s := sheet{content: p, entries: fmt.Sprintf("/Resources << /Font << /F %d 0 R >> >>", fixed+1)}
	d := read(t, m.pdf(s))
	if got, want := d.Blocks[0].Text, "The officer filed a flood claim."; got != want {
		t.Errorf("text = %q, want %q", got, want)
	}
}

func TestTurnedPagesAreReadUpright(t *testing.T) {
	// The page is turned by a quarter, and its text as well, so that it shows
	// upright.
	content := "BT /F 11 Tf 0 1 -1 0 100 72 Tm (The first line shows on top of the turned page.) Tj ET\n" +
		"BT /F 11 Tf 0 1 -1 0 140 72 Tm (The second line shows below it, further down.) Tj ET"
	check(t, new(maker).pdf(sheet{content, "/Rotate 90"}),
		"paragraph: The first line shows on top of the turned page.",
		"paragraph: The second line shows below it, further down.")
}

func TestMetadata(t *testing.T) {
	m := &maker{
		info: `/Title (Patrols, a report) /Author (The office) /Subject (What patrols do) /Producer (maker) ` +
			`/CreationDate (D:20220609143000-04'00') /ModDate (D:20250120)`,
		root: "/Lang (en-US)",
	}
	var p pen
	p.lines(72, 700, "Some text.")
	d := read(t, m.pdf(p.sheet()))
	want := record.Document{
		Title: "Patrols, a report", Language: "en-US",
		Dates: []record.StatedDate{
			{Label: "CreationDate", Kind: record.Published, Value: "2022-06-09T14:30:00-04:00", Text: "D:20220609143000-04'00'", Source: "meta", Block: -1},
			{Label: "ModDate", Kind: record.Updated, Value: "2025-01-20", Text: "D:20250120", Source: "meta", Block: -1},
		},
		Blocks:   []record.Block{{Kind: record.Paragraph, Part: record.Main, Text: "Some text."}},
		Links:    []record.Link{},
		Metadata: map[string]string{"author": "The office", "description": "What patrols do", "producer": "maker", "pages": "1"},
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("document differs (-want +got):\n%s", diff)
	}
}

func TestLinksKnowTheirWords(t *testing.T) {
	m := new(maker)
	n := m.add("<< /Type /Annot /Subtype /Link /Rect [70 695 400 715] /A << /S /URI /URI (https://example.gov/report.pdf) >> >>")
	var p pen
	p.lines(72, 700, "The full report")
	p.lines(72, 650, "Other text.")
	d := read(t, m.pdf(sheet{p.String(), fmt.Sprintf("/Annots [%d 0 R]", n)}))
	want := []record.Link{{Text: "The full report", Href: "https://example.gov/report.pdf", Kind: "document", Part: record.Main, Block: 0}}
	if diff := cmp.Diff(want, d.Links); diff != "" {
		t.Errorf("links differ (-want +got):\n%s", diff)
	}
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"D:20220609143000-04'00'": "2022-06-09T14:30:00-04:00",
		"D:20220609143000Z":       "2022-06-09T14:30:00Z",
		"D:20220609143000Z00'00'": "2022-06-09T14:30:00Z",
		"D:20220609143000+0530":   "2022-06-09T14:30:00+05:30",
		"20220609143000":          "2022-06-09T14:30:00",
		"D:202206091430":          "2022-06-09T14:30",
		"D:20220609":              "2022-06-09",
		"D:202206":                "2022-06",
		"D:2022":                  "2022",
		"D:20221309":              "",
		"D:00010101000000":        "",
		"6/9/2022 2:30 PM":        "",
		"":                        "",
	} {
		if got, ok := parseDate(in); got != want || ok != (want != "") {
			t.Errorf("parseDate(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

func TestTheSameBytesGiveTheSameDocument(t *testing.T) {
	body := columns(func(p *pen) { p.lines(72, 680, left...); p.lines(330, 675, right...) })
	if diff := cmp.Diff(read(t, body), read(t, body)); diff != "" {
		t.Errorf("the second reading differs:\n%s", diff)
	}
}
