package pdf

import (
	"errors"
	"fmt"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	faults "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// A file is what PDFium tells of a document: no more than characters,
// places and metadata.
type file struct {
	title    string
	language string
	info     map[string]string // of the document information dictionary
	pages    []*page
	total    int // pages that there are
	cut      string
}

// A page holds the text of one page. Its coordinates are in points, with x to
// the right and y up as a reader sees it, from any origin.
type page struct {
	segs     []*segment
	links    []link
	pictures bool // a page without text holds pictures
	box      rect
}

// scan reads all that is needed of the PDF body.
func scan(lib pdfium.Pdfium, body []byte, l Limits) (*file, error) {
	doc, err := lib.OpenDocument(&requests.OpenDocument{File: &body})
	if err != nil {
		return nil, openError(err)
	}
	count, err := lib.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, brokeDown(err)
	}
	f := &file{total: count.PageCount, info: information(lib, doc.Document)}
	f.title = f.info["Title"]
	if lang, err := lib.FPDFCatalog_GetLanguage(&requests.FPDFCatalog_GetLanguage{Document: doc.Document}); err == nil {
		f.language = lang.Language
	}
	var size, broken int64
	for i := range min(f.total, l.Pages) {
		p, err := scanPage(lib, doc.Document, i)
		if err != nil {
			if !stillAlive(lib, doc.Document) {
				return nil, brokeDown(err)
			}
			p, broken = &page{}, broken+1
		}
		f.pages = append(f.pages, p)
		for _, s := range p.segs {
			size += int64(len(s.text))
		}
		if size > l.Output {
			break
		}
	}
	switch {
	case len(f.pages) < f.total:
		f.cut = fmt.Sprintf("only the first %d of %d pages were read", len(f.pages), f.total)
	case broken > 0:
		f.cut = fmt.Sprintf("%d of %d pages were not read: they are damaged or need more memory than they may have", broken, f.total)
	}
	return f, nil
}

// stillAlive reports whether PDFium answers after an error; after a trap it
// does not.
func stillAlive(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT) bool {
	_, err := lib.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
	return err == nil
}

// openError says for people why a document could not be opened.
func openError(err error) error {
	switch {
	case errors.Is(err, faults.ErrPassword):
		return errors.New("the PDF is encrypted: it opens with a password only")
	case errors.Is(err, faults.ErrSecurity):
		return errors.New("the PDF is encrypted in a way that cannot be read")
	case errors.Is(err, faults.ErrFormat), errors.Is(err, faults.ErrFile), errors.Is(err, faults.ErrPage):
		return errors.New("the PDF is damaged: its pages cannot be found")
	}
	return brokeDown(err)
}

// information returns the entries of the document information dictionary (PDF
// 32000-1, 14.3.3) that are there.
func information(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT) map[string]string {
	info := map[string]string{}
	r, err := lib.GetMetaData(&requests.GetMetaData{Document: doc})
	if err != nil {
		return info
	}
	for _, t := range r.Tags {
		if v := clean(t.Value); v != "" {
			info[t.Tag] = v
		}
	}
	return info
}

func scanPage(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int) (*page, error) {
	loaded, err := lib.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return nil, err
	}
	defer lib.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	ref := requests.Page{ByReference: &loaded.Page}
	chars, err := lib.GetPageTextStructured(&requests.GetPageTextStructured{Page: ref, Mode: requests.GetPageTextStructuredModeChars})
	if err != nil {
		return nil, err
	}
	p := &page{}
	if len(chars.Chars) > 0 {
		text, err := lib.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: ref})
		if err != nil {
			return nil, err
		}
		defer lib.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
		p.segs = segments(chars.Chars, fontsOf(lib, text.TextPage), func(i int) bool {
			r, err := lib.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: text.TextPage, Index: i})
			return err == nil && r.IsGenerated
		})
	}
	if len(p.segs) == 0 {
		p.pictures = holdsPictures(lib, ref)
		return p, nil
	}
	turn := upright(p.segs)
	p.box = p.segs[0].rect
	if size, err := lib.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: doc, Index: index}); err == nil {
		p.box = rect{0, 0, size.Width, size.Height}
		if turn%2 == 1 && size.Width > size.Height { // PDFium gives the size as shown
			p.box = rect{0, 0, size.Height, size.Width}
		}
		p.box = p.box.turned(turn)
	}
	p.links = scanLinks(lib, doc, ref, turn)
	return p, nil
}

// holdsPictures reports whether one of the first objects of a page is an image.
func holdsPictures(lib pdfium.Pdfium, ref requests.Page) bool {
	n, err := lib.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: ref})
	if err != nil {
		return false
	}
	for i := range min(n.Count, 100) {
		obj, err := lib.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: ref, Index: i})
		if err != nil {
			return false
		}
		t, err := lib.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: obj.PageObject})
		if err == nil && (t.Type == enums.FPDF_PAGEOBJ_IMAGE || t.Type == enums.FPDF_PAGEOBJ_FORM) {
			return true
		}
	}
	return false
}
