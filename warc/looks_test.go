package warc

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"stet/record"
)

// sample writes a few looks of every sort and returns the file.
func sample(t testing.TB, gz bool) (file []byte, w *Writer) {
	t.Helper()
	body := []byte("<title>Tides</title><p>High water at 4.")
	at := time.Date(2026, 3, 4, 5, 6, 7, 8900, time.UTC)
	payload := record.Payload{Digest: record.DigestOf(body), Size: int64(len(body)), Type: "text/html; charset=utf-8", Decoded: record.DigestOf(body)}
	page := record.Page{ID: 1, URL: "https://www.example.gov/tides"}
	head := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\ntransfer-encoding: chunked\r\nX-A: b\r\n\r\n"
	var b bytes.Buffer
	w = NewWriter(&b, Options{Gzip: gz, Software: "stet test", Name: "t.warc", Builds: map[string]string{"r": "stet 1"},
		Payload: func(record.Digest) ([]byte, error) { return body, nil }})
	looks := []record.Look{
		{Page: 1, Time: at, Run: "r", Outcome: record.OutcomeFirst, Status: 200, Version: 1, Payload: payload, Exchanges: []record.Exchange{
			{URL: "https://www.example.gov/tides", Request: []byte("GET /tides HTTP/1.1\r\nHost: www.example.gov\r\n\r\n"),
				Head: []byte("HTTP/1.1 301 Moved\r\nLocation: /tides/\r\nContent-Length: 0\r\n\r\n"), Status: 301, RemoteAddr: "192.0.2.7:443"},
			{URL: "https://www.example.gov/tides/", Request: []byte("GET /tides/ HTTP/1.1\r\nHost: www.example.gov\r\n\r\n"),
				Head: []byte(head), Status: 200, Started: at.Add(time.Millisecond), RemoteAddr: "[2001:db8::1]:443", Payload: payload,
				TLS: &record.TLS{Version: "TLS 1.3", Cipher: "X", Chain: [][]byte{{1, 2, 3}}}},
		}},
		{Page: 1, Time: at.Add(time.Hour), Outcome: record.OutcomeSame, Status: 200, Version: 1},
		{Page: 1, Time: at.Add(2 * time.Hour), Outcome: record.OutcomeSame, Status: 304, Version: 1},
		{Page: 1, Time: at.Add(3 * time.Hour), Outcome: record.OutcomeIncident, Incident: &record.Incident{Kind: record.Unreachable, Detail: "no\r\nroute"}},
	}
	for _, l := range looks {
		if err := w.Add(page, l); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w
}

func TestTheSameLooksGiveTheSameBytes(t *testing.T) {
	for _, gz := range []bool{false, true} {
		one, _ := sample(t, gz)
		two, _ := sample(t, gz)
		if !bytes.Equal(one, two) {
			t.Errorf("gzip %v: two files of the same looks differ", gz)
		}
	}
}

func TestAnIndexIsKeptForWhoAsksForOne(t *testing.T) {
	p := record.Page{ID: 1, URL: "https://www.example.gov/tides"}
	l := record.Look{Page: 1, Time: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Exchanges: []record.Exchange{{URL: p.URL, Head: []byte("HTTP/1.1 200 OK\r\n\r\n"), Status: 200}}}
	for name, lines := range map[string]int{"": 0, InWACZ: 1} {
		w := NewWriter(io.Discard, Options{Name: name})
		if err := w.Add(p, l); err != nil {
			t.Fatal(err)
		}
		if got := bytes.Count(w.CDXJ(), []byte("\n")); got != lines {
			t.Errorf("under the name %q the index has %d lines, want %d", name, got, lines)
		}
	}
}

func TestAChunkedHeadIsMadeReadableAndBack(t *testing.T) {
	for _, head := range []string{
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 7\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n\r\n",
		"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX-Note: not a transfer-encoding: chunked\r\n\r\n",
	} {
		got, changed := readableHead([]byte(head), 42)
		_, h, ok := readHead(got)
		if !ok || h.Get("Transfer-Encoding") != "" {
			t.Errorf("readableHead(%q) = %q, want a head without Transfer-Encoding", head, got)
		}
		if changed && h.Get("Content-Length") != "42" {
			t.Errorf("readableHead(%q) = %q, want Content-Length 42", head, got)
		}
		if back := originalHead(got); string(back) != head {
			t.Errorf("originalHead(%q) = %q, want %q", got, back, head)
		}
	}
}

// The keys are those that warcio writes for the same addresses.
func TestKey(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.example.gov/News?b=2&a=1": "gov,example)/news?a=1&b=2",
		"http://www2.example.gov/":             "gov,example)/",
		"http://example.gov:8080/":             "gov,example:8080)/",
		"http://127.0.0.1:36305/news":          "1,0,0,127:36305)/news",
		"https://example.gov/a?x":              "gov,example)/a?x=",
		"https://example.gov/a?q=a%20b~":       "gov,example)/a?q=a+b%7E",
		"urn:stet:x y":                         "urn:stet:x%20y",
	} {
		if got := Key(address); got != want {
			t.Errorf("Key(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestTheIndexPointsAtItsRecords(t *testing.T) {
	file, w := sample(t, false)
	if len(w.index) != 4 {
		t.Fatalf("the index has %d entries, want those of 2 responses and 2 revisits", len(w.index))
	}
	for _, e := range w.index {
		record := string(file[e.offset : e.offset+e.length])
		if !strings.HasPrefix(record, "WARC/1.1\r\n") || !strings.Contains(record, "WARC-Target-URI: "+e.url+"\r\n") ||
			!strings.Contains(record, "WARC-Date: "+date(e.at)) {
			t.Errorf("at %d stands %q, want the capture of %s", e.offset, record, e.url)
		}
	}
}

func TestWhatCameOverTheWireAddsNoFields(t *testing.T) {
	file, _ := sample(t, false)
	if !bytes.Contains(file, []byte("detail: no  route\r\n")) {
		t.Error("a line break in a detail was not taken out")
	}
}
