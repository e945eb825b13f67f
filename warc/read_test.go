package warc

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// readAll reads a whole file, and each response again by its place.
func readAll(name string, file []byte) (kinds []string, bodies []string, err error) {
	f, err := NewFile(name, bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, nil, err
	}
	var places []Place
	for {
		r, err := f.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return kinds, bodies, err
		}
		kinds = append(kinds, r.Type())
		n, ok, err := r.Note()
		switch {
		case err != nil:
			return kinds, bodies, err
		case ok && r.Type() == Response:
			places = append(places, r.Place)
		case r.IsChain():
			_, err = r.Chain()
		case n.Alone == nil:
			_, err = r.Facts()
		}
		if err != nil {
			return kinds, bodies, err
		}
	}
	for _, p := range places {
		r, err := f.At(p)
		if err != nil {
			return kinds, bodies, err
		}
		e, err := r.Exchange(1 << 20)
		if err != nil {
			return kinds, bodies, err
		}
		bodies = append(bodies, string(e.Body))
	}
	return kinds, bodies, nil
}

func pack(parts ...[]byte) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		w := gzip.NewWriter(&b)
		w.Write(p)
		w.Close()
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	plain, _ := sample(t, false)
	packed, w := sample(t, true)
	var wacz bytes.Buffer
	if err := WriteWACZ(&wacz, w, bytes.NewReader(packed), []Listed{{URL: "https://www.example.gov/tides"}}); err != nil {
		t.Fatal(err)
	}
	want := "warcinfo request response metadata request response metadata metadata metadata revisit revisit metadata"
	for name, file := range map[string][]byte{"plain": plain, "packed": packed, "one member": pack(plain), "wacz": wacz.Bytes()} {
		kinds, bodies, err := readAll(name, file)
		if got := strings.Join(kinds, " "); err != nil || got != want {
			t.Errorf("%s: read %s, %v; want %s", name, got, err, want)
		}
		if fmt.Sprintf("%q", bodies) != `["" "<title>Tides</title><p>High water at 4."]` {
			t.Errorf("%s: bodies %q", name, bodies)
		}
	}
}

func TestOddBodies(t *testing.T) {
	for name, c := range map[string]struct{ block, body, truncated string }{
		"chunks are undone":                  {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde", ""},
		"a decoded body is left alone":       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>hi", "<p>hi", ""},
		"the last chunk is missing":          {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n9\r\nde", "abcde", "disconnect"},
		"a body that is shorter than said":   {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "abc", "disconnect"},
		"a status line of HTTP/2":            {"HTTP/2 200\r\nA: b\r\n\r\nabc", "abc", ""},
		"lines that end in LF":               {"HTTP/1.1 200 OK\nA: b\n\nabc", "abc", ""},
		"an empty body under chunked coding": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "", ""},
	} {
		file := response(c.block)
		f, _ := NewFile("x", strings.NewReader(file), int64(len(file)))
		r, err := f.Next()
		if err != nil {
			t.Fatal(err)
		}
		e, err := r.Exchange(1 << 20)
		if err != nil || string(e.Body) != c.body || e.Truncated != c.truncated || e.URL != "http://example.gov/" || e.Status != 200 {
			t.Errorf("%s: %q, truncated %q, %v; want %q, %q", name, e.Body, e.Truncated, err, c.body, c.truncated)
		}
	}
}

func TestDates(t *testing.T) {
	for said, want := range map[string]string{
		"2020-01-02T03:04:05Z":           "2020-01-02T03:04:05Z",
		"2020-01-02T03:04:05.123456789Z": "2020-01-02T03:04:05.123456789Z",
		"20200102030405":                 "2020-01-02T03:04:05Z", // of makers before the standard
		"1582-10-15T00:00:00Z":           "",                     // no archive could sort by it
		"0001-01-01T00:00:00Z":           "",
		"yesterday":                      "",
		"":                               "",
	} {
		if got := timeOrNone((&Record{Fields: Fields{{"WARC-Date", said}}}).Date()); got != want {
			t.Errorf("the date of a record of %q is %q, want %q", said, got, want)
		}
	}
}

// response returns a record with a block.
func response(block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <http://example.gov/>\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(block), block)
}

// namedAgain returns a ZIP with one entry, whose directory names it three times.
func namedAgain(file string) string {
	end := []byte(file[len(file)-22:]) // APPNOTE 4.3.16
	at := binary.LittleEndian.Uint32(end[16:])
	directory := file[at : len(file)-22]
	binary.LittleEndian.PutUint16(end[8:], 3)
	binary.LittleEndian.PutUint16(end[10:], 3)
	binary.LittleEndian.PutUint32(end[12:], uint32(3*len(directory)))
	return file[:at] + strings.Repeat(directory, 3) + string(end)
}

func TestHostileFiles(t *testing.T) {
	plain, _ := sample(t, false)
	var deflated bytes.Buffer
	z := zip.NewWriter(&deflated)
	e, _ := z.Create("archive/a.warc")
	e.Write(plain)
	z.Close()
	var twice bytes.Buffer
	z = zip.NewWriter(&twice)
	e, _ = z.CreateHeader(&zip.FileHeader{Name: "archive/a.warc", Method: zip.Store})
	e.Write(plain)
	z.Close()
	once := twice.String()
	for name, c := range map[string]struct{ file, want string }{
		"a WACZ that names the same bytes again and again": {namedAgain(once), "longer than the file"},
		"a header of many lines":                           {"WARC/1.1\r\nContent-Length: 0\r\nA: b" + strings.Repeat("\n a", 2000) + "\r\n\r\n", "more than 1000 lines"},
		"a head without end":                               {response("HTTP/1.1 200 OK\r\n" + strings.Repeat("a: b\r\n", 1<<14)), "HTTP head of more than"},
		"cut off in a block":                               {string(plain[:len(plain)-40]), "ends early"},
		"cut off in a header":                              {string(plain[:300][:60]), "middle of a header"},
		"no length":                                        {"WARC/1.1\r\nA: b\r\n\r\n", "Content-Length"},
		"a length below nothing":                           {"WARC/1.1\r\nContent-Length: -1\r\n\r\n", "Content-Length"},
		"a header without end":                             {"WARC/1.1\r\nA: " + strings.Repeat("x", 1<<20), "too long"},
		"nothing but empty lines":                          {"WARC/1.1\r\nContent-Length: 0\r\n\r\n" + strings.Repeat("\r\n", 1<<20), "empty lines"},
		"half a gzip member":                               {string(pack(plain)[:200]), "middle of a header"},
		"a packed WACZ":                                    {deflated.String(), "forbids"},
		"a ZIP without its end":                            {deflated.String()[:100], "zip"},
		"a body that was tampered":                         {strings.Replace(string(plain), "High water at 4", "High water at 9", 1), "digest"},
	} {
		if _, _, err := readAll(name, []byte(c.file)); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error that says %q", name, err, c.want)
		}
	}
	for name, c := range map[string]struct{ file, want string }{
		"a page":                {"<html>\n", `begins with "<html>"`},
		"a page, packed":        {string(pack([]byte("<html>\n"))), `begins with "<html>"`},
		"a PDF":                 {"%PDF-1.4 and more of it than need be told", `begins with "%PDF-1.4 and more of"`},
		"an empty file":         {"", "empty"},
		"a ZIP without a WARC":  {strings.ReplaceAll(once, "archive/", "another/"), "zip file without a WARC"},
		"nothing but line ends": {"\r\n\r\n", "empty"},
	} {
		if _, _, err := readAll(name, []byte(c.file)); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want ErrOther that says %q", name, err, c.want)
		}
	}
}

// Whatever the bytes, a reader ends, and holds no more than it was allowed.
func FuzzRead(f *testing.F) {
	plain, _ := sample(f, false)
	packed, w := sample(f, true)
	var wacz bytes.Buffer
	if err := WriteWACZ(&wacz, w, bytes.NewReader(packed), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(plain)
	f.Add(packed)
	f.Add(wacz.Bytes())
	f.Add(pack(plain))
	f.Fuzz(func(t *testing.T, file []byte) {
		_, bodies, _ := readAll("fuzz", file)
		for _, b := range bodies {
			if len(b) > 1<<20+maxHead {
				t.Errorf("a body of %d bytes was held", len(b))
			}
		}
	})
}
