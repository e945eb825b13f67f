package main

import (
	"compress/gzip"
	"crypto/sha1"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// A wayback is a web archive on loopback that behaves as the Wayback Machine
// does where it helps and where it does not.
type wayback struct {
	server   *httptest.Server
	mu       sync.Mutex
	captures []waybackCapture
	pageSize int            // rows that its list gives at a time
	asked    map[string]int // by path
	busy     int            // so many answers more are 429
}

// A waybackCapture is what one capture of a page answers.
type waybackCapture struct {
	at, url, how string // how: what the service does in place of playing it
	status       int
	kind, body   string
	location     string
	digest       string
	header       http.Header // of the original
}

func newWayback() *wayback {
	w := &wayback{pageSize: 2, asked: map[string]int{}}
	w.server = httptest.NewServer(w)
	return w
}

func (w *wayback) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	path := r.URL.Path
	w.asked[path]++
	if path != "/robots.txt" && w.busy > 0 {
		w.busy--
		rw.Header().Set("Retry-After", "1")
		http.Error(rw, "too many requests", http.StatusTooManyRequests)
		return
	}
	switch {
	case path == "/robots.txt":
		http.NotFound(rw, r)
	case path == "/cdx/search/cdx":
		w.list(rw, r.URL.Query())
	case path == "/coll/cdx":
		w.lines(rw, r.URL.Query())
	case strings.HasPrefix(path, "/maps/timemap/link/"):
		w.timemap(rw, strings.TrimPrefix(path, "/maps/timemap/link/"))
	case strings.HasPrefix(path, "/web/"), strings.HasPrefix(path, "/coll/2"), strings.HasPrefix(path, "/maps/2"):
		w.play(rw, r)
	default:
		http.NotFound(rw, r)
	}
}

// list answers as the CDX server: an array of arrays, and the key to go on
// with, coded for an address.
func (w *wayback) list(rw http.ResponseWriter, q url.Values) {
	if strings.HasSuffix(q.Get("url"), "/odd") {
		http.Error(rw, "this address makes no sense", http.StatusBadRequest)
		return
	}
	rows := [][]string{{"timestamp", "original", "mimetype", "statuscode", "digest"}}
	key, _ := url.QueryUnescape(q.Get("resumeKey"))
	for _, c := range w.captures {
		if surt(c.url) != surt(q.Get("url")) || c.at <= key || q.Get("from") != "" && c.at < q.Get("from") || q.Get("to") != "" && c.at > q.Get("to") {
			continue
		}
		if len(rows) > w.pageSize {
			rows = append(rows, []string{}, []string{url.QueryEscape(rows[len(rows)-1][0])})
			break
		}
		kind, status := c.kind, strconv.Itoa(c.status)
		if c.how == "revisit" {
			kind, status = "warc/revisit", "-"
		}
		rows = append(rows, []string{c.at, c.url, kind, status, c.digest})
	}
	if len(rows) == 1 {
		rows = [][]string{}
	}
	json.NewEncoder(rw).Encode(rows)
}

// lines answers as the list of pywb: an object on each line, at /coll/cdx.
func (w *wayback) lines(rw http.ResponseWriter, q url.Values) {
	for _, c := range w.captures {
		if surt(c.url) == surt(q.Get("url")) {
			json.NewEncoder(rw).Encode(map[string]string{"timestamp": c.at, "url": c.url, "mime": c.kind, "status": strconv.Itoa(c.status), "digest": "sha1:" + c.digest})
		}
	}
}

// timemap answers with a TimeMap, for a service at /maps that has no list.
func (w *wayback) timemap(rw http.ResponseWriter, page string) {
	fmt.Fprintf(rw, "<%s>; rel=\"original\"", page)
	for _, c := range w.captures {
		if at, _ := time.Parse("20060102150405", c.at); surt(c.url) == surt(page) {
			fmt.Fprintf(rw, ",\n<%s/maps/%s/%s>; rel=\"memento\"; datetime=%q", w.server.URL, c.at, c.url, at.Format(http.TimeFormat))
		}
	}
}

func surt(address string) string {
	_, rest, _ := strings.Cut(strings.ToLower(address), "://")
	return strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
}

// play answers for a raw capture, or sends on to the nearest one.
func (w *wayback) play(rw http.ResponseWriter, r *http.Request) {
	_, rest, _ := strings.Cut(r.URL.RequestURI()[1:], "/") // after web, coll or maps
	stamp, original, ok := strings.Cut(rest, "id_/")
	if !ok {
		http.Error(rw, "<html>the toolbar</html>", http.StatusOK)
		return
	}
	nearest := -1
	for i, c := range w.captures {
		if surt(c.url) != surt(original) {
			continue
		}
		if nearest < 0 || apart(c.at, stamp) < apart(w.captures[nearest].at, stamp) {
			nearest = i
		}
	}
	if nearest < 0 {
		http.Error(rw, "The Wayback Machine has not archived that URL.", http.StatusNotFound)
		return
	}
	c := w.captures[nearest]
	switch {
	case c.at != stamp:
		w.sendTo(rw, c)
		return
	case c.how == "elsewhere":
		other := c
		other.at = "20190909090909"
		w.sendTo(rw, other)
		return
	case c.how == "fails":
		http.Error(rw, "<html>This snapshot cannot be displayed due to an internal error.</html>", http.StatusServiceUnavailable)
		return
	case c.how == "hangs":
		w.mu.Unlock()
		<-r.Context().Done()
		w.mu.Lock()
		return
	case c.how == "own page":
		fmt.Fprint(rw, "<html><title>Internet Archive</title>This snapshot cannot be displayed</html>")
		return
	case c.how == "not there":
		http.Error(rw, "not in archive", http.StatusNotFound)
		return
	}
	w.answer(rw, c)
}

func (w *wayback) sendTo(rw http.ResponseWriter, c waybackCapture) {
	rw.Header().Set("Location", w.server.URL+"/web/"+c.at+"id_/"+c.url)
	rw.Header().Set("X-Archive-Redirect-Reason", "found capture at "+c.at)
	rw.WriteHeader(http.StatusFound)
}

// answer plays a capture.
func (w *wayback) answer(rw http.ResponseWriter, c waybackCapture) {
	at, _ := time.Parse("20060102150405", c.at)
	h := rw.Header()
	h.Set("Memento-Datetime", at.Format(http.TimeFormat))
	h.Set("Link", fmt.Sprintf(`<%s>; rel="original", <%s/web/timemap/link/%s>; rel="timemap"; type="application/link-format"`, c.url, w.server.URL, c.url))
	h.Set("X-Archive-Src", "CRAWL-0001.warc.gz")
	h.Set("Content-Type", c.kind)
	h.Set("Server", "nginx")
	for name, values := range c.header {
		h["X-Archive-Orig-"+name] = values
	}
	if c.location != "" {
		h.Set("Location", w.server.URL+"/web/"+c.at+"id_/"+c.location)
	}
	if c.how == "packed" { // for the way only: the digest is that of the plain body
		h.Set("Content-Encoding", "gzip")
		rw.WriteHeader(c.status)
		z := gzip.NewWriter(rw)
		z.Write([]byte(c.body))
		z.Close()
		return
	}
	rw.WriteHeader(c.status)
	rw.Write([]byte(c.body))
}

func apart(a, b string) time.Duration {
	x, _ := time.Parse("20060102150405", a)
	y, _ := time.Parse("20060102150405", b)
	return x.Sub(y).Abs()
}

// sum returns a digest as CDX has it.
func sum(body string) string {
	s := sha1.Sum([]byte(body))
	return base32.StdEncoding.EncodeToString(s[:])
}

// addCapture adds a capture to the web archive of a script.
//
//	capture [-how H] [-status N] [-type T] [-location URL] [-digest-of FILE] [-header 'K: v'] TIMESTAMP URL [FILE]
func addCapture(ts *testscript.TestScript, _ bool, args []string) {
	c := waybackCapture{status: 200, kind: "text/html; charset=utf-8", header: http.Header{"Server": {"Apache"}}}
	digestOf := ""
	for len(args) > 1 && strings.HasPrefix(args[0], "-") {
		switch value := args[1]; args[0] {
		case "-how":
			c.how = value
		case "-status":
			n, err := strconv.Atoi(value)
			ts.Check(err)
			c.status = n
		case "-type":
			c.kind = value
		case "-location":
			c.location = value
		case "-digest-of":
			digestOf = value
		case "-header":
			k, v, _ := strings.Cut(value, ": ")
			c.header.Add(k, v)
		default:
			ts.Fatalf("capture: unknown option %s", args[0])
		}
		args = args[2:]
	}
	if len(args) < 2 {
		ts.Fatalf("usage: capture [options] TIMESTAMP URL [FILE]")
	}
	c.at, c.url = args[0], args[1]
	if len(args) > 2 {
		c.body = ts.ReadFile(args[2])
	}
	c.digest = sum(c.body)
	if digestOf != "" {
		c.digest = sum(ts.ReadFile(digestOf))
	}
	w := ts.Value("wayback").(*wayback)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.captures = slices.DeleteFunc(w.captures, func(o waybackCapture) bool { return o.at == c.at && o.url == c.url })
	w.captures = append(w.captures, c)
	slices.SortStableFunc(w.captures, func(a, b waybackCapture) int { return strings.Compare(a.at, b.at) })
}

// busy makes the web archive of a script answer 429 a few times.
func busy(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	w := ts.Value("wayback").(*wayback)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy = n
}

// plays says how often captures of a time were asked for; "": of any.
func (w *wayback) plays(stamp string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for path, times := range w.asked {
		if strings.HasPrefix(path, "/web/"+stamp) {
			n += times
		}
	}
	return n
}

// played waits until a capture was asked for.
func played(ts *testscript.TestScript, _ bool, args []string) {
	for range 500 {
		if ts.Value("wayback").(*wayback).plays(args[0]) > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("the capture of %s was not asked for within 5 s", args[0])
}

// plays checks how often captures were asked for so far.
//
//	plays N [TIMESTAMP]
func plays(ts *testscript.TestScript, neg bool, args []string) {
	n := ts.Value("wayback").(*wayback).plays(append(args, "")[1])
	if (strconv.Itoa(n) == args[0]) == neg {
		ts.Fatalf("captures were asked for %d times, want %s", n, args[0])
	}
}

// TestWaybackScripts runs stories of imports out of a web archive, which
// answers at $WAYBACK; $SITE is the site of today.
//
//	capture …        a capture of the web archive, see addCapture
//	busy N           it answers 429 to the next N questions
//	plays N [TIME]   captures, or those of a time, were asked for N times so far
//	played TIME      wait until one was
func TestWaybackScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/wayback",
		Setup: func(e *testscript.Env) error {
			s, w := newSite(), newWayback()
			e.Defer(s.server.Close)
			e.Defer(w.server.Close)
			e.Values["site"], e.Values["wayback"] = s, w
			e.Setenv("SITE", s.server.URL)
			e.Setenv("WAYBACK", w.server.URL)
			e.Setenv("GORACE", "atexit_sleep_ms=10")
			return os.WriteFile(e.WorkDir+"/stet.yaml", []byte(siteConfig(s.server.URL)), 0o644)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": serve, "hits": hits, "wait4": waitFor,
			"capture": addCapture, "busy": busy, "plays": plays, "played": played,
		},
		RequireUniqueNames: true,
	})
}

func TestTheFakeWaybackGivesItsListInParts(t *testing.T) {
	w := newWayback()
	defer w.server.Close()
	for _, at := range []string{"20200101000000", "20200102000000", "20200103000000"} {
		w.captures = append(w.captures, waybackCapture{at: at, url: "http://a.example/", status: 200})
	}
	rec := httptest.NewRecorder()
	w.list(rec, url.Values{"url": {"https://www.a.example/"}})
	if got := rec.Body.String(); !strings.Contains(got, `[],["20200102000000"]`) {
		t.Errorf("list = %s, want two rows and a key", got)
	}
}
