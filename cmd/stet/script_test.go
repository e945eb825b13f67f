package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"stet": func() { os.Exit(run()) }, "bare": bare})
}

// TestScripts runs the program as its users do: each file under testdata is
// a story. $SITE is a site on loopback; "serve" says what it answers. $SECURE
// is the same site over TLS, with a certificate that nobody vouches for.
//
//	serve [-status N] [-type T] [-header 'K: v'] [-delay D] PATH FILE
//	hits PATH N      the site was asked for PATH N times so far
//	wait4 PATH N     wait until it was
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			s := newSite()
			e.Defer(s.server.Close)
			e.Values["site"] = s
			e.Setenv("SITE", s.server.URL)
			secure := httptest.NewUnstartedServer(s)
			secure.Config.ErrorLog = log.New(io.Discard, "", 0)
			secure.StartTLS()
			e.Defer(secure.Close)
			e.Setenv("SECURE", secure.URL)
			if cache, err := os.UserCacheDir(); err == nil {
				e.Setenv("XDG_CACHE_HOME", cache) // the compiled reader of PDFs
			}
			if dir, err := filepath.Abs("../../storage/testdata"); err == nil {
				e.Setenv("FORMATS", dir) // archives of past formats
			}
			e.Setenv("GORACE", "atexit_sleep_ms=10") // else each run of stet ends a second late
			e.Setenv("HOST", strings.TrimPrefix(s.server.URL, "http://"))
			return os.WriteFile(e.WorkDir+"/stet.yaml", []byte(siteConfig(s.server.URL)), 0o644)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": serve,
			"hits":  hits,
			"wait4": waitFor,
		},
		RequireExplicitExec: false,
		RequireUniqueNames:  true,
	})
}

func siteConfig(url string) string {
	return `archive: stet.db
crawl:
  delay: 0s
  timeout: 5s
  allow_private: true
watch:
  - name: releases
    urls: [` + url + `/news/1]
    every: 0s
report:
  dir: reports
  formats: [html, json]
`
}

// A site answers on loopback what a script tells it to.
type site struct {
	server *httptest.Server
	mu     sync.Mutex
	pages  map[string]answer
	asked  map[string]int
}

type answer struct {
	status int
	header http.Header
	delay  time.Duration
	body   []byte
}

func newSite() *site {
	s := &site{pages: map[string]answer{}, asked: map[string]int{}}
	s.server = httptest.NewServer(s)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked[r.URL.Path]++
	a, ok := s.pages[r.URL.Path]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	select {
	case <-time.After(a.delay):
	case <-r.Context().Done():
		return
	}
	for k, v := range a.header {
		w.Header()[k] = v
	}
	if tag := a.header.Get("Etag"); tag != "" && r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(a.status)
	w.Write(a.body)
}

func (s *site) count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

func serve(ts *testscript.TestScript, _ bool, args []string) {
	a := answer{status: 200, header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}}
	for len(args) > 2 {
		var err error
		switch args[0] {
		case "-status":
			a.status, err = strconv.Atoi(args[1])
		case "-type":
			a.header.Set("Content-Type", args[1])
		case "-header":
			k, v, _ := strings.Cut(args[1], ": ")
			a.header.Set(k, strings.ReplaceAll(v, "SITE", ts.Getenv("SITE")))
		case "-delay":
			a.delay, err = time.ParseDuration(args[1])
		default:
			err = fmt.Errorf("unknown option %s", args[0])
		}
		ts.Check(err)
		args = args[2:]
	}
	if len(args) != 2 {
		ts.Fatalf("usage: serve [-status N] [-type T] [-header 'K: v'] [-delay D] PATH FILE")
	}
	a.body = []byte(ts.ReadFile(args[1]))
	s := ts.Value("site").(*site)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[args[0]] = a
}

func hits(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: hits PATH N")
	}
	got := strconv.Itoa(ts.Value("site").(*site).count(args[0]))
	if (got == args[1]) == neg {
		ts.Fatalf("%s was asked for %s times, want %s", args[0], got, args[1])
	}
}

// waitFor waits until the site was asked for a path N times.
func waitFor(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	for range 500 {
		if ts.Value("site").(*site).count(args[0]) >= want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s was not asked for %d times within 5 s", args[0], want)
}
