package render_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"stet/crawler/render"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	goleak.VerifyTestMain(m)
}

const site = "http://site.example/page"

// A web answers what a page asks for, by address.
type web struct{ parts map[string]render.Answer }

func (w *web) get(_ context.Context, p render.Part) (render.Answer, error) {
	if a, ok := w.parts[p.URL]; ok {
		return a, nil
	}
	return render.Answer{}, errors.New("not there")
}

func answer(kind, body string) render.Answer {
	return render.Answer{Status: 200, Header: http.Header{"Content-Type": {kind}}, Body: []byte(body)}
}

// load shows a page, or skips the test where no browser is found.
func load(t *testing.T, o render.Options, html string, w *web) (render.Result, error) {
	t.Helper()
	b := render.New(o)
	if _, err := b.Find(); err != nil {
		t.Skipf("%v: apt-get install chromium", err)
	}
	if w == nil {
		w = &web{}
	}
	page := render.Page{URL: site, Status: 200, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Content-Encoding": {"gzip"}}, Body: []byte(html)}
	return b.Load(context.Background(), page, w.get)
}

// bodyOf returns the start of the body, up to its first script.
func bodyOf(r render.Result) string {
	_, body, _ := strings.Cut(string(r.DOM), "<body")
	body, _, _ = strings.Cut(body, "<script")
	return body[:min(len(body), 1000)]
}

func wantIn(t *testing.T, r render.Result, err error, want ...string) {
	t.Helper()
	if err != nil {
		t.Fatalf("Load = %v, want a document", err)
	}
	for _, s := range want {
		if !strings.Contains(string(r.DOM), s) {
			t.Errorf("Load gave the document %q, want %q in it", bodyOf(r), s)
		}
	}
}

const asks = `<!DOCTYPE html><html lang="en"><head><title>Gauges</title></head><body><main id="m"></main>
<script src="/app.js"></script></body></html>`

func TestScriptsBuildThePage(t *testing.T) {
	t.Parallel()
	w := &web{parts: map[string]render.Answer{
		"http://site.example/app.js": answer("text/javascript", `
			const say = s => { const p = document.createElement("p"); p.textContent = s; m.append(p) };
			fetch("/levels.json").then(r => r.json()).then(j => say("The river stood at " + j.feet + " feet."));
			setTimeout(() => say("Said late."), 2000);
			setTimeout(() => fetch("/late.json").then(r => r.json()).then(j => say(j.said)), 2500);
			const box = document.createElement("div"); m.append(box);
			box.attachShadow({mode: "open"}).innerHTML = "<p>In the shadow.</p>";
			say(Intl.DateTimeFormat().resolvedOptions().timeZone + " " + navigator.language + " " + innerWidth + "x" + innerHeight);
			say(navigator.userAgent);
			say("random " + Math.random());`),
		"http://site.example/levels.json": answer("application/json", `{"feet": 41}`),
		"http://site.example/late.json":   answer("application/json", `{"said": "Asked late."}`),
	}}
	r, err := load(t, render.Options{Agent: "stet/1 (+mailto:desk@example.org)"}, asks, w)
	wantIn(t, r, err, `<!DOCTYPE html>`, `<html lang="en">`, "The river stood at 41 feet.", "Said late.", "Asked late.",
		`<template shadowrootmode="open"><p>In the shadow.</p></template>`, "UTC en-US 1280x1024", "stet/1 (+mailto:desk@example.org)")
	if strings.Contains(string(r.DOM), "Headless") {
		t.Errorf("scripts read that they run in a browser without a window: %s", r.DOM)
	}
	if !strings.Contains(r.Browser, "Chrom") || !strings.HasPrefix(string(r.Screenshot), "\x89PNG") {
		t.Errorf("Load = browser %q and a picture that starts %.8q, want a name and a PNG", r.Browser, r.Screenshot)
	}
	again, err := load(t, render.Options{Agent: "stet/1 (+mailto:desk@example.org)"}, asks, w)
	if err != nil || string(again.DOM) != string(r.DOM) {
		t.Errorf("the same page gave another document the second time (%v):\n%s\n%s", err, r.DOM, again.DOM)
	}
}

// Whatever a page tries, nothing is asked for but through get.
func TestBrowserHasNoNetwork(t *testing.T) {
	t.Parallel()
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	var hits atomic.Int32
	go func() {
		for {
			conn, err := tcp.Accept()
			if err != nil {
				return
			}
			hits.Add(1)
			conn.Close()
		}
	}()
	go func() {
		for {
			if _, _, err := udp.ReadFrom(make([]byte, 2000)); err != nil {
				return
			}
			hits.Add(1)
		}
	}()
	page := strings.NewReplacer("$TCP", tcp.Addr().String(), "$UDP", udp.LocalAddr().String()).Replace(`<!DOCTYPE html><html><head>
<link rel="preconnect" href="http://$TCP/"><link rel="dns-prefetch" href="http://$TCP/"><link rel="prerender" href="http://$TCP/">
<link rel="prefetch" href="http://$TCP/"><script type="speculationrules">{"prerender":[{"source":"list","urls":["http://$TCP/s"]}]}</script></head>
<body><p id="p">Here.</p><img src="http://$TCP/i.png"><iframe src="http://$TCP/f"></iframe><iframe src="file:///etc/passwd"></iframe>

<script>
const say = s => { p.textContent += " " + s };
const no = what => () => say("no " + what);
fetch("file:///etc/passwd").then(() => say("FILE"), no("file"));
fetch("http://$TCP/").then(() => say("FETCHED"), no("fetch"));
new WebSocket("ws://$TCP/").onerror = no("socket");
navigator.sendBeacon("http://$TCP/b", "x");
const r = new RTCPeerConnection({iceServers: [{urls: "stun:$UDP"}, {urls: "turn:$TCP?transport=tcp", username: "a", credential: "b"}]});
r.createDataChannel("x"); r.createOffer().then(o => r.setLocalDescription(o));
new Worker(URL.createObjectURL(new Blob(["fetch('http://$TCP/w')"])));
new EventSource("http://$TCP/e");
if (navigator.serviceWorker) navigator.serviceWorker.register("/sw.js").then(() => say("WORKER"), no("worker"));
say("window " + open("http://$TCP/o"));
alert("hello"); say("confirmed " + confirm("sure?")); say("prompted " + prompt("what?"));
navigator.geolocation.getCurrentPosition(() => say("PLACE"), no("place"));

onbeforeunload = () => "stay?";
</script></body></html>`)
	r, err := load(t, render.Options{}, page, nil)
	wantIn(t, r, err, "no file", "no fetch", "no socket", "window null", "confirmed false", "prompted null")
	for _, s := range []string{"FILE", "FETCHED", "WORKER", "PLACE"} {
		if strings.Contains(bodyOf(r), s) {
			t.Errorf("Load gave the document %q, want no %s", bodyOf(r), s)
		}
	}
	if n := hits.Load(); n > 0 {
		t.Errorf("the browser opened %d connections of its own", n)
	}
}

func TestScriptsThatSendTheBrowserOn(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"to another page":                {`location = "/other"`, "http://site.example/other"},
		"later":                          {`setTimeout(() => location.replace("http://else.example/"), 2000)`, "http://else.example/"},
		"to the same page":               {`location.reload()`, site},
		"to a download":                  {`const a = document.createElement("a"); a.href = "/d"; a.download = ""; document.body.append(a); a.click()`, "http://site.example/d"},
		"by a form":                      {`const f = document.createElement("form"); f.action = "/go"; document.body.append(f); f.submit()`, "http://site.example/go?"},
		"nowhere: an address of its own": {`location.hash = "x"; history.pushState({}, "", "/elsewhere")`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := load(t, render.Options{}, "<!DOCTYPE html><body><p>Here.</p><script>"+c.script+"</script>", nil)
			if err != nil || r.SentOn != c.want {
				t.Errorf("Load of %s = sent on to %q, %v; want %q", c.script, r.SentOn, err, c.want)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	bounded := render.Options{MaxDocument: 1 << 20, MaxParts: 3 << 20}
	t.Run("a page that asks for ever", func(t *testing.T) {
		t.Parallel()
		r, err := load(t, render.Options{Timeout: 3 * time.Second}, "<body><p>Here.</p><script>setInterval(() => fetch('/x?' + performance.now()).catch(() => 0), 50)</script>", nil)
		wantIn(t, r, err, "<p>Here.</p>")
	})
	t.Run("an answer that never comes", func(t *testing.T) {
		t.Parallel()
		b := render.New(render.Options{Timeout: 8 * time.Second})
		if _, err := b.Find(); err != nil {
			t.Skip(err)
		}
		polls := func(ctx context.Context, p render.Part) (render.Answer, error) {
			if p.Kind == "Other" { // an icon
				return render.Answer{}, errors.New("not there")
			}
			<-ctx.Done()
			return render.Answer{}, ctx.Err()
		}
		page := render.Page{URL: site, Status: 200, Header: http.Header{"Content-Type": {"text/html"}},
			Body: []byte("<body><p id=p>Here.</p><script>fetch('/news'); setTimeout(() => p.textContent += ' And late.', 2500)</script>")}
		r, err := b.Load(t.Context(), page, polls)
		wantIn(t, r, err, "Here. And late.")
		if len(r.Waiting) != 1 || r.Waiting[0].URL != "http://site.example/news" {
			t.Errorf("Load waited for %v, want the news", r.Waiting)
		}
	})
	t.Run("a page that grows", func(t *testing.T) {
		t.Parallel()
		if _, err := load(t, bounded, "<body><script>for (let i = 0; i < 300; i++) document.body.append('x'.repeat(5000))</script>", nil); !errors.Is(err, render.ErrSize) {
			t.Errorf("Load = %v, want ErrSize", err)
		}
	})
	t.Run("a page that is very high", func(t *testing.T) {
		t.Parallel()
		r, err := load(t, bounded, `<body><p>Here.</p><div style="height:300000px">x</div>`, nil)
		wantIn(t, r, err, "<p>Here.</p>")
		if len(r.Screenshot) == 0 || len(r.Screenshot) > 1<<20 {
			t.Errorf("the picture has %d bytes, want some and not many", len(r.Screenshot))
		}
	})
	t.Run("parts that bring too much", func(t *testing.T) {
		t.Parallel()
		w := &web{parts: map[string]render.Answer{}}
		for _, n := range "abcdef" {
			w.parts["http://site.example/"+string(n)] = answer("text/plain", strings.Repeat("x", 1<<20))
		}
		r, err := load(t, bounded, `<body><p id="p"></p><script>(async () => { for (const n of "abcdef") { try { await fetch("/" + n); p.textContent += n } catch { p.textContent += "-" } } })()</script>`, w)
		wantIn(t, r, err, "abc---")
	})
	t.Run("a call that is cancelled", func(t *testing.T) {
		t.Parallel()
		b := render.New(render.Options{})
		if _, err := b.Find(); err != nil {
			t.Skip(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_, err := b.Load(ctx, render.Page{URL: site, Status: 200, Body: []byte("<script>for(;;);</script>")}, (&web{}).get)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Load = %v, want the error of its context", err)
		}
	})
}

func TestFindSaysWhatIsMissing(t *testing.T) {
	for name, path := range map[string]string{"no such file": "/nowhere/chromium", "no program": "render_test.go"} {
		_, err := render.New(render.Options{Path: path}).Find()
		if !errors.Is(err, render.ErrNone) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: Find() = %v, want ErrNone that names %s", name, err, path)
		}
	}
	t.Setenv("PATH", "/nowhere")
	if _, err := render.New(render.Options{}).Load(t.Context(), render.Page{}, nil); !errors.Is(err, render.ErrNone) {
		t.Errorf("Load = %v, want ErrNone", err)
	}
}
