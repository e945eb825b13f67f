// Package extract reads a payload as its reader sees it: blocks of text under
// their headings, the dates that the page gives for itself, the figures in
// each block, links, pictures and metadata; and it tells the main part of a
// page from the menus, banners and footers around it. It reads HTML, plain
// text, CSV, JSON, XML and the files of office programs (.docx, .xlsx, .pptx);
// PDF by a reader that the caller gives.
//
//	d := extract.Read(extract.Source{URL: u, Type: ct, Header: h, Body: b}, extract.Options{})
//	for _, b := range d.Blocks { … }
//
// Read is pure: the same source and options give the same document, on any
// machine and at any time. It never fails. What it could not read it leaves
// out, and says so in [record.Document.Unread]. Time grows in line with the
// size of the body, whatever the body holds.
//
// Before two readings of one page are compared, [Reconcile] settles where
// they disagree about what the main part is. How numbers and dates are written
// is known to the package figures below this one. Fetching the body and
// undoing its content encoding is left to the crawler, comparing to diffing.
package extract

import (
	"net/http"
	"regexp"

	"stet/record"
)

// A Source is a document as it was served, after content decoding.
type Source struct {
	URL    string      // what it was served as; also resolves links
	Type   string      // Content-Type; empty: told from Body and URL
	Header http.Header // for Last-Modified; may be nil
	Body   []byte
}

// Options say what of a page to read. The zero Options read all of it.
type Options struct {
	Select     string           // CSS: only this part is main
	Ignore     []string         // CSS: never these parts
	IgnoreText []*regexp.Regexp // never blocks or lines that match

	// PDF reads the blocks, links, metadata and metadata dates of a PDF, as
	// InChild of the package pdf does; figures and stated dates are found here.
	// Its error is why there is no text. Nil: PDFs are not read.
	PDF func(body []byte) (record.Document, error)
}

// Read returns what a reader sees in src. Lists of the document are never nil.
func Read(src Source, o Options) record.Document {
	d := record.Document{URL: src.URL, Metadata: map[string]string{}}
	switch f := formatOf(src); f {
	case htmlFormat:
		readHTML(&d, src, o)
	case textFormat:
		readPlain(&d, src, o)
	case csvFormat, jsonFormat, xmlFormat:
		readData(&d, src, o, f)
	case pdfFormat:
		readPDF(&d, src, o)
	default:
		if office := officeFormat(src.Body); office != "" {
			readOffice(&d, src, o, office)
			break
		}
		d.Unread = unread(f, len(src.Body))
	}
	d.Dates = append(d.Dates, httpDates(src.Header)...)
	if d.Blocks == nil {
		d.Blocks = []record.Block{}
	}
	if d.Links == nil {
		d.Links = []record.Link{}
	}
	if d.Dates == nil {
		d.Dates = []record.StatedDate{}
	}
	return d
}
