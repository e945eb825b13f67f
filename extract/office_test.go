package extract

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

// office packs parts into a file, name and content by turns.
func office(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const relationsOpen = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

func wordFile(t testing.TB, body string) []byte {
	return office(t, "[Content_Types].xml", "<Types/>",
		"word/document.xml", `<w:document xmlns:w="w" xmlns:r="r"><w:body>`+body+`</w:body></w:document>`,
		"word/styles.xml", `<w:styles><w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>`,
		"word/_rels/document.xml.rels", relationsOpen+`<Relationship Id="rId4" Target="https://www.example.gov/plan.pdf?utm_source=a" TargetMode="External"/></Relationships>`,
		"docProps/core.xml", `<cp:coreProperties><dc:title>Harbor plan</dc:title></cp:coreProperties>`)
}

func sheetFile(t testing.TB, rows string) []byte {
	return office(t,
		"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="Costs" sheetId="1" r:id="rId1"/><sheet name="Aside" sheetId="2" state="hidden" r:id="rId2"/><sheet name="Crews" sheetId="3" r:id="rId3"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", relationsOpen+`<Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Target="/xl/worksheets/sheet3.xml"/></Relationships>`,
		"xl/sharedStrings.xml", `<sst><si><t>Harbor</t></si><si><r><t>Cost </t></r><r><t>in 2025</t></r><rPh><t>kosuto</t></rPh></si><si><t>North Pier</t></si></sst>`,
		"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="&quot;on&quot; yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="[$$-409]#,##0.00"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData>`+rows+`</sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml", `<worksheet><sheetData><row><c t="inlineStr"><is><t>Not shown</t></is></c></row></sheetData></worksheet>`,
		"xl/worksheets/sheet3.xml", `<worksheet><sheetData><row><c t="inlineStr"><is><t>All crews</t></is></c></row></sheetData></worksheet>`)
}

// lines writes blocks as a person would list them.
func lines(d record.Document) (all []string) {
	for _, b := range d.Blocks {
		s := string(b.Kind)
		for _, name := range []string{b.Section, b.Row, b.Column} {
			s += "|" + name
		}
		all = append(all, s+"|"+b.Text)
	}
	return all
}

func TestReadOffice(t *testing.T) {
	for _, c := range []struct {
		name string
		body []byte
		want []string
	}{
		{"a text", wordFile(t, `
<w:p><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:r><w:t>Harbors</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">There are </w:t></w:r><w:r><w:t>12 patrols</w:t></w:r><w:del><w:r><w:delText>14 patrols</w:delText></w:r></w:del><w:r><w:tab/><w:t>a week.</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>the north pier</w:t></w:r></w:p>
<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>
<w:p><w:r><w:t>See </w:t></w:r><w:hyperlink r:id="rId4"><w:r><w:t>the plan</w:t></w:r></w:hyperlink>.</w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Pier</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Crew</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>North</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>40</w:t></w:r></w:p><w:p><w:r><w:t>people</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`), []string{
			"heading||||Harbors", "paragraph|Harbors|||There are 12 patrols a week.", "list-item|Harbors|||the north pier", "paragraph|Harbors|||See the plan",
			"cell|Harbors|||Pier", "cell|Harbors|||Crew", "cell|Harbors||Pier|North", "cell|Harbors|North|Crew|40 people",
		}},
		{"a workbook", sheetFile(t, `
<row r="1"><c r="A1" t="inlineStr"><is><t>Costs of the harbors</t></is></c></row>
<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="str"><v>Done</v></c><c r="E2" t="str"><v>Share</v></c></row>
<row r="3"><c r="A3" t="s"><v>2</v></c><c r="C3" s="2"><v>1234.5</v></c><c r="D3" s="1"><v>45658</v></c><c r="E3" s="3"><v>0.125</v></c></row>
<row r="4"><c r="A4" t="str"><v>Total</v></c><c r="C4"><f>SUM(C3)</f><v>0.30000000000000004</v></c><c r="D4" t="b"><v>1</v></c><c r="E4" t="s"><v>99</v></c></row>`), []string{
			"cell|Costs|||Costs of the harbors", "cell|Costs|||Harbor", "cell|Costs|||Cost in 2025", "cell|Costs|||Done", "cell|Costs|||Share",
			"cell|Costs||Harbor|North Pier", "cell|Costs|North Pier|Cost in 2025|$1234.5", "cell|Costs|North Pier|Done|2025-01-01", "cell|Costs|North Pier|Share|12.5%",
			"cell|Costs||Harbor|Total", "cell|Costs|Total|Cost in 2025|0.3", "cell|Costs|Total|Done|TRUE", "cell|Crews|||All crews",
		}},
		{"slides", office(t,
			"ppt/presentation.xml", `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId1"/></p:sldIdLst></p:presentation>`,
			"ppt/_rels/presentation.xml.rels", relationsOpen+`<Relationship Id="rId1" Target="slides/slide1.xml"/><Relationship Id="rId2" Target="slides/slide2.xml"/></Relationships>`,
			"ppt/slides/slide1.xml", `<p:sld><p:sp><a:p><a:r><a:t>The last word</a:t></a:r></a:p></p:sp></p:sld>`,
			"ppt/slides/slide2.xml", `<p:sld><p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><a:p><a:r><a:t>Harbors</a:t></a:r></a:p></p:sp><p:sp><a:p><a:r><a:t>There are 12 patrols.</a:t></a:r></a:p></p:sp></p:sld>`),
			[]string{"heading||||Harbors", "paragraph|Harbors|||There are 12 patrols.", "paragraph|Harbors|||The last word"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Read(Source{URL: "https://www.example.gov/file", Body: c.body}, Options{})
			if diff := cmp.Diff(c.want, lines(d)); diff != "" || d.Unread != "" {
				t.Errorf("Read: (-want +got)\n%s\nunread: %s", diff, d.Unread)
			}
			check(t, d)
		})
	}
	d := Read(Source{URL: "https://www.example.gov/a/plan.docx", Type: wordFormat, Body: wordFile(t, `<w:p><w:hyperlink r:id="rId4"><w:r><w:t>the plan</w:t></w:r></w:hyperlink></w:p>`)}, Options{})
	want := []record.Link{{Text: "the plan", Href: "https://www.example.gov/plan.pdf", Kind: "document", Part: record.Main}}
	if diff := cmp.Diff(want, d.Links); diff != "" || d.Title != "Harbor plan" {
		t.Errorf("Read: title %q, links: (-want +got)\n%s", d.Title, diff)
	}
}

// What is wrong with a file is said, and what could be read stands.
func TestReadOfficeIsBounded(t *testing.T) {
	cut := wordFile(t, "<w:p><w:r><w:t>Harbors</w:t></w:r></w:p>")
	for _, c := range []struct {
		name   string
		body   []byte
		blocks int
		says   string
	}{
		{"a part without end", wordFile(t, "<w:p><w:r><w:t>Harbors</w:t></w:r></w:p>"+strings.Repeat("<w:p/>", 6<<20)), 0, "larger inside"},
		{"a tag without end", wordFile(t, "<w:p "+strings.Repeat(`a="" `, 1<<16)+"/>"), 0, "larger inside"},
		{"a text without end", wordFile(t, "<w:p><w:r><w:t>"+strings.Repeat("a", 2<<20)+"</w:t></w:r></w:p>"), 0, "larger inside"},
		{"elements within elements", wordFile(t, "<w:p><w:r><w:t>Harbors</w:t></w:r></w:p>"+strings.Repeat("<w:sdt>", 100_000)), 1, "larger inside"},
		{"XML that breaks off", office(t, "word/document.xml", "<w:document><w:p><w:r><w:t>Harbors</w:t></w:r></w:p><w:p>"), 1, "unexpected EOF"},
		{"a workbook without sheets", office(t, "xl/workbook.xml", `<workbook><sheets><sheet r:id="rId1"/></sheets></workbook>`, "xl/_rels/workbook.xml.rels", relationsOpen+`<Relationship Id="rId1" Target="gone.xml"/></Relationships>`), 0, "missing: xl/gone.xml"},
		{"a file that was cut off", cut[:len(cut)-30], 0, "not read as text"},
		{"another zip file", office(t, "readme.txt", "Harbors"), 0, "not read as text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Read(Source{URL: "https://www.example.gov/file.docx", Body: c.body}, Options{})
			if len(d.Blocks) != c.blocks || !strings.Contains(d.Unread, c.says) {
				t.Errorf("Read = %d blocks, %q; want %d and %q", len(d.Blocks), d.Unread, c.blocks, c.says)
			}
		})
	}
	var many strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&many, `<row r="%d"><c r="XFD%d"><v>%d</v></c></row>`, i+1, i+1, i)
	}
	if d := Read(Source{Body: sheetFile(t, many.String())}, Options{}); len(d.Blocks) != 1001 {
		t.Errorf("Read = %d blocks of a wide sheet, want 1001", len(d.Blocks))
	}
}

func TestShownNumbers(t *testing.T) {
	r := &sheetReader{formats: []cellFormat{
		formatOfCode("General"), formatOfCode("mmm d, yyyy"), formatOfCode("m/d/yy h:mm"), formatOfCode("0.0%"), formatOfCode(`"$"#,##0_);("$"#,##0)`),
		formatOfCode("[Red]#,##0"), formatOfCode(`0 "days"`), formatOfCode("mm:ss"), formatOfCode("#,##0.00 [$€-407]"),
	}}
	for _, c := range []struct{ style, value, want string }{
		{"0", "1300", "1300"}, {"0", "1.1000000000000001", "1.1"}, {"0", "-0.5", "-0.5"}, {"0", "1E+20", "1e+20"}, {"0", "n/a", "n/a"}, {"0", "", ""},
		{"1", "45658", "2025-01-01"}, {"1", "59", "1900-02-28"}, {"1", "61", "1900-03-01"}, {"2", "45658.75", "2025-01-01 18:00:00"}, {"1", "-1", "-1"}, {"1", "9e99", "9e+99"},
		{"3", "0.231", "23.1%"}, {"4", "1250", "$1250"}, {"4", "-1250", "-$1250"}, {"5", "7", "7"}, {"6", "7", "7"}, {"7", "0.5", "0.5"}, {"8", "3", "€3"}, {"99", "7", "7"},
	} {
		if got := r.shown("n", c.style, c.value); got != c.want {
			t.Errorf("shown(%q with style %s) = %q, want %q", c.value, c.style, got, c.want)
		}
	}
}

func FuzzOffice(f *testing.F) {
	f.Add(`<w:p><w:r><w:t>Harbors</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:hyperlink r:id="rId4"><w:r><w:t>a</w:t></w:r></w:hyperlink></w:p></w:tc></w:tr></w:tbl>`)
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="ZZZ9" s="2"><v>1e300</v></c></row>`)
	f.Add(`<w:tbl><w:tbl></w:tc></w:tr><w:p><w:del></w:p>`)
	f.Fuzz(func(t *testing.T, s string) {
		for _, body := range [][]byte{wordFile(t, s), sheetFile(t, s)} {
			check(t, Read(Source{URL: "https://www.example.gov/file", Body: body}, Options{}))
		}
	})
}

func FuzzOfficeBytes(f *testing.F) {
	f.Add(wordFile(f, "<w:p><w:r><w:t>Harbors</w:t></w:r></w:p>"))
	f.Add(sheetFile(f, `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		check(t, Read(Source{URL: "https://www.example.gov/file", Body: body}, Options{}))
	})
}
