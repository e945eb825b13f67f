package extract

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"stet/record"
)

// check states what holds for every document, whatever was read.
func check(t *testing.T, d record.Document) {
	t.Helper()
	for i, b := range d.Blocks {
		if b.Index != i {
			t.Fatalf("block %d has index %d", i, b.Index)
		}
		checkText(t, b.Text)
		checkText(t, b.Row)
		checkText(t, b.Column)
		for _, f := range b.Figures {
			if f.Start < 0 || f.End > len(b.Text) || f.Start >= f.End {
				t.Fatalf("block %q has a figure at %d to %d", b.Text, f.Start, f.End)
			}
		}
	}
	for _, l := range d.Links {
		if l.Block < -1 || l.Block >= len(d.Blocks) {
			t.Fatalf("link %q stands in block %d of %d", l.Href, l.Block, len(d.Blocks))
		}
		checkText(t, l.Text)
	}
	for _, m := range d.Images {
		if m.Block < -1 || m.Block >= len(d.Blocks) {
			t.Fatalf("image %q stands behind block %d of %d", m.Src, m.Block, len(d.Blocks))
		}
	}
	for _, s := range d.Dates {
		if s.Block < -1 || s.Block >= len(d.Blocks) || s.Value == "" || s.Kind == "" {
			t.Fatalf("stated date %+v does not hold together", s)
		}
	}
}

func checkText(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Fatalf("%q is no UTF-8", s)
	}
	if strings.Contains(s, "  ") || strings.TrimSpace(s) != s {
		t.Fatalf("%q is not collapsed", s)
	}
	for _, r := range s {
		if r != ' ' && (unicode.IsSpace(r) || unicode.IsControl(r)) {
			t.Fatalf("%q holds %U", s, r)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("<html><main><h1>A<br>b</h1><p>Last Updated: 1/2/2023</p><ul><li>x<ol><li>y</ol></ul></main>"), "text/html", "main", "p")
	f.Add([]byte("<table><tr><th colspan=2>a<th>b<tr><td rowspan=3>1<td>2<td>3<tr><td>4"), "", "td:nth-child(2)", "")
	f.Add([]byte("<pre>a   b   c\n1   2   3\n\nlast line</pre><a href=\"//x/y?utm_a=1#z\"><h2>q</h2></a>"), "text/html; charset=latin1", "", "h2")
	f.Add([]byte("a,b\n\"x, \"\"y\"\"\",1\n2"), "text/csv", "", "")
	f.Add([]byte("{\"a\": [{\"b\": 1.50, \"c\": null}, \"$5 million\"]}\n[true]"), "application/json", "", "")
	f.Add([]byte("<?xml version='1.0' encoding='x'?><r a='1'><b>x &nbsp; y</b><![CDATA[z]]><c/></r>"), "text/xml", "", "")
	f.Add([]byte("<p><b id=1><b id=2><p>x<p>y</b><form><label>z</label><input></form>"), "text/html", "", "")
	f.Add([]byte("<svg><title>x</title></svg><math><mi>x</mi></math><plaintext>rest <b>"), "application/xhtml+xml", "", "")
	f.Add([]byte("plain\n\nBreadcrumb\n 1. Home\nLast Updated: May 2020\n"), "text/plain", "", "")
	f.Add([]byte("<base href=\"http://[::1\"><a href=\"%zz\">x</a><img src=\"data:x\"><time datetime=2020-01-02>Jan 2</time><sup>1</sup>"), "", "", "")
	f.Fuzz(func(t *testing.T, body []byte, contentType, sel, ignore string) {
		src := Source{URL: "https://a.example/dir/page", Type: contentType, Body: body}
		o := Options{Select: sel}
		if ignore != "" {
			o.Ignore = []string{ignore}
		}
		if len(sel)+len(ignore) > 40 {
			o = Options{}
		}
		d := Read(src, o)
		check(t, d)
		if again := Read(src, o); !reflect.DeepEqual(d, again) {
			t.Fatal("a second reading of the same bytes differs")
		}
		other := Read(src, Options{})
		Reconcile(&d, &other)
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("caf\xe9 \x93quoted\x94"), "text/html")
	f.Add([]byte("<meta charset=shift_jis>\x83e\x83X\x83g"), "")
	f.Add([]byte("\xff\xfea\x00b\x00"), "text/html; charset=utf-8")
	f.Add([]byte("Don\xc3\xa2\xe2\x82\xac\xe2\x84\xa2t"), "text/html; charset=utf-8")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		s := decode(body, contentType)
		if !utf8.ValidString(s) {
			t.Fatalf("decode(%q, %q) = %q, which is no UTF-8", body, contentType, s)
		}
		if r := repair(s); !utf8.ValidString(r) {
			t.Fatalf("repair(%q) = %q, which is no UTF-8", s, r)
		}
		checkText(t, collapse(s))
	})
}

func FuzzStated(f *testing.F) {
	for _, c := range statedCases {
		f.Add(c.text)
	}
	f.Add("FOR IMMEDIATE RELEASE\nFriday\nMay 5, 2023")
	f.Add("Última actualización el 3 de mayo de 2024 (revisado: 1/2/24)")
	f.Fuzz(func(t *testing.T, text string) {
		check(t, Read(Source{Type: "text/plain", Body: []byte(text)}, Options{}))
	})
}
