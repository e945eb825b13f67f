package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stet/configs"
	"stet/record"
	"stet/report"
	"stet/storage"
)

const shared = root + "/../shared"

// A pair is one real page at two times.
type pair struct {
	name     string
	old, new []byte
	typ      string
	edits    int // stretches of words that differ, as counted by those who collected the page
}

func realPairs(t *testing.T) (pairs []pair) {
	t.Helper()
	dirs, _ := filepath.Glob(shared + "/corpus/pairs/*")
	if len(dirs) == 0 {
		t.Skip("the corpus of real pages is not beside this project: ../shared/corpus is not there")
	}
	for _, dir := range dirs {
		p := pair{name: filepath.Base(dir)}
		for _, file := range []string{"a.html", "a.txt", "a.md"} {
			old, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				continue
			}
			p.old = old
			if p.new, err = os.ReadFile(filepath.Join(dir, "b"+filepath.Ext(file))); err != nil {
				t.Fatal(err)
			}
			if p.typ = "text/plain"; filepath.Ext(file) == ".html" {
				p.typ = "text/html"
			}
		}
		var meta struct {
			Diff struct {
				Edits int `json:"n_edits"`
			} `json:"diff"`
		}
		raw, err := os.ReadFile(filepath.Join(dir, "meta.json"))
		if err == nil {
			err = json.Unmarshal(raw, &meta)
		}
		if err != nil {
			t.Fatal(err)
		}
		p.edits = meta.Diff.Edits
		pairs = append(pairs, p)
	}
	return pairs
}

// TestRealPairs serves each real pair at one address, first the old page and
// then the new one, and has "stet run" look at all of them twice.
func TestRealPairs(t *testing.T) {
	pairs := realPairs(t)
	site := newPairSite(t, pairs)
	a := &app{out: io.Discard, err: io.Discard, quiet: true}
	cfg := site.config(t)
	for _, now := range []string{"old", "new"} {
		site.now = now
		if _, err := a.runOnce(context.Background(), cfg); err != nil && !errors.As(err, new(exit)) {
			t.Fatalf("run over the %s pages: %v", now, err)
		}
	}
	s := storage.Open(cfg.Archive)
	for _, p := range pairs {
		t.Run(p.name, func(t *testing.T) { checkPair(t, s, site.url+"/"+p.name, p) })
	}
	checkReportIsTheSame(t, s)
}

func checkPair(t *testing.T, s *storage.Store, url string, p pair) {
	found, ok, err := s.Page(url)
	if err != nil || !ok {
		t.Fatalf("Page(%q) = %v, %v", url, ok, err)
	}
	changes, err := s.Changes(storage.Query{Page: found.ID})
	if err != nil {
		t.Fatal(err)
	}
	var told int
	for _, c := range changes {
		if c.Kind == record.FirstSeen {
			continue
		}
		told++
		if c.Kind != record.Edited || len(c.Edits) == 0 {
			t.Errorf("change of kind %s with %d edits, want an edit", c.Kind, len(c.Edits))
		}
	}
	want := 0
	if p.edits > 0 {
		want = 1
	}
	if found.Incident == nil && told != want {
		t.Errorf("%d changes, want %d: the words differ in %d places", told, want, p.edits)
	}
	if found.Incident != nil && told != 0 {
		t.Errorf("%d changes beside the incident %q, want none", told, found.Incident.Kind)
	}
}

// The same archive gives the same report, byte for byte.
func checkReportIsTheSame(t *testing.T, s *storage.Store) {
	for _, format := range report.Formats() {
		var texts [2]bytes.Buffer
		for i := range texts {
			r, err := gather(s, storage.Query{}, false)
			if err == nil {
				err = report.Write(&texts[i], format, r)
			}
			if err != nil {
				t.Fatalf("report as %s: %v", format, err)
			}
		}
		if texts[0].String() != texts[1].String() || texts[0].Len() == 0 {
			t.Errorf("two reports as %s of one archive differ or are empty", format)
		}
	}
}

// A pairSite serves the old or the new page of each pair.
type pairSite struct {
	url   string
	now   string
	pairs map[string]pair
}

func newPairSite(t *testing.T, pairs []pair) *pairSite {
	s := &pairSite{pairs: map[string]pair{}}
	for _, p := range pairs {
		s.pairs["/"+p.name] = p
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *pairSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p, ok := s.pairs[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", p.typ)
	if s.now == "old" {
		w.Write(p.old)
	} else {
		w.Write(p.new)
	}
}

func (s *pairSite) config(t *testing.T) configs.Config {
	t.Helper()
	var urls []string
	for path := range s.pairs {
		urls = append(urls, "\""+s.url+path+"\"")
	}
	text := "crawl: {delay: 0s, allow_private: true}\nwatch:\n  - name: pairs\n    every: 0s\n    urls: [" + strings.Join(urls, ", ") + "]\n"
	file := filepath.Join(t.TempDir(), "stet.yaml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cfg, err := configs.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}
