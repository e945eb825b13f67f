package memento

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stet/record"
)

// A fake answers by address; what it was asked for is kept, and how long was
// waited.
type fake struct {
	answers map[string][]record.Answer // by address; the last one stays
	asked   []string
	waited  []time.Duration
	clock   time.Time
}

func (f *fake) Fetch(_ context.Context, r record.Request) record.Answer {
	if !r.OneHop {
		panic("a redirect would be followed")
	}
	f.asked = append(f.asked, r.URL)
	list := f.answers[r.URL]
	if len(list) == 0 {
		return reply(404, "not found", nil)
	}
	if len(list) > 1 {
		f.answers[r.URL] = list[1:]
	}
	return list[0]
}

func (f *fake) client(t *testing.T, service string) *Client {
	t.Helper()
	s, err := NewService(service)
	if err != nil {
		t.Fatal(err)
	}
	f.clock = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return &Client{Service: s, Fetcher: f, Delay: 2 * time.Second,
		now: func() time.Time { return f.clock },
		wait: func(_ context.Context, d time.Duration) error {
			f.waited, f.clock = append(f.waited, d), f.clock.Add(d)
			return nil
		},
	}
}

// reply makes an answer; fields are "Name: value".
func reply(status int, body string, fields []string) record.Answer {
	head := fmt.Sprintf("HTTP/1.1 %d X\r\n", status)
	h := http.Header{}
	for _, f := range fields {
		head += f + "\r\n"
		name, value, _ := strings.Cut(f, ": ")
		h.Add(name, value)
	}
	return record.Answer{Verdict: record.GotPage, Document: []byte(body), Exchanges: []record.Exchange{{
		Status: status, Head: []byte(head + "\r\n"), Header: h, Body: []byte(body),
	}}}
}

const (
	stamped  = "20200102030405"
	datetime = "Memento-Datetime: Thu, 02 Jan 2020 03:04:05 GMT"
	playAt   = "https://web.archive.org/web/" + stamped + "id_/https://a.example/b"
)

var captured = time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)

func TestGetRestoresTheOriginalsAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		of     Capture
		got    record.Answer
		head   string
		body   string
		digest Check
	}{
		"fields of the original, and none of the service's": {
			of: Capture{Status: 200, Digest: sha1Of("hi")},
			got: reply(200, "hi", []string{datetime, "Server: nginx", "x-archive-orig-server: Apache", "X-Archive-Orig-Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT",
				"X-Archive-Src: a.warc.gz", "Content-Type: text/html", "X-Robots-Tag: noindex", "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT", `Link: <https://a.example/b>; rel="original"`}),
			head: "HTTP/1.1 200 OK|server: Apache|Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT|Content-Type: text/html", body: "hi", digest: Matches},
		"an early index counted a line end": {
			of: Capture{Status: 200, Digest: sha1Of("hi\n")}, got: reply(200, "hi", []string{datetime}),
			head: "HTTP/1.1 200 OK", body: "hi", digest: Matches},
		"bytes that are not those of the list are told": {
			of: Capture{Status: 200, Digest: sha1Of("ho")}, got: reply(200, "hi", []string{datetime}),
			head: "HTTP/1.1 200 OK", body: "hi", digest: Differs},
		"a list without digests": {
			of: Capture{}, got: reply(404, "no", []string{datetime}),
			head: "HTTP/1.1 404 Not Found", body: "no", digest: Unknown},
		"packed by the service for the way": {
			of: Capture{Status: 200, Digest: sha1Of("hi")}, got: packed(reply(200, "hi", []string{datetime, "Content-Encoding: gzip"})),
			head: "HTTP/1.1 200 OK", body: "hi", digest: Matches},
		"packed by the original server": {
			of: Capture{Status: 200, Digest: sha1Of("\x1fhi")}, got: packed(reply(200, "hi", []string{datetime, "Content-Encoding: gzip", "X-Archive-Orig-Content-Encoding: gzip", "X-Archive-Orig-Content-Length: 3"})),
			head: "HTTP/1.1 200 OK|Content-Encoding: gzip|Content-Length: 3", body: "\x1fhi", digest: Matches},
		"packed by the original server, said once": {
			of: Capture{Status: 200, Digest: sha1Of("\x1fhi")}, got: packed(reply(200, "hi", []string{datetime, "Content-Encoding: gzip"})),
			head: "HTTP/1.1 200 OK|Content-Encoding: gzip", body: "\x1fhi", digest: Matches},
		"unpacked by the service": {
			of: Capture{Status: 200, Digest: sha1Of("\x1fhi there")}, got: reply(200, "hi there", []string{datetime, "X-Archive-Orig-Content-Encoding: gzip", "X-Archive-Orig-Content-Length: 9"}),
			head: "HTTP/1.1 200 OK|X-Archive-Orig-Content-Encoding: gzip|X-Archive-Orig-Content-Length: 9", body: "hi there", digest: Unknown},
		"written anew in UTF-8 by the service": {
			of:   Capture{Status: 200, Digest: sha1Of("caf\xe9")},
			got:  reply(200, "café", []string{datetime, "Content-Type: text/html; charset=utf-8", "X-Archive-Orig-Content-Type: text/html; charset=ISO-8859-1"}),
			head: "HTTP/1.1 200 OK|X-Archive-Orig-Content-Type: text/html; charset=ISO-8859-1|Content-Type: text/html; charset=utf-8", body: "café", digest: Differs},
		"the bytes as they were, whatever the service says of them": {
			of:   Capture{Status: 200, Digest: sha1Of("caf\xe9")},
			got:  reply(200, "caf\xe9", []string{datetime, "Content-Type: text/html; charset=utf-8", "X-Archive-Orig-Content-Type: text/html; charset=ISO-8859-1"}),
			head: "HTTP/1.1 200 OK|Content-Type: text/html; charset=ISO-8859-1", body: "caf\xe9", digest: Matches},
		"chunks of long ago": {
			of: Capture{Status: 200}, got: reply(200, "hi", []string{datetime, "X-Archive-Orig-Transfer-Encoding: chunked"}),
			head: "HTTP/1.1 200 OK|Transfer-Encoding: chunked", body: "hi"},
		"a redirect, as the original server said it": {
			of: Capture{Status: 301}, got: reply(302, "", []string{datetime, "Location: /web/" + stamped + "id_/https://a.example/c", "X-Archive-Orig-Location: /c"}),
			head: "HTTP/1.1 301 Moved Permanently|Location: /c"},
		"a redirect that only the service words": {
			of: Capture{Status: 302}, got: reply(302, "", []string{datetime, "Location: https://web.archive.org/web/" + stamped + "id_/https://a.example/c"}),
			head: "HTTP/1.1 302 Found|Location: https://a.example/c"},
		"a redirect that the service left as it was": {
			of: Capture{Status: 302}, got: reply(302, "", []string{datetime, "Location: https://live.example/c"}),
			head: "HTTP/1.1 302 Found|Location: https://live.example/c"},
		"an archived refusal is no refusal": {
			of: Capture{Status: 503}, got: reply(503, "busy", []string{datetime, "Retry-After: 5"}),
			head: "HTTP/1.1 503 Service Unavailable", body: "busy"},
	} {
		f := &fake{answers: map[string][]record.Answer{playAt: {c.got}}}
		c.of.At, c.of.URL = captured, "https://a.example/b"
		m, err := f.client(t, "https://web.archive.org").Get(t.Context(), c.of)
		if err != nil {
			t.Errorf("%s: Get = %v", name, err)
			continue
		}
		e := m.Exchange
		head := strings.TrimSuffix(strings.ReplaceAll(string(e.Head), "\r\n", "|"), "||")
		if head != c.head || string(e.Body) != c.body || m.Digest != c.digest {
			t.Errorf("%s: Get = %q, body %q, digest %v; want %q, %q, %v", name, head, e.Body, m.Digest, c.head, c.body, c.digest)
		}
		if e.URL != "https://a.example/b" || !e.Started.Equal(captured) || m.Address != playAt || len(f.waited) > 0 {
			t.Errorf("%s: Get = %s of %v from %s after %v", name, e.URL, e.Started, m.Address, f.waited)
		}
		for _, line := range strings.Split(head, "|")[1:] {
			if field, value, _ := strings.Cut(line, ": "); e.Header.Get(field) != value {
				t.Errorf("%s: Header.Get(%s) = %q, want %q", name, field, e.Header.Get(field), value)
			}
		}
	}
}

// packed makes the body other than the document, as a content coding does.
func packed(a record.Answer) record.Answer {
	a.Exchanges[0].Body = append([]byte{0x1f}, a.Document...)
	return a
}

func TestWhatIsNotTheCaptureIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		digest string
		got    record.Answer
		want   string
	}{
		"another capture in its place":       {200, "", reply(302, "", []string{"Location: /web/20190101000000id_/https://a.example/b"}), "2019-01-01"},
		"a capture of another second":        {200, "", reply(200, "hi", []string{"Memento-Datetime: Thu, 02 Jan 2020 03:04:06 GMT"}), "03:04:06"},
		"a capture of another address":       {200, "", reply(200, "hi", []string{datetime, `Link: <https://b.example/>; rel="original"`}), "b.example"},
		"the service's own page":             {200, "", reply(200, "This snapshot cannot be displayed", nil), "page of its own"},
		"the service's own 404":              {404, "", reply(404, "not in archive", nil), "404"},
		"a redirect out of the archive":      {200, "", reply(302, "", []string{"Location: https://a.example/b"}), "page of its own"},
		"another status than its list says":  {200, "", reply(404, "no", []string{datetime}), "404 where its list says 200"},
		"a page for a redirect":              {301, "", reply(200, "Got an HTTP 301 response at crawl time", []string{datetime}), "200 where its list says 301"},
		"nothing where there was something":  {200, sha1Of("hi"), reply(200, "", []string{datetime}), "empty"},
		"a redirect that leads nowhere":      {301, "", reply(301, "", []string{datetime}), "led is not said"},
		"a date that is none":                {200, "", reply(200, "hi", []string{"Memento-Datetime: yesterday"}), "yesterday"},
		"a body larger than may be":          {200, "", truncated(reply(200, "hi", []string{datetime}), "length"), ""},
		"a site kept out of the web archive": {200, "", reply(403, "<p>Sorry. This URL has been excluded from the Wayback Machine.", nil), "owner of the site"},
	} {
		f := &fake{answers: map[string][]record.Answer{playAt: {c.got}}}
		_, err := f.client(t, "https://web.archive.org").Get(t.Context(), Capture{At: captured, URL: "https://a.example/b", Status: c.status, Digest: c.digest})
		if !errors.Is(err, ErrNotPlayed) && !errors.Is(err, ErrWithheld) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Get gives the error %v, want one that says %q", name, err, c.want)
		}
		if len(f.asked) != 1 {
			t.Errorf("%s: it was asked for %d times, want once", name, len(f.asked))
		}
	}
}

func truncated(a record.Answer, how string) record.Answer {
	a.Exchanges = slices.Clone(a.Exchanges)
	a.Exchanges[0].Truncated = how
	return a
}

func held(a record.Answer, until time.Time) record.Answer {
	a.HoldHost = until
	return a
}

func silent(kind record.IncidentKind) record.Answer {
	return record.Answer{Verdict: record.GotIncident, Incident: &record.Incident{Kind: kind, Detail: "no answer came"}}
}

func TestPatience(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	good := reply(200, "hi", []string{datetime})
	for name, c := range map[string]struct {
		answers []record.Answer
		waited  []time.Duration
		want    error
		busy    time.Duration // until then it wants to be left alone
	}{
		"Retry-After is waited for":         {answers: []record.Answer{held(reply(429, "", nil), at.Add(7*time.Second)), good}, waited: []time.Duration{7 * time.Second}},
		"429 without a word is a minute":    {answers: []record.Answer{reply(429, "", nil), reply(429, "", nil), good}, waited: []time.Duration{time.Minute, 2 * time.Minute}},
		"a short failure is passed over":    {answers: []record.Answer{reply(502, "", nil), silent(record.Unreachable), good}, waited: []time.Duration{6 * time.Second, 12 * time.Second}},
		"an answer that breaks off":         {answers: []record.Answer{truncated(good, "disconnect"), good}, waited: []time.Duration{6 * time.Second}},
		"a long failure is not":             {answers: []record.Answer{reply(500, "", nil)}, waited: []time.Duration{6 * time.Second, 12 * time.Second, 24 * time.Second}, want: ErrFailing},
		"a long wish is told":               {answers: []record.Answer{held(reply(503, "", nil), at.Add(time.Hour))}, busy: time.Hour},
		"what the crawler remembers too":    {answers: []record.Answer{held(silent(record.RateLimited), at.Add(time.Hour))}, busy: time.Hour},
		"429 again and again ends":          {answers: []record.Answer{reply(429, "", nil)}, waited: []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute}, busy: 15 * time.Minute},
		"robots.txt is asked once":          {answers: []record.Answer{silent(record.Robots)}, want: ErrForbidden},
		"an address that may not be asked":  {answers: []record.Answer{silent(record.Refused)}, want: errAny},
		"a 503 that asks to come back soon": {answers: []record.Answer{held(reply(503, "", nil), at.Add(2*time.Second)), good}, waited: []time.Duration{2 * time.Second}},
	} {
		f := &fake{answers: map[string][]record.Answer{playAt: c.answers}}
		_, err := f.client(t, "https://web.archive.org").Get(t.Context(), Capture{At: captured, URL: "https://a.example/b"})
		if !slices.Equal(f.waited, c.waited) {
			t.Errorf("%s: waited %v, want %v", name, f.waited, c.waited)
		}
		var busy *Busy
		switch {
		case c.busy != 0:
			if !errors.As(err, &busy) || !busy.Until.Equal(at.Add(c.busy)) {
				t.Errorf("%s: Get gives the error %v, want to be left alone until %v", name, err, at.Add(c.busy))
			}
		case c.want == errAny:
			if err == nil {
				t.Errorf("%s: Get gives no error", name)
			}
		case !errors.Is(err, c.want):
			t.Errorf("%s: Get gives the error %v, want %v", name, err, c.want)
		}
	}
}

var errAny = errors.New("any")

func TestListGoesOnByItsKeys(t *testing.T) {
	const q = "https://web.archive.org/cdx/search/cdx?fl=timestamp%2Coriginal%2Cmimetype%2Cstatuscode%2Cdigest&from=20200101000000&limit=5000&output=json"
	first := q + "&showResumeKey=true&url=https%3A%2F%2Fa.example%2Fb"
	second := q + "&resumeKey=" + url.QueryEscape("example%2Ca%29%2Fb+20200102%21") + "&showResumeKey=true&url=https%3A%2F%2Fa.example%2Fb"
	const head = `["timestamp","original","mimetype","statuscode","digest"]`
	f := &fake{answers: map[string][]record.Answer{
		first:  {reply(429, "", nil), reply(200, `[`+head+`,["20200203000000","https://a.example/b","text/html","200","A"],[],["example%2Ca%29%2Fb+20200102%21"]]`, nil)},
		second: {reply(200, `[`+head+`,["20200103000000","http://a.example/b","text/html","200","A"],["20191231000000","http://a.example/b","text/html","200","A"]]`, nil)},
	}}
	list, err := f.client(t, "https://web.archive.org").List(t.Context(), "https://a.example/b", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{})
	if err != nil || len(list) != 2 || list[0].At.Month() != time.January || list[1].At.Month() != time.February {
		t.Errorf("List = %v, %v; want the captures of January and February 2020; asked for %q", list, err, f.asked)
	}
	f.answers[second] = f.answers[first][len(f.answers[first])-1:]
	if _, err := f.client(t, "https://web.archive.org").List(t.Context(), "https://a.example/b", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}); err == nil || !strings.Contains(err.Error(), "circle") {
		t.Errorf("List of a list that leads back to itself gives the error %v, want one that says so", err)
	}
}

func TestListOfOtherServices(t *testing.T) {
	const coll = "https://arc.example/coll"
	const asked = coll + "/cdx?output=json&url=https%3A%2F%2Fa.example%2Fb"
	const timemap = coll + "/timemap/link/https://a.example/b"
	const links = `<https://a.example/b>; rel="original", <` + coll + `/20200102030405/https://a.example/b>; rel="memento"; datetime="Thu, 02 Jan 2020 03:04:05 GMT"`
	for name, c := range map[string]struct {
		answers map[string][]record.Answer
		n       int
		err     string
	}{
		"pywb":                  {answers: map[string][]record.Answer{asked: {reply(200, `{"timestamp": "20200102030405", "url": "https://a.example/b", "status": "200"}`, nil)}}, n: 1},
		"pywb that has none":    {answers: map[string][]record.Answer{asked: {reply(404, `{"message": "not found"}`, nil)}}},
		"no list but a TimeMap": {answers: map[string][]record.Answer{timemap: {reply(200, links, nil)}}, n: 1},
		"a page for a list, and a TimeMap in two parts": {answers: map[string][]record.Answer{
			asked:                        {reply(200, "<html>", nil)},
			timemap:                      {reply(200, links+`, <`+coll+`/timemap/link/2>; rel="timemap", <`+timemap+`>; rel="timemap"`, nil)},
			coll + "/timemap/link/2":     {reply(200, strings.ReplaceAll(links, "0405/", "0406/"), nil)},
			"https://elsewhere.example/": {reply(200, links, nil)},
		}, n: 2},
		"neither, as far as it is known":          {},
		"a list kept back, and no TimeMap":        {answers: map[string][]record.Answer{asked: {reply(403, "", nil)}}, err: "answered 403; nor a TimeMap: not found"},
		"a page for a list, and no TimeMap":       {answers: map[string][]record.Answer{asked: {reply(200, "<html>We are down", nil)}}, err: "We are down"},
		"a list that was cut off, and no TimeMap": {answers: map[string][]record.Answer{asked: {reply(200, `[["timestamp","original"],["2020`, nil)}}, err: "no list of captures"},
		"neither":                   {answers: map[string][]record.Answer{asked: {reply(400, "", nil)}, timemap: {reply(400, "", nil)}}, err: "nor a TimeMap"},
		"a TimeMap that is a page":  {answers: map[string][]record.Answer{timemap: {reply(200, "<html>", nil)}}, err: "no TimeMap"},
		"a list kept to themselves": {answers: map[string][]record.Answer{asked: {reply(403, "AdministrativeAccessControlException: Blocked Site Error", nil)}}, err: "owner of the site"},
	} {
		f := &fake{answers: c.answers}
		list, err := f.client(t, coll).List(t.Context(), "https://a.example/b", time.Time{}, time.Time{})
		if len(list) != c.n || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: List = %v, %v; want %d captures, error %q", name, list, err, c.n, c.err)
		}
	}
}

func TestTheSameCaptureInAnotherSpelling(t *testing.T) {
	other := "https://web.archive.org/web/" + stamped + "id_/http://a.example/b"
	f := &fake{answers: map[string][]record.Answer{
		playAt: {reply(302, "", []string{"Location: /web/" + stamped + "id_/http://a.example/b"})},
		other:  {reply(200, "hi", []string{datetime})},
	}}
	c := f.client(t, "https://web.archive.org")
	m, err := c.Get(t.Context(), Capture{At: captured, URL: "https://a.example/b"})
	if err != nil || string(m.Exchange.Body) != "hi" || m.Address != other {
		t.Errorf("Get = %q from %s, %v; want the capture at %s", m.Exchange.Body, m.Address, err, other)
	}
	f.answers[other] = []record.Answer{reply(302, "", []string{"Location: " + playAt})}
	f.asked = nil
	if _, err := c.Get(t.Context(), Capture{At: captured, URL: "https://a.example/b"}); !errors.Is(err, ErrNotPlayed) || len(f.asked) != 3 {
		t.Errorf("Get where two spellings lead to each other gives the error %v after %d questions, want an end after 3", err, len(f.asked))
	}
	f.answers[playAt] = []record.Answer{reply(302, "", []string{"Location: /web/" + stamped + "/https://a.example/b"})}
	if _, err := c.Get(t.Context(), Capture{At: captured, URL: "https://a.example/b"}); !errors.Is(err, ErrNotPlayed) {
		t.Errorf("Get where the service only renders the capture gives the error %v, want that it does not play it", err)
	}
}

func TestNear(t *testing.T) {
	near := "https://web.archive.org/web/20200102031000id_/http://a.example/b/"
	f := &fake{answers: map[string][]record.Answer{
		playAt: {reply(302, "", []string{"Location: " + near})},
		near:   {reply(200, "hi", []string{"Memento-Datetime: Thu, 02 Jan 2020 03:10:00 GMT"})},
	}}
	c := f.client(t, "https://web.archive.org")
	m, err := c.Near(t.Context(), "https://a.example/b", captured, time.Hour)
	if err != nil || string(m.Exchange.Body) != "hi" || m.Exchange.Started.Minute() != 10 {
		t.Errorf("Near = %q of %v, %v; want what was captured six minutes later", m.Exchange.Body, m.Exchange.Started, err)
	}
	if _, err := c.Near(t.Context(), "https://a.example/b", captured, time.Minute); !errors.Is(err, ErrNotPlayed) {
		t.Errorf("Near within a minute gives the error %v, want that there is none", err)
	}
	f.answers[playAt] = []record.Answer{reply(302, "", []string{"Location: /web/20200102031000id_/https://c.example/"})}
	if _, err := c.Near(t.Context(), "https://a.example/b", captured, time.Hour); !errors.Is(err, ErrNotPlayed) {
		t.Errorf("Near where the service has another page gives the error %v, want that there is none", err)
	}
}

// Whatever a service answers, what comes of it is a head that reads as it is
// told, and a body that came.
func FuzzGet(f *testing.F) {
	f.Add(200, "Server: nginx\r\nX-Archive-Orig-Server: Apache\r\nX-Archive-Orig-Content-Length: 2\r\nContent-Type: text/html", "", "hi")
	f.Add(302, "Location: /web/20200102030405id_/https://a.example/c", "", "")
	f.Add(200, "X-Archive-Orig-Content-Encoding: gzip\r\nX-Archive-Orig-: x\r\nx-archive-orig-a b: c", "gzip", "hi")
	f.Fuzz(func(t *testing.T, status int, fields, coding, body string) {
		got := reply(status, body, append([]string{datetime}, strings.Split(fields, "\r\n")...))
		if coding != "" {
			got = packed(got)
			got.Exchanges[0].Header.Set("Content-Encoding", coding)
		}
		fake := &fake{answers: map[string][]record.Answer{playAt: {got}}}
		m, err := fake.client(t, "https://web.archive.org").Get(t.Context(), Capture{At: captured, URL: "https://a.example/b", Digest: sha1Of("hi")})
		if err != nil {
			return
		}
		e := m.Exchange
		lines := strings.Split(strings.TrimSuffix(string(e.Head), "\r\n\r\n"), "\r\n")
		n := 0
		for _, values := range e.Header {
			n += len(values)
		}
		if len(lines) != n+1 || !strings.HasSuffix(string(e.Head), "\r\n\r\n") {
			t.Errorf("Get(%q) has the head %q and %d fields", fields, e.Head, n)
		}
		if s := string(e.Body); s != body && s != "\x1f"+body {
			t.Errorf("Get(%q) has the body %q, want %q", fields, s, body)
		}
	})
}
