package crawler

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLikeness(t *testing.T) {
	const none = "Coast Office Harbours Lights Tides Sorry there is nothing here that goes by the name of %s Ask at the quay Request 8f3a of 12:40"
	other := sketchOf(strings.ReplaceAll(none, "%s", "kqxj"), set("kqxj"))
	for _, c := range []struct {
		name, text string
		echo       string
		like       bool
	}{
		{"the same but for the address, the hour and a number", strings.NewReplacer("%s", "new pilots", "12:40", "13:02", "8f3a", "77c1").Replace(none), "new pilots", true},
		{"the same with a word more", strings.ReplaceAll(none, "Ask at", "Please ask at"), "", true},
		{"the menus and something else", "Coast Office Harbours Lights Tides The harbour will be dredged in May Ask at the quay", "", false},
		{"the menus alone", "Coast Office Harbours Lights Tides Ask at the quay", "", false},
		{"all of it and a sentence of its own", none + " The harbour will be dredged in May", "", false},
		{"another order of the same words", "quay the at Ask pilots new of name the by goes that here nothing is there Sorry Tides Lights Harbours Office Coast", "", false},
		{"nothing", "", "", false},
	} {
		if got := compare(sketchOf(c.text, set(c.echo)), other); got.like() != c.like {
			t.Errorf("%s: %v, like = %v, want %v", c.name, got, got.like(), c.like)
		}
	}
	if got := compare(sketchOf("", nil), sketchOf("", nil)); got.like() {
		t.Error("nothing is like nothing, want no word to mean no likeness")
	}
	if got := sketchOf(strings.Repeat("a b ", maxSketch), nil); got != nil {
		t.Errorf("a text of %d words has a sketch of %d, want none", 2*maxSketch, len(got))
	}
}

// Real pages of one agency share most of what they say. Here each is held
// against what its host would answer for an address made up: what two pages
// share, and an excuse. None may be taken for it.
func TestRealPagesAreNotLikeAnExcuse(t *testing.T) {
	const shared = "../../shared/corpus"
	hosts := map[string][]sketch{}
	for _, pattern := range []string{"singles/*.html", "fsis_transitions/*/*.html", "series/*/*1.html"} {
		files, err := filepath.Glob(filepath.Join(shared, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			d := readable("", b)
			if d.judge(200) != nil {
				continue
			}
			host := filepath.Base(filepath.Dir(f))
			switch {
			case strings.HasPrefix(pattern, "singles"):
				host, _, _ = strings.Cut(filepath.Base(f), "-")
			case strings.HasPrefix(pattern, "fsis"):
				host = "fsis"
			}
			if s := sketchOf(d.words(), nil); s != nil && len(hosts[host]) < 40 {
				hosts[host] = append(hosts[host], s)
			}
		}
	}
	if len(hosts) == 0 {
		t.Skip("the collection of real pages is not here")
	}
	excuse := sketchOf("Page not found. Sorry, the page that you asked for is not here.", nil)
	held := 0
	for host, pages := range hosts {
		for i, page := range pages {
			for j, other := range pages {
				if i == j {
					continue
				}
				held++
				if got := compare(page, append(common(page, other), excuse...)); got.like() {
					t.Errorf("%s: page %d is taken for an excuse in the dress of page %d: %v", host, i, j, got)
				}
			}
		}
	}
	if held < 500 {
		t.Errorf("%d pairs of pages were held against each other, want more", held)
	}
}

// common returns the words of s that stand in other too.
func common(s, other sketch) (both sketch) {
	runs := map[[3]uint64]bool{}
	for i := -1; i <= len(other)-2; i++ {
		runs[other.run(i)] = true
	}
	for i := range s {
		if runs[s.run(i-2)] && i >= 1 || runs[s.run(i-1)] || runs[s.run(i)] && i+1 < len(s) {
			both = append(both, s[i])
		}
	}
	return both
}

func FuzzSketch(f *testing.F) {
	f.Add("Nothing here by the name of x", "x", "Nothing here by the name of y")
	f.Add("", "", "a")
	f.Add("a a a a a a a a a a", "a", "1 2 3")
	f.Fuzz(func(t *testing.T, a, echo, b string) {
		x, y := sketchOf(a, set(normal(echo))), sketchOf(b, nil)
		if got := compare(x, x); got.own+got.lacking != 0 {
			t.Errorf("compare(%q, itself) = %v, want no difference", a, got)
		}
		xy, yx := compare(x, y), compare(y, x)
		if xy.own != yx.lacking || xy.lacking != yx.own || xy.own > len(x) || xy.lacking > len(y) {
			t.Errorf("compare(%q, %q) = %v and the other way %v", a, b, xy, yx)
		}
	})
}
