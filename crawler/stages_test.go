package crawler_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stet/crawler"
	"stet/record"
)

// serveConns hands each connection to answer and closes it afterwards.
func serveConns(t *testing.T, answer func(conn net.Conn, n int)) (host string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	open := map[net.Conn]bool{}
	wg.Go(func() {
		for n := 0; ; n++ {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open[conn] = true
			mu.Unlock()
			wg.Go(func() { answer(conn, n); conn.Close() })
		}
	})
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		for conn := range open {
			conn.Close()
		}
		mu.Unlock()
		wg.Wait()
	})
	return l.Addr().String()
}

// reset makes the end of a connection a rude one.
func reset(conn net.Conn) { conn.(*net.TCPConn).SetLinger(0) }

// A connection may end at any moment, not only within the answer.
func TestFetchSurvivesTheEndOfAConnectionAtAnyStage(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\n<p>once</p>"
	read := func(conn net.Conn) { conn.Read(make([]byte, 4096)) }
	for _, c := range []struct {
		name   string
		tls    bool
		robots bool
		answer func(conn net.Conn, n int)
		want   record.IncidentKind
		says   string
	}{
		{"as soon as it stands", false, false, func(conn net.Conn, n int) { reset(conn) }, record.Unreachable, ""},
		{"as soon as it stands, at robots.txt", false, true, func(conn net.Conn, n int) { reset(conn) }, "", ""},
		{"after the request for robots.txt", false, true, func(conn net.Conn, n int) { read(conn); reset(conn) }, record.Robots, "could not be had"},
		{"within the head of robots.txt", false, true, func(conn net.Conn, n int) {
			read(conn)
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-")
		}, record.Robots, "could not be had"},
		{"between robots.txt and the page", false, true, func(conn net.Conn, n int) {
			read(conn)
			if n == 0 {
				io.WriteString(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
				time.Sleep(5 * time.Millisecond)
			}
			reset(conn)
		}, record.Unreachable, "closed the connection"},
		{"between two hops", false, false, func(conn net.Conn, n int) {
			read(conn)
			if n == 0 {
				io.WriteString(conn, "HTTP/1.1 302 Found\r\nLocation: /b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
				return
			}
			reset(conn)
		}, record.Unreachable, "closed the connection"},
		{"before a handshake", true, false, func(conn net.Conn, n int) { reset(conn) }, record.Unreachable, ""},
		{"within a handshake", true, false, func(conn net.Conn, n int) {
			read(conn)
			conn.Write([]byte{22, 3, 3, 0, 100, 2, 0, 0, 96, 3, 3}) // the beginning of a ServerHello
			reset(conn)
		}, record.Unreachable, "secure connection"},
		{"never, within a handshake", true, false, func(conn net.Conn, n int) { io.Copy(io.Discard, conn) }, record.Unreachable, "did not answer within"},
		{"with plain HTTP in the place of a handshake", true, false, func(conn net.Conn, n int) {
			read(conn)
			io.WriteString(conn, ok)
			time.Sleep(5 * time.Millisecond)
		}, record.Unreachable, "secure connection"},
		{"with an alert", true, false, func(conn net.Conn, n int) {
			read(conn)
			conn.Write([]byte{21, 3, 3, 0, 2, 2, 40})
			time.Sleep(5 * time.Millisecond)
		}, record.Unreachable, "secure connection"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			scheme := "http://"
			if c.tls {
				scheme = "https://"
			}
			o := crawler.Options{IgnoreRobots: !c.robots, Timeout: 10 * time.Second}
			if strings.Contains(c.says, "within") {
				o.Timeout = 300 * time.Millisecond
			}
			a := look(t, o, scheme+serveConns(t, c.answer)+"/page")
			if c.want == "" {
				if a.Verdict != record.GotIncident {
					t.Fatalf("Fetch = %s, want some incident", a.Verdict)
				}
				return
			}
			wantIncident(t, a, c.want, c.says)
		})
	}
}

// Old and weak TLS is no secure connection.
func TestFetchRefusesOldTLS(t *testing.T) {
	for name, version := range map[string]uint16{"TLS 1.0": tls.VersionTLS10, "TLS 1.1": tls.VersionTLS11} {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { writeHello(w) }))
		s.Config.ErrorLog = quiet
		s.TLS = &tls.Config{MinVersion: version, MaxVersion: version}
		s.StartTLS()
		pool := x509.NewCertPool()
		pool.AddCert(s.Certificate())
		a := look(t, crawler.Options{RootCAs: pool}, s.URL)
		s.Close()
		if a.Verdict != record.GotIncident || a.Incident.Kind != record.Unreachable || !strings.Contains(a.Incident.Detail, "secure connection") {
			t.Errorf("Fetch over %s = %s %+v, want no secure connection", name, a.Verdict, a.Incident)
		}
	}
}

// Rings and chains of redirects, of whatever making, end as one incident.
func TestFetchLeavesRingsOfRedirects(t *testing.T) {
	for _, c := range []struct {
		name string
		next func(n int, r *http.Request) string
		most int // requests
	}{
		{"50 hops", func(n int, r *http.Request) string { return fmt.Sprintf("/hop/%d", n) }, 11},
		{"a ring of three", func(n int, r *http.Request) string { return fmt.Sprintf("/ring/%d", n%3) }, 4},
		{"a ring through ever longer queries", func(n int, r *http.Request) string { return r.URL.Path + "?" + r.URL.RawQuery + "x" }, 11},
		{"a ring through ever deeper folders", func(n int, r *http.Request) string { return r.URL.Path + "/x" }, 11},
		{"a ring through fragments", func(n int, r *http.Request) string { return fmt.Sprintf("/page#%d", n) }, 11},
		{"to an address of a megabyte", func(n int, r *http.Request) string { return "/" + strings.Repeat("x", 1<<20) }, 11},
		{"to javascript", func(n int, r *http.Request) string { return "javascript:alert(1)" }, 1},
		{"to data", func(n int, r *http.Request) string { return "data:text/html,<p>x" }, 1},
		{"to ftp", func(n int, r *http.Request) string { return "ftp://coast.example/x" }, 1},
		{"to a file by way of a file", func(n int, r *http.Request) string { return "FILE:///etc/passwd" }, 1},
		{"to a port that is none", func(n int, r *http.Request) string { return "http://127.0.0.1:99999/" }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := 0
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				n++
				w.Header()["Location"] = []string{c.next(n, r)}
				w.WriteHeader(http.StatusMovedPermanently)
			})
			a := look(t, crawler.Options{IgnoreRobots: true}, at+"/page")
			if a.Verdict != record.GotIncident || a.Incident.Kind != record.Refused && a.Incident.Kind != record.Unreachable {
				t.Errorf("Fetch = %s %+v, want it refused", a.Verdict, a.Incident)
			}
			if n > c.most || a.MovedTo != "" || len(a.Incident.Detail) > 1000 {
				t.Errorf("the server was asked %d times, moved to %.50q, said %.1000q; want at most %d times and a sentence", n, a.MovedTo, a.Incident.Detail, c.most)
			}
		})
	}
}

func TestFetchReadsNoMoreOfARobotsFileThanItMust(t *testing.T) {
	var sent atomic.Int64
	line := strings.Repeat("# a comment of no use\n", 3000)
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			writeHello(w)
			return
		}
		const size = 100 << 20
		w.Header().Set("Content-Length", fmt.Sprint(size))
		fmt.Fprint(w, "User-agent: *\nDisallow: /secret\n")
		for sent.Load() < size {
			if _, err := io.WriteString(w, line); err != nil {
				return
			}
			sent.Add(int64(len(line)))
		}
	})
	c := newCrawler(t, crawler.Options{})
	wantPage(t, c.Fetch(context.Background(), record.Request{URL: at + "/open"}), hello)
	wantIncident(t, c.Fetch(context.Background(), record.Request{URL: at + "/secret"}), record.Robots, "forbids")
	if n := sent.Load(); n > 20<<20 {
		t.Errorf("%d bytes of robots.txt were sent, want the reading to end after 500 KiB", n)
	}
}
