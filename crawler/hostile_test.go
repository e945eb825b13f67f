package crawler_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"stet/crawler"
	"stet/record"
)

// Each hostile server must come to its incident within the limits of the look,
// and leave the crawler able to look elsewhere.
func TestFetchSurvivesHostileServers(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	drip := func(conn net.Conn, s string) {
		for range 200 {
			if _, err := io.WriteString(conn, s); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	flood := func(conn net.Conn, s string) {
		for {
			if _, err := io.WriteString(conn, s); err != nil {
				return
			}
		}
	}
	for _, c := range []struct {
		name      string
		answer    func(net.Conn)
		want      record.IncidentKind
		says      string
		truncated string
	}{
		{"says nothing", func(conn net.Conn) { io.Copy(io.Discard, conn) }, record.Unreachable, "did not answer within", ""},
		{"hangs up", func(conn net.Conn) {}, record.Unreachable, "closed the connection", ""},
		{"resets", func(conn net.Conn) { conn.(*net.TCPConn).SetLinger(0) }, record.Unreachable, "closed the connection", ""},
		{"resets within the head", func(conn net.Conn) {
			io.WriteString(conn, ok)
			time.Sleep(20 * time.Millisecond)
			conn.(*net.TCPConn).SetLinger(0)
		}, record.Truncated, "header fields", ""},
		{"resets within the body", func(conn net.Conn) {
			io.WriteString(conn, ok+"Content-Length: 1000\r\n\r\n<p>only this")
			time.Sleep(20 * time.Millisecond)
			conn.(*net.TCPConn).SetLinger(0)
		}, record.Truncated, "12 of 1000 bytes", "disconnect"},
		{"slow head", func(conn net.Conn) { io.WriteString(conn, ok); drip(conn, "X-A: b\r\n") }, record.Unreachable, "header fields came within", ""},
		{"slow body", func(conn net.Conn) { io.WriteString(conn, ok+"Content-Length: 1000\r\n\r\n"); drip(conn, "a") }, record.Truncated, "not complete within", "time"},
		{"slow body without length", func(conn net.Conn) { io.WriteString(conn, ok+"\r\n"); drip(conn, "a") }, record.Truncated, "not complete within", "time"},
		{"body without end", func(conn net.Conn) { io.WriteString(conn, ok+"\r\n"); flood(conn, strings.Repeat("body ", 1000)) }, record.Refused, "larger than", "length"},
		{"chunks without end", func(conn net.Conn) {
			io.WriteString(conn, ok+"Transfer-Encoding: chunked\r\n\r\n")
			flood(conn, "3e8\r\n"+strings.Repeat("c", 1000)+"\r\n")
		}, record.Refused, "larger than", "length"},
		{"announces too much", func(conn net.Conn) {
			io.WriteString(conn, ok+"Content-Length: 99999999999999\r\n\r\n"+hello)
		}, record.Truncated, "of 99999999999999 bytes", "disconnect"},
		{"announces two lengths", func(conn net.Conn) { io.WriteString(conn, ok+"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef") }, record.ServerError, "cannot be understood", ""},
		{"announces less than nothing", func(conn net.Conn) { io.WriteString(conn, ok+"Content-Length: -5\r\n\r\nabcdef") }, record.ServerError, "cannot be understood", ""},
		{"breaks its chunks", func(conn net.Conn) {
			io.WriteString(conn, ok+"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\nzz\r\n")
		}, record.Truncated, "5 bytes", "disconnect"},
		{"ends within a chunk", func(conn net.Conn) {
			io.WriteString(conn, ok+"Transfer-Encoding: chunked\r\n\r\nff\r\nabcde")
		}, record.Truncated, "5 bytes", "disconnect"},
		{"ends before the last chunk", func(conn net.Conn) {
			io.WriteString(conn, ok+"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n")
		}, record.Truncated, "5 bytes", "disconnect"},
		{"sends a bomb", func(conn net.Conn) {
			bomb := gzipped(strings.Repeat("0", 4<<20))
			fmt.Fprintf(conn, "%sContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", ok, len(bomb), bomb)
		}, record.Refused, "decompressed", ""},
		{"sends a bomb within a bomb", func(conn net.Conn) {
			bomb := gzipped(strings.Repeat(string(gzipped(strings.Repeat("0", 1<<20))), 8))
			fmt.Fprintf(conn, "%sContent-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n%s", ok, len(bomb), bomb)
		}, record.Refused, "decompressed", ""},
		{"sends a brotli bomb", func(conn net.Conn) { bomb(conn, ok, "br", 4) }, record.Refused, "decompressed", ""},
		{"sends a zstandard bomb", func(conn net.Conn) { bomb(conn, ok, "zstd", 4) }, record.Refused, "decompressed", ""},
		{"sends a deflate bomb", func(conn net.Conn) { bomb(conn, ok, "deflate", 4) }, record.Refused, "decompressed", ""},
		{"asks for a zstandard window of 2 GB", func(conn net.Conn) {
			fmt.Fprintf(conn, "%sContent-Encoding: zstd\r\nContent-Length: 14\r\n\r\n\x28\xb5\x2f\xfd\x00\xa8\x0b\x00\x00\x30\x00\x00\x01\x00", ok)
		}, record.Truncated, "damaged", ""},
		{"ends within a trailer", func(conn net.Conn) {
			io.WriteString(conn, ok+"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nX-Sum: ")
		}, record.Truncated, "5 bytes", "disconnect"},
		{"a chunk of many exabytes", func(conn net.Conn) {
			io.WriteString(conn, ok+"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nabcde")
		}, record.Truncated, "0 bytes", "disconnect"},
		{"a byte a second", func(conn net.Conn) {
			io.WriteString(conn, ok+"Content-Length: 1000\r\n\r\n")
			for range 10 {
				if _, err := io.WriteString(conn, "a"); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, record.Truncated, "not complete within", "time"},
		{"a status line without end", func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 200 "); flood(conn, "fine and ") }, record.Refused, "longer than", ""},
		{"closes after the status line", func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 200 OK\r\n") }, record.Truncated, "header fields", ""},
		{"bytes that are no text at all", func(conn net.Conn) { conn.Write([]byte{0, 1, 2, 0xff, 0xfe, '\r', '\n', '\r', '\n'}) }, record.ServerError, "not HTTP", ""},
		{"cuts a compressed body", func(conn net.Conn) {
			half := gzipped(hello)[:50]
			fmt.Fprintf(conn, "%sContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", ok, len(half), half)
		}, record.Truncated, "compressed body is damaged", ""},
		{"codes in its own way", func(conn net.Conn) {
			io.WriteString(conn, ok+"Content-Encoding: x-secret\r\nContent-Length: 3\r\n\r\nabc")
		}, record.ServerError, "cannot read", ""},
		{"10,000 header fields", func(conn net.Conn) {
			io.WriteString(conn, ok+strings.Repeat("X-A: b\r\n", 10000)+"Content-Length: 0\r\n\r\n")
		}, record.Refused, "header fields", ""},
		{"a header line of 8 MB", func(conn net.Conn) {
			io.WriteString(conn, ok+"X-Long: "+strings.Repeat("long", 2<<20)+"\r\n\r\n")
		}, record.Refused, "longer than", ""},
		{"a head without end", func(conn net.Conn) { io.WriteString(conn, ok); flood(conn, "X-A: b\r\n") }, record.Refused, "longer than", ""},
		{"interim answers without end", func(conn net.Conn) { flood(conn, "HTTP/1.1 100 Continue\r\n\r\n") }, record.ServerError, "", ""},
		{"HTTP/0.9", func(conn net.Conn) { io.WriteString(conn, "<html>an old page</html>\n") }, record.ServerError, "not HTTP", ""},
		{"another protocol", func(conn net.Conn) { io.WriteString(conn, "SSH-2.0-OpenSSH_9.9\r\n") }, record.ServerError, "not HTTP", ""},
		{"a status that is none", func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 abc Fine\r\n\r\n") }, record.ServerError, "cannot be understood", ""},
		{"a header that is none", func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 200 OK\r\nno field here\r\n\r\n") }, record.ServerError, "cannot be understood", ""},
		{"switches protocols", func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
		}, "", "", ""},
		{"a part of the page", func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-2/9\r\nContent-Length: 3\r\n\r\n<p>")
		}, record.Truncated, "206", ""},
		{"a page without a word", func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n") }, record.Empty, "", ""},
		{"a redirect to nowhere", func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n") }, record.RedirectStub, "302", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := serveRaw(t, c.answer)
			o := crawler.Options{Timeout: 400 * time.Millisecond, MaxBody: 1 << 20}
			if !strings.Contains(c.says, "within") {
				o.Timeout = 20 * time.Second // not the limit that these are about
			}
			a := look(t, o, at+"/page")
			if c.want == "" {
				if a.Verdict != record.GotIncident {
					t.Fatalf("Fetch = %s, want some incident", a.Verdict)
				}
				return
			}
			wantIncident(t, a, c.want, c.says)
			if got := a.Last().Truncated; got != c.truncated {
				t.Errorf("Truncated = %q, want %q", got, c.truncated)
			}
			if len(a.Last().Body) > 1<<20 || len(a.Last().Head) > 300<<10 {
				t.Errorf("kept %d bytes of body and %d of head, want them within the limits", len(a.Last().Body), len(a.Last().Head))
			}
		})
	}
}

// bomb answers with a body out of which come so many MiB.
func bomb(conn net.Conn, head, coding string, size int) {
	body := bombOf(coding, size)
	fmt.Fprintf(conn, "%sContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n", head, coding, len(body))
	conn.Write(body)
}

func bombOf(coding string, size int) []byte {
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "br":
		w = brotli.NewWriterLevel(&b, 1)
	case "zstd":
		w, _ = zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	case "deflate":
		w = zlib.NewWriter(&b)
	}
	zeros := make([]byte, 1<<20)
	for range size {
		w.Write(zeros)
	}
	w.Close()
	return b.Bytes()
}

func TestFetchTakesWhatIsOddAndHarmless(t *testing.T) {
	for _, c := range []struct{ name, answer string }{
		{"bytes outside UTF-8 in a header field", "HTTP/1.1 200 OK\r\nX-Town: D\xfcren\r\nContent-Length: 11\r\n\r\n<p>once</p>"},
		{"bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 11\n\n<p>once</p>"},
		{"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n<p>once</p>"},
		{"no reason", "HTTP/1.1 200\r\nContent-Length: 11\r\n\r\n<p>once</p>"},
		{"more than was announced", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n<p>once</p>HTTP/1.1 200 OK\r\n\r\nsmuggled"},
		{"no end but the end of the line", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<p>once</p>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := serveRaw(t, func(conn net.Conn) { io.WriteString(conn, c.answer) })
			cr := newCrawler(t, crawler.Options{})
			for range 40 { // what is left over on a connection meets the next question only now and then
				a := cr.Fetch(context.Background(), record.Request{URL: at})
				wantPage(t, a, "<p>once</p>")
				head, _, _ := strings.Cut(c.answer, "<p>")
				if string(a.Last().Head) != head {
					t.Errorf("head = %q, want %q", a.Last().Head, head)
				}
			}
		})
	}
}

// A server that answers the next request before it is made could have a page
// of its own choosing kept under another's address.
func TestFetchIsNotFooledByAnswersThatCameTooEarly(t *testing.T) {
	n := 0
	at := serveRaw(t, func(conn net.Conn) {
		n++
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n<p>true</p>HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n<p>lies</p>")
		io.Copy(io.Discard, conn)
	})
	c := newCrawler(t, crawler.Options{})
	for i := range 5 {
		a := c.Fetch(context.Background(), record.Request{URL: fmt.Sprintf("%s/%d", at, i)})
		if bytes.Contains(a.Document, []byte("lies")) {
			t.Fatalf("Fetch(%s) = %q, want no answer from before the question", a.URL, a.Document)
		}
	}
	if n < 2 {
		t.Errorf("%d connections were made, want a new one after each lie", n)
	}
}

func TestFetchIsNotFloodedWithCookies(t *testing.T) {
	var sent string
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/b" {
			sent = r.Header.Get("Cookie")
			writeHello(w)
			return
		}
		for i := range 400 {
			w.Header().Add("Set-Cookie", fmt.Sprintf("c%d=%s; Path=/", i, strings.Repeat("x", 50)))
		}
		http.Redirect(w, r, "/b", http.StatusFound)
	})
	wantPage(t, look(t, crawler.Options{IgnoreRobots: true}, at), hello)
	if n := strings.Count(sent, "="); n != 50 {
		t.Errorf("%d cookies were sent, want 50", n)
	}
}

// The others of a run go on, whatever one server does.
func TestFetchElsewhereWhileOneHostHangs(t *testing.T) {
	t.Parallel()
	hung := serveRaw(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	good := serve(t, func(w http.ResponseWriter, r *http.Request) { writeHello(w) })
	c := newCrawler(t, crawler.Options{Timeout: 3 * time.Second, Delay: time.Millisecond})
	done := make(chan record.Answer)
	go func() { done <- c.Fetch(context.Background(), record.Request{URL: hung}) }()
	for i := range 5 {
		wantPage(t, c.Fetch(context.Background(), record.Request{URL: fmt.Sprintf("%s/%d", good, i)}), hello)
	}
	select {
	case a := <-done:
		t.Errorf("the look at the hung host ended as %s before the others", a.Verdict)
	default:
	}
	wantIncident(t, <-done, record.Unreachable, "did not answer")
}
