package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// BenchmarkUnchanged looks at 5,000 pages whose server answers 304, by "stet
// run" and by a bare net/http client with as many workers, each as a process
// of its own. Compare the two rates of one run; machines differ.
//
//	go test ./cmd/stet -run ^$ -bench Unchanged -benchtime 3x
func BenchmarkUnchanged(b *testing.B) { benchUnchanged(b, 8, 5_000, 8) }

// BenchmarkUnchangedHosts does the same with 20,000 pages of 200 hosts.
func BenchmarkUnchangedHosts(b *testing.B) { benchUnchanged(b, 200, 20_000, 16) }

// benchUnchanged asks hosts for pages in all, by so many workers on either
// side: a host belongs to one of them at a time, and has one connection.
func benchUnchanged(b *testing.B, hosts, pages, workers int) {
	urls := serveUnchanged(b, hosts, pages)
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			runBare(b, "unchanged", workers, urls)
		}
		b.ReportMetric(float64(count(urls)*b.N)/b.Elapsed().Seconds(), "pages/s")
	})
	b.Run("stet", func(b *testing.B) { benchStet(b, urls, workers) })
}

// runBare runs [bare] as a process of its own.
func runBare(b *testing.B, what string, workers int, urls [][]string) {
	cmd := exec.Command("bare", what, strconv.Itoa(workers))
	cmd.Dir = b.TempDir()
	var hosts strings.Builder
	for _, pages := range urls {
		fmt.Fprintln(&hosts, strings.Join(pages, " "))
	}
	cmd.Stdin = strings.NewReader(hosts.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("bare %s: %v\n%s", what, err, out)
	}
}

// bare is the program that stet is measured beside: it asks for the pages on
// standard input, those of a host on one line, and does the least with them.
func bare() {
	var hosts [][]string
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		hosts = append(hosts, strings.Fields(in.Text()))
	}
	workers, err := strconv.Atoi(os.Args[2])
	if err == nil {
		err = in.Err()
	}
	if err == nil {
		err = map[string]func([][]string, int) error{"unchanged": bareUnchanged, "first": bareFirst}[os.Args[1]](hosts, workers)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func bareUnchanged(hosts [][]string, workers int) error { return byHost(hosts, workers, getUnchanged) }

// byHost calls get for each host, so many at a time.
func byHost(hosts [][]string, workers int, get func(pages []string) error) error {
	queue := make(chan []string, len(hosts))
	for _, pages := range hosts {
		queue <- pages
	}
	close(queue)
	var wg sync.WaitGroup
	errs := make(chan error, workers)
	for range workers {
		wg.Go(func() {
			for pages := range queue {
				if err := get(pages); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs
}

// getUnchanged asks for the pages of one host, one after the other.
func getUnchanged(pages []string) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	for _, url := range pages {
		req, err := http.NewRequest("GET", url, nil)
		if err != nil {
			return err
		}
		req.Header.Set("If-None-Match", `"v1"`)
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusNotModified {
			return fmt.Errorf("GET %s = %s, want 304", url, resp.Status)
		}
	}
	return nil
}

func count(urls [][]string) (n int) {
	for _, pages := range urls {
		n += len(pages)
	}
	return n
}

func benchStet(b *testing.B, urls [][]string, workers int) {
	dir := b.TempDir()
	stet := filepath.Join(dir, "stet")
	if out, err := exec.Command("go", "build", "-o", stet, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	config := fmt.Sprintf("crawl: {delay: 0s, allow_private: true, concurrency: %d}\nreport: {formats: []}\nwatch:\n  - every: 0s\n    urls:\n", workers)
	for _, u := range slices.Concat(urls...) {
		config += "      - " + u + "\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "stet.yaml"), []byte(config), 0o644); err != nil {
		b.Fatal(err)
	}
	run := func() (rss int64) {
		cmd := exec.Command(stet, "run")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), fmt.Sprintf("Looked at %d pages", count(urls))) {
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
	b.ReportMetric(float64(count(urls)*b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(rss)/1024, "MB-max")
}

// serveUnchanged serves pages that never change on loopback hosts and returns
// their addresses by host.
func serveUnchanged(b *testing.B, hosts, pages int) [][]string {
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
	urls := make([][]string, hosts)
	for i := range urls {
		l, err := net.Listen("tcp", loopback(i)+":0")
		if err != nil {
			b.Skipf("only Linux has all of 127.0.0.0/8: %v", err)
		}
		s := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
		go s.Serve(l)
		b.Cleanup(func() { s.Close() })
		for j := i; j < pages; j += hosts {
			urls[i] = append(urls[i], fmt.Sprintf("http://%s/news/%d", l.Addr(), j))
		}
	}
	return urls
}

// loopback returns the address of the i-th host: 127.0.1.1, 127.0.1.2 …
func loopback(i int) string { return fmt.Sprintf("127.0.%d.%d", 1+i/250, 1+i%250) }
