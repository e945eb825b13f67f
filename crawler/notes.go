package crawler

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strconv"
	"strings"
)

// maxNote is how large a note of a program's may be.
const maxNote = 4 << 10

// notes reads a small document that is written for programs, JSON or XML, and
// reports whether it is one. What it says of an error is taken for headings:
//
//	{"status":404,"error":"Not Found"}                         404, Not Found
//	<Error><Code>NoSuchKey</Code><Message>…</Message></Error>   No Such Key, …
//	{"results":[{"title":"Errors in form 12"}]}                nothing: these are data
func (d *reading) notes() bool {
	b := bytes.TrimSpace(d.raw)
	if len(b) < 2 || len(b) > maxNote {
		return false
	}
	switch {
	case (b[0] == '{' || b[0] == '[') && json.Valid(b):
		d.headings = jsonNotes(b)
	case bytes.HasPrefix(b, []byte("<?xml")) || bytes.HasPrefix(b, []byte("<Error")):
		if d.headings = xmlNotes(b); d.headings == nil {
			return false
		}
	default:
		return false
	}
	d.seen = visible(b)
	d.main = strings.Join(d.headings, ". ")
	d.own, d.text = len(d.main), d.main
	return true
}

// errorKeys are the names under which programs say what went wrong.
var errorKeys = set("error errors message msg detail details title status statuscode code errorcode fault faultstring reason description errormessage errordescription exception type")

// jsonNotes returns the texts and the status that stand under such names, in
// their order; none where the document holds data as well.
func jsonNotes(b []byte) (list []string) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	type level struct {
		array, data bool // data: it stands under another name
	}
	var open []level
	named, data := "", 0 // the name of the value that comes next
	for {
		t, err := dec.Token()
		if err != nil || data > 2 {
			break
		}
		at := level{array: true}
		if len(open) > 0 {
			at = open[len(open)-1]
		}
		other := at.data || named != "" && !errorKeys[named]
		switch v := t.(type) {
		case json.Delim:
			if v == '{' || v == '[' {
				open, named = append(open, level{v == '[', other}), ""
				continue
			}
			open = open[:len(open)-1]
		case string:
			if !at.array && named == "" {
				if named = strings.ReplaceAll(normal(v), " ", ""); named == "" {
					named = "?"
				}
				continue
			}
			if other {
				data++
			} else {
				list = append(list, apart(v))
			}
		case json.Number:
			if n, err := strconv.Atoi(v.String()); err == nil && n >= 300 && n < 600 && !other {
				list = append(list, v.String())
			}
		}
		named = ""
	}
	if data > 2 {
		return nil
	}
	return list
}

// xmlNotes returns the texts of a document whose root says that it is about an
// error.
func xmlNotes(b []byte) []string {
	dec := xml.NewDecoder(bytes.NewReader(b))
	dec.Strict = false
	root := false
	var list []string
	for {
		t, err := dec.Token()
		if err != nil {
			return list
		}
		switch v := t.(type) {
		case xml.StartElement:
			if name := strings.ToLower(v.Name.Local); !root && !strings.Contains(name, "error") && !strings.Contains(name, "fault") && !strings.Contains(name, "exception") {
				return nil
			}
			root = true
		case xml.CharData:
			if s := strings.TrimSpace(string(v)); s != "" {
				list = append(list, apart(s))
			}
		}
	}
}
