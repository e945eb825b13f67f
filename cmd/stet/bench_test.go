package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	benchPages = 5000
	benchHosts = 8 // and as many workers on either side
)

// BenchmarkUnchanged looks at 5,000 pages whose server answers 304, by "stet
// run" as a process of its own and by a bare net/http client with as many
// workers. Compare the two rates of one run; machines differ.
//
//	go test ./cmd/stet -run ^$ -bench Unchanged -benchtime 3x
func BenchmarkUnchanged(b *testing.B) {
	urls := serveUnchanged(b)
	b.Run("bare", func(b *testing.B) { benchBare(b, urls) })
	b.Run("stet", func(b *testing.B) { benchStet(b, urls) })
}

func benchBare(b *testing.B, urls []string) {
	for b.Loop() {
		var wg sync.WaitGroup
		for i := range benchHosts {
			wg.Go(func() {
				client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
				defer client.CloseIdleConnections()
				for j := i; j < len(urls); j += benchHosts {
					req, _ := http.NewRequest("GET", urls[j], nil)
					req.Header.Set("If-None-Match", `"v1"`)
					resp, err := client.Do(req)
					if err != nil || resp.StatusCode != http.StatusNotModified {
						b.Errorf("GET %s = %v, want 304", urls[j], err)
						return
					}
					resp.Body.Close()
				}
			})
		}
		wg.Wait()
	}
	b.ReportMetric(float64(len(urls)*b.N)/b.Elapsed().Seconds(), "pages/s")
}

func benchStet(b *testing.B, urls []string) {
	dir := b.TempDir()
	stet := filepath.Join(dir, "stet")
	if out, err := exec.Command("go", "build", "-o", stet, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	config := "crawl: {delay: 0s, allow_private: true}\nreport: {formats: []}\nwatch:\n  - every: 0s\n    urls:\n"
	for _, u := range urls {
		config += "      - " + u + "\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "stet.yaml"), []byte(config), 0o644); err != nil {
		b.Fatal(err)
	}
	run := func() (rss int64) {
		cmd := exec.Command(stet, "run")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), fmt.Sprintf("Looked at %d pages", len(urls))) {
			b.Fatalf("stet run: %v\n%s", err, out)
		}
		return cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	}
	run()
	archive, err := os.ReadFile(filepath.Join(dir, "stet.db"))
	if err != nil {
		b.Fatal(err)
	}
	var rss int64
	for b.Loop() {
		b.StopTimer()
		if err := os.WriteFile(filepath.Join(dir, "stet.db"), archive, 0o644); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		rss = max(rss, run())
	}
	b.ReportMetric(float64(len(urls)*b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(rss)/1024, "MB-max")
}

// serveUnchanged serves pages that never change on several loopback hosts
// and returns their addresses.
func serveUnchanged(b *testing.B) (urls []string) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprintf(w, "<html><head><title>%s</title></head><body><main><p>The page %[1]s never changes.</p></main></body></html>", r.URL.Path)
	})
	var hosts []string
	for i := range benchHosts {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.%d:0", i+1))
		if err != nil {
			b.Skipf("only Linux has all of 127.0.0.0/8: %v", err)
		}
		s := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
		go s.Serve(l)
		b.Cleanup(func() { s.Close() })
		hosts = append(hosts, "http://"+l.Addr().String())
	}
	for i := range benchPages {
		urls = append(urls, fmt.Sprintf("%s/news/%d", hosts[i%benchHosts], i))
	}
	return urls
}
