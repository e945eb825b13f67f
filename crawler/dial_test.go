package crawler_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/crawler"
	"stet/record"
)

func TestFetchKeepsTLSFacts(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { writeHello(w) }))
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	a := look(t, crawler.Options{RootCAs: pool}, s.URL)
	wantPage(t, a, hello)
	e := a.Last()
	if e.TLS == nil || e.TLS.Version != "TLS 1.3" || e.TLS.Cipher == "" || len(e.TLS.Chain) != 1 || !bytes.Equal(e.TLS.Chain[0], s.Certificate().Raw) {
		t.Errorf("TLS = %+v, want version, cipher and the server's certificate", e.TLS)
	}
	if !bytes.HasPrefix(e.Request, []byte("GET / HTTP/1.1\r\n")) || !bytes.HasPrefix(e.Head, []byte("HTTP/1.1 200 OK\r\n")) {
		t.Errorf("request = %.40q, head = %.40q, want plain text", e.Request, e.Head)
	}
}

func TestFetchRefusesBadCertificates(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { writeHello(w) }))
	s.Config.ErrorLog = quiet
	s.StartTLS()
	defer s.Close()
	a := look(t, crawler.Options{}, s.URL)
	wantIncident(t, a, record.Certificate, "unknown authority")
	if e := a.Last(); len(a.Exchanges) != 1 || e.URL != s.URL+"/robots.txt" || e.TLS == nil || len(e.TLS.Chain) != 1 {
		t.Errorf("Fetch kept %d exchanges and %+v, want one for robots.txt with the chain that failed", len(a.Exchanges), e)
	}
	a = look(t, crawler.Options{IgnoreRobots: true}, s.URL)
	wantIncident(t, a, record.Certificate, "unknown authority")
	if e := a.Last(); e.TLS == nil || len(e.TLS.Chain) != 1 || e.RemoteAddr == "" {
		t.Errorf("exchange = %+v, want the chain that failed", e)
	}

	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	wrong := "https://localhost:" + s.URL[strings.LastIndex(s.URL, ":")+1:]
	wantIncident(t, look(t, crawler.Options{RootCAs: pool}, wrong), record.Certificate, "is for example.com")

	expired := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { writeHello(w) }))
	expired.Config.ErrorLog = quiet
	expired.TLS = &tls.Config{Certificates: []tls.Certificate{selfSigned(t, time.Date(2020, 5, 6, 0, 0, 0, 0, time.UTC))}}
	expired.StartTLS()
	defer expired.Close()
	leaf, _ := x509.ParseCertificate(expired.TLS.Certificates[0].Certificate[0])
	pool.AddCert(leaf)
	wantIncident(t, look(t, crawler.Options{RootCAs: pool}, expired.URL), record.Certificate, "expired on 2020-05-06")

	old := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { writeHello(w) }))
	old.Config.ErrorLog = quiet
	old.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}
	old.StartTLS()
	defer old.Close()
	wantIncident(t, look(t, crawler.Options{RootCAs: pool}, old.URL), record.Unreachable, "secure connection")
}

// selfSigned returns a certificate for 127.0.0.1 that ends at the given time.
func selfSigned(t *testing.T, end time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: end.AddDate(-1, 0, 0), NotAfter: end,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func TestFetchRefusesPrivateAddresses(t *testing.T) {
	asked := false
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { asked = true; writeHello(w) })
	c, err := crawler.New(crawler.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	port := at[strings.LastIndex(at, ":"):]
	for _, address := range []string{at, "http://localhost" + port, "http://0.0.0.0" + port, "http://[::1]" + port,
		"http://[::ffff:127.0.0.1]" + port, "http://0x7f.1" + port, "http://2130706433" + port, "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[fd00::1]/"} {
		a := c.Fetch(context.Background(), record.Request{URL: address})
		wantIncident(t, a, record.Refused, "private address")
	}
	if asked {
		t.Error("a private address was asked")
	}
}

func TestFetchThroughProxy(t *testing.T) {
	var seen []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Method+" "+r.RequestURI)
		if r.Method == http.MethodConnect {
			conn, _, _ := w.(http.Hijacker).Hijack()
			defer conn.Close()
			far, err := net.Dial("tcp", r.RequestURI)
			if err != nil {
				return
			}
			defer far.Close()
			io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
			go func() { io.Copy(far, conn); far.Close() }()
			io.Copy(conn, far)
			return
		}
		writeHello(w)
	}))
	defer proxy.Close()
	u, _ := url.Parse(proxy.URL)
	u.User = url.UserPassword("desk", "secret")

	a := look(t, crawler.Options{Proxy: u.String(), IgnoreRobots: true}, "http://lights.example/")
	wantPage(t, a, hello)
	if bytes.Contains(a.Last().Request, []byte("Proxy-Authorization")) {
		t.Errorf("request = %q, want it without our own secret", a.Last().Request)
	}
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { writeHello(w) }))
	defer s.Close()
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	a = look(t, crawler.Options{Proxy: u.String(), IgnoreRobots: true, RootCAs: pool}, s.URL)
	wantPage(t, a, hello)
	if !bytes.HasPrefix(a.Last().Request, []byte("GET / HTTP/1.1\r\n")) || a.Last().TLS == nil {
		t.Errorf("request = %.40q, TLS %v, want plain text and the server's certificate", a.Last().Request, a.Last().TLS)
	}
	want := []string{"GET http://lights.example/", "CONNECT " + strings.TrimPrefix(s.URL, "https://")}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("the proxy was asked (-want +got):\n%s", diff)
	}
}
