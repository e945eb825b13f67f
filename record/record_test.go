package record

import (
	"encoding/json"
	"math/big"
	"os"
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
	} {
		if got, err := ParseURL(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseURL(%q) = %q, %v; want an error that says %q", s, got, err, want)
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
	raw, err := os.ReadFile("flags.go")
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`FlagKind\s+= "([a-z-]+)"`).FindAllStringSubmatch(string(raw), -1)
	got := FlagKinds()
	if len(want) < 30 || len(got) != len(want) {
		t.Fatalf("FlagKinds() has %d kinds, flags.go %d", len(got), len(want))
	}
	for i, m := range want {
		if string(got[i]) != m[1] {
			t.Errorf("FlagKinds()[%d] = %s, want %s", i, got[i], m[1])
		}
	}
}
