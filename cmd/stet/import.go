package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"stet/crawler"
	"stet/record"
	"stet/report"
	"stet/storage"
	"stet/warc"
	"stet/watch"
)

func (a *app) importCommand() *cobra.Command {
	var only []string
	c := &cobra.Command{
		Use:   "import FILE…",
		Short: "Take looks from WARC and WACZ files into the archive",
		Long: `Take the captures in WARC (.warc, .warc.gz) and WACZ files, also those of other
programs, into the archive: compared, judged and dated like looks, each with
the file and record that it comes from. Blocks and outages become incidents.

Files of HTML, PDF and text become pages, and whatever is a page already.
Versions are numbered in the order of time, so that captures of a page that are
not later than its last look are left out: import before the first run. What is
there already is skipped, so that an import that was cut off can be repeated.

` + exitCodes,
		Example: "  stet import old.warc.gz crawl.wacz",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.importFiles(c.Context(), args, only)
		},
	}
	c.Flags().StringArrayVar(&only, "page", nil, "only captures of this address; may be given more than once")
	return c
}

func (a *app) importFiles(ctx context.Context, names, only []string) error {
	cfg, s, err := a.open()
	if err != nil {
		return err
	}
	in := &importing{app: a, store: s, wanted: map[string]bool{}, pages: map[string]*importedPage{}}
	for _, address := range only {
		url, err := record.ParseURL(address)
		if err != nil {
			return usage{err}
		}
		in.wanted[url] = true
	}
	for _, name := range names {
		f, err := warc.Open(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return usage{err}
		case err != nil:
			return err
		}
		defer f.Close()
		in.survey.add(f)
	}
	if len(in.survey.list) == 0 {
		return in.tell() // and leave no empty archive behind
	}
	unlock, err := s.LockRun()
	if err != nil {
		return err
	}
	defer unlock()
	if in.fetch, err = newCrawler(cfg, nil); err != nil { // it judges and decodes; nothing is fetched
		return usage{err}
	}
	in.limit = int64(cfg.Crawl.MaxBody)
	in.watcher = a.newWatcher(cfg, in.fetch, s)
	started := time.Now()
	in.run = record.Run{ID: started.UTC().Format("20060102T150405.000Z"), Started: started, Build: version()}
	if text, err := os.ReadFile(a.configFile); err == nil {
		in.run.Config = record.DigestOf(text)
	}
	return in.all(ctx)
}

// An importing is one import.
type importing struct {
	app     *app
	store   *storage.Store
	fetch   *crawler.Crawler
	watcher *watch.Watcher
	run     record.Run
	limit   int64
	wanted  map[string]bool // addresses; empty: all

	survey captures
	pages  map[string]*importedPage // by address
	there  int                      // captures that the archive has already
	lost   []string                 // what could not be taken in, in words
}

// An importedPage is a page as it stands during an import.
type importedPage struct {
	page    record.Page
	known   bool               // it was there before
	looks   map[time.Time]bool // the times of its looks
	refused []time.Time        // captures that came too late
	last    time.Time          // its last look before the import
}

// all takes in every capture, in the order of time.
func (in *importing) all(ctx context.Context) error {
	for _, step := range []func() error{
		func() error { return in.store.PutRun(in.run) }, // makes the archive
		in.watcher.Enrol,
		in.load,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	in.survey.chain(func(url string) bool { return in.pages[url] != nil })
	in.survey.choose(in.wanted, func(url string) bool { return in.pages[url] != nil })
	for _, c := range in.survey.list {
		if ctx.Err() != nil {
			break
		}
		if c.chosen {
			if err := in.take(c); err != nil {
				return err
			}
		}
	}
	in.run.Ended = time.Now()
	if err := errors.Join(in.store.PutRun(in.run), ctx.Err()); err != nil {
		return err
	}
	return in.tell()
}

// load reads which pages there are.
func (in *importing) load() error {
	pages, err := in.store.Pages()
	for _, p := range pages {
		in.pages[p.URL] = &importedPage{page: p, known: true, last: p.LastLook}
	}
	return err
}

// take takes in one capture. Only trouble with the archive is an error.
func (in *importing) take(c *capture) error {
	p, err := in.pageOf(c)
	if p == nil || err != nil {
		return err
	}
	switch {
	case p.looks[c.at]:
		in.there++
		return nil
	case c.at.After(in.run.Started):
		in.lose("%s lies in the future", c.note)
		return nil
	case p.known && p.page.Looks > 0 && !c.at.After(p.last):
		p.refused = append(p.refused, c.at)
		return nil
	}
	a, err := in.answer(c, p)
	if err != nil {
		in.lose("%s: %v", c.note, err)
		return nil
	}
	if p.page.Version == 0 && (a.Verdict == record.GotSame || a.Verdict == record.GotGone) {
		return nil // it says nothing of a page that nobody has seen
	}
	s, err := in.watcher.Import(in.run.ID, p.page, a)
	if err != nil {
		return err
	}
	p.page, p.looks[c.at] = s.Page, true
	in.count(s)
	return nil
}

// pageOf returns the page that a capture is of, and makes it known; nil where
// a revisit leads to none.
func (in *importing) pageOf(c *capture) (*importedPage, error) {
	p := in.pages[c.url]
	if p == nil && c.note.Revisit {
		known, ok, err := in.store.Page(c.url) // it may have moved there
		if err != nil || !ok || in.pages[known.URL] == nil {
			return nil, err
		}
		p = in.pages[known.URL]
	}
	if p == nil {
		added, err := in.store.AddPages([]record.Page{{URL: c.url, Source: record.FromImport, Added: in.run.Started}})
		if err != nil {
			return nil, err
		}
		p = &importedPage{page: added[0]}
		in.pages[c.url] = p
	}
	if p.looks == nil {
		looks, err := in.store.Looks(p.page.ID)
		if err != nil {
			return nil, err
		}
		p.looks = map[time.Time]bool{}
		for _, l := range looks {
			p.looks[l.Time] = true
		}
	}
	return p, nil
}

// answer makes the answer that a look at that time would have got.
func (in *importing) answer(c *capture, p *importedPage) (record.Answer, error) {
	var exchanges []record.Exchange
	for hop := c; hop != nil; hop = hop.next {
		e, err := in.exchange(hop, p)
		if err != nil {
			return record.Answer{}, err
		}
		exchanges = append(exchanges, e)
	}
	a := in.fetch.Replay(c.at, exchanges)
	a.Origin = origin(c)
	if len(exchanges) == 1 && exchanges[0].URL == p.page.MovedTo {
		a.MovedTo, a.FinalURL = p.page.MovedTo, p.page.MovedTo
	}
	return a, nil
}

// exchange reads one hop. A revisit that saw the same payload is the capture
// that it points back to, at another time.
func (in *importing) exchange(c *capture, p *importedPage) (record.Exchange, error) {
	from := c
	if c.note.Revisit && !c.notModified() {
		if from = in.survey.original(c); from == nil {
			return in.kept(c, p)
		}
	}
	r, err := from.file.At(from.place)
	if err != nil {
		return record.Exchange{}, err
	}
	e, err := r.Exchange(in.limit)
	if err != nil {
		return e, err
	}
	e.URL, e.Started = c.url, c.at
	if c.notModified() {
		e.Status, e.Body = 304, nil
	}
	if request := c.request(); request != nil {
		r, err := c.file.At(*request)
		if err != nil {
			return e, err
		}
		if e.Request, err = r.RequestHead(); err != nil {
			return e, err
		}
	}
	return e, nil
}

// kept answers a revisit out of the archive, where its payload was kept.
func (in *importing) kept(c *capture, p *importedPage) (record.Exchange, error) {
	have := p.page.Payload
	if have.Digest.IsZero() || !strings.EqualFold(c.note.Payload, have.Digest.String()) {
		return record.Exchange{}, errors.New("it points back to a capture that is in no file given")
	}
	body, err := in.store.Payload(have.Digest)
	e := record.Exchange{URL: c.url, Started: c.at, Status: 200, Body: body, Header: map[string][]string{"Content-Type": {have.Type}}}
	if have.Encoding != "" {
		e.Header.Set("Content-Encoding", have.Encoding)
	}
	return e, err
}

// origin says where a look comes from.
func origin(c *capture) string {
	s := report.Clean(c.file.Name() + " " + c.note.ID)
	return s[:min(len(s), 200)]
}

func (in *importing) lose(format string, args ...any) {
	in.lost = append(in.lost, fmt.Sprintf(format, args...))
}

func (in *importing) count(s record.Sighting) {
	in.run.Looks++
	switch s.Look.Outcome {
	case record.OutcomeFirst:
		in.run.First++
	case record.OutcomeSame:
		in.run.Same++
	case record.OutcomeIncident:
		in.run.Trouble++
	}
	if s.Change != nil && s.Change.Kind != record.FirstSeen {
		in.run.Changed++
	}
}

// tell says what was taken in and what was not, and why.
func (in *importing) tell() error {
	if r := in.run; !in.app.quiet {
		fmt.Fprintf(in.app.out, "Imported %s: %d the same, %d changed, %d new, %d in trouble.\n",
			plural(r.Looks, "look"), r.Same, r.Changed, r.First, r.Trouble)
	}
	if in.there > 0 {
		in.app.say("%s there already.", plural(in.there, "look")+" of the files "+isAre(in.there))
	}
	var urls []string
	for url, p := range in.pages {
		if len(p.refused) > 0 {
			urls = append(urls, url)
		}
	}
	slices.Sort(urls)
	for _, url := range urls {
		p := in.pages[url]
		in.lose("%s: %s left out, as stet looked at the page on %s already and versions are numbered in the order of time; import before the first run",
			url, plural(len(p.refused), "capture")+" "+isAre(len(p.refused)), p.last.UTC().Format("2006-01-02"))
	}
	in.lost = append(in.survey.trouble, in.lost...)
	for i, what := range in.lost {
		if i == 20 {
			fmt.Fprintf(in.app.err, "stet: … and %d more\n", len(in.lost)-i)
			break
		}
		fmt.Fprintln(in.app.err, "stet: "+report.Clean(what))
	}
	if len(in.lost) > 0 {
		return exit{code: 1}
	}
	return nil
}

func isAre(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}
