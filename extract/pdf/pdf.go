// Package pdf reads a PDF document as its reader sees it: headings,
// paragraphs, list items and table cells in reading order, running headers and
// footers told apart, the dates and the title that the file gives for itself,
// and its links.
//
// A PDF holds no paragraphs, only characters at places on pages. PDFium,
// compiled to WebAssembly, finds the characters; the rest is done here, by
// geometry and font size.
//
// PDFs come from the web and may be hostile, so the main program reads them in
// a child process with limits on time, memory and output:
//
//	d, err := pdf.InChild(ctx, exe, []string{"read-pdf"}, body, pdf.Limits{})
//
// and the child, which is the same program under a verb of its own, calls
//
//	err := pdf.Serve(os.Stdin, os.Stdout)
//
// [Read] reads in this process and is what the child does. The same bytes give
// the same document. Errors are written for people: "the PDF is encrypted".
//
// Figures, stated dates in the text and notices are not found here; the
// package extract does that over the blocks, as for any other format. This is
// the only package that knows PDFium.
package pdf

import (
	"cmp"
	"time"

	"stet/record"
)

// Limits say how much reading one PDF may take. Zero fields stand for the
// defaults.
type Limits struct {
	Time   time.Duration // of the child, from start to end; default 30 s
	Memory int64         // bytes that PDFium may use, 32 MB to 2 GB; default 256 MB
	Output int64         // bytes of text; default 32 MB
	Pages  int           // that are read; default 5,000
}

// filled returns l with the defaults filled in.
func (l Limits) filled() Limits {
	return Limits{
		Time:   cmp.Or(max(l.Time, 0), 30*time.Second),
		Memory: min(max(cmp.Or(l.Memory, 256<<20), 32<<20), 2<<30),
		Output: cmp.Or(max(l.Output, 0), 32<<20),
		Pages:  cmp.Or(max(l.Pages, 0), 5000),
	}
}

// Read returns what a reader sees in the PDF body, within the limits but for
// time, which only [InChild] can hold. Blocks have no figures yet; Dates are
// those of the file's metadata. What was left out is said in Unread.
func Read(body []byte, l Limits) (record.Document, error) {
	e, err := newEngine(l)
	if err != nil {
		return record.Document{}, err
	}
	defer e.close()
	return e.read(body)
}
