// Package configs reads the file that says what to watch and how.
//
// A mistake is told with the file, the line, what stands there and what was
// expected, so that whoever wrote the file can mend it without reading a
// manual. Keys that are not known are mistakes: a misspelt "ingore" must not
// silently ignore nothing.
//
// The package knows the file's form only. What the values do is the business
// of the packages that get them.
package configs

import (
	"bytes"
	_ "embed"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Example is the commented configuration that "stet init" writes.
//
//go:embed stet.example.yaml
var Example []byte

// A Config is the whole file. Keys and their meaning are promised to users;
// see Example.
type Config struct {
	Archive string   `yaml:"archive"`
	Contact string   `yaml:"contact"`
	Crawl   Crawl    `yaml:"crawl"`
	Watch   []Watch  `yaml:"watch"`
	Report  Report   `yaml:"report"`
	Metrics Metrics  `yaml:"metrics"`
	Notify  []Notify `yaml:"notify"`

	// Unused names the keys that are set and that this version of stet
	// does not act on yet, as "line 12: notify".
	Unused []string `yaml:"-"`
}

// Crawl says how servers are asked.
type Crawl struct {
	Delay          Duration `yaml:"delay"`
	Timeout        Duration `yaml:"timeout"`
	MaxBody        Size     `yaml:"max_body"`
	Concurrency    int      `yaml:"concurrency"`
	Robots         string   `yaml:"robots"`
	AcceptEncoding string   `yaml:"accept_encoding"`
	AllowPrivate   bool     `yaml:"allow_private"`
	Proxy          string   `yaml:"proxy"`
	Browser        string   `yaml:"browser"` // path of the Chromium for pages with "render: true"; empty: it is looked for
}

// A Watch is one entry of the watch list.
type Watch struct {
	Name       string   `yaml:"name"`
	URLs       []string `yaml:"urls"`
	Discover   Discover `yaml:"discover"`
	Every      Every    `yaml:"every"`
	Min        Duration `yaml:"min"`
	Max        Duration `yaml:"max"`
	Budget     int      `yaml:"budget"`
	Select     string   `yaml:"select"`
	Ignore     []string `yaml:"ignore"`
	IgnoreText []string `yaml:"ignore_text"`
	Terms      []string `yaml:"terms"`
	Documents  bool     `yaml:"documents"`
	Render     bool     `yaml:"render"`

	Weights map[string]float64 `yaml:"weights"` // points of a kind of flag, in place of the usual ones
}

// Discover says how more pages are found from those that are named.
type Discover struct {
	Links    []string `yaml:"links"`
	Sitemaps []string `yaml:"sitemaps"`
	Feeds    []string `yaml:"feeds"`
	MaxPages int      `yaml:"max_pages"`
}

// Report says where reports of a run go.
type Report struct {
	Dir     string   `yaml:"dir"`
	Formats []string `yaml:"formats"`
}

// Metrics says where Prometheus finds numbers on what stet does.
type Metrics struct {
	Listen   string `yaml:"listen"`   // host:port on which "stet watch" answers /metrics; empty: none
	Textfile string `yaml:"textfile"` // file for node_exporter's textfile collector, written after each run; empty: none
}

// A Notify is one receiver of notices.
type Notify struct {
	URL             string  `yaml:"url"`
	MinSignificance float64 `yaml:"min_significance"`
}

// DefaultEvery is how often pages are looked at where the watch does not say.
const DefaultEvery = Duration(6 * time.Hour)

// AutoMin and AutoMax bound the pace of "every: auto" where the watch does
// not say.
const (
	AutoMin = Duration(time.Hour)
	AutoMax = Duration(7 * 24 * time.Hour)
)

// Default returns the configuration that an empty file means.
func Default() Config {
	return Config{
		Archive: "stet.db",
		Crawl: Crawl{
			Delay:          Duration(2 * time.Second),
			Timeout:        Duration(30 * time.Second),
			MaxBody:        20 << 20,
			Concurrency:    8,
			Robots:         "obey",
			AcceptEncoding: "identity",
		},
		Report: Report{Dir: "reports", Formats: []string{"html", "json"}},
	}
}

// Load reads the configuration in file. A relative archive or report.dir is
// made to lie beside the file. The error is a [Mistakes] where the file can
// be read and its content is wrong.
func Load(file string) (Config, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Config{}, err
	}
	c, err := Parse(file, text)
	if err != nil {
		return Config{}, err
	}
	c.Archive = beside(file, c.Archive)
	c.Report.Dir = beside(file, c.Report.Dir)
	if c.Metrics.Textfile != "" {
		c.Metrics.Textfile = beside(file, c.Metrics.Textfile)
	}
	return c, nil
}

func beside(file, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(file), path)
}

// Parse reads a configuration; name is the file's name in errors.
func Parse(name string, text []byte) (Config, error) {
	c := Default()
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // editors of Windows begin files with it
	r := &reader{name: name, text: strings.Split(string(text), "\n"), places: map[string]place{}}
	if r.plain(); len(r.mistakes) == 0 {
		r.parse(text, &c)
	}
	if len(r.mistakes) == 0 {
		r.check(&c)
	}
	if len(r.mistakes) > 0 {
		return Config{}, Mistakes(r.mistakes)
	}
	return c, nil
}
