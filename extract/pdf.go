package extract

import "stet/record"

// pdfFormat is the media type of PDF (RFC 8118).
const pdfFormat = "application/pdf"

// readPDF fills d from a PDF, whose blocks o.PDF finds; dates, notices and
// figures are found in them here, as in those of a page.
func readPDF(d *record.Document, src Source, o Options) {
	if o.PDF == nil {
		d.Unread = unread(pdfFormat, len(src.Body))
		return
	}
	got, err := o.PDF(src.Body)
	if err != nil {
		d.Unread = err.Error()
		return
	}
	d.Title, d.Language, d.Unread = got.Title, got.Language, got.Unread
	if got.Metadata != nil {
		d.Metadata = got.Metadata
	}
	w := &walker{base: newAddress(src.URL, "")}
	for _, b := range got.Blocks {
		c := ctx{link: -1, level: b.Level, kind: b.Kind, row: b.Row, col: b.Column}
		if b.Part == record.Boilerplate {
			c.region = inBoiler
		}
		if b.Kind == record.Heading {
			c.kind, c.head = "", min(max(b.Level, 1), 6)
		}
		w.emit(b.Text, c, nil)
	}
	for _, l := range got.Links {
		if link, ok := w.base.link(l.Href); ok {
			link.Text, link.Part, link.Block = l.Text, l.Part, l.Block
			w.linkPile.push(seenLink{link, false})
		}
	}
	w.settleDown()
	w.settle(o)
	d.Dates = append(w.stated(), got.Dates...)
	w.hand(d)
}
