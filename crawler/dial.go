package crawler

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"code.dny.dev/ssrf"

	"stet/record"
)

// A dialer opens connections: guarded, tapped, with TLS where asked for, and
// through the proxy where one is set.
//
// The guard stands in net.Dialer.Control, where the address is already an IP
// address: a name that answers differently the second time gains nothing.
type dialer struct {
	net   net.Dialer
	guard *ssrf.Guardian // nil: private addresses are allowed
	tls   *tls.Config
	proxy *url.URL // nil: none
}

// newTransport returns the HTTP/1.1 transport of a crawler. HTTP/2 has no
// bytes on the wire that could be kept as a request and a response.
func newTransport(o Options, proxy *url.URL) *http.Transport {
	if o.AllowPrivate {
		return guarded(nil, o, proxy)
	}
	return guarded(ssrf.New(ssrf.WithAnyPort()), o, proxy)
}

// guarded returns a transport that asks guard before it connects; nil: nobody.
func guarded(guard *ssrf.Guardian, o Options, proxy *url.URL) *http.Transport {
	d := &dialer{
		net:   net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second},
		tls:   &tls.Config{RootCAs: o.RootCAs, NextProtos: []string{"http/1.1"}},
		guard: guard,
		proxy: proxy,
	}
	if d.guard != nil && proxy == nil {
		d.net.Control = d.guard.Safe
	}
	var only http.Protocols
	only.SetHTTP1(true)
	t := &http.Transport{
		DialContext:            d.dial,
		DialTLSContext:         d.dialTLS,
		DisableCompression:     true, // the payload is what was sent
		MaxIdleConns:           512,
		MaxIdleConnsPerHost:    32,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 2 * maxHead, // the tap is stricter
		Protocols:              &only,
	}
	if proxy != nil {
		t.Proxy = func(r *http.Request) (*url.URL, error) {
			if r.URL.Scheme == "https" {
				return nil, nil // dialTLS goes through the proxy itself, so that the tap sees plain text
			}
			return proxy, d.checkLiteral(r.URL.Hostname())
		}
	}
	return t
}

// parseProxy reads Options.Proxy.
func parseProxy(s string) (*url.URL, error) {
	if s == "" {
		return nil, nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" {
		return nil, fmt.Errorf("crawler: proxy %q: want http://host:port", s)
	}
	return u, nil
}

// dial connects without TLS to the host, or for plain http to the proxy.
func (d *dialer) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := d.net.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &tap{Conn: conn}, nil
}

// dialTLS connects with TLS to the host.
func (d *dialer) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	conn, err := d.plain(ctx, network, addr, host)
	if err != nil {
		return nil, err
	}
	remote := conn.RemoteAddr().String()
	secure, err := d.secure(ctx, conn, host)
	if err != nil {
		return nil, &tlsError{remote: remote, server: host, err: err}
	}
	return &tap{Conn: secure, tls: tlsFacts(secure.ConnectionState())}, nil
}

// plain returns a connection to addr, directly or through the proxy.
func (d *dialer) plain(ctx context.Context, network, addr, host string) (net.Conn, error) {
	if d.proxy == nil {
		return d.net.DialContext(ctx, network, addr)
	}
	if err := d.checkLiteral(host); err != nil {
		return nil, err
	}
	conn, err := d.net.DialContext(ctx, network, record.HostPort(d.proxy))
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	if err := d.connect(ctx, conn, addr); err != nil {
		conn.Close()
		return nil, fmt.Errorf("proxy: %w", err)
	}
	return conn, nil
}

// connect asks the proxy at the other end of conn for a tunnel to addr.
func (d *dialer) connect(ctx context.Context, conn net.Conn, addr string) error {
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: http.Header{}}
	if u := d.proxy.User; u != nil {
		password, _ := u.Password()
		login := base64.StdEncoding.EncodeToString([]byte(u.Username() + ":" + password))
		req.Header.Set("Proxy-Authorization", "Basic "+login)
	}
	if err := req.Write(conn); err != nil {
		return err
	}
	// The server speaks first only when TLS asks it to: nothing of its bytes
	// can get lost in this reader.
	resp, err := http.ReadResponse(bufio.NewReader(conn), req)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("no tunnel to %s: %s", addr, headerText(resp.Status))
	}
	return nil
}

// checkLiteral refuses private addresses that stand in an address as such.
// Behind a proxy nothing more can be known: the proxy looks up the names.
func (d *dialer) checkLiteral(host string) error {
	if d.guard == nil {
		return nil
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return fmt.Errorf("%w: %s", ssrf.ErrProhibitedIP, host)
	}
	if ip, err := netip.ParseAddr(name); err == nil {
		return d.guard.SafeAddr(ip.Unmap())
	}
	return nil
}

// secure makes conn a TLS connection to server, or closes it.
func (d *dialer) secure(ctx context.Context, conn net.Conn, server string) (*tls.Conn, error) {
	config := d.tls.Clone()
	config.ServerName = server
	s := tls.Client(conn, config)
	if err := s.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return s, nil
}

// A tlsError is a handshake that failed, with what is known of the server.
type tlsError struct {
	remote string
	server string
	err    error
}

func (e *tlsError) Error() string { return "tls: " + e.err.Error() }
func (e *tlsError) Unwrap() error { return e.err }

// facts returns what the failed handshake showed: the chain, where it came to
// that.
func (e *tlsError) facts() *record.TLS {
	var bad *tls.CertificateVerificationError
	if !errors.As(e.err, &bad) {
		return nil
	}
	facts := &record.TLS{ServerName: e.server}
	for _, cert := range bad.UnverifiedCertificates {
		facts.Chain = append(facts.Chain, cert.Raw)
	}
	return facts
}

func tlsFacts(s tls.ConnectionState) *record.TLS {
	facts := &record.TLS{
		Version:    tls.VersionName(s.Version),
		Cipher:     tls.CipherSuiteName(s.CipherSuite),
		ServerName: s.ServerName,
	}
	for _, cert := range s.PeerCertificates {
		facts.Chain = append(facts.Chain, cert.Raw)
	}
	return facts
}
