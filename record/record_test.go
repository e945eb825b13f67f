package record

import (
	"encoding/json"
	"math/big"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestParseURL(t *testing.T) {
	for s, want := range map[string]string{
		"HTTPS://Example.GOV:443/a#b":  "https://example.gov/a",
		"http://example.gov:80":        "http://example.gov/",
		"https://example.gov:8443/A?b": "https://example.gov:8443/A?b",
		"  https://example.gov/a b  ":  "https://example.gov/a%20b",
		"http://[::1]:8080/x":          "http://[::1]:8080/x",
		"http://[::1]:80/x":            "http://[::1]/x",
	} {
		if got, err := ParseURL(s); err != nil || got != want {
			t.Errorf("ParseURL(%q) = %q, %v; want %q", s, got, err, want)
		}
	}
	for s, want := range map[string]string{
		"":                          "must start with https://",
		"example.gov/a":             "must start with https://",
		"ftp://example.gov/a":       "only https and http",
		"javascript:alert(1)":       "is no address",
		"https:///a":                "host is missing",
		"https://me:pw@example.gov": "user name",
		"https://exa mple.gov/":     "is no address",
		"https://example.gov/" + strings.Repeat("é", MaxURL/4): "at most can be kept",
	} {
		if got, err := ParseURL(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseURL(%q) = %q, %v; want an error that says %q", s, got, err, want)
		}
	}
}

func TestOriginOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.Example.gov/a":     "https://www.example.gov:443",
		"http://example.gov.:8080/":     "http://example.gov:8080",
		"http://example.gov./a?b":       "http://example.gov:80",
		"https://[2001:DB8::1]/":        "https://[2001:db8::1]:443",
		"https://www.example.gov:443/a": "https://www.example.gov:443",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := OriginOf(u); got != want {
			t.Errorf("OriginOf(%s) = %s, want %s", address, got, want)
		}
	}
}

// What ParseURL writes, it reads as itself: an address has one form.
func FuzzParseURL(f *testing.F) {
	f.Add("HTTPS://Example.GOV:443/a#b")
	f.Add("http://[::1]:80/%7Ea?b=c&d")
	f.Fuzz(func(t *testing.T, s string) {
		once, err := ParseURL(s)
		if err != nil {
			return
		}
		if twice, err := ParseURL(once); err != nil || twice != once {
			t.Errorf("ParseURL(%q) = %q, %v; want it unchanged", once, twice, err)
		}
	})
}

func TestValueJSON(t *testing.T) {
	number := func(s string) Value {
		r, _ := new(big.Rat).SetString(s)
		return NumberValue(r)
	}
	for want, v := range map[string]Value{
		"1300":                   number("1300"),
		"0":                      number("0"),
		"-0.5":                   number("-0.50"),
		"0.333333":               number("1/3"),
		"12345678901234567890.5": number("12345678901234567890.5"),
		`"2022-06-09"`:           TextValue("2022-06-09"),
		"null":                   {},
	} {
		raw, err := json.Marshal(v)
		if err != nil || string(raw) != want {
			t.Errorf("Marshal(%v) = %s, %v; want %s", v, raw, err, want)
		}
		var back Value
		if err := json.Unmarshal(raw, &back); err != nil || back != v {
			t.Errorf("Unmarshal(%s) = %v, %v; want %v", raw, back, err, v)
		}
	}
}

func TestParseNumberTakesPlainDecimalsOnly(t *testing.T) {
	for _, s := range []string{"1/3", "1e3", "0x10", "1_000", "", "ten"} {
		if v, ok := ParseNumber(s); ok {
			t.Errorf("ParseNumber(%q) = %v, want none", s, v)
		}
	}
}

func TestDigestText(t *testing.T) {
	d := DigestOf([]byte("stet"))
	if got, err := ParseDigest(d.String()); err != nil || got != d {
		t.Errorf("ParseDigest(%q) = %v, %v", d, got, err)
	}
	for _, s := range []string{"sha256:", "sha256:zz", "md5:" + strings.Repeat("0", 64), strings.Repeat("0", 64)} {
		if _, err := ParseDigest(s); err == nil {
			t.Errorf("ParseDigest(%q) = nil, want an error", s)
		}
	}
	var zero Digest
	if err := zero.UnmarshalText(nil); err != nil || !zero.IsZero() || zero.String() != "" {
		t.Errorf("the zero digest is written %q and read as %v, %v", zero.String(), zero, err)
	}
}

// Scripts rely on lists being there, also when they are empty.
func TestEmptyListsAreLists(t *testing.T) {
	raw, err := json.Marshal(struct {
		C Change
		D Document
	}{})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), "null") {
		t.Errorf("empty change and document = %s, want no null", raw)
	}
}

func TestPayloadSame(t *testing.T) {
	doc := DigestOf([]byte("document"))
	plain := Payload{Digest: doc, Decoded: doc}
	packed := Payload{Digest: DigestOf([]byte("packed")), Encoding: "gzip", Decoded: doc}
	if !plain.Same(packed) {
		t.Error("the same document, once packed, counts as another")
	}
	if (Payload{}).Same(Payload{}) {
		t.Error("two payloads that are not there count as the same")
	}
}

func TestSeveritiesRank(t *testing.T) {
	order := []Severity{None, Low, Medium, High}
	for i, s := range order {
		if s.Rank() != i {
			t.Errorf("%s.Rank() = %d, want %d", s, s.Rank(), i)
		}
	}
}

func TestRefNamesTheVersion(t *testing.T) {
	v := Version{Number: 3, FirstSeen: time.Unix(1, 0), LastSeen: time.Unix(2, 0), Status: 200, Payload: Payload{Digest: DigestOf(nil)}}
	if r := v.Ref(); r.Version != 3 || !r.LastSeen.Equal(v.LastSeen) || r.Digest != v.Payload.Digest {
		t.Errorf("Ref() = %+v, want version 3 as it is", r)
	}
}

// FlagKinds has each constant of flags.go once.
func TestFlagKindsAreAll(t *testing.T) {
	areAll(t, FlagKinds(), "flags.go", `FlagKind\s+= "([a-z-]+)"`, 30)
}

// IncidentKinds has each constant of look.go once.
func TestIncidentKindsAreAll(t *testing.T) {
	areAll(t, IncidentKinds(), "look.go", `IncidentKind = "([a-z0-9-]+)"`, 15)
}

// areAll checks that kinds are those that a file names, in its order, and at
// least so many.
func areAll[K ~string](t *testing.T, kinds []K, file, pattern string, least int) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(pattern).FindAllStringSubmatch(string(raw), -1)
	if len(want) < least || len(kinds) != len(want) {
		t.Fatalf("there are %d kinds, and %s names %d; want at least %d", len(kinds), file, len(want), least)
	}
	for i, m := range want {
		if string(kinds[i]) != m[1] {
			t.Errorf("kind %d is %s, and in %s %s", i, kinds[i], file, m[1])
		}
	}
}

func TestAnIncidentGoesOnWhereItIsOfTheSameKind(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	before := &Incident{Kind: Blocked, FirstSeen: at, Looks: 2}
	for name, c := range map[string]struct {
		before *Incident
		kind   IncidentKind
		since  time.Time
		looks  int
	}{
		"none before":  {nil, Blocked, at.Add(time.Hour), 1},
		"the same":     {before, Blocked, at, 3},
		"another kind": {before, Empty, at.Add(time.Hour), 1},
	} {
		in := Incident{Kind: c.kind, FirstSeen: at.Add(time.Hour), Looks: 1}
		if in.Prolong(c.before); !in.FirstSeen.Equal(c.since) || in.Looks != c.looks {
			t.Errorf("%s: since %v, %d looks; want %v, %d", name, in.FirstSeen, in.Looks, c.since, c.looks)
		}
	}
}

func TestWhatARunCounts(t *testing.T) {
	trouble := func(kind IncidentKind, origin string) Sighting {
		return Sighting{Look: Look{Outcome: OutcomeIncident, Incident: &Incident{Kind: kind}, Origin: origin}}
	}
	for name, c := range map[string]struct {
		saw  Sighting
		want Run
	}{
		"a first sight":     {Sighting{Look: Look{Outcome: OutcomeFirst}, Change: &Change{Kind: FirstSeen}}, Run{Looks: 1, First: 1}},
		"nothing new":       {Sighting{Look: Look{Outcome: OutcomeSame}}, Run{Looks: 1, Same: 1}},
		"an edit":           {Sighting{Look: Look{Outcome: OutcomeChanged}, Change: &Change{Kind: Edited}}, Run{Looks: 1, Changed: 1}},
		"a removal":         {Sighting{Look: Look{Outcome: OutcomeGone}, Change: &Change{Kind: Removed}}, Run{Looks: 1, Changed: 1}},
		"a page still gone": {Sighting{Look: Look{Outcome: OutcomeGone}}, Run{Looks: 1}},
		"a block":           {trouble(Blocked, ""), Run{Looks: 1, Trouble: 1, Failed: 1}},
		"robots.txt":        {trouble(Robots, ""), Run{Looks: 1, Trouble: 1}},
		"its outage":        {Sighting{Look: Look{Outcome: OutcomeIncident, Incident: &Incident{Kind: Robots, Outage: true}}}, Run{Looks: 1, Trouble: 1, Failed: 1}},
		"a 404":             {trouble(Missing, ""), Run{Looks: 1, Trouble: 1}},
		"a block long ago":  {trouble(Blocked, "a.warc.gz"), Run{Looks: 1, Trouble: 1}},
		"a look not kept":   {Sighting{}, Run{Looks: 1}},
	} {
		var got Run
		if got.Count(c.saw); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s counts as %+v, want %+v", name, got, c.want)
		}
	}
}
