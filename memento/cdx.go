package memento

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// errNoCDX says that an answer is no list of captures.
var errNoCDX = errors.New("it is no list of captures")

// ParseCDX reads what a CDX server answers, in any of the forms in use:
//
//	[["timestamp","original",…],["20200102030405","https://…",…],[],["key"]]   Wayback, output=json
//	{"timestamp": "20200102030405", "url": "https://…", …}                      pywb, one on each line
//	gov,example)/ 20200102030405 https://… text/html 200 ABC… 1234               either, seven columns
//
// more is the key under which the list goes on, "" at its end. Rows that are
// no capture of a web page are passed over.
func ParseCDX(body []byte) (rows []Capture, more string, err error) {
	body = bytes.TrimSpace(body)
	switch {
	case len(body) == 0:
		return nil, "", nil
	case body[0] == '[':
		return parseArrays(body)
	case body[0] == '{':
		rows, err = parseObjects(body)
		return rows, "", err
	}
	return parseColumns(body)
}

// A cell is a value of a row; some servers write numbers or null.
type cell string

func (c *cell) UnmarshalJSON(b []byte) error {
	switch {
	case bytes.Equal(b, []byte("null")):
		*c = ""
		return nil
	case len(b) > 0 && b[0] == '"':
		return json.Unmarshal(b, (*string)(c))
	}
	*c = cell(b)
	return nil
}

// maxColumns is how many cells of a row are read; no server has half as many.
const maxColumns = 32

// A tableRow is a row of an answer in arrays. What a server may send in place
// of a list is read row by row and never held as a whole: each cell of a few
// bytes would take ten times as much.
type tableRow struct {
	cells [maxColumns]cell
	empty bool
}

func (r *tableRow) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) || b[0] == '[' && len(bytes.TrimSpace(b[1:len(b)-1])) == 0 {
		r.empty = true
		return nil
	}
	return json.Unmarshal(b, &r.cells)
}

func parseArrays(body []byte) (rows []Capture, more string, err error) {
	d := json.NewDecoder(bytes.NewReader(body))
	_, err = d.Token() // the bracket
	var t table
	var row tableRow
	for err == nil && d.More() {
		row = tableRow{}
		if err = d.Decode(&row); err == nil {
			err = t.add(&row)
		}
	}
	if err == nil {
		err = ends(d)
	}
	if err != nil {
		return nil, "", fmt.Errorf("%w: %v", errNoCDX, err)
	}
	return t.rows, t.more, nil
}

// ends reports whether the list ends here, and nothing follows.
func ends(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows it")
	}
	return nil
}

// A table is what was read of an answer in arrays so far.
type table struct {
	column map[cell]int // the places of columns, by the names in the first row
	rows   []Capture
	ended  bool   // what follows is the key to go on with
	more   string // that key
}

func (t *table) add(row *tableRow) error {
	switch {
	case t.column == nil:
		t.column = row.columns()
		if _, ok := t.column["timestamp"]; !ok {
			return errors.New("its first row names no timestamp")
		}
	case row.empty:
		t.ended = true
	case t.ended:
		t.more = cmp.Or(t.more, string(row.cells[0]))
	default:
		get := func(name cell) string {
			if at, ok := t.column[name]; ok {
				return string(row.cells[at])
			}
			return ""
		}
		t.rows = appendCapture(t.rows, get("timestamp"), get("original"), get("mimetype"), get("statuscode"), get("digest"))
	}
	return nil
}

// columns returns the places of the columns that a first row names.
func (r *tableRow) columns() map[cell]int {
	column := map[cell]int{}
	for i, name := range r.cells {
		if name != "" {
			column[name] = i
		}
	}
	return column
}

func parseObjects(body []byte) (rows []Capture, err error) {
	for line := range bytes.Lines(body) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var o struct {
			Timestamp, URL, Original, Mime, MimeType, Status, StatusCode, Digest cell
		}
		if err := json.Unmarshal(line, &o); err != nil {
			return nil, fmt.Errorf("%w: %v", errNoCDX, err)
		}
		first := func(a, b cell) string {
			if a != "" {
				return string(a)
			}
			return string(b)
		}
		rows = appendCapture(rows, string(o.Timestamp), first(o.URL, o.Original), first(o.Mime, o.MimeType), first(o.Status, o.StatusCode), string(o.Digest))
	}
	return rows, nil
}

func parseColumns(body []byte) (rows []Capture, more string, err error) {
	ended := false
	for line := range strings.Lines(string(body)) {
		line = strings.TrimSpace(line)
		f := strings.Fields(line)
		switch {
		case line == "":
			ended = true
		case ended:
			return rows, line, nil
		case len(f) >= 3 && strings.HasPrefix(f[2], "{"): // CDXJ: key, time, and the rest as an object
			var o struct{ URL, Mime, Status, Digest cell }
			_, object, _ := strings.Cut(line, "{")
			if err := json.Unmarshal([]byte("{"+object), &o); err != nil {
				return nil, "", fmt.Errorf("%w: %v", errNoCDX, err)
			}
			rows = appendCapture(rows, f[1], string(o.URL), string(o.Mime), string(o.Status), string(o.Digest))
		case len(f) < 6 || !isStamp(f[1]):
			return nil, "", fmt.Errorf("%w: it has the line %q", errNoCDX, line[:min(len(line), 60)])
		default:
			rows = appendCapture(rows, f[1], f[2], f[3], f[4], f[5])
		}
	}
	return rows, "", nil
}

func isStamp(s string) bool {
	_, err := time.Parse(stamp, s)
	return err == nil
}

func appendCapture(rows []Capture, at, original, kind, status, digest string) []Capture {
	t, err := time.Parse(stamp, at)
	if err != nil || t.Year() < 1990 {
		return rows
	}
	u, err := url.Parse(original)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return rows
	}
	n, err := strconv.Atoi(status)
	if err != nil || n < 100 || n > 999 {
		n = 0
	}
	if digest == "-" {
		digest = ""
	}
	return append(rows, Capture{At: t, URL: original, Type: kind, Status: n, Digest: strings.TrimPrefix(digest, "sha1:")})
}

// check holds a body against a digest of a list: SHA-1 in base32, or what the
// prefix says. Indexes of the first years have some that count a line end
// after the body.
func check(body []byte, digest string) Check {
	name, sum, ok := strings.Cut(digest, ":")
	if !ok {
		name, sum = "sha1", digest
	}
	of := func(b []byte) []byte { s := sha1.Sum(b); return s[:] }
	size := sha1.Size
	if strings.EqualFold(name, "sha256") || strings.EqualFold(name, "sha-256") {
		of = func(b []byte) []byte { s := sha256.Sum256(b); return s[:] }
		size = sha256.Size
	} else if !strings.EqualFold(name, "sha1") {
		return Unknown
	}
	want, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(strings.TrimRight(sum, "=")))
	if err != nil || len(want) != size {
		if want, err = hex.DecodeString(sum); err != nil || len(want) != size {
			return Unknown
		}
	}
	if bytes.Equal(of(body), want) || bytes.Equal(of(append(body[:len(body):len(body)], '\n')), want) {
		return Matches
	}
	return Differs
}

// ofNothing reports whether a digest is that of no bytes.
func ofNothing(digest string) bool { return check(nil, digest) == Matches }
