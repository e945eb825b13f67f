package extract

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"stet/record"
)

// Formats of data that are read.
const (
	csvFormat  = "text/csv"
	jsonFormat = "application/json"
	xmlFormat  = "text/xml"
)

// maxLeaves is how many values of one file of data are read; a block costs
// some 200 bytes.
const maxLeaves = 400_000

// A dataReader turns data into blocks.
type dataReader struct {
	*walker
	title string
	path  []string
	known map[string]string // sections, so that each is kept once
	cut   bool              // there were too many values
}

// readData fills d from a CSV, JSON or XML file: cells under the names of
// their columns, values under the path that leads to them. What is not well
// formed is read as plain text.
func readData(d *record.Document, src Source, o Options, format string) {
	text := decode(src.Body, src.Type)
	r := &dataReader{walker: &walker{}, known: map[string]string{}}
	ok := false
	switch format {
	case csvFormat:
		ok = r.csv(text)
	case jsonFormat:
		ok = r.json(text)
	case xmlFormat:
		ok = r.xml(text)
	}
	if !ok {
		readPlain(d, src, o)
		return
	}
	r.settleDown()
	sweep(len(src.Body))
	r.settle(o)
	d.Title = r.title
	if r.cut {
		d.Unread = "the data was read up to its " + strconv.Itoa(maxLeaves) + "th value only"
	}
	r.hand(d)
}

// value adds one value under its path and the name of its field, and reports
// whether more can be read.
func (r *dataReader) value(text, section, row, column string) bool {
	if text = collapse(text); text == "" {
		return true
	}
	if r.blockPile.len() >= maxLeaves {
		r.cut = true
		return false
	}
	r.walker.section[0].path = section
	r.emit(text, ctx{link: -1, region: inMain, kind: record.Cell, row: collapse(row), col: collapse(column)}, nil)
	return true
}

// sectionOf returns the path with one more name.
func (r *dataReader) sectionOf(name string) string {
	path := strings.Join(r.path, separator)
	if name != "" && path != "" {
		path += separator
	}
	path += name
	if s, ok := r.known[path]; ok {
		return s
	}
	s := shorten(collapse(path), 2*maxName)
	if len(r.known) < 10_000 {
		r.known[path] = s
	}
	return s
}

// json reads one value or one a line.
//
//	{"offices": [{"name": "Coast", "staff": 12}]}
//
// gives the cells "Coast" and "12" in the sections "offices › name" and
// "offices › staff". The number of an item in its list is no part of the
// path, or one more item would rename all behind it.
func (r *dataReader) json(text string) bool {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	n := 0
	for ; ; n++ {
		if err := r.jsonValue(dec, "", 0); err == io.EOF && n > 0 {
			return true
		} else if err == errEnough {
			return true
		} else if err != nil {
			return false
		}
	}
}

// errEnough ends the reading of data that holds too much.
var errEnough = io.ErrShortBuffer

// maxJSON is how deep values in each other are read: the path of each is as
// long as it is deep.
const maxJSON = 60

func (r *dataReader) jsonValue(dec *json.Decoder, key string, depth int) error {
	t, err := dec.Token()
	if err != nil {
		return err
	}
	switch v := t.(type) {
	case json.Delim:
		if depth >= maxJSON {
			return io.ErrUnexpectedEOF
		}
		if key != "" {
			r.path = append(r.path, key)
			defer func() { r.path = r.path[:len(r.path)-1] }()
		}
		if v == '[' {
			return r.jsonList(dec, depth)
		}
		return r.jsonObject(dec, depth)
	case string:
		if key == "title" && depth == 1 && r.title == "" {
			r.title = collapse(v)
		}
		return r.leaf(v, key)
	case json.Number:
		return r.leaf(v.String(), key)
	case bool:
		return r.leaf(strconv.FormatBool(v), key)
	}
	return nil // null says nothing
}

func (r *dataReader) leaf(text, key string) error {
	if !r.value(text, r.sectionOf(key), "", key) {
		return errEnough
	}
	return nil
}

func (r *dataReader) jsonList(dec *json.Decoder, depth int) error {
	for dec.More() {
		if err := r.jsonValue(dec, "", depth+1); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

func (r *dataReader) jsonObject(dec *json.Decoder, depth int) error {
	for dec.More() {
		k, err := dec.Token()
		if err != nil {
			return err
		}
		key, _ := k.(string)
		if err := r.jsonValue(dec, shorten(key, maxName), depth+1); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

// xml reads the text of elements under the names of those around them, and
// attributes as columns.
func (r *dataReader) xml(text string) bool {
	dec := xml.NewDecoder(strings.NewReader(text))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded already
	dec.Entity = xml.HTMLEntity
	elements := 0
	for {
		t, err := dec.Token()
		if err != nil {
			return err == io.EOF && elements > 0
		}
		switch t := t.(type) {
		case xml.StartElement:
			if elements++; len(r.path) >= maxJSON {
				return false
			}
			r.path = append(r.path, shorten(t.Name.Local, maxName))
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && !strings.Contains(a.Name.Space, "XMLSchema") && !r.value(a.Value, r.sectionOf(a.Name.Local), "", a.Name.Local) {
					return true
				}
			}
		case xml.EndElement:
			r.path = r.path[:len(r.path)-1]
		case xml.CharData:
			if len(r.path) == 0 {
				continue
			}
			s := string(t)
			if r.title == "" && len(r.path) <= 3 && r.path[len(r.path)-1] == "title" {
				r.title = collapse(s)
			}
			if !r.value(s, r.sectionOf(""), "", r.path[len(r.path)-1]) {
				return true
			}
		}
	}
}
