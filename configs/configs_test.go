package configs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Each file under testdata/bad has one mistake; its first line says what is
// wanted: "# want: LINE: MESSAGE", or a part of it.
func TestMistakes(t *testing.T) {
	files, _ := filepath.Glob("testdata/bad/*.yaml")
	if len(files) == 0 {
		t.Fatal("no files under testdata/bad")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(text), "\n")
			want := "stet.yaml:" + strings.TrimPrefix(first, "# want: ")
			_, err = Parse("stet.yaml", text)
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("Parse() = %v, want %s", err, want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("Parse() tells more than the one mistake:\n%v", err)
			}
		})
	}
}

func TestTheExampleShowsTheDefaults(t *testing.T) {
	c, err := Parse("example", Example)
	if err != nil {
		t.Fatal(err)
	}
	d := Default()
	if c.Crawl != d.Crawl || c.Archive != d.Archive || c.Report.Dir != d.Report.Dir || len(c.Unused) > 0 {
		t.Errorf("example = %+v, want the defaults %+v", c, d)
	}
	if len(c.Watch) != 1 || c.Watch[0].Every != (Every{Span: DefaultEvery}) {
		t.Errorf("example watches %+v, want one watch at the default pace", c.Watch)
	}
}

func TestDefaultsOfAWatch(t *testing.T) {
	c, err := Parse("f", []byte("watch:\n  - urls: [HTTPS://www.Example.gov]\n  - urls: [https://www.example.gov/a]\n    every: 0s\n"))
	if err != nil {
		t.Fatal(err)
	}
	if w := c.Watch[0]; w.Every != (Every{Span: DefaultEvery}) || w.Discover.MaxPages != 5000 || w.URLs[0] != "https://www.example.gov/" || w.Name == "" {
		t.Errorf("first watch = %+v, want the defaults", w)
	}
	if w := c.Watch[1]; w.Every != (Every{}) {
		t.Errorf("every: 0s was read as %v, want 0: due at every run", w.Every)
	}
}

func TestAKeyWithNothingBehindItMeansTheDefault(t *testing.T) {
	c, err := Parse("f", []byte("watch:\n  - urls: [https://www.example.gov/]\n    every:\n    min:\n    discover:\n      max_pages:\n"))
	if err != nil {
		t.Fatal(err)
	}
	if w := c.Watch[0]; w.Every != (Every{Span: DefaultEvery}) || w.Discover.MaxPages != 5000 {
		t.Errorf("watch = %+v, want the defaults", w)
	}
}

func TestBoundsOfAnAutomaticPace(t *testing.T) {
	c, err := Parse("f", []byte("watch:\n  - urls: [https://www.example.gov/]\n    every: auto\n    min: 2h\n"+
		"  - urls: [https://www.example.gov/a]\n    every: auto\n    min: 30d\n    budget: 100\n"))
	if err != nil {
		t.Fatal(err)
	}
	hour, day := Duration(time.Hour), Duration(24*time.Hour)
	if w := c.Watch[0]; !w.Every.Auto || w.Min != 2*hour || w.Max != AutoMax || w.Budget != 0 {
		t.Errorf("first watch = %+v, want a pace between 2h and %v without a budget", w, AutoMax)
	}
	if w := c.Watch[1]; w.Min != 30*day || w.Max != 30*day || w.Budget != 100 {
		t.Errorf("second watch = %+v, want a pace of 30d and 100 looks a day", w)
	}
}

func TestAWatchMayNameSitemapsAlone(t *testing.T) {
	c, err := Parse("f", []byte("watch:\n  - discover: {sitemaps: [HTTPS://www.Example.gov/sitemap.xml]}\n"))
	if err != nil || c.Watch[0].Name != "https://www.example.gov/sitemap.xml" {
		t.Errorf("Parse() = %+v, %v; want a watch named after its sitemap", c.Watch, err)
	}
}

func TestTheFileIsTextInUTF8(t *testing.T) {
	const text = "watch:\n  - name: Büro\n    urls: [https://www.example.gov/]\n"
	c, err := Parse("f", []byte("\ufeff"+strings.ReplaceAll(text, "\n", "\r\n")))
	if err != nil || c.Watch[0].Name != "Büro" || c.Watch[0].URLs[0] != "https://www.example.gov/" {
		t.Errorf("Parse() of a file of Windows = %+v, %v; want it read like any other", c.Watch, err)
	}
	for _, other := range []string{strings.ReplaceAll(text, "ü", "\xfc"), strings.ReplaceAll(text, "Büro", "B\x00\xdc\x00")} {
		if _, err := Parse("f", []byte(other)); err == nil || err.Error() != "f:2: this is not text in UTF-8: save the file in that coding" {
			t.Errorf("Parse(%q) = %v, want it refused", other, err)
		}
	}
}

func TestAnEmptyFileMeansTheDefaults(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "crawl:\nwatch:\n"} {
		c, err := Parse("f", []byte(text))
		if err != nil || c.Crawl != Default().Crawl {
			t.Errorf("Parse(%q) = %+v, %v; want the defaults", text, c.Crawl, err)
		}
	}
}

func TestLoadLaysFilesBesideTheConfiguration(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "stet.yaml")
	if err := os.WriteFile(file, []byte("report: {dir: out}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file)
	if err != nil || c.Archive != filepath.Join(dir, "stet.db") || c.Report.Dir != filepath.Join(dir, "out") {
		t.Errorf("Load() = %q, %q, %v; want both beside %s", c.Archive, c.Report.Dir, err, file)
	}
}

func TestParseDuration(t *testing.T) {
	for s, want := range map[string]time.Duration{"7d": 168 * time.Hour, "0s": 0, "1h30m": 90 * time.Minute, "1.5d": 36 * time.Hour} {
		if got, err := ParseDuration(s); err != nil || time.Duration(got) != want {
			t.Errorf("ParseDuration(%q) = %v, %v; want %v", s, time.Duration(got), err, want)
		}
	}
	for _, s := range []string{"", "d", "7", "-1h", "soon", "1e9d"} {
		if got, err := ParseDuration(s); err == nil {
			t.Errorf("ParseDuration(%q) = %v, want an error", s, time.Duration(got))
		}
	}
}

func TestSize(t *testing.T) {
	for s, want := range map[string]Size{"20MB": 20 << 20, "500kB": 500 << 10, "1 GB": 1 << 30, "17": 17, "0.5MB": 1 << 19} {
		var got Size
		if err := got.set(s); err != nil || got != want {
			t.Errorf("size %q = %d, %v; want %d", s, got, err, want)
		}
	}
}
