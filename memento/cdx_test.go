package memento

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"
)

func sha1Of(s string) string {
	sum := sha1.Sum([]byte(s))
	return base32.StdEncoding.EncodeToString(sum[:])
}

func TestParseCDX(t *testing.T) {
	const one = "2020-01-02T03:04:05Z http://a.example/ text/html 200 ABC"
	for name, c := range map[string]struct{ body, rows, more, err string }{
		"arrays of the Wayback Machine": {
			body: `[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],
				["example,a)/","20200102030405","http://a.example/","text/html","200","ABC","1415"]]`, rows: one},
		"its list goes on": {
			body: `[["timestamp","original","mimetype","statuscode","digest"],["20200102030405","http://a.example/","text/html","200","ABC"],[],["example%2Ca%29%2F+20200102030405%21"]]`,
			rows: one, more: "example%2Ca%29%2F+20200102030405%21"},
		"it has none":                    {body: "[]\n"},
		"an empty answer":                {body: ""},
		"columns in another order":       {body: `[["original","digest","timestamp","statuscode","mimetype"],["http://a.example/","ABC","20200102030405","200","text/html"]]`, rows: one},
		"objects of pywb, one a line":    {body: `{"urlkey": "example,a)/", "timestamp": "20200102030405", "url": "http://a.example/", "mime": "text/html", "status": "200", "digest": "sha1:ABC"}` + "\n\n", rows: one},
		"plain columns":                  {body: "example,a)/ 20200102030405 http://a.example/ text/html 200 ABC 1415\n\nexample%2Ca%29%2F+2020\n", rows: one, more: "example%2Ca%29%2F+2020"},
		"CDXJ":                           {body: `example,a)/ 20200102030405 {"url": "http://a.example/", "mime": "text/html", "status": "200", "digest": "ABC"}`, rows: one},
		"a revisit has no status":        {body: `[["timestamp","original","mimetype","statuscode","digest"],["20200102030405","http://a.example/","warc/revisit","-","ABC"]]`, rows: "2020-01-02T03:04:05Z http://a.example/ warc/revisit 0 ABC"},
		"numbers and nulls":              {body: `[["timestamp","original","mimetype","statuscode","digest"],[20200102030405,"http://a.example/",null,200,null]]`, rows: "2020-01-02T03:04:05Z http://a.example/  200 "},
		"what is no page is passed over": {body: `[["timestamp","original","mimetype","statuscode","digest"],["20200102030405","mailto:x@a.example","text/html","200","ABC"],["20201340030405","http://a.example/","text/html","200","ABC"],["2020","http://a.example/","text/html","200","ABC"],["20200102030405","http://me@a.example/","t","200","A"]]`},
		"a short row":                    {body: `[["timestamp","original","mimetype","statuscode","digest"],["20200102030405","http://a.example/"]]`, rows: "2020-01-02T03:04:05Z http://a.example/  0 "},
		"a page in place of a list":      {body: "<html><body>Please wait", err: "no list"},
		"a message in place of a list":   {body: "org.archive.util.io.RuntimeIOException: something went wrong here", err: "no list"},
		"an array that is cut off":       {body: `[["timestamp","original"],["2020`, err: "no list"},
		"arrays without a timestamp":     {body: `[["a","b"],["c","d"]]`, err: "no timestamp"},
	} {
		rows, more, err := ParseCDX([]byte(c.body))
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprintf("%s %s %s %d %s", r.At.Format(time.RFC3339), r.URL, r.Type, r.Status, r.Digest))
		}
		if g := strings.Join(got, "\n"); g != c.rows || more != c.more {
			t.Errorf("%s: ParseCDX(%q) = %q, more %q; want %q, %q", name, c.body, g, more, c.rows, c.more)
		}
		if fmt.Sprint(err) == "<nil>" != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: ParseCDX(%q) gives the error %v, want one that says %q", name, c.body, err, c.err)
		}
	}
}

func TestCheck(t *testing.T) {
	sum1, sum256 := sha1.Sum([]byte("body")), sha256.Sum256([]byte("body"))
	for name, c := range map[string]struct {
		digest string
		want   Check
	}{
		"SHA-1 in base32":                  {sha1Of("body"), Matches},
		"in lower case":                    {strings.ToLower(sha1Of("body")), Matches},
		"in hex":                           {hex.EncodeToString(sum1[:]), Matches},
		"SHA-256 with its name":            {"sha256:" + hex.EncodeToString(sum256[:]), Matches},
		"an early index counts a line end": {sha1Of("body\n"), Matches},
		"another body":                     {sha1Of("other"), Differs},
		"no digest":                        {"", Unknown},
		"another function":                 {"md5:841a2d689ad86bd1611447453c22c6fc", Unknown},
		"half a digest":                    {sha1Of("body")[:20], Unknown},
	} {
		if got := check([]byte("body"), c.digest); got != c.want {
			t.Errorf("%s: check(body, %q) = %v, want %v", name, c.digest, got, c.want)
		}
	}
}

// Whatever a server sends for a list, reading it ends, and each row is one
// that can be asked for.
func FuzzParseCDX(f *testing.F) {
	f.Add([]byte(`[["timestamp","original","mimetype","statuscode","digest"],["20200102030405","http://a.example/","text/html","200","ABC"],[],["k"]]`))
	f.Add([]byte(`{"timestamp": "20200102030405", "url": "http://a.example/", "status": 200}`))
	f.Add([]byte("example,a)/ 20200102030405 http://a.example/ text/html 200 ABC 1415\n\nkey\n"))
	f.Add([]byte(`example,a)/ 20200102030405 {"url": "http://a.example/"}`))
	f.Add([]byte(`[[],[],[]]`))
	s, err := NewService("https://web.archive.org")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		rows, _, err := ParseCDX(body)
		if err != nil && len(rows) > 0 && body[0] == '[' {
			t.Errorf("ParseCDX(%q) = %d rows and %v", body, len(rows), err)
		}
		for _, r := range rows {
			at, _, ok := s.Unwrap(s.Raw(r.At, r.URL))
			if !ok || !at.Equal(r.At) {
				t.Errorf("Unwrap(Raw(%v, %q)) = %v, %v", r.At, r.URL, at, ok)
			}
		}
		for _, r := range rows[:min(len(rows), 1)] {
			for i, c := range Choose(r.URL, rows, Choice{Every: time.Hour}) {
				if !SamePage(c.URL, r.URL) || i > len(rows) {
					t.Errorf("Choose(%q) has %q", r.URL, c.URL)
				}
			}
		}
	})
}
