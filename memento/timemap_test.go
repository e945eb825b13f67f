package memento

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestParseTimeMap(t *testing.T) {
	const original = `<https://a.example/b>; rel="original",` + "\n"
	const raw = "2020-01-02T03:04:05Z https://a.example/b https://arc.example/coll/20200102030405id_/https://a.example/b"
	const date = `; datetime="Thu, 02 Jan 2020 03:04:05 GMT"`
	for name, c := range map[string]struct{ body, rows, more, err string }{
		"a memento":                               {body: original + `<https://arc.example/coll/20200102030405/https://a.example/b>; rel="first memento"` + date, rows: raw},
		"in the rendering of frames":              {body: original + `<https://arc.example/coll/20200102030405mp_/https://a.example/b>;rel=memento` + date, rows: raw},
		"a relative address":                      {body: original + `</coll/20200102030405/https://a.example/b>; rel="memento"` + date, rows: raw},
		"it goes on elsewhere":                    {body: original + `<https://arc.example/coll/timemap/link/https://a.example/b>; rel="self timemap", <https://arc.example/coll/timemap/2/link/https://a.example/b>; rel="timemap"; type="application/link-format"`, more: "https://arc.example/coll/timemap/2/link/https://a.example/b"},
		"a comma in an address and a quoted date": {body: original + `<https://arc.example/coll/20200102030405/https://a.example/b,c>; rel="memento"; x="a,\"b;"` + date, rows: "2020-01-02T03:04:05Z https://a.example/b,c https://arc.example/coll/20200102030405id_/https://a.example/b,c"},
		"a capture whose raw bytes nobody gives":  {body: original + `<https://arc.example/o/AbCdE>; rel="memento"` + date},
		"a capture at another service":            {body: original + `<https://other.example/20200102030405/https://a.example/b>; rel="memento"` + date},
		"a capture without a date":                {body: original + `<https://arc.example/coll/20200102030405/https://a.example/b>; rel="memento"`},
		"a page in place of a TimeMap":            {body: "<html><p>nothing", err: "no TimeMap"},
		"nothing":                                 {body: "", err: "no TimeMap"},
	} {
		s, err := NewService("https://arc.example/coll")
		if err != nil {
			t.Fatal(err)
		}
		rows, more, err := s.ParseTimeMap([]byte(c.body))
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprintf("%s %s %s", r.At.Format(time.RFC3339), r.URL, r.Address))
		}
		if g := strings.Join(got, "\n"); g != c.rows || strings.Join(more, " ") != c.more {
			t.Errorf("%s: ParseTimeMap(%q) = %q, more %q; want %q, %q", name, c.body, g, more, c.rows, c.more)
		}
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: ParseTimeMap(%q) gives the error %v, want one that says %q", name, c.body, err, c.err)
		}
	}
}

// Whatever a header or a document holds, reading links ends, and a capture
// lies at the service itself.
func FuzzParseTimeMap(f *testing.F) {
	f.Add(`<https://a.example/b>; rel="original", <https://arc.example/coll/20200102030405/https://a.example/b>; rel="memento"; datetime="Thu, 02 Jan 2020 03:04:05 GMT"`)
	f.Add(`<a>; rel=original, </coll/20200102030405/b>; rel=memento; datetime="Thu, 02 Jan 2020 03:04:05 GMT"; x="\`)
	f.Add(`<<>>;;;=",`)
	s, err := NewService("https://arc.example/coll")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		rows, _, _ := s.ParseTimeMap([]byte(body))
		for _, r := range rows {
			if !s.owns(r.Address) {
				t.Errorf("ParseTimeMap(%q) has a capture at %q", body, r.Address)
			}
		}
	})
}
