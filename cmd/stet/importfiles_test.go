package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/configs"
	"stet/record"
	"stet/storage"
	"stet/warc"
)

// An archive that is exported and imported into an empty one holds the same
// looks, but for what says that they were imported.
func TestAnExportComesBackWhole(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	first := &app{out: io.Discard, err: io.Discard, configFile: in("none.yaml"), archive: in("first.db")}
	fill(t, first)
	export := func(a *app, file string) {
		t.Helper()
		if err := a.export(t.Context(), exporting{out: in(file)}); err != nil {
			t.Fatal(err)
		}
	}
	export(first, "first.wacz")
	export(first, "first.warc")
	var told bytes.Buffer
	second := &app{out: io.Discard, err: &told, configFile: in("none.yaml"), archive: in("second.db")}
	if err := second.importFiles(t.Context(), []string{in("first.wacz")}, nil); err != nil {
		t.Fatalf("import: %v\n%s", err, &told)
	}
	export(second, "second.warc")
	if diff := cmp.Diff(looksOf(t, in("first.db")), looksOf(t, in("second.db"))); diff != "" {
		t.Errorf("the looks differ (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(judgedOf(t, in("first.db")), judgedOf(t, in("second.db"))); diff != "" {
		t.Errorf("versions, changes or incidents differ (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(recordsOf(t, in("first.warc")), recordsOf(t, in("second.warc"))); diff != "" {
		t.Errorf("the records differ (-first +second):\n%s", diff)
	}
	text, err := os.ReadFile(in("second.warc"))
	if err != nil || !bytes.Contains(text, []byte("origin: first.wacz urn:uuid:")) {
		t.Errorf("the second export does not say where its looks were imported from: %v", err)
	}
}

// fill makes an archive with looks of every sort.
func fill(t *testing.T, a *app) {
	t.Helper()
	s := storage.Open(a.archive)
	cfg := configs.Default()
	fetch, err := newCrawler(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := a.newWatcher(cfg, fetch, s)
	pages, err := s.AddPages([]record.Page{
		{URL: "https://www.example.gov/tides", Source: record.FromUser, Watch: "added"},
		{URL: "https://www.example.gov/never", Source: record.FromUser, Watch: "added"},
		{URL: "https://www.example.gov/shown", Source: record.FromUser, Watch: "added"},
	})
	if err != nil {
		t.Fatal(err)
	}
	run := record.Run{ID: "20260101T000000.000Z", Started: day(0), Build: "stet test"}
	if err := s.PutRun(run); err != nil {
		t.Fatal(err)
	}
	settle := func(page int, a record.Answer) {
		t.Helper()
		got, err := w.Settle(run.ID, pages[page], a)
		if err != nil {
			t.Fatal(err)
		}
		pages[page] = got.Page
	}
	tides, feet := pages[0].URL, func(n string) string {
		return "<html><head><title>Tides</title></head><body><main><p>High water on the lower river stands at " + n + " feet today.</p></main></body></html>"
	}
	replay := func(at time.Time, hops ...record.Exchange) record.Answer {
		for i := range hops {
			hops[i].Started, hops[i].Ended = at.Add(time.Duration(i)*time.Second+123456789), at.Add(time.Duration(i)*time.Second+345678901)
		}
		return fetch.Replay(at, hops)
	}
	settle(0, replay(day(1), hop(tides, 200, feet("1,300"))))
	settle(0, replay(day(2), hop(tides, 200, feet("1,300"))))
	settle(0, replay(day(3), hop(tides, 304, "")))
	settle(0, replay(day(4), hop(tides, 200, feet("1,100"))))
	settle(0, replay(day(5), hop(tides, 301, "", "Location: /tides/"), hop(tides+"/", 200, feet("1,000"), "Transfer-Encoding: chunked")))
	settle(0, replay(day(6), hop(tides, 403, "<html><title>Access Denied</title><h1>Access Denied</h1></html>")))
	settle(0, record.Answer{URL: tides, FinalURL: tides, Time: day(7), Verdict: record.GotIncident,
		Incident: &record.Incident{Kind: record.Unreachable, Detail: "the host does not answer"}})
	settle(0, replay(day(8), hop(tides, 404, "<html><title>Not found</title>")))
	settle(0, replay(day(9), hop(tides, 404, "<html><title>Not found</title>")))
	settle(1, record.Answer{URL: pages[1].URL, FinalURL: pages[1].URL, Time: day(1), Verdict: record.GotIncident,
		Incident: &record.Incident{Kind: record.Robots, Detail: "robots.txt forbids this address"}})
	for i, text := range []string{"9", "9", "8"} {
		shown := replay(day(1+i), hop(pages[2].URL, 200, "<html><title>App</title><body><main><p>The application shows its figures once the scripts of the page have run to their end.</p></main><script>load("+text+")</script></body></html>"))
		shown.Rendered = &record.Rendering{DOM: []byte(feet(text)), Screenshot: []byte("\x89PNG " + text), Browser: "Chrome/131.0"}
		settle(2, shown)
	}
	run.Ended = day(10)
	if err := s.PutRun(run); err != nil {
		t.Fatal(err)
	}
}

func day(n int) time.Time { return time.Date(2026, 1, n+1, 3, 4, 5, 678901234, time.UTC) }

// hop makes an exchange; fields are those beside the usual ones.
func hop(url string, status int, body string, fields ...string) record.Exchange {
	head := "HTTP/1.1 " + map[int]string{200: "200 OK", 301: "301 Moved", 304: "304 Not Modified", 403: "403 Forbidden", 404: "404 Not Found"}[status] + "\r\nContent-Type: text/html; charset=utf-8\r\n"
	e := record.Exchange{URL: url, Status: status, Body: []byte(body), RemoteAddr: "192.0.2.7:443",
		Request: []byte("GET " + url + " HTTP/1.1\r\nHost: www.example.gov\r\n\r\n"),
		TLS:     &record.TLS{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", ServerName: "www.example.gov", Chain: [][]byte{[]byte("leaf"), []byte("root")}},
	}
	for _, f := range fields {
		head += f + "\r\n"
	}
	e.Head = []byte(head + "\r\n")
	_, e.Header = parseHead(e.Head)
	return e
}

// looksOf returns the looks of an archive by page, short of what tells an
// import from a look.
func looksOf(t *testing.T, archive string) map[string][]record.Look {
	t.Helper()
	s := storage.Open(archive)
	pages, err := s.Pages()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]record.Look{}
	for _, p := range pages {
		looks, err := s.Looks(p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range looks {
			l.Page, l.Run, l.Origin = 0, "", ""
			all[p.URL] = append(all[p.URL], l)
		}
	}
	return all
}

// A judged is what was made of the looks at a page.
type judged struct {
	Versions  []record.Version
	Changes   []record.Change
	Incidents []record.Incident
}

// judgedOf returns that of an archive by page, in JSON, short of which run
// and watch it belongs to.
func judgedOf(t *testing.T, archive string) map[string]string {
	t.Helper()
	s := storage.Open(archive)
	pages, err := s.Pages()
	all := map[string]string{}
	for _, p := range pages {
		var j judged
		var errs [4]error
		j.Versions, errs[0] = s.Versions(p.ID)
		j.Changes, errs[1] = s.Changes(storage.Query{Page: p.ID})
		j.Incidents, errs[2] = s.Incidents(storage.Query{Page: p.ID})
		for i := range j.Versions {
			j.Versions[i].Page = 0
		}
		for i := range j.Changes {
			j.Changes[i].Run, j.Changes[i].Watch = "", ""
		}
		var text []byte
		text, errs[3] = json.MarshalIndent(j, "", " ")
		all[p.URL] = string(text)
		err = errors.Join(err, errors.Join(errs[:]...))
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// recordsOf returns the records of a WARC but those that say who made it and
// when.
func recordsOf(t *testing.T, file string) (list []string) {
	t.Helper()
	f, err := warc.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for {
		r, err := f.Next()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		block, err := io.ReadAll(r.Block)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, field := range r.Fields {
			if field.Name != "WARC-Warcinfo-ID" && (r.Type() != warc.Metadata || field.Name != "WARC-Block-Digest" && field.Name != "Content-Length") {
				b.WriteString(field.Name + ": " + field.Value + "\n")
			}
		}
		for line := range strings.Lines(string(block)) {
			name, _, _ := strings.Cut(line, ":")
			if r.Type() != warc.Metadata || name != "run" && name != "build" && name != "origin" {
				b.WriteString(line)
			}
		}
		if r.Type() != warc.Info {
			list = append(list, b.String())
		}
	}
}
