package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/diffing"
	"stet/record"
	"stet/storage"
)

var madeDir = flag.String("made", "", "the `folder` in which benchmarks look for made-up archives, and leave them; empty: made anew each time")

// A madeArchive is an archive of made-up pages, for what must not cost by
// how much is archived. Each page has the same number of looks, a day of
// looks every month, and each brought a version of its own. Bodies are short
// (half a kilobyte), so that a million can be made in some minutes; rows are
// as long as those of real looks.
type madeArchive struct {
	pages, versions int
	began           time.Time // of the first look
}

func made(pages, versions int) madeArchive {
	return madeArchive{pages, versions, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// look is when a version of a page was first seen, both counted from 0. Over
// all pages a look comes every half second.
func (m madeArchive) look(page, version int) time.Time {
	return m.began.AddDate(0, version, 0).Add(time.Duration(page) * time.Second / 2)
}

// lastChanges is the time since which n changes were seen; n is even.
func (m madeArchive) lastChanges(n int) time.Time { return m.look(m.pages-n, m.versions-1) }

// in returns a folder with the archive, as stet.db, and a configuration by
// which no page is due.
func (m madeArchive) in(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	if *madeDir != "" {
		dir = filepath.Join(*madeDir, fmt.Sprintf("%d-pages-%d-versions", m.pages, m.versions))
	}
	file := filepath.Join(dir, "stet.db")
	if _, err := os.Stat(file); err == nil {
		return dir
	}
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "stet.yaml"), []byte(madeConfig), 0o644)
	}
	if err == nil {
		err = m.fill(storage.Open(file + ".part"))
	}
	if err == nil {
		err = os.Rename(file+".part", file)
	}
	if err != nil {
		b.Fatal(err)
	}
	return dir
}

const madeConfig = `report: {formats: []}
watch:
  - name: releases
    every: 9000d
    urls: [https://www.agency.example.gov/news]
    discover: {links: ["https://www.agency.example.gov/news/**"]}
`

// fill makes the archive page by page, so that what is put in one transaction
// lies together in the file: it takes a twentieth of the time.
func (m madeArchive) fill(s *storage.Store) error {
	for v := range m.versions {
		if err := s.PutRun(m.run(v)); err != nil {
			return err
		}
	}
	const workers = 200 // as many as share a transaction
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	some := make(chan []record.Page)
	for range workers {
		wg.Go(func() {
			for pages := range some {
				for _, p := range pages {
					if err := m.page(s, p); err != nil {
						mu.Lock()
						errs = append(errs, err)
						mu.Unlock()
					}
				}
			}
		})
	}
	for from := 0; from < m.pages; from += 1000 {
		pages, err := s.AddPages(m.list(from, min(from+1000, m.pages)))
		if err != nil {
			errs = append(errs, err)
			break
		}
		for i := 0; i < len(pages); i += 5 {
			some <- pages[i:min(i+5, len(pages))]
		}
	}
	close(some)
	wg.Wait()
	return errors.Join(errs...)
}

func (m madeArchive) list(from, to int) (pages []record.Page) {
	for i := from; i < to; i++ {
		p := record.Page{URL: fmt.Sprintf("https://www.agency.example.gov/news/2024/01/release-%06d", i), Watch: "releases", Source: record.FromLink, Added: m.began}
		if i == 0 {
			p.URL, p.Source = "https://www.agency.example.gov/news", record.FromConfig
		}
		pages = append(pages, p)
	}
	return pages
}

func (m madeArchive) run(version int) record.Run {
	t := m.look(0, version)
	return record.Run{ID: t.Format("20060102T150405.000Z"), Started: t, Ended: t.AddDate(0, 0, 1), Looks: m.pages, Changed: m.pages, Told: true, Build: "stet"}
}

// page puts all looks at a page. Every hundredth has an outage in its middle.
func (m madeArchive) page(s *storage.Store, p record.Page) error {
	i := int(p.ID) - 1
	bodies := make([][]byte, m.versions)
	for v := range bodies {
		bodies[v] = fmt.Appendf(nil, "<html><head><title>Release %d</title></head><body><main><h1>Release %d</h1><p>%s the office opened %d cases and closed over %d of them, %s.</p></main></body></html>",
			i, i, madeWords(i), 1000+i+v, 100+7*v, madeWords(i+v))
	}
	if err := s.Keep(bodies...); err != nil {
		return err
	}
	for v := range bodies {
		sg := m.sighting(p, i, v, bodies)
		if err := s.Commit(sg); err != nil {
			return err
		}
		p = sg.Page
		if i%100 == 99 && v == m.versions/2 {
			sg := m.outage(p, i, v)
			if err := s.Commit(sg); err != nil {
				return err
			}
			p = sg.Page
		}
	}
	return nil
}

// madeWords returns some words that are another choice for each n.
func madeWords(n int) string {
	words := strings.Fields("during that autumn the county and its partners in coastal districts reported steady progress on housing permits harbour repairs school meals winter roads")
	var b strings.Builder
	for range 12 {
		b.WriteString(words[n%len(words)] + " ")
		n = n*7 + 5
	}
	return b.String()
}

func (m madeArchive) sighting(p record.Page, i, v int, bodies [][]byte) record.Sighting {
	at := m.look(i, v)
	d := record.DigestOf(bodies[v])
	pay := record.Payload{Digest: d, Size: int64(len(bodies[v])), Type: "text/html; charset=utf-8", Decoded: d}
	before := p
	p.Title = fmt.Sprintf("Release %d", i)
	p.LastLook, p.LastGood, p.LastChange, p.Seen = at, at, at, at
	p.NextLook = at.AddDate(100, 0, 0)
	p.Looks++
	p.Version, p.Payload, p.Incident = v+1, pay, nil
	p.ETag, p.LastModified = fmt.Sprintf(`"%d-%d"`, i, v), at.Format(time.RFC1123)
	version := &record.Version{
		Page: p.ID, Number: v + 1, FirstSeen: at, LastSeen: at, Looks: 1, Status: 200,
		URL: p.URL, Title: p.Title, Payload: pay, Text: d, Rules: diffing.Rules,
	}
	look := record.Look{
		Page: p.ID, Time: at, Run: m.run(v).ID, Outcome: record.OutcomeChanged, Status: 200, Version: v + 1, Payload: pay,
		Exchanges: []record.Exchange{{
			URL:     p.URL,
			Request: []byte("GET " + p.URL[len("https://www.agency.example.gov"):] + " HTTP/1.1\r\nHost: www.agency.example.gov\r\nUser-Agent: stet\r\nAccept: text/html\r\nAccept-Encoding: identity\r\n\r\n"),
			Head: []byte("HTTP/1.1 200 OK\r\nDate: " + at.Format(time.RFC1123) + "\r\nContent-Type: text/html; charset=utf-8\r\nETag: " + p.ETag +
				"\r\nLast-Modified: " + p.LastModified + "\r\nCache-Control: public, max-age=300\r\nStrict-Transport-Security: max-age=31536000\r\n\r\n"),
			Status: 200, Started: at, Ended: at.Add(80 * time.Millisecond), RemoteAddr: "192.0.2.7:443",
			TLS:     &record.TLS{Version: "TLS 1.3", Cipher: "TLS_AES_128_GCM_SHA256", ServerName: "www.agency.example.gov", Chain: [][]byte{[]byte(strings.Repeat("certificate ", 100))}},
			Payload: pay,
		}},
	}
	change := &record.Change{
		Page: p.URL, Title: p.Title, Watch: p.Watch, Kind: record.FirstSeen,
		To: version.Ref(), Run: look.Run, Rules: diffing.Rules,
	}
	if v == 0 {
		look.Outcome = record.OutcomeFirst
	} else {
		old, now := fmt.Sprint(1000+i+v-1), fmt.Sprint(1000+i+v)
		change.Kind, change.Significance = record.Edited, 0.6
		change.From = &record.VersionRef{Version: v, FirstSeen: before.Seen, LastSeen: before.LastGood, Status: 200, Digest: before.Payload.Digest}
		change.Reasons = []record.Reason{{Why: "a figure was altered", Points: 40}, {Why: "no date on the page says so", Points: 20}}
		change.Flags = []record.Flag{
			{Kind: record.FigureAltered, Severity: record.High, Before: old, After: now, Section: p.Title, Part: record.Main},
			{Kind: record.SilentEdit, Severity: record.Medium, Part: record.Main},
		}
		change.Edits = []record.Edit{{Op: record.Replace, Before: old, After: now, Section: p.Title, Part: record.Main, Context: []record.Span{
			{Op: record.Equal, Text: madeWords(i) + "the office opened "}, {Op: record.Delete, Text: old}, {Op: record.Insert, Text: now}, {Op: record.Equal, Text: " cases and closed"},
		}}}
	}
	return record.Sighting{Page: p, Look: look, Version: version, Change: change}
}

func (m madeArchive) outage(p record.Page, i, v int) record.Sighting {
	at := m.look(i, v).Add(48 * time.Hour)
	in := &record.Incident{Page: p.URL, Kind: record.ServerError, FirstSeen: at, LastSeen: at, Looks: 1, Detail: "the server answered 503"}
	p.LastLook, p.Incident = at, in
	p.Looks++
	look := record.Look{Page: p.ID, Time: at, Run: m.run(v).ID, Outcome: record.OutcomeIncident, Status: 503, Version: p.Version, Incident: in}
	return record.Sighting{Page: p, Look: look, Incident: in}
}
