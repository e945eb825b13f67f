package main

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"stet/configs"
	"stet/crawler"
	"stet/extract"
	"stet/record"
	"stet/storage"
	"stet/watch"
)

var errNoConfig = errors.New("there is no configuration")

// load reads the configuration.
func (a *app) load() (configs.Config, error) {
	c, err := configs.Load(a.configFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return configs.Config{}, usage{fmt.Errorf("%w: no file %s", errNoConfig, a.configFile)}
	case err != nil:
		return configs.Config{}, usage{err}
	}
	if a.archive != "" {
		c.Archive = a.archive
	}
	return c, nil
}

// loadIfThere is load for verbs that can do with an archive alone, where
// nobody named a configuration.
func (a *app) loadIfThere() (configs.Config, error) {
	c, err := a.load()
	if errors.Is(err, errNoConfig) && !a.configNamed {
		c, err = configs.Default(), nil
		if a.archive != "" {
			c.Archive = a.archive
		}
	}
	return c, err
}

// open returns the configuration and the archive for verbs that read.
func (a *app) open() (configs.Config, *storage.Store, error) {
	c, err := a.loadIfThere()
	if err != nil {
		return c, nil, err
	}
	return c, a.store(c.Archive), nil
}

// newCrawler returns the crawler of the configuration. What it learns of
// servers goes into m; nil: nowhere.
func newCrawler(c configs.Config, m crawler.Memory) (*crawler.Crawler, error) {
	return crawler.New(crawler.Options{
		Contact:        c.Contact,
		Version:        release,
		Delay:          time.Duration(c.Crawl.Delay),
		Timeout:        time.Duration(c.Crawl.Timeout),
		MaxBody:        int64(c.Crawl.MaxBody),
		IgnoreRobots:   c.Crawl.Robots == "ignore",
		AcceptEncoding: c.Crawl.AcceptEncoding,
		AllowPrivate:   c.Crawl.AllowPrivate,
		Proxy:          c.Crawl.Proxy,
		Browser:        c.Crawl.Browser,
		Memory:         m,
	})
}

func (a *app) newWatcher(c configs.Config, f watch.Fetcher, s watch.Store) *watch.Watcher {
	w := &watch.Watcher{
		Fetcher: f, Store: s, Reading: a.reading(configs.Watch{}),
		Concurrency: c.Crawl.Concurrency, Delay: time.Duration(c.Crawl.Delay),
	}
	w.Finder, _ = f.(watch.Finder)
	for _, e := range c.Watch {
		w.Watches = append(w.Watches, watch.Watch{
			Name:      e.Name,
			URLs:      e.URLs,
			Links:     e.Discover.Links,
			Sitemaps:  e.Discover.Sitemaps,
			Feeds:     e.Discover.Feeds,
			MaxPages:  e.Discover.MaxPages,
			Documents: e.Documents,
			Render:    e.Render,
			Every:     time.Duration(e.Every.Span),
			Auto:      e.Every.Auto,
			Min:       time.Duration(e.Min),
			Max:       time.Duration(e.Max),
			Budget:    e.Budget,
			Reading:   a.reading(e),
			Terms:     e.Terms,
			Weights:   weights(e),
		})
	}
	return w
}

// reading returns how the pages of a watch are read. The configuration was
// checked, so that its regular expressions compile.
func (a *app) reading(e configs.Watch) extract.Options {
	o := extract.Options{Select: e.Select, Ignore: e.Ignore}
	if a.exe != "" {
		o.PDF = a.readPDF
	}
	for _, s := range e.IgnoreText {
		o.IgnoreText = append(o.IgnoreText, regexp.MustCompile(s))
	}
	return o
}

func weights(e configs.Watch) map[record.FlagKind]float64 {
	points := map[record.FlagKind]float64{}
	for kind, n := range e.Weights {
		points[record.FlagKind(kind)] = n
	}
	return points
}

// watchOf returns the watch that a page belongs to by today's configuration;
// a zero one where there is none.
func watchOf(c configs.Config, p record.Page) configs.Watch {
	for _, e := range c.Watch {
		if e.Name == p.Watch {
			return e
		}
	}
	return configs.Watch{}
}

// page finds the page with an address, which may be its old or its new one.
func page(s *storage.Store, address string) (record.Page, error) {
	url, err := record.ParseURL(address)
	if err != nil {
		return record.Page{}, usage{err}
	}
	p, ok, err := s.Page(url)
	if err == nil && !ok {
		err = usage{fmt.Errorf("%s is not in the archive; %q shows what is", url, "stet list")}
	}
	return p, err
}

// since reads how far back a verb looks: 7d, 12h, 2026-01-31 or a time as in
// RFC 3339. Empty is the beginning.
func since(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if d, err := configs.ParseDuration(s); err == nil {
		return now.Add(-time.Duration(d)), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usage{fmt.Errorf("--since %q: want a time span such as 7d or 12h, or a day such as 2026-01-31", s)}
}

// document reads an archived version with today's extractor.
func (a *app) document(c configs.Config, s *storage.Store, p record.Page, v record.Version) (record.Document, error) {
	body, err := decoded(s, v.Payload)
	if err != nil {
		return record.Document{}, err
	}
	return extract.Read(extract.Source{URL: v.URL, Type: v.Payload.Type, Body: body}, a.reading(watchOf(c, p))), nil
}

// decoded returns a kept document after content decoding.
func decoded(s *storage.Store, p record.Payload) ([]byte, error) {
	raw, err := s.Payload(p.Digest)
	if err != nil {
		return nil, err
	}
	return new(crawler.Crawler).Decode(raw, strings.ToLower(p.Encoding))
}
