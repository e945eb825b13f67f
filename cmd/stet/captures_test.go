package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"stet/warc"
)

func TestWhichFilesOfAnArchiveBecomePages(t *testing.T) {
	for kind, want := range map[string]bool{
		"text/html; charset=utf-8": true,
		"application/pdf":          true,
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": true,
		"image/png":       false,
		"text/javascript": false,
		"":                false,
	} {
		c := capture{url: "https://www.example.gov/1", note: warc.Note{Status: 200, Type: kind}}
		if got := c.isDocument(); got != want {
			t.Errorf("a file of type %q becomes a page: %v, want %v", kind, got, want)
		}
	}
}

func TestWhatARevisitPointsBackTo(t *testing.T) {
	const url = "https://www.example.gov/1"
	day := func(n int) time.Time { return time.Date(2020, 1, n, 0, 0, 0, 0, time.UTC) }
	answer := func(n int, payload string) *capture {
		return &capture{url: url, at: day(n), note: warc.Note{Status: 200, Payload: payload}}
	}
	list := []*capture{answer(1, "sha1:A"), answer(2, "sha1:B"), answer(3, ""), answer(4, "sha1:A"), answer(9, "sha1:C")}
	for name, c := range map[string]struct {
		note warc.Note
		want int // day; 0: none
	}{
		"the last one with the same payload":      {warc.Note{Payload: "sha1:A"}, 4},
		"the one of the date that it gives":       {warc.Note{RefersToDate: day(2)}, 2},
		"of a date without a payload":             {warc.Note{RefersToDate: day(3), Payload: "sha1:Z"}, 3},
		"the later one where payload and date do": {warc.Note{RefersToDate: day(1), Payload: "sha1:B"}, 2},
		"under another address":                   {warc.Note{RefersToURL: "https://www.example.gov/1#top", Payload: "sha1:B"}, 2},
		"none that came after it":                 {warc.Note{RefersToDate: day(9), Payload: "sha1:C"}, 0},
		"none where it says nothing":              {warc.Note{}, 0},
		"none of an address that nobody has":      {warc.Note{RefersToURL: "https://www.example.gov/2", Payload: "sha1:A"}, 0},
	} {
		c.note.Revisit = true
		again := &capture{url: url, at: day(5), note: c.note}
		cs := &captures{list: append(slices.Clone(list), again)}
		cs.chain(func(string) bool { return true })
		got := 0
		if o := cs.original(again); o != nil {
			got = o.at.Day()
		}
		if got != c.want {
			t.Errorf("a revisit points back to %s: got that of day %d, want %d", name, got, c.want)
		}
	}
}

// TestAFileOfOneAddress ends: a file may have a million captures of it, and
// none that they point back to.
func TestAFileOfOneAddress(t *testing.T) {
	cs := &captures{}
	for i := range 100_000 {
		at := time.Date(2020, 1, 1, 0, 0, 0, i, time.UTC)
		cs.list = append(cs.list, &capture{url: "https://www.example.gov/1", at: at, note: warc.Note{Status: 301, Location: "/1"}},
			&capture{url: "https://www.example.gov/1", at: at, note: warc.Note{Revisit: true, Payload: "sha1:A"}})
	}
	cs.chain(func(string) bool { return true })
	for _, c := range cs.list {
		if c.note.Revisit && cs.original(c) != nil {
			t.Fatal("a revisit points back to what it is not")
		}
	}
}

// TestTextBesideCapturesIsBounded: long names of a million records pack well,
// and would take gigabytes.
func TestTextBesideCapturesIsBounded(t *testing.T) {
	long := strings.Repeat("x", 15<<10)
	for name, record := range map[string]string{
		"addresses": "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2020-01-02T03:04:05Z\r\nWARC-Target-URI: https://www.example.gov/" + long + "\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
		"IDs":       "WARC/1.1\r\nWARC-Type: request\r\nWARC-Record-ID: " + long + "\r\nContent-Length: 0\r\n\r\n",
		"facts": "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: 1\r\nWARC-Concurrent-To: 2\r\nContent-Type: application/warc-fields\r\n" +
			fmt.Sprintf("Content-Length: %d\r\n\r\nlook: 2020-01-02T03:04:05Z\r\noutcome: same\r\norigin: %s\r\n", 53+len(long), long),
	} {
		record += "\r\n\r\n"
		f, err := warc.NewFile("x.warc", strings.NewReader(record+record), int64(2*len(record)))
		if err != nil {
			t.Fatal(err)
		}
		cs := &captures{text: maxText - len(long)*3/2}
		cs.add(f)
		if len(cs.trouble) != 1 || !strings.Contains(cs.trouble[0], "1024 MiB of addresses") {
			t.Errorf("%s: the trouble is %.200q, want that it is too much", name, cs.trouble)
		}
	}
}

// A meteredFile counts the bytes that are read of a file.
type meteredFile struct {
	*bytes.Reader
	read int64
}

func (m *meteredFile) ReadAt(b []byte, at int64) (int, error) {
	n, err := m.Reader.ReadAt(b, at)
	m.read += int64(n)
	return n, err
}

// TestAFileInOneGzipMemberIsReadForward: to go back to the request of each
// answer would be to unpack the file from its start, each time.
func TestAFileInOneGzipMemberIsReadForward(t *testing.T) {
	const n = 60
	dice := rand.New(rand.NewPCG(1, 2))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for i := range n {
		body := make([]byte, 10_000)
		for j := range body {
			body[j] = byte(dice.Uint32())
		}
		for _, r := range []struct{ kind, id, other, block string }{
			{"request", "q", "a", fmt.Sprintf("GET /%d HTTP/1.1\r\n\r\n", i)},
			{"response", "a", "q", "HTTP/1.1 200 OK\r\n\r\n" + string(body)},
		} {
			fmt.Fprintf(z, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:%s%d>\r\nWARC-Concurrent-To: <urn:%s%d>\r\nWARC-Date: 2020-01-02T03:04:%02dZ\r\n"+
				"WARC-Target-URI: https://www.example.gov/%d\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", r.kind, r.id, i, r.other, i, i, i, len(r.block), r.block)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	m := &meteredFile{Reader: bytes.NewReader(packed.Bytes())}
	f, err := warc.NewFile("x.warc.gz", m, int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	in := &fileImport{limit: 1 << 20}
	in.survey.add(f)
	in.survey.chain(func(string) bool { return false })
	if len(in.survey.list) != n {
		t.Fatalf("%d captures, %q, want %d", len(in.survey.list), in.survey.trouble, n)
	}
	m.read = 0
	for i, c := range in.survey.list {
		e, err := in.exchange(c, nil)
		if err != nil || len(e.Body) != 10_000 || string(e.Request) != fmt.Sprintf("GET /%d HTTP/1.1\r\n\r\n", i) {
			t.Fatalf("capture %d: %d bytes for %q, %v", i, len(e.Body), e.Request, err)
		}
	}
	if m.read > 3*int64(packed.Len()) {
		t.Errorf("%d bytes were read of a file of %d", m.read, packed.Len())
	}
}
