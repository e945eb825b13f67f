package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// The demo's site is the news of a department that does not exist. The
// shape, and the size of its figures, are those of real fact sheets.
//
//go:embed demo
var demoFiles embed.FS

var demoPages = template.Must(template.ParseFS(demoFiles, "demo/*.html"))

// A sheet is what the fact sheet says at one point of its history.
type sheet struct {
	Page      string // template; "" is the fact sheet itself
	Status    int    // 0: 200
	Personnel string
	Increase  string
	Updated   string
	Estimate  bool // the paragraph with the estimate is there
	Archived  bool // the notice stands on top
	Token     string
}

// A chapter is one step in the history of the fact sheet.
type chapter struct {
	title string
	sheet sheet
}

// demoHistory is what happens to the fact sheet between one look and the
// next. What stet says of it is not written down anywhere.
func demoHistory() []chapter {
	original := sheet{Personnel: "1,300", Increase: "600%", Updated: "06/09/2022", Estimate: true}
	altered := original
	altered.Personnel, altered.Increase = "1,100", "60%"
	dated := altered
	dated.Updated = "01/20/2025"
	archived := dated
	archived.Archived, archived.Estimate = true, false
	gone := sheet{Page: "gone.html", Status: http.StatusNotFound}
	return []chapter{
		{"stet sees the page for the first time", original},
		{"The same page; only its hidden tokens are new", original},
		{"Two figures are altered. The “Last Updated” date stays", altered},
		{"A firewall answers with a block page and status 200", sheet{Page: "blocked.html"}},
		{"The page is back; its date moves and nothing else does", dated},
		{"A notice is put on top and a paragraph is dropped", archived},
		{"The page says again what it said at first", original},
		{"The server answers 404, not found", gone},
		{"It answers 404 again, at the next run", gone},
	}
}

const demoPath = "/news/2022/06/09/fact-sheet-cargo-theft"

// A demoSite serves the department's news on loopback.
type demoSite struct {
	url    string
	server *http.Server
	now    atomic.Pointer[sheet]
	served atomic.Int64
}

func startDemoSite() (*demoSite, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve the demo's site: %w", err)
	}
	s := &demoSite{url: "http://" + l.Addr().String()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /news", func(w http.ResponseWriter, _ *http.Request) { s.answer(w, sheet{Page: "news.html"}) })
	mux.HandleFunc("GET "+demoPath, func(w http.ResponseWriter, _ *http.Request) { s.answer(w, *s.now.Load()) })
	s.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := s.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // the listener was ours and open
		}
	}()
	return s, nil
}

// answer serves a page with tokens that no other answer has.
func (s *demoSite) answer(w http.ResponseWriter, page sheet) {
	page.Token = fmt.Sprintf("%08x", 2654435761*s.served.Add(1)&0xffffffff)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if page.Status != 0 {
		w.WriteHeader(page.Status)
	}
	name := page.Page
	if name == "" {
		name = "factsheet.html"
	}
	_ = demoPages.ExecuteTemplate(w, name, page) // a reader that left is no trouble
}

func (s *demoSite) stop() { _ = s.server.Shutdown(context.Background()) }
