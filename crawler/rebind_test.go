package crawler

import (
	"context"
	"encoding/binary"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"code.dny.dev/ssrf"

	"stet/record"
)

// A zone is a name server on loopback that changes its mind: the first looks
// at a name give the first of its addresses, and so on; the last one stays.
type zone struct {
	mu    sync.Mutex
	names map[string][]string
	asked map[string]int
}

// serveNames makes z the name server of this process until the test is over.
func serveNames(t *testing.T, z *zone) {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		b := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			conn.WriteTo(z.answer(b[:n]), from)
		}
	})
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = before
		conn.Close()
		wg.Wait()
	})
}

// answer answers a question for an A record (RFC 1035 section 4.1); of other
// kinds there are none.
func (z *zone) answer(q []byte) []byte {
	name, end := "", 12
	for q[end] != 0 {
		name += string(q[end+1:end+1+int(q[end])]) + "."
		end += 1 + int(q[end])
	}
	kind := binary.BigEndian.Uint16(q[end+1:])
	reply := append([]byte{q[0], q[1], 0x85, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:end+5]...)
	z.mu.Lock()
	defer z.mu.Unlock()
	list := z.names[name]
	if kind != 1 || len(list) == 0 {
		return reply
	}
	ip := netip.MustParseAddr(list[min(z.asked[name], len(list)-1)]).As4()
	if z.asked == nil {
		z.asked = map[string]int{}
	}
	z.asked[name]++
	reply[7] = 1
	reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
	return append(reply, ip[:]...)
}

// Here 127.0.0.1 stands for a public address and 127.0.0.2 for a private one,
// so that a host can change from the one to the other between two requests.
// What counts is the address that a connection would go to: a name that was
// harmless a moment ago proves nothing.
func TestANameThatChangesItsMindIsRefused(t *testing.T) {
	for _, c := range []struct {
		name      string
		addresses map[string][]string
		redirect  string // where the public server leads
		robots    bool
		exchanges int
	}{
		{"from the start", map[string][]string{"coast.test.": {"127.0.0.2"}}, "", true, 0},
		{"between robots.txt and the page", map[string][]string{"coast.test.": {"127.0.0.1", "127.0.0.2"}}, "", true, 0},
		{"between a page and where it leads", map[string][]string{"coast.test.": {"127.0.0.1", "127.0.0.2"}}, "/landed", false, 1},
		{"between a page and where it leads, robots.txt asked too", map[string][]string{"coast.test.": {"127.0.0.1", "127.0.0.1", "127.0.0.2"}}, "/landed", true, 1},
		{"by way of another name", map[string][]string{"coast.test.": {"127.0.0.1"}, "metadata.test.": {"127.0.0.2"}}, "http://metadata.test:PORT/", true, 1},
		{"by way of a redirect to the address itself", map[string][]string{"coast.test.": {"127.0.0.1"}}, "http://127.0.0.2:PORT/", true, 1},
		{"by way of a redirect to the cloud's own address", map[string][]string{"coast.test.": {"127.0.0.1"}}, "http://169.254.169.254/latest/meta-data/", false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			serveNames(t, &zone{names: c.addresses})
			port := ""
			public := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Connection", "close") // each request looks the name up again
				switch {
				case r.URL.Path == "/robots.txt":
					http.NotFound(w, r)
				case c.redirect != "":
					http.Redirect(w, r, strings.ReplaceAll(c.redirect, "PORT", port), http.StatusFound)
				default:
					t.Error("the public server was asked for the page")
				}
			}))
			defer public.Close()
			_, port, _ = net.SplitHostPort(public.Listener.Addr().String())
			listener, err := net.Listen("tcp", "127.0.0.2:"+port)
			if err != nil {
				t.Skip("127.0.0.2 cannot be had here: ", err)
			}
			private := &httptest.Server{Listener: listener, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				t.Errorf("the private server was asked for %s", r.URL)
			})}}
			private.Start()
			defer private.Close()

			o := Options{IgnoreRobots: !c.robots}
			cr, err := New(o)
			if err != nil {
				t.Fatal(err)
			}
			defer cr.Close()
			cr.transport = guarded(ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(netip.MustParsePrefix("127.0.0.1/32"))), o, nil)
			a := cr.Fetch(context.Background(), record.Request{URL: "http://coast.test:" + port + "/page"})
			if a.Verdict != record.GotIncident || a.Incident.Kind != record.Refused || !strings.Contains(a.Incident.Detail, "private address") {
				t.Errorf("Fetch = %s %+v, want it refused for a private address", a.Verdict, a.Incident)
			}
			if len(a.Exchanges) != c.exchanges {
				t.Errorf("Fetch kept %d exchanges, want %d", len(a.Exchanges), c.exchanges)
			}
		})
	}
}
