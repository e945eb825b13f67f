package storage

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"stet/record"
)

// TestAllFieldsAreKnown: a field that is not known here would be read right,
// but slowly.
func TestAllFieldsAreKnown(t *testing.T) {
	for of, field := range map[reflect.Type]func(name []byte) any{
		reflect.TypeFor[record.Page]():    func(name []byte) any { return pageField(&record.Page{}, name) },
		reflect.TypeFor[record.Look]():    func(name []byte) any { return lookField(&record.Look{}, name) },
		reflect.TypeFor[record.Payload](): func(name []byte) any { return payloadField(&record.Payload{}, name) },
		reflect.TypeFor[record.Rate]():    func(name []byte) any { return rateField(&record.Rate{}, name) },
	} {
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			to := field([]byte(name))
			if to == nil {
				t.Errorf("%v: %q is not known", of, name)
				continue
			}
			got := reflect.TypeOf(to).Elem()
			if want := of.Field(i).Type; got.Kind() != want.Kind() && want != reflect.PointerTo(got) {
				t.Errorf("%v: %q is read as %v, want %v", of, name, got, want)
			}
		}
	}
}

// TestABriefPageIsThePageWithoutWhatIsLeftOut reads a page that has everything.
func TestABriefPageIsThePageWithoutWhatIsLeftOut(t *testing.T) {
	want := fullPage()
	b, err := json.Marshal(want)
	check(t, err)
	var got record.Page
	check(t, readBrief(b, &got))
	want.Payload, want.Served, want.Doubted, want.Flap, want.Rate = record.Payload{}, record.Payload{}, nil, nil, nil
	want.Seen, want.ETag, want.LastModified, want.Followed = time.Time{}, "", "", ""
	if !reflect.DeepEqual(got, want) {
		t.Errorf("readBrief = %+v, want %+v", got, want)
	}
}

func fullPage() record.Page {
	pay := record.Payload{Digest: record.DigestOf([]byte("a")), Size: 7, Type: "text/html", Encoding: "gzip", Decoded: record.DigestOf([]byte("b"))}
	return record.Page{
		ID: 7, URL: "https://example.gov/a?b=1&c=2", MovedTo: "https://example.gov/ü", Title: "A “title” <b>", Watch: "releases", Source: record.FromLink, Added: noon(),
		LastLook: hour(1), LastGood: hour(2), LastChange: hour(3), NextLook: hour(4), Looks: 12, Version: 3, Seen: hour(5), Payload: pay, Found: "https://example.gov/b", Served: pay,
		Gone: true, Missing: 2, Believed: 3, Trust: 4, ETag: `"\x"`, LastModified: hour(1).Format(time.RFC1123),
		Incident: &record.Incident{Kind: record.ServerError, FirstSeen: hour(1)}, Hint: hour(8), Misled: 1, Followed: "abc",
		Rate: &record.Rate{Quiet: time.Hour, Changed: []time.Duration{1, 2}, Before: []time.Duration{3}}, Flap: &record.Flap{Payload: pay, Quiet: 2}, Doubted: &pay,
	}
}

// FuzzJSON holds what is read here against what encoding/json reads.
func FuzzJSON(f *testing.F) {
	for _, v := range []any{
		fullPage(), record.Page{}, record.Page{ID: 1, URL: "https://example.gov/"},
		record.Look{Page: 1, Time: noon(), Run: "r", Outcome: record.OutcomeFirst, Payload: fullPage().Payload, Incident: fullPage().Incident},
		map[string]any{"id": nil, "rate": nil, "payload": nil, "looks": 1.0, "ID": 4, "page": 3},
	} {
		b, err := json.Marshal(v)
		check(f, err)
		f.Add(b)
	}
	for _, s := range []string{
		``, `{`, `{}`, `[]`, `{"id":1e0}`, `{"id":-1}`, `{"id":-0}`, `{"looks":-0}`, `{"looks":01}`, `{"id":1,}`, `{"id":1}x`, `{"id":99999999999999999999}`, `{"id":12345678901234567890}`, `{"looks":1.5}`,
		`{"url":"a\u00e9\n"}`, "{\"url\":\"\xff\"}", `{"url":"\x"}`, `{"url":1}`, `{"added":"2026-01-02T03:04:05+01:00"}`, `{"added":"x"}`, `{"rate":{"quiet":1,"x":2}}`,
		`{"payload":{"digest":""}}`, `{"payload":{"digest":"sha256:00"}}`, `{"title":"a","title":null}`, `{"rate":{"changed":[1]},"rate":{"quiet":2}}`, ` {"id":1}`, `{"u\u0072l":"a"}`,
		`{"flap":{"payload":{}},"flap":null}`, `{"rate":{},"rate":null}`, `{"gone":true,"incident":{"kind":"x"}}`, `{"a":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if n := value(b, maxNest); n > 0 && !json.Valid(b[:n]) {
			t.Errorf("value(%q) = %d, which is not JSON", b, n)
		}
		var page, wantPage record.Page
		sameAsJSON(t, b, &page, &wantPage, readPage(b, &page))
		var look, wantLook record.Look
		sameAsJSON(t, b, &look, &wantLook, readLookJSON(b, &look))
		var list, wantList []exchangeRead
		sameAsJSON(t, b, &list, &wantList, readExchanges(b, &list))
		var c, wantC changeRead
		sameAsJSON(t, b, &c, &wantC, readChange(b, &c))
		var v, wantV versionRead
		sameAsJSON(t, b, &v, &wantV, readVersion(b, &v))
	})
}

// sameAsJSON compares what was read of b with what encoding/json reads.
func sameAsJSON(t *testing.T, b []byte, got, want any, err error) {
	t.Helper()
	wantErr := json.Unmarshal(b, want)
	if (err == nil) != (wantErr == nil) {
		t.Errorf("%T of %q: %v, want %v", got, b, err, wantErr)
	}
	if wantErr == nil && !reflect.DeepEqual(got, want) {
		t.Errorf("%T of %q = %+v, want %+v", got, b, got, want)
	}
}
