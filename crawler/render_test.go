package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/crawler"
	"stet/record"
)

// A shown is a site on loopback that counts what it is asked for.
type shown struct {
	mu    sync.Mutex
	asked map[string]int // by "METHOD /path"
	agent map[string]string
	serve http.HandlerFunc
}

func (s *shown) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked[r.Method+" "+r.URL.Path]++
	s.agent[r.UserAgent()] = r.URL.Path
	s.mu.Unlock()
	if r.URL.Path == "/robots.txt" {
		fmt.Fprint(w, "User-agent: *\nDisallow: /closed/\n")
		return
	}
	s.serve(w, r)
}

func (s *shown) hits(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[what]
}

// newShown serves page at /page and each other path by what parts holds for
// it: "type\nbody".
func newShown(t *testing.T, page string, parts map[string]string) (*shown, string) {
	s := &shown{asked: map[string]int{}, agent: map[string]string{}}
	s.serve = func(w http.ResponseWriter, r *http.Request) {
		part, ok := parts[r.URL.Path]
		if r.URL.Path == "/page" {
			part, ok = "text/html; charset=utf-8\n"+page, true
		}
		kind, body, _ := strings.Cut(part, "\n")
		switch {
		case !ok:
			http.NotFound(w, r)
		case kind == "502":
			w.WriteHeader(http.StatusBadGateway)
		case kind == "429":
			w.WriteHeader(http.StatusTooManyRequests)
		case kind == "hangs":
			<-r.Context().Done()
		case kind == "text/event-stream":
			w.Header().Set("Content-Type", kind)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case kind == "to":
			http.Redirect(w, r, body, http.StatusFound)
		default:
			w.Header().Set("Content-Type", kind)
			fmt.Fprint(w, body)
		}
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

// show looks at an address through a browser, or skips the test.
func show(t *testing.T, o crawler.Options, url string) record.Answer {
	t.Helper()
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	c := newCrawler(t, o)
	if _, err := c.Browser(); err != nil {
		t.Skip(err)
	}
	return c.Fetch(context.Background(), record.Request{URL: url, Render: true, ETag: `"1"`})
}

const shell = `<!DOCTYPE html><html><head><title>Tides</title></head><body><div id="root"></div>
<noscript>You need to enable JavaScript to run this app.</noscript><script src="/app.js"></script></body></html>`

func TestRender(t *testing.T) {
	t.Parallel()
	s, url := newShown(t, shell, map[string]string{
		"/app.js": `text/javascript
const say = text => { const p = document.createElement("p"); p.textContent = text; root.append(p) };
const get = (path, no) => fetch(path).then(r => r.text()).then(say, () => say(no));
say("Tides are told here by the harbour office, each day anew.");
get("/moved", "not moved");
get("/closed/secret", "closed to robots");
fetch("/vote", {method: "POST"}).then(() => say("VOTED"), () => say("no vote"));
const f = document.createElement("iframe"); f.src = "/frame"; root.append(f);`,
		"/moved": "to\n/levels",
		"/frame": "text/html\n<p>In a frame.</p>", "/levels": "text/plain\nHigh water at noon.",
	})
	a := show(t, crawler.Options{Version: "9"}, url+"/page")
	if a.Verdict != record.GotPage || a.Rendered == nil {
		t.Fatalf("Fetch = %s %+v, want a page that was rendered", a.Verdict, a.Incident)
	}
	for _, want := range []string{"Tides are told here", "High water at noon.", "closed to robots", "no vote"} {
		if !strings.Contains(string(a.Rendered.DOM), want) {
			t.Errorf("the document is %s, want %q in it", a.Rendered.DOM, want)
		}
	}
	if string(a.Document) != shell || string(a.Last().Body) != shell {
		t.Errorf("the answer as served is %q, want it untouched", a.Document)
	}
	for what, want := range map[string]int{"GET /page": 1, "GET /robots.txt": 1, "GET /app.js": 1, "GET /moved": 1, "GET /levels": 1, "GET /frame": 1,
		"GET /closed/secret": 0, "POST /vote": 0, "GET /favicon.ico": 0} {
		if got := s.hits(what); got != want {
			t.Errorf("the server had %d times %s, want %d", got, what, want)
		}
	}
	if len(s.agent) != 1 {
		t.Errorf("the server was told %v, want one name for all that is asked", s.agent)
	}
	if len(a.Rendered.Screenshot) == 0 || a.Rendered.Browser == "" {
		t.Errorf("Rendered = %d bytes of picture by %q", len(a.Rendered.Screenshot), a.Rendered.Browser)
	}
}

// What a script says it may do, and does not, makes no redirect of the page.
func TestRenderKnowsWhatScriptsDo(t *testing.T) {
	t.Parallel()
	_, url := newShown(t, `<!DOCTYPE html><html><head><title>Tides</title><script>if (!window.fetch) location.href = "/old-browsers"</script></head>
<body><main id="m"></main><script>m.innerHTML = "<p>High water at noon.</p>"</script></body></html>`, nil)
	a := show(t, crawler.Options{}, url+"/page")
	if a.Verdict != record.GotPage || a.Rendered == nil || a.Doubt != "" {
		t.Errorf("Fetch = %s %+v, in doubt %q; want a page", a.Verdict, a.Incident, a.Doubt)
	}
}

func TestRenderedIncidents(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		kind   record.IncidentKind
		says   string
	}{
		"a script that goes on to a login":   {`location = "/user/login"`, record.Blocked, "a login page"},
		"a script that loads the page anew":  {`location.reload()`, record.RedirectStub, "loads the page anew"},
		"a script that blocks":               {`document.title = "Access Denied"; document.body.innerHTML = "<h1>Access Denied</h1><p>You don't have permission to access this server.</p>"`, record.Blocked, "as a browser shows it"},
		"an empty page for want of a part":   {`document.body.textContent = ""; fetch("/broken")`, record.ServerError, "/broken, could not be had: the server answered 502"},
		"a part that asks for rest":          {`fetch("/often")`, record.RateLimited, "/often, could not be had: the server answered 429"},
		"a script that empties the page":     {`document.body.textContent = ""`, record.Empty, "as a browser shows it"},
		"a script without end":               {`for (;;);`, record.Refused, "no end"},
		"a script that takes all the memory": {`const all = []; for (;;) all.push(new Array(1e6).fill(all.length + 0.5))`, record.Refused, "browser"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, url := newShown(t, `<!DOCTYPE html><html><head><title>Tides</title></head><body><main><p>High water at noon, says the office of the harbour.</p></main><script src="/app.js"></script></body></html>`,
				map[string]string{"/broken": "502\n", "/often": "429\n", "/app.js": "text/javascript\n" + c.script})
			o := crawler.Options{}
			if strings.Contains(c.script, "for (;;);") {
				o.Timeout = 3 * time.Second
			}
			a := show(t, o, url+"/page")
			wantIncident(t, a, c.kind, c.says)
			if a.Rendered != nil || len(a.Exchanges) == 0 {
				t.Errorf("the incident has a rendering, or not the exchanges that led to it: %+v", a)
			}
		})
	}
}

// A page is shown without what is not to be had, and says so; nobody waits for
// news without end.
func TestRenderWithoutAPart(t *testing.T) {
	t.Parallel()
	_, url := newShown(t, `<!DOCTYPE html><html><head><title>Tides</title></head><body><main><p>High water at noon, says the office of the harbour.</p></main><script>
const say = s => { const p = document.createElement("p"); p.textContent = s; document.querySelector("main").append(p) };
fetch("/broken" + location.search).then(r => say("broken: " + r.status));
fetch("/hangs");
fetch("/news").then(() => say("A STREAM"), () => say("no stream"));
new EventSource("/events").onerror = () => say("no events");
</script></body></html>`, map[string]string{"/broken": "502\n", "/hangs": "hangs\n", "/news": "text/event-stream\n", "/events": "text/event-stream\n"})
	a := show(t, crawler.Options{Timeout: 6 * time.Second}, url+"/page")
	if a.Verdict != record.GotPage || a.Rendered == nil {
		t.Fatalf("Fetch = %s %+v, want a page", a.Verdict, a.Incident)
	}
	for _, want := range []string{"High water at noon", "broken: 502", "no stream", "no events"} {
		if !strings.Contains(string(a.Rendered.DOM), want) {
			t.Errorf("the document is %s, want %q in it", a.Rendered.DOM, want)
		}
	}
	if want := "/broken, could not be had: the server answered 502"; !strings.Contains(a.Rendered.Missing, want) {
		t.Errorf("Missing = %q, want %q", a.Rendered.Missing, want)
	}
}

// The guard of pages holds for what they ask for: no private address is
// reached, by whatever way. The page is had through a proxy, since it could not
// be had from loopback otherwise.
func TestRenderedPagesReachNoPrivateAddress(t *testing.T) {
	t.Parallel()
	victim, at := newShown(t, "", nil)
	host := strings.TrimPrefix(at, "http://")
	port := host[strings.LastIndex(host, ":")+1:]
	page := strings.ReplaceAll(`<!DOCTYPE html><html><head><title>Tides</title></head><body><main><p>High water at noon, says the office of the harbour.</p><p id="p"></p></main>
<img src="http://127.0.0.1:PORT/img"><script src="http://localhost:PORT/script"></script><link rel="stylesheet" href="http://[::ffff:127.0.0.1]:PORT/style">
<iframe src="http://127.0.0.1:PORT/frame"></iframe><script>
for (const at of ["127.0.0.1:PORT", "2130706433:PORT", "0x7f.1:PORT", "localhost:PORT", "169.254.169.254", "[::1]:PORT", "0.0.0.0:PORT"])
  fetch("http://" + at + "/fetch", {mode: "no-cors"}).then(() => p.textContent += " REACHED", () => p.textContent += " refused");
fetch("/hop", {mode: "no-cors"}).then(() => p.textContent += " REACHED", () => p.textContent += " refused");
new WebSocket("ws://127.0.0.1:PORT/socket");
new Worker(URL.createObjectURL(new Blob(["fetch('http://127.0.0.1:PORT/worker', {mode: 'no-cors'})"])));
</script></body></html>`, "PORT", port)
	var mu sync.Mutex
	var through []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		through = append(through, r.URL.Host)
		mu.Unlock()
		switch r.URL.Path {
		case "/page":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, page)
		case "/hop":
			http.Redirect(w, r, "http://127.0.0.1:"+port+"/hop", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer proxy.Close()
	c, err := crawler.New(crawler.Options{Proxy: proxy.URL, Timeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Browser(); err != nil {
		t.Skip(err)
	}
	a := c.Fetch(context.Background(), record.Request{URL: "http://tides.example/page", Render: true})
	if a.Rendered == nil {
		t.Fatalf("Fetch = %s %+v, want a page", a.Verdict, a.Incident)
	}
	dom := string(a.Rendered.DOM)
	if n := strings.Count(dom, " refused") - strings.Count(page, " refused"); n != 8 || strings.Contains(dom, "> REACHED") {
		t.Errorf("the page says %s, want 8 refusals", dom)
	}
	for what := range victim.asked {
		t.Errorf("the private server was asked: %s", what)
	}
	for _, host := range through {
		if host != "tides.example" {
			t.Errorf("the proxy was asked for %s", host)
		}
	}
}

func TestRenderWithoutABrowser(t *testing.T) {
	s, url := newShown(t, hello, nil)
	a := newCrawler(t, crawler.Options{Browser: "/nowhere/chromium"}).Fetch(context.Background(), record.Request{URL: url + "/page", Render: true})
	wantIncident(t, a, record.Refused, "no Chromium was found at /nowhere/chromium")
	if s.hits("GET /page") > 0 {
		t.Error("the server was asked for a page that cannot be shown")
	}
}

func TestFilesAreNotRendered(t *testing.T) {
	_, url := newShown(t, hello, map[string]string{"/a.txt": "text/plain\nHigh water stands at 12 feet today, says the harbour office."})
	a := show(t, crawler.Options{}, url+"/a.txt")
	if a.Verdict != record.GotPage || a.Rendered != nil {
		t.Errorf("Fetch of a text = %s %+v, rendered %v; want a page as it is", a.Verdict, a.Incident, a.Rendered)
	}
}
