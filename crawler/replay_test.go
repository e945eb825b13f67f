package crawler

import (
	"net/http"
	"testing"
	"time"

	"stet/record"
)

func TestReplay(t *testing.T) {
	page := "<html><head><title>Tides</title></head><body><main><p>High water on the lower river stands at nine feet today, says the office of the harbor.</p></main></body></html>"
	hop := func(url string, status int, body string, fields ...string) record.Exchange {
		h := http.Header{"Content-Type": {"text/html"}}
		for i := 0; i < len(fields); i += 2 {
			h.Set(fields[i], fields[i+1])
		}
		return record.Exchange{URL: url, Status: status, Header: h, Body: []byte(body)}
	}
	const a, b = "https://example.gov/a", "https://example.gov/b"
	cut := hop(a, 200, page)
	cut.Truncated = "length"
	for name, c := range map[string]struct {
		exchanges []record.Exchange
		verdict   record.Verdict
		incident  record.IncidentKind
		moved     string
	}{
		"a page":                {[]record.Exchange{hop(a, 200, page)}, record.GotPage, "", ""},
		"moved for good":        {[]record.Exchange{hop(a, 301, ""), hop(b, 200, page)}, record.GotPage, "", b},
		"not found":             {[]record.Exchange{hop(a, 404, "no")}, record.GotGone, "", ""},
		"not modified":          {[]record.Exchange{hop(a, 304, "")}, record.GotSame, "", ""},
		"a block":               {[]record.Exchange{hop(a, 403, "<h1>Access Denied</h1>")}, record.GotIncident, record.Blocked, ""},
		"a firewall's mark":     {[]record.Exchange{hop(a, 200, page, "Cf-Mitigated", "challenge")}, record.GotIncident, record.Blocked, ""},
		"led to a login":        {[]record.Exchange{hop(a, 302, ""), hop("https://example.gov/login", 200, page)}, record.GotIncident, record.Blocked, ""},
		"a part of a body":      {[]record.Exchange{cut}, record.GotIncident, record.Truncated, ""},
		"a redirect to nowhere": {[]record.Exchange{hop(a, 302, "")}, record.GotIncident, record.RedirectStub, ""},
		"a body too large":      {[]record.Exchange{hop(a, 200, page+page)}, record.GotIncident, record.Refused, ""},
		"nothing":               {nil, record.GotIncident, record.Refused, ""},
	} {
		t.Run(name, func(t *testing.T) {
			crawl, err := New(Options{MaxBody: int64(len(page))})
			if err != nil {
				t.Fatal(err)
			}
			defer crawl.Close()
			began := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
			got := crawl.Replay(began, c.exchanges)
			kind := record.IncidentKind("")
			if got.Incident != nil {
				kind = got.Incident.Kind
			}
			if got.Verdict != c.verdict || kind != c.incident || got.MovedTo != c.moved || !got.Time.Equal(began) {
				t.Errorf("Replay = %s, %v, moved to %q; want %s, %s, %q", got.Verdict, got.Incident, got.MovedTo, c.verdict, c.incident, c.moved)
			}
		})
	}
}
