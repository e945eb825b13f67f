package record

import (
	"testing"
	"unicode/utf8"
)

// FuzzParseURLIsText: whatever stands in a link, the address that is made of
// it comes back from JSON as itself.
func FuzzParseURLIsText(f *testing.F) {
	for s, want := range map[string]string{
		"https://example.gov?q=caf\xe9&r=\xff\uFFFDé": "https://example.gov/?q=caf%E9&r=%FF\uFFFDé",
		"https://example.gov/caf\xe9":                 "https://example.gov/caf%E9",
	} {
		if got, err := ParseURL(s); err != nil || got != want {
			f.Errorf("ParseURL(%q) = %q, %v; want %q", s, got, err, want)
		}
		f.Add(s)
	}
	f.Add("https://ex\xff.gov/#\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := ParseURL(s); err == nil && !utf8.ValidString(got) {
			t.Errorf("ParseURL(%q) = %q, which is no UTF-8", s, got)
		}
	})
}
