package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// A maker writes small PDFs, object by object (PDF 32000-1, 7.5).
type maker struct {
	objects []string // the first is number 1
	info    string   // entries of the information dictionary
	root    string   // more entries of the catalog
	trailer string   // more entries of the trailer
}

// The objects that each PDF has.
const (
	catalogNo = iota + 1
	pagesNo
	plainNo
	boldNo
	infoNo
	fixed = infoNo
)

// add adds an object and returns its number.
func (m *maker) add(body string) int {
	m.objects = append(m.objects, body)
	return fixed + len(m.objects)
}

func (m *maker) stream(dict, data string) int {
	return m.add(fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data))
}

// A sheet is a page to write: its content stream and more entries.
type sheet struct{ content, entries string }

// pdf returns the bytes of a document with these pages.
func (m *maker) pdf(sheets ...sheet) []byte {
	var kids []string
	for _, s := range sheets {
		content := m.stream("", s.content)
		kids = append(kids, fmt.Sprintf("%d 0 R", m.add(fmt.Sprintf(
			"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F %d 0 R /B %d 0 R >> >> %s >>",
			pagesNo, content, plainNo, boldNo, s.entries))))
	}
	all := append([]string{
		fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R %s >>", pagesNo, m.root),
		fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids)),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
		"<< " + m.info + " >>",
	}, m.objects...)
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range all {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(all)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(all)+1, catalogNo, infoNo, m.trailer, xref)
	return b.Bytes()
}

// A pen writes text on a sheet.
type pen struct{ strings.Builder }

// at writes text in Helvetica (F) or its bold (B) with its baseline at x, y.
func (p *pen) at(font string, size, x, y float64, text string) {
	fmt.Fprintf(p, "BT /%s %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n", font, size, x, y, escaped(text))
}

// lines writes lines below each other, 14 points apart, and returns where the
// next would stand.
func (p *pen) lines(x, y float64, lines ...string) float64 {
	for _, l := range lines {
		p.at("F", 11, x, y, l)
		y -= 14
	}
	return y
}

func (p *pen) sheet() sheet { return sheet{content: p.String()} }

// escaped writes a literal string in the encoding of the fonts.
func escaped(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '•':
			b.WriteString(`\225`)
		case r < 0x80:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\%03o`, r)
		}
	}
	return b.String()
}

// onePage returns a PDF with these lines.
func onePage(lines ...string) []byte {
	var p pen
	p.lines(72, 700, lines...)
	return new(maker).pdf(p.sheet())
}

// deflated returns data as a FlateDecode stream has it.
func deflated(data []byte) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.String()
}
