package crawler_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"stet/crawler"
	"stet/record"
)

func TestFetchKeepsTheWire(t *testing.T) {
	at := serveRaw(t, func(conn net.Conn) {
		io.WriteString(conn, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"+
			"HTTP/1.1 200 Fine\r\nx-ODD:  1\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"+
			"5\r\n<p>on\r\n4;x=y\r\nce</\r\n2\r\np>\r\n0\r\nTrailer: 1\r\n\r\n")
	})
	a := look(t, crawler.Options{Contact: "desk@example.org", Version: "1.2"}, at+"/tides?b=2&a=1")
	wantPage(t, a, "<p>once</p>")
	if len(a.Exchanges) != 1 {
		t.Fatalf("Fetch gave %d exchanges, want 1", len(a.Exchanges))
	}
	e := a.Last()
	host := strings.TrimPrefix(at, "http://")
	request := "GET /tides?b=2&a=1 HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: stet/1.2 (+mailto:desk@example.org)\r\n"
	if !strings.HasPrefix(string(e.Request), request) || !strings.HasSuffix(string(e.Request), "\r\n\r\n") {
		t.Errorf("request = %q, want %q and more up to an empty line", e.Request, request)
	}
	head := "HTTP/1.1 200 Fine\r\nx-ODD:  1\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
	if diff := cmp.Diff(head, string(e.Head)); diff != "" {
		t.Errorf("head (-want +got):\n%s", diff)
	}
	d := record.DigestOf([]byte("<p>once</p>"))
	want := record.Payload{Digest: d, Size: 11, Type: "text/html", Decoded: d}
	if diff := cmp.Diff(want, e.Payload); diff != "" {
		t.Errorf("payload (-want +got):\n%s", diff)
	}
	if e.Status != 200 || e.RemoteAddr != host || e.TLS != nil || e.Truncated != "" || e.Header.Get("X-Odd") != "1" {
		t.Errorf("exchange = %d from %s, TLS %v, truncated %q, header %v", e.Status, e.RemoteAddr, e.TLS, e.Truncated, e.Header)
	}
	if e.Started.IsZero() || e.Ended.Before(e.Started) || a.Time.After(e.Started) {
		t.Errorf("look at %v, exchange from %v to %v: want them in order", a.Time, e.Started, e.Ended)
	}
}

// Exchanges that share a connection must not share bytes.
func TestFetchSplitsExchangesOfOneConnection(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "<p>%s</p>", r.URL.Path) })
	c := newCrawler(t, crawler.Options{IgnoreRobots: true})
	for _, path := range []string{"/first", "/second", "/third"} {
		a := c.Fetch(context.Background(), record.Request{URL: at + path})
		wantPage(t, a, "<p>"+path+"</p>")
		e := a.Last()
		if n := bytes.Count(e.Request, []byte("GET ")); n != 1 || !bytes.HasPrefix(e.Request, []byte("GET "+path+" ")) {
			t.Errorf("request = %q, want one GET of %s", e.Request, path)
		}
		if n := bytes.Count(e.Head, []byte("HTTP/1.1 200")); n != 1 || !bytes.HasSuffix(e.Head, []byte("\r\n\r\n")) {
			t.Errorf("head = %q, want one head", e.Head)
		}
	}
}

// A server may close a connection that was kept just when it is used again.
func TestFetchAsksAgainOverANewConnection(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { writeHello(w) }))
	defer s.Close()
	c := newCrawler(t, crawler.Options{IgnoreRobots: true})
	for range 3 {
		a := c.Fetch(context.Background(), record.Request{URL: s.URL})
		wantPage(t, a, hello)
		if n := bytes.Count(a.Last().Request, []byte("GET ")); n != 1 {
			t.Errorf("request = %q, want one GET", a.Last().Request)
		}
		s.CloseClientConnections()
	}
}

func gzipped(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.Bytes()
}

func coded(t *testing.T, coding string, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		return gzipped(s)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "raw deflate":
		w, _ = flate.NewWriter(&b, 6)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		w, _ = zstd.NewWriter(&b)
	default:
		t.Fatalf("no coding %s", coding)
	}
	io.WriteString(w, s)
	w.Close()
	return b.Bytes()
}

func TestFetchDecodes(t *testing.T) {
	for _, c := range []struct{ name, coding, header string }{
		{"gzip", "gzip", "gzip"},
		{"gzip by its old name", "gzip", "X-GZIP"},
		{"deflate", "deflate", "deflate"},
		{"deflate as some servers understand it", "raw deflate", "deflate"},
		{"brotli", "br", "br"},
		{"zstandard", "zstd", "zstd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := coded(t, c.coding, hello)
			asked := ""
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				asked = r.Header.Get("Accept-Encoding")
				w.Header().Set("Content-Encoding", c.header)
				w.Header().Set("Content-Type", "text/html")
				w.Write(body)
			})
			a := look(t, crawler.Options{IgnoreRobots: true}, at)
			wantPage(t, a, hello)
			want := record.Payload{Digest: record.DigestOf(body), Size: int64(len(body)), Type: "text/html",
				Encoding: c.header, Decoded: record.DigestOf([]byte(hello))}
			if diff := cmp.Diff(want, a.Last().Payload); diff != "" {
				t.Errorf("payload (-want +got):\n%s", diff)
			}
			if asked != "identity" {
				t.Errorf("Accept-Encoding: %s, want identity", asked)
			}
			decoded, err := newCrawler(t, crawler.Options{}).Decode(body, c.header)
			if err != nil || string(decoded) != hello {
				t.Errorf("Decode(…, %q) = %.60q, %v, want the document", c.header, decoded, err)
			}
		})
	}
}

func TestFetchAsksForWhatItIsTold(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") == "gzip" {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(gzipped(hello))
			return
		}
		writeHello(w)
	})
	a := look(t, crawler.Options{IgnoreRobots: true, AcceptEncoding: "gzip"}, at)
	wantPage(t, a, hello)
	b := look(t, crawler.Options{IgnoreRobots: true}, at)
	if a.Last().Payload.Encoding != "gzip" || !a.Last().Payload.Same(b.Last().Payload) {
		t.Errorf("payloads %+v and %+v, want gzip and the same document", a.Last().Payload, b.Last().Payload)
	}
}

func TestDecodeRefuses(t *testing.T) {
	c := newCrawler(t, crawler.Options{})
	for _, d := range []struct{ name, encoding, body string }{
		{"gzip cut off", "gzip", string(gzipped(hello)[:60])},
		{"gzip damaged", "gzip", strings.Replace(string(gzipped(hello)), string(gzipped(hello)[20:22]), "\x00\x00", 1)},
		{"an unknown coding", "lzw", hello},
		{"too many codings", "gzip, gzip, gzip, gzip", hello},
		{"no brotli", "br", hello},
		{"no zstandard", "zstd", hello},
	} {
		if got, err := c.Decode([]byte(d.body), d.encoding); err == nil {
			t.Errorf("%s: Decode = %.40q, want an error", d.name, got)
		}
	}
	for _, encoding := range []string{"", "identity", "utf-8", "gzip"} { // gzip by mistake: the body is plain
		if got, err := c.Decode([]byte(hello), encoding); err != nil || string(got) != hello {
			t.Errorf("Decode(plain, %q) = %.40q, %v, want it as it is", encoding, got, err)
		}
	}
}

func TestFetchSendsTheServersOwnValidators(t *testing.T) {
	var header http.Header
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		if r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		writeHello(w)
	})
	c := newCrawler(t, crawler.Options{IgnoreRobots: true})
	a := c.Fetch(context.Background(), record.Request{URL: at, ETag: `W/"7"`, LastModified: "Wed, 01 Jan 2025 00:00:00 GMT"})
	if a.Verdict != record.GotSame || a.Last().Status != 304 {
		t.Errorf("conditional Fetch = %s %+v, want same", a.Verdict, a.Incident)
	}
	if header.Get("If-None-Match") != `W/"7"` || header.Get("If-Modified-Since") != "Wed, 01 Jan 2025 00:00:00 GMT" {
		t.Errorf("header = %v, want both validators as given", header)
	}
	wantPage(t, c.Fetch(context.Background(), record.Request{URL: at}), hello)
	if header.Get("If-None-Match") != "" || header.Get("If-Modified-Since") != "" {
		t.Errorf("header = %v, want no validators", header)
	}
}

func TestFetchDoesNotBelieveA304ThatNobodyAskedFor(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNotModified) })
	wantIncident(t, look(t, crawler.Options{IgnoreRobots: true}, at), record.ServerError, "304")
}

func TestFetchGone(t *testing.T) {
	for _, status := range []int{404, 410} {
		at := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, "<h1>Nothing here</h1>")
		})
		a := look(t, crawler.Options{}, at)
		if a.Verdict != record.GotGone || a.Last().Status != status || a.Incident != nil {
			t.Errorf("Fetch of a %d = %s %+v, want gone", status, a.Verdict, a.Incident)
		}
	}
}

func TestFetchFollowsRedirects(t *testing.T) {
	for _, c := range []struct {
		name  string
		codes []int
		moved bool
	}{
		{"permanent", []int{301}, true},
		{"permanent twice", []int{308, 301}, true},
		{"temporary", []int{302}, false},
		{"permanent, then temporary", []int{301, 307}, false},
		{"ten in a row", []int{301, 301, 301, 301, 301, 301, 301, 301, 301, 301}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				n := 0
				fmt.Sscanf(r.URL.Path, "/hop/%d", &n)
				if n < len(c.codes) {
					http.Redirect(w, r, fmt.Sprintf("/hop/%d", n+1), c.codes[n])
					return
				}
				writeHello(w)
			})
			a := look(t, crawler.Options{IgnoreRobots: true}, at+"/hop/0")
			wantPage(t, a, hello)
			final := fmt.Sprintf("%s/hop/%d", at, len(c.codes))
			if len(a.Exchanges) != len(c.codes)+1 || a.FinalURL != final {
				t.Errorf("Fetch made %d exchanges and came to %s, want %d and %s", len(a.Exchanges), a.FinalURL, len(c.codes)+1, final)
			}
			moved := ""
			if c.moved {
				moved = final
			}
			if a.MovedTo != moved {
				t.Errorf("MovedTo = %q, want %q", a.MovedTo, moved)
			}
			for i, e := range a.Exchanges[:len(c.codes)] {
				if e.Status != c.codes[i] || len(e.Head) == 0 || len(e.Request) == 0 {
					t.Errorf("exchange %d = %d with %d and %d bytes, want %d and both heads", i, e.Status, len(e.Request), len(e.Head), c.codes[i])
				}
			}
		})
	}
}

func TestFetchRefusesRedirects(t *testing.T) {
	for _, c := range []struct{ name, to, says string }{
		{"to itself", "/", "circle"},
		{"without end", "more", "more than 10"},
		{"to a file", "file:///etc/passwd", "neither http nor https"},
		{"to a mail address", "mailto:desk@example.org", "neither http nor https"},
		{"to no host", "http:///nowhere", "redirect"},
		{"to no address", "http://[::1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			hits := 0
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				hits++
				to := c.to
				if to == "more" {
					to = fmt.Sprintf("/%d", hits)
				}
				w.Header().Set("Location", to)
				w.WriteHeader(http.StatusFound)
			})
			a := look(t, crawler.Options{IgnoreRobots: true}, at)
			wantIncident(t, a, record.Refused, c.says)
			if hits > 11 || len(a.Exchanges) != hits {
				t.Errorf("Fetch asked %d times and kept %d exchanges, want at most 11 and all", hits, len(a.Exchanges))
			}
		})
	}
}

func TestFetchLeavesValidatorsAndSecretsBehindOnRedirects(t *testing.T) {
	var header http.Header
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "http://user:secret@"+r.Host+"/new", http.StatusMovedPermanently)
			return
		}
		header = r.Header
		writeHello(w)
	})
	a := newCrawler(t, crawler.Options{IgnoreRobots: true}).Fetch(context.Background(), record.Request{URL: at + "/old", ETag: `"x"`, LastModified: "Wed, 01 Jan 2025 00:00:00 GMT"})
	wantPage(t, a, hello)
	for _, name := range []string{"If-None-Match", "If-Modified-Since", "Referer", "Authorization", "Cookie"} {
		if v := header.Get(name); v != "" {
			t.Errorf("%s: %s was sent to the redirect's target, want nothing", name, v)
		}
	}
	if strings.Contains(a.FinalURL, "secret") {
		t.Errorf("FinalURL = %s, want no password in it", a.FinalURL)
	}
}

func TestFetchKeepsCookiesForOneLook(t *testing.T) {
	var first string
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("pass"); err == nil && c.Value == "1" {
			writeHello(w)
			return
		}
		first = r.Header.Get("Cookie")
		http.SetCookie(w, &http.Cookie{Name: "pass", Value: "1", Path: "/"})
		http.Redirect(w, r, r.URL.Path, http.StatusFound) // to itself, now with the cookie
	})
	c := newCrawler(t, crawler.Options{IgnoreRobots: true})
	for range 2 {
		wantPage(t, c.Fetch(context.Background(), record.Request{URL: at + "/a"}), hello)
		if first != "" {
			t.Errorf("the first request of a look sent the cookie %q, want none", first)
		}
	}
}

func TestFetchSeesThroughRedirects(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		want           record.IncidentKind
	}{
		{"to a login", "/reports/7", "/user/login?destination=/reports/7", record.Blocked},
		{"to the home page", "/reports/7", "/", record.Soft404},
		{"to the home page by another name", "/reports/7", "/index.html", record.Soft404},
		{"to an error page", "/reports/7", "/errors/404.html", record.Soft404},
		{"to a maintenance page", "/reports/7", "/maintenance.html", record.Maintenance},
		{"from the root to the start page", "/", "/home", ""},
		{"from one page to another", "/reports/7", "/archive/login-gov-report", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.RequestURI() == c.from {
					http.Redirect(w, r, c.to, http.StatusFound)
					return
				}
				writeHello(w)
			})
			a := look(t, crawler.Options{IgnoreRobots: true}, at+c.from)
			if c.want == "" {
				wantPage(t, a, hello)
				return
			}
			wantIncident(t, a, c.want, c.to)
			if a.MovedTo != "" {
				t.Errorf("MovedTo = %q, want none for an incident", a.MovedTo)
			}
		})
	}
}

func TestFetchKnowsFirewallsByTheirHeaders(t *testing.T) {
	for _, c := range []struct {
		name, field, value string
		status             int
	}{
		{"Cloudflare", "Cf-Mitigated", "challenge", 403},
		{"AWS WAF", "X-Amzn-Waf-Action", "captcha", 405},
		{"AWS WAF with 202", "X-Amzn-Waf-Action", "challenge", 202},
		{"Vercel", "X-Vercel-Mitigated", "deny", 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set(c.field, c.value)
				w.WriteHeader(c.status)
				fmt.Fprint(w, hello)
			})
			wantIncident(t, look(t, crawler.Options{IgnoreRobots: true}, at), record.Blocked, c.value)
		})
	}
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Server", "AkamaiGHost")
		w.WriteHeader(403)
		fmt.Fprint(w, "<title>Access Denied</title>")
	})
	wantIncident(t, look(t, crawler.Options{IgnoreRobots: true}, at), record.Blocked, "the server answered 403: Access Denied (Akamai)")
}

func TestFetchHoldsHost(t *testing.T) {
	now := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, value, date string
		status            int
		want              time.Duration
	}{
		{"seconds", "120", "", 429, 2 * time.Minute},
		{"a date", "Sat, 01 Mar 2025 12:30:00 GMT", "Sat, 01 Mar 2025 12:00:00 GMT", 503, 30 * time.Minute},
		{"a date by a clock that is wrong", "Sat, 01 Mar 2025 18:30:00 GMT", "Sat, 01 Mar 2025 18:00:00 GMT", 503, 30 * time.Minute},
		{"longer than a day", "99999999999", "", 503, 24 * time.Hour},
		{"a date that is over", "Sat, 01 Mar 2025 11:00:00 GMT", "Sat, 01 Mar 2025 12:00:00 GMT", 503, 0},
		{"nonsense", "soon", "", 429, 0},
		{"with an ordinary answer", "120", "", 200, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", c.value)
				if c.date != "" {
					w.Header().Set("Date", c.date)
				}
				w.WriteHeader(c.status)
				fmt.Fprint(w, hello)
			})
			a := look(t, crawler.Options{IgnoreRobots: true, Now: func() time.Time { return now }}, at)
			want := time.Time{}
			if c.want > 0 {
				want = now.Add(c.want)
			}
			if !a.HoldHost.Equal(want) {
				t.Errorf("Retry-After %q with %d: HoldHost = %v, want %v", c.value, c.status, a.HoldHost, want)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	for _, o := range []crawler.Options{
		{AcceptEncoding: "br"}, {Timeout: -1}, {MaxBody: -1}, {Delay: -1}, {Proxy: "socks5://127.0.0.1:1"}, {Proxy: "nonsense"},
	} {
		if _, err := crawler.New(o); err == nil {
			t.Errorf("New(%+v) = no error, want one", o)
		}
	}
}

func TestFetchRefusesWhatIsNoAddress(t *testing.T) {
	for _, address := range []string{"", "example.gov", "ftp://example.gov/", "file:///etc/passwd", "http://", "http://user:secret@example.gov/", "http://a b/", "://"} {
		wantIncident(t, look(t, crawler.Options{}, address), record.Refused, "")
	}
}

// A mistake of ours ends one look, with a hint at its place, and no other.
func TestFetchSurvivesAPanic(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { writeHello(w) })
	calls := 0
	c := newCrawler(t, crawler.Options{IgnoreRobots: true, Delay: time.Millisecond, Now: func() time.Time {
		if calls++; calls == 2 {
			panic("the clock fell down")
		}
		return time.Now()
	}})
	a := c.Fetch(context.Background(), record.Request{URL: at})
	wantIncident(t, a, record.Refused, "the clock fell down at fetch_test.go:")
	wantPage(t, c.Fetch(context.Background(), record.Request{URL: at}), hello)
}

func TestFetchEndsWhenCalledOff(t *testing.T) {
	began := make(chan struct{})
	at := serveRaw(t, func(conn net.Conn) {
		close(began)
		io.Copy(io.Discard, conn)
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-began; cancel() }()
	c := newCrawler(t, crawler.Options{Timeout: time.Minute})
	a := c.Fetch(ctx, record.Request{URL: at})
	wantIncident(t, a, record.Unreachable, "called off")
}
