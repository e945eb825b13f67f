package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"stet/record"
)

// A wild is a web on loopback of which some hosts misbehave.
type wild struct {
	pages, hosts int
	bad          []misbehaviour
}

// A misbehaviour is what the server of a host does in place of answering
// with a page, and what a look at it must end as.
type misbehaviour struct {
	name string
	do   http.HandlerFunc
	kind record.IncidentKind
}

// wildTimeout is the time-out of a look in the wild: short, as the test waits
// for it several times, and long enough for answers on a busy machine.
const wildTimeout = 1500 * time.Millisecond

// misbehaviours are ten ways not to answer.
func misbehaviours() []misbehaviour {
	return []misbehaviour{
		{"never answers", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, record.Unreachable},
		{"asks to be left alone", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			http.Error(w, "too many requests", http.StatusTooManyRequests)
		}, record.RateLimited},
		{"sends a gzip bomb", sendBomb, record.Refused},
		{"sends a block page with 200", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>You don't have permission to access "+
				"this page on this server.<p>Reference&#32;&#35;18&#46;2d5c1602</body></html>")
		}, record.Blocked},
		{"sends a byte a second", func(w http.ResponseWriter, r *http.Request) { drip(w, r, "a") }, record.Truncated},
		{"resets", func(w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				conn.(*net.TCPConn).SetLinger(0)
				conn.Close()
			}
		}, record.Unreachable},
		{"sends a body without end", func(w http.ResponseWriter, _ *http.Request) {
			for line := []byte(strings.Repeat("more ", 4000)); ; {
				if _, err := w.Write(line); err != nil {
					return
				}
			}
		}, record.Refused},
		{"redirects in a circle", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"?again", http.StatusFound)
		}, record.Refused},
		{"fails", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "internal error", http.StatusInternalServerError)
		}, record.ServerError},
		{"has a robots.txt that never ends", nil, record.Robots},
	}
}

// drip sends the same again and again, slower than anybody waits.
func drip(w http.ResponseWriter, r *http.Request, s string) {
	for r.Context().Err() == nil {
		io.WriteString(w, s)
		w.(http.Flusher).Flush()
		select {
		case <-time.After(wildTimeout):
		case <-r.Context().Done():
		}
	}
}

// bomb is 64 MB of nothing much in 64 kB.
var bomb = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for range 64 {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
	return b.Bytes()
})

func sendBomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	w.Write(bomb())
}

// TestWild runs stet over a web of which a few hosts misbehave. The run ends
// in the time that the good hosts need and some time-outs, every good page is
// seen, each bad host ends as what it is, and "stet list" says what could not
// be seen. STET_WILD=full makes it 1,000 pages on 50 hosts of which ten
// misbehave.
func TestWild(t *testing.T) {
	if raced {
		t.Skip("its time-outs are for a program without the race detector")
	}
	bad := misbehaviours()
	w := wild{pages: 200, hosts: 20, bad: bad[:4]}
	if os.Getenv("STET_WILD") == "full" {
		w = wild{pages: 1000, hosts: 50, bad: bad}
	}
	tame := wild{pages: w.pages / w.hosts * (w.hosts - len(w.bad)), hosts: w.hosts - len(w.bad)}
	tameDir, _, _ := tame.serve(t)
	good, _ := runWild(t, tameDir, 0)

	dir, urls, asked := w.serve(t)
	took, rss := runWild(t, dir, 1)
	t.Logf("good hosts alone took %v, all of them %v and %d MB", good, took, rss>>20)

	// A silent host costs a time-out for robots.txt, three for looks, and as
	// many again when it gets its second chance; they wait side by side.
	if most := 3*good + 15*wildTimeout; took > most {
		t.Errorf("stet run took %v, want at most %v, as the good hosts alone took %v", took, most, good)
	}
	if rss > 300<<20 {
		t.Errorf("stet run took %d MB of memory, want at most 300", rss>>20)
	}
	w.check(t, dir, urls)
	for host, n := range asked {
		if host >= len(w.bad) {
			n.check(t, host, len(urls[host]))
		}
	}
}

// runWild runs stet as a process of its own, and returns how long it took and
// how many bytes of memory.
func runWild(t *testing.T, dir string, code int) (took time.Duration, rss int64) {
	t.Helper()
	began := time.Now()
	cmd := exec.Command("stet", "run")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=10")
	out, err := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Fatalf("stet run = %d, %v, want %d\n%s", got, err, code, out)
	}
	return time.Since(began), cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
}

// serve serves the web; the bad hosts come first. It returns a folder with
// the configuration, the addresses by host, and how often each was asked for
// a page.
func (w wild) serve(t *testing.T) (dir string, urls [][]string, asked []*visits) {
	t.Helper()
	config := fmt.Sprintf("crawl: {delay: 0s, timeout: %v, max_body: 2MB, allow_private: true}\nwatch:\n  - every: 0s\n    urls:\n", wildTimeout)
	for i := range w.hosts {
		n := &visits{times: map[string]int{}}
		asked = append(asked, n)
		l, err := net.Listen("tcp", loopback(i)+":0")
		if err != nil {
			t.Skipf("only Linux has all of 127.0.0.0/8: %v", err)
		}
		s := &http.Server{Handler: w.host(i, n), ReadHeaderTimeout: time.Minute}
		go s.Serve(l)
		t.Cleanup(func() { s.Close() })
		var pages []string
		for j := range w.pages / w.hosts {
			pages = append(pages, fmt.Sprintf("http://%s/news/%d", l.Addr(), j))
			config += "      - " + pages[j] + "\n"
		}
		urls = append(urls, pages)
	}
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "stet.yaml"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir, urls, asked
}

// host answers as the i-th host does.
func (w wild) host(i int, asked *visits) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		endless := i < len(w.bad) && w.bad[i].do == nil
		switch {
		case r.URL.Path == "/robots.txt" && endless:
			drip(out, r, "Disallow: /no\n")
			return
		case !strings.HasPrefix(r.URL.Path, "/news/"):
			http.NotFound(out, r)
			return
		}
		asked.add(r.URL.Path)
		if i < len(w.bad) && !endless {
			w.bad[i].do(out, r)
			return
		}
		if n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/news/")); err != nil || n >= w.pages/w.hosts {
			http.NotFound(out, r)
			return
		}
		fmt.Fprintf(out, "<html><head><title>Release %s</title></head><body><main><h1>Release %[1]s of host %d</h1>"+
			"<p>The harbor counted %d boats in the year, %d more than in the year before, and none was lost.</p></main></body></html>",
			r.URL.Path, i, 1000+i, 10+len(r.URL.Path))
	})
}

// visits counts how often each address of a host was asked for.
type visits struct {
	mu    sync.Mutex
	times map[string]int
}

func (v *visits) add(path string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.times[path]++
}

// check sees to it that each page was asked for, and none more than once;
// what else was asked for is an address made up, to see how that looks.
func (v *visits) check(t *testing.T, host, pages int) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	for i := range pages {
		if path := fmt.Sprintf("/news/%d", i); v.times[path] != 1 {
			t.Errorf("good host %d was asked for %s %d times, want once", host, path, v.times[path])
		}
	}
	if len(v.times) > pages+1 {
		t.Errorf("good host %d was asked for %d addresses, want its %d pages", host, len(v.times), pages)
	}
}

// check asks stet how it sees the pages.
func (w wild) check(t *testing.T, dir string, urls [][]string) {
	t.Helper()
	var listed struct {
		Pages []struct {
			URL      string           `json:"url"`
			Health   string           `json:"health"`
			Version  int              `json:"version"`
			Incident *record.Incident `json:"incident"`
		} `json:"pages"`
		Health record.Health `json:"health"`
	}
	stetIn(t, dir, &listed, "list", "--format", "json")
	type sight struct {
		health  string
		version int
		kind    record.IncidentKind
	}
	seen := map[string]sight{}
	for _, p := range listed.Pages {
		s := sight{health: p.Health, version: p.Version}
		if p.Incident != nil {
			s.kind = p.Incident.Kind
		}
		seen[p.URL] = s
	}
	text := stetIn(t, dir, nil, "list")
	for i, pages := range urls {
		if i >= len(w.bad) {
			for _, url := range pages {
				if want := (sight{"good", 1, ""}); seen[url] != want {
					t.Errorf("good page %s: %v, want %v", url, seen[url], want)
				}
			}
			continue
		}
		bad, blind := w.bad[i], 0
		for _, url := range pages {
			switch s := seen[url]; {
			case s.health == "blind" && s.kind == bad.kind && s.version == 0:
				blind++
			case s.health == "blind" && (s.kind == record.Unreachable || s.kind == record.Truncated) && s.version == 0:
				// Out of time before it showed what it is: true, and the others tell.
			case s.health != "overdue" || s.version != 0:
				t.Errorf("%s: page %s: %v, want it blind (%s) or overdue", bad.name, url, s, bad.kind)
			}
		}
		host := strings.TrimSuffix(strings.TrimPrefix(pages[0], "http://"), "/news/0")
		if blind == 0 || !strings.Contains(text, host) {
			t.Errorf("%s: %d pages are blind, and stet list tells of the host: %v\n%s", bad.name, blind, strings.Contains(text, host), text)
		}
	}
	h := listed.Health
	if got, want := h.Seen, w.pages-len(w.bad)*w.pages/w.hosts; got != want || h.Seen+len(h.Blind)+len(h.Overdue) != w.pages {
		t.Errorf("health: %d seen, %d blind, %d overdue, want %d seen of %d", h.Seen, len(h.Blind), len(h.Overdue), want, w.pages)
	}
}

// stetIn runs stet in a folder and returns what it prints; into may take JSON.
func stetIn(t *testing.T, dir string, into any, args ...string) string {
	t.Helper()
	cmd := exec.Command("stet", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("stet %s: %v", strings.Join(args, " "), err)
	}
	if into != nil {
		if err := json.Unmarshal(out, into); err != nil {
			t.Fatalf("stet %s: %v", strings.Join(args, " "), err)
		}
	}
	return string(out)
}
