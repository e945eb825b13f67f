package report

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

// luminance is the relative luminance of #rgb or #rrggbb (WCAG 2.2).
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("#%s is no colour", hex)
	}
	linear := func(c uint64) float64 {
		v := float64(c&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}

// TestColoursCanBeRead holds the pairs of colours of text and ground, by
// day, by night and on paper, to the contrast of WCAG AA.
func TestColoursCanBeRead(t *testing.T) {
	palettes := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(htmlStyle, -1)
	if len(palettes) != 3 {
		t.Fatalf("report.css has %d palettes, want 3", len(palettes))
	}
	for i, name := range []string{"by day", "by night", "on paper"} {
		t.Run(name, func(t *testing.T) {
			colour := map[string]string{}
			for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]+);`).FindAllStringSubmatch(palettes[i][1], -1) {
				colour[m[1]] = m[2]
			}
			for _, pair := range [][2]string{
				{"ink", "paper"}, {"soft", "paper"}, {"link", "paper"}, {"high", "paper"}, {"medium", "paper"}, {"low", "paper"},
				{"paper", "high"}, {"del", "del-wash"}, {"ins", "ins-wash"},
			} {
				a, b := luminance(t, colour[pair[0]]), luminance(t, colour[pair[1]])
				if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
					t.Errorf("%s on %s has a contrast of %.1f, want 4.5", pair[0], pair[1], ratio)
				}
			}
		})
	}
}
