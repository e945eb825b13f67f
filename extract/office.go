package extract

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"stet/record"
)

// Office files are zip files of XML (ECMA-376, Office Open XML). What is read
// of them are paragraphs, headings, tables and links of a text, the cells of a
// workbook, the paragraphs of slides: what a reader sees, without its looks.
const (
	wordFormat  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	sheetFormat = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	slideFormat = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
)

// Bounds on a file of somebody else's making, whose parts may be bombs.
const (
	maxParts    = 10_000   // of a file
	maxPart     = 32 << 20 // bytes of a part, unpacked
	maxUnpacked = 48 << 20 // bytes of all that is read
	maxXMLTag   = 64 << 10 // bytes of a tag with its attributes
	maxXMLText  = 1 << 20  // bytes between two tags
	maxStrings  = 500_000  // different texts in a workbook
	maxNested   = 200      // elements within elements
)

var (
	errUnsound = errors.New("it is larger inside than such files are")
	errNoPart  = errors.New("a part is missing")
)

// officeFormat tells office files from other zip files; "": none.
func officeFormat(body []byte) string {
	if !bytes.HasPrefix(body, []byte("PK")) || bytes.Count(body, []byte("PK\x01\x02")) > maxParts {
		return ""
	}
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return ""
	}
	for _, f := range z.File {
		switch f.Name {
		case "word/document.xml":
			return wordFormat
		case "xl/workbook.xml":
			return sheetFormat
		case "ppt/presentation.xml":
			return slideFormat
		}
	}
	return ""
}

// readOffice fills d from an office file.
func readOffice(d *record.Document, src Source, o Options, format string) {
	p, err := openPackage(src.Body)
	r := &dataReader{walker: &walker{base: newAddress(src.URL, "")}, known: map[string]string{}}
	if err == nil {
		switch format {
		case wordFormat:
			err = (&wordReader{dataReader: r, pack: p}).read()
		case sheetFormat:
			err = (&sheetReader{dataReader: r, pack: p}).read()
		case slideFormat:
			err = readSlides(r, p)
		}
	}
	d.Title = p.title()
	r.settleDown()
	sweep(len(src.Body))
	r.walker.title(d)
	r.settle(o)
	d.Dates = r.stated()
	switch {
	case err != nil && !errors.Is(err, errEnough):
		d.Unread = fmt.Sprintf("%d bytes of %s: not all of it could be read: %v", len(src.Body), format, err)
	case r.cut:
		d.Unread = fmt.Sprintf("the file was read up to its %dth piece only", maxLeaves)
	}
	r.hand(d)
}

// An officePackage is the parts of an office file by their names.
type officePackage struct {
	parts map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

func openPackage(body []byte) (*officePackage, error) {
	p := &officePackage{parts: map[string]*zip.File{}, left: maxUnpacked}
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return p, err
	}
	for _, f := range z.File {
		if _, ok := p.parts[f.Name]; !ok {
			p.parts[f.Name] = f
		}
	}
	return p, nil
}

// part returns a part of the file, unpacked and of sound measure.
func (p *officePackage) part(name string) ([]byte, error) {
	f, ok := p.parts[strings.TrimPrefix(name, "/")]
	if !ok {
		return nil, fmt.Errorf("%w: %s", errNoPart, shorten(collapse(name), 100))
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	most := min(maxPart, p.left)
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if int64(len(b)) > most || !isSound(b) {
		return nil, errUnsound
	}
	p.left -= int64(len(b))
	return b, err
}

// isSound reports whether tags and texts are of a length that a parser can
// hold many of.
func isSound(b []byte) bool {
	for len(b) > 0 {
		open := bytes.IndexByte(b, '<')
		if open < 0 {
			return len(b) <= maxXMLText
		}
		if open > maxXMLText {
			return false
		}
		b = b[open:]
		end := bytes.IndexByte(b, '>')
		if end < 0 {
			end = len(b) - 1
		}
		if end > maxXMLTag {
			return false
		}
		b = b[end+1:]
	}
	return true
}

// elements calls start and end for each element of a part, by its name without
// namespace, and text for what stands between. attr gives its attributes,
// likewise; "r:id" is the id that has a namespace. Any of them may be nil; the
// error of start ends it.
func elements(b []byte, start func(name string, attr func(string) string) error, text func(string), end func(name string)) error {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var t xml.StartElement
	attr := func(name string) string {
		name, relation := strings.CutPrefix(name, "r:")
		for _, a := range t.Attr {
			if a.Name.Local == name && (!relation || a.Name.Space != "") {
				return a.Value
			}
		}
		return ""
	}
	for depth := 0; ; {
		token, err := d.RawToken()
		if err == io.EOF && depth == 0 {
			return nil
		}
		if err == io.EOF {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch x := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxNested {
				return errUnsound
			}
			if t = x; start != nil {
				if err := start(x.Name.Local, attr); err != nil {
					return err
				}
			}
		case xml.CharData:
			if text != nil {
				text(string(x))
			}
		case xml.EndElement:
			if depth--; depth < 0 {
				return errors.New("it is not well formed")
			}
			if end != nil {
				end(x.Name.Local)
			}
		}
	}
}

// relations returns where the relations of a part lead (ECMA-376 part 2),
// by their IDs: names of parts, and addresses outside of the file.
func (p *officePackage) relations(part string) map[string]string {
	to := map[string]string{}
	dir, file := path.Split(part)
	b, err := p.part(dir + "_rels/" + file + ".rels")
	if err != nil {
		return to
	}
	_ = elements(b, func(name string, attr func(string) string) error { // what came before an error stands
		if name != "Relationship" {
			return nil
		}
		target := attr("Target")
		if attr("TargetMode") != "External" && !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		to[attr("Id")] = target
		return nil
	}, nil, nil)
	return to
}

// title returns the title that the file's properties give.
func (p *officePackage) title() string {
	b, err := p.part("docProps/core.xml")
	if err != nil {
		return ""
	}
	in, title := false, ""
	_ = elements(b, func(name string, _ func(string) string) error {
		in = name == "title"
		return nil
	}, func(s string) {
		if in {
			title += s
		}
	}, func(string) { in = false })
	return shorten(collapse(title), maxName)
}
