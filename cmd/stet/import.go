package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"stet/configs"
	"stet/crawler"
	"stet/record"
	"stet/report"
	"stet/storage"
	"stet/watch"
)

func (a *app) importCommand() *cobra.Command {
	var only []string
	var w waybackAsk
	c := &cobra.Command{
		Use:   "import FILE… | import --wayback [URL…]",
		Short: "Take looks from WARC and WACZ files or from a web archive into the archive",
		Long: `Take the captures in WARC (.warc, .warc.gz) and WACZ files, also those of other
programs, into the archive: compared, judged and dated like looks, each with
the file and record that it comes from. Blocks and outages become incidents.
Files of HTML, PDF, text and of Word, Excel and PowerPoint become pages, and
whatever is a page already; pictures, scripts and the like are left out.

With --wayback the captures come from the Wayback Machine, or with --from from
another web archive that speaks as it does, or pywb, or Memento: those of the
pages given or, where none is, of all pages of the watch list that stet has not
looked at itself. It is asked as politely as any server, so that a page with a
hundred captures takes some minutes; what its list says to be the same as an
earlier capture is not fetched again.

Versions are numbered in the order of time, so that captures of a page that are
not later than its last look are left out: import before the first run. What is
there already is skipped, so that an import that was cut off goes on where it
ended when it is started again.

` + exitCodes,
		Example: `  stet import old.warc.gz crawl.wacz
  stet import --wayback                                        the watch list, before its first run
  stet import --wayback --since 2020-01-01 --every 30d https://www.example.gov/news/1
  stet import --wayback --from https://www.webarchive.org.uk/wayback/archive https://www.example.uk/`,
		RunE: func(c *cobra.Command, args []string) error {
			if w.on || w.from != "" {
				if len(only) > 0 {
					return usage{errors.New("--page is for files; give the pages themselves with --wayback")}
				}
				return a.importHistory(c.Context(), w, args)
			}
			if err := w.unused(); err != nil {
				return err
			}
			if len(args) == 0 {
				return usage{fmt.Errorf("a FILE is missing, or --wayback\nUsage: %s", c.UseLine())}
			}
			return a.importFiles(c.Context(), args, only)
		},
	}
	c.Flags().StringArrayVar(&only, "page", nil, "of files: only captures of this address; may be given more than once")
	w.flags(c)
	return c
}

// An importing is one import.
type importing struct {
	app     *app
	cfg     configs.Config
	store   *storage.Store
	fetch   *crawler.Crawler
	watcher *watch.Watcher
	run     record.Run

	watched func(record.Page) bool
	pages   map[string]*importedPage // by address
	there   int                      // captures that the archive has already
	passed  int                      // captures that were no page
	lost    []string                 // what could not be taken in, in words
}

// An importedPage is a page as it stands during an import.
type importedPage struct {
	page    record.Page
	known   bool               // it was there before
	looks   map[time.Time]bool // the times of its looks
	refused []time.Time        // captures that came too late
	last    time.Time          // its last look before the import
	doubted *record.Answer     // a capture that waits for the next one, as it may be no page
	odd     string             // why the page that stands was in doubt; empty: it was not
}

// begin opens the archive for an import: what crawls, what keeps, and the run
// that the looks belong to. The function it returns ends it.
func (in *importing) begin(memory crawler.Memory) (end func(), err error) {
	unlock, err := in.app.lockRun(in.store)
	if err != nil {
		return nil, err
	}
	if in.fetch, err = newCrawler(in.cfg, memory); err != nil {
		unlock()
		return nil, usage{err}
	}
	in.watcher = in.app.newWatcher(in.cfg, in.fetch, in.store)
	in.app.identify(in.watcher)
	for _, step := range []func() error{
		func() (err error) { in.run, err = in.watcher.BeginImport(); return err },
		in.watcher.Enrol,
		func() (err error) { in.watched, err = in.watcher.Watched(); return err },
		in.load,
	} {
		if err := step(); err != nil {
			unlock()
			return nil, err
		}
	}
	return func() {
		_ = in.fetch.Close() // it only lets go of connections
		unlock()
	}, nil
}

// load reads which pages there are.
func (in *importing) load() error {
	pages, err := in.store.Pages()
	in.pages = map[string]*importedPage{}
	for _, p := range pages {
		in.pages[p.URL] = &importedPage{page: p, known: true, last: p.LastLook}
	}
	return err
}

// add makes a page known that was not.
func (in *importing) add(url string) (*importedPage, error) {
	added, err := in.store.AddPages([]record.Page{{URL: url, Source: record.FromImport, Added: in.run.Started}})
	if err != nil {
		return nil, err
	}
	in.pages[url] = &importedPage{page: added[0]}
	return in.pages[url], nil
}

// remember reads the looks at a page, once; they are those that the archive
// had before where it does.
func (in *importing) remember(p *importedPage) ([]record.Look, error) {
	if p.looks != nil {
		return nil, nil
	}
	looks, err := in.store.Looks(p.page.ID)
	if err != nil {
		return nil, err
	}
	p.looks = map[time.Time]bool{}
	for _, l := range looks {
		p.looks[l.Time] = true
	}
	return looks, nil
}

// isLate reports whether a capture cannot be taken in any more, as later looks
// at the page are there.
func (p *importedPage) isLate(at time.Time) bool {
	return p.known && p.page.Looks > 0 && !at.After(p.last)
}

// settle takes in one answer. One wrong look is never a version: a capture
// that may be no page counts if the next one gives the same reason to doubt
// it, and is an incident otherwise. Only trouble with the archive is an error.
func (in *importing) settle(p *importedPage, a record.Answer) error {
	sure := a.Verdict != record.GotPage || a.Doubt == "" || a.Doubt == p.odd || a.Last().Payload.Same(p.page.Payload)
	if first := p.doubted; first != nil {
		if !a.Time.After(first.Time) {
			return nil // the same moment again
		}
		alike := a.Verdict == record.GotPage && a.Doubt == first.Doubt
		if err := in.release(p, alike); err != nil {
			return err
		}
		sure = sure || alike
	}
	if sure {
		return in.commit(p, a)
	}
	p.doubted = &a
	return in.store.KeepAgainst(p.page.Payload.Digest, a.Last().Body) // the next capture may be the same bytes
}

// release settles the capture that waits, if one does.
func (in *importing) release(p *importedPage, confirmed bool) error {
	if p.doubted == nil {
		return nil
	}
	a := *p.doubted
	p.doubted = nil
	if !confirmed {
		a.Verdict, a.Rendered = record.GotIncident, nil
		a.Incident = &record.Incident{Kind: record.Unconfirmed, Detail: a.Doubt + "; the next capture does not say the same"}
	}
	return in.commit(p, a)
}

func (in *importing) commit(p *importedPage, a record.Answer) error {
	if p.page.Version == 0 && (a.Verdict == record.GotSame || a.Verdict == record.GotGone) {
		return nil // it says nothing of a page that nobody has seen
	}
	s, err := in.watcher.Import(in.run.ID, p.page, a)
	if err != nil {
		return err
	}
	p.page, p.looks[a.Time] = s.Page, true
	if a.Verdict == record.GotPage {
		p.odd = a.Doubt
	}
	in.run.Count(s)
	return nil
}

func (in *importing) lose(format string, args ...any) {
	in.lost = append(in.lost, fmt.Sprintf(format, args...))
}

// finish ends the run of an import, and signs the log as it is then.
func (in *importing) finish() error {
	err := in.watcher.End(&in.run)
	if err == nil && in.run.Looks > 0 {
		_, err = in.app.sign(in.store)
	}
	return err
}

// cutOff says what to do where somebody ended an import.
func cutOff(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return exit{code: 1, err: errors.New("the import was cut off; the same command goes on from there")}
}

// provenance is what a row says of where its look comes from: in one line, of
// no more than 2,000 bytes, though an import of an import says so each time.
func provenance(s string) string {
	s = report.Clean(s)
	return strings.ToValidUTF8(s[:min(len(s), 2000)], "") // half a letter may stand at the end
}

// tell says what was taken in and what was not, and why.
func (in *importing) tell() error {
	if r := in.run; !in.app.quiet {
		fmt.Fprintf(in.app.out, "Imported %s: %d the same, %d changed, %d new, %d in trouble.\n",
			plural(r.Looks, "look"), r.Same, r.Changed, r.First, r.Trouble)
	}
	if in.there > 0 {
		in.app.say("%s there already.", plural(in.there, "capture")+" "+isAre(in.there))
	}
	if in.passed > 0 {
		in.app.say("%s of pictures, scripts and the like left out.", plural(in.passed, "capture")+" "+isAre(in.passed))
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
	for _, line := range few(in.lost) {
		in.app.warn("%s", line)
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
