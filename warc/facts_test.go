package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"stet/record"
)

func TestFactsAreReadBack(t *testing.T) {
	file, _ := sample(t, true)
	f, err := NewFile("t.warc.gz", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	chains := map[string]string{}
	var got []string
	for {
		r, err := f.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		n, ok, err := r.Note()
		if err != nil {
			t.Fatal(err)
		}
		if ok && n.Alone != nil {
			got = append(got, fmt.Sprintf("alone: %s at %s, %s, %s: %s", n.URL, n.At.Format(time.TimeOnly), n.Alone.Outcome, n.Alone.Incident.Kind, n.Alone.Incident.Detail))
			continue
		}
		if r.IsChain() {
			chain, err := r.Chain()
			chains[r.ID()] = fmt.Sprint(chain, err)
			continue
		}
		if facts, err := r.Facts(); err != nil {
			t.Fatal(err)
		} else if !facts.Look.IsZero() {
			tls := "no TLS"
			if facts.TLS != nil {
				tls = facts.TLS.Version + " " + chains[facts.Chain]
			}
			got = append(got, fmt.Sprintf("%s at %s, %s, %s", facts.Outcome, facts.Look.Format(time.TimeOnly), facts.RemoteAddr, tls))
		}
	}
	want := []string{
		"first at 05:06:07, 192.0.2.7:443, no TLS",
		"first at 05:06:07, [2001:db8::1]:443, TLS 1.3 [[1 2 3]] <nil>",
		"alone: https://www.example.gov/tides at 08:06:07, incident, unreachable: no  route",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the facts of the sample are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFactsOfOthersAreNone(t *testing.T) {
	for name, block := range map[string]string{
		"another program's":      "fetchTimeMs: 20\r\noutlink: https://a.example/ L a/@href\r\n",
		"a look without outcome": "look: 2026-01-01T00:00:00Z\r\n",
		"a date that is none":    "look: yesterday\r\noutcome: same\r\n",
		"nothing":                "",
	} {
		file := fmt.Sprintf("WARC/1.1\r\nWARC-Type: metadata\r\nContent-Type: application/warc-fields\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(block), block)
		f, _ := NewFile("x", strings.NewReader(file), int64(len(file)))
		r, err := f.Next()
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, err := r.Note(); ok || err != nil {
			t.Errorf("%s: Note = %v, %v; want no capture", name, ok, err)
		}
	}
}

func TestARenderedPageIsWrittenBesideItsAnswer(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	bodies := map[record.Digest]string{}
	keep := func(s string) record.Digest { d := record.DigestOf([]byte(s)); bodies[d] = s; return d }
	served, shown, picture := keep("<script>"), keep("<p>9 feet"), keep("PNG")
	var b bytes.Buffer
	w := NewWriter(&b, Options{Payload: func(d record.Digest) ([]byte, error) { return []byte(bodies[d]), nil }})
	page := record.Page{ID: 1, URL: "https://a.example/"}
	looks := []record.Look{
		{Page: 1, Time: at, Outcome: record.OutcomeFirst, Status: 200, Version: 1, Payload: record.Payload{Digest: shown}, Screenshot: picture, Browser: "Chrome/131.0",
			Exchanges: []record.Exchange{{URL: page.URL, Head: []byte("HTTP/1.1 200 OK\r\n\r\n"), Status: 200, Payload: record.Payload{Digest: served}}}},
		{Page: 1, Time: at.Add(time.Hour), Outcome: record.OutcomeSame, Status: 200, Version: 1, Browser: "Chrome/131.0"},
	}
	for _, l := range looks {
		if err := w.Add(page, l); err != nil {
			t.Fatal(err)
		}
	}
	f, err := NewFile("x", bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		r, err := f.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		document, pictured := r.Rendering()
		text, err := r.Bytes(1 << 20)
		if r.Type() == Metadata || r.Type() == Info {
			text = nil
		}
		got = append(got, fmt.Sprintf("%s %v %v %v %s", r.Type(), document, pictured, err, strings.ReplaceAll(string(text), "\r\n", "|")))
	}
	want := []string{
		"warcinfo false false <nil> ", "response false false <nil> HTTP/1.1 200 OK||<script>",
		"resource true false <nil> <p>9 feet", "resource false true <nil> PNG", "metadata false false <nil> ", "metadata false false <nil> ",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the records are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
