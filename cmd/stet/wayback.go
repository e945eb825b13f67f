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
	"stet/memento"
	"stet/record"
)

// waybackMachine is where history comes from unless --from says otherwise.
const waybackMachine = "https://web.archive.org"

// A waybackAsk is what "stet import --wayback" was asked for.
type waybackAsk struct {
	on                  bool
	from                string
	since, until, every string
	atMost              int
}

func (w *waybackAsk) flags(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&w.on, "wayback", false, "captures of a web archive, of the pages given or else of the watch list")
	f.StringVar(&w.from, "from", "", "the web archive, by the `ADDRESS` of its front page or collection (default "+waybackMachine+")")
	f.StringVar(&w.since, "since", "", "with --wayback: only captures since then: 7d, 2020-01-31 or a time")
	f.StringVar(&w.until, "until", "", "with --wayback: only captures before then")
	f.StringVar(&w.every, "every", "", "with --wayback: of each page one capture in such a `SPAN`, and the last: 30d")
	f.IntVar(&w.atMost, "at-most", 0, "with --wayback: of each page the last `N` of these")
}

// unused refuses what means nothing without --wayback.
func (w *waybackAsk) unused() error {
	for name, set := range map[string]bool{"since": w.since != "", "until": w.until != "", "every": w.every != "", "at-most": w.atMost != 0} {
		if set {
			return usage{fmt.Errorf("--%s goes with --wayback", name)}
		}
	}
	return nil
}

// A historyImport is an import out of a web archive.
type historyImport struct {
	importing
	client       memento.Client
	choice       memento.Choice
	since, until time.Time
	meter        *meter

	told    map[record.PageID]bool // pages of which it was said that nobody watches them
	without []string               // pages of which the service has no capture
	before  int                    // captures that an earlier import left out
	failing int                    // pages in a row at which the service failed
	stopped error                  // why the service is not asked any more
}

func (a *app) importHistory(ctx context.Context, w waybackAsk, urls []string) error {
	in, err := a.newHistoryImport(w)
	if err != nil {
		return err
	}
	var wanted []string
	for _, u := range urls {
		url, err := record.ParseURL(u)
		if err != nil {
			return usage{err}
		}
		wanted = append(wanted, url)
	}
	end, err := in.begin(in.store)
	if err != nil {
		return err
	}
	defer end()
	pages, err := in.subjects(wanted)
	if err != nil {
		return err
	}
	return in.all(ctx, pages)
}

// newHistoryImport reads what was asked for.
func (a *app) newHistoryImport(w waybackAsk) (*historyImport, error) {
	cfg, s, err := a.open()
	if err != nil {
		return nil, err
	}
	in := &historyImport{importing: importing{app: a, cfg: cfg, store: s}, meter: a.newMeter()}
	if w.from == "" {
		w.from = waybackMachine
	}
	if in.client.Service, err = memento.NewService(w.from); err != nil {
		return nil, usage{err}
	}
	now := time.Now()
	if in.since, err = since(w.since, now); err != nil {
		return nil, err
	}
	if in.until, err = since(w.until, now); err != nil {
		return nil, usage{fmt.Errorf("--until %q: want a time span such as 7d or 12h, or a day such as 2026-01-31", w.until)}
	}
	if w.every != "" {
		every, err := configs.ParseDuration(w.every)
		if err != nil {
			return nil, usage{fmt.Errorf("--every %q: %w", w.every, err)}
		}
		in.choice.Every = time.Duration(every)
	}
	if w.atMost < 0 {
		return nil, usage{fmt.Errorf("--at-most %d: want a number above 0", w.atMost)}
	}
	in.choice.AtMost = w.atMost
	in.client.Delay, in.client.Waiting = time.Duration(cfg.Crawl.Delay), in.meter.waiting
	return in, nil
}

// subjects returns the pages whose history is wanted: those named or, where
// none is, those of the watch list that stet did not look at itself.
func (in *historyImport) subjects(urls []string) (pages []*importedPage, err error) {
	for _, url := range urls {
		p := in.pages[url]
		if p == nil {
			known, ok, err := in.store.Page(url) // a page may have moved there
			if err != nil {
				return nil, err
			}
			if p = in.pages[known.URL]; !ok || p == nil {
				p = &importedPage{page: record.Page{URL: url}}
			}
		}
		if !slices.Contains(pages, p) {
			pages = append(pages, p)
		}
	}
	if len(urls) > 0 {
		return pages, nil
	}
	watched := 0
	for _, p := range in.pages {
		if !in.watched(p.page) {
			continue
		}
		watched++
		own, err := in.looked(p)
		if err != nil {
			return nil, err
		}
		if !own {
			pages = append(pages, p)
		}
	}
	slices.SortFunc(pages, func(a, b *importedPage) int { return int(a.page.ID) - int(b.page.ID) })
	switch {
	case watched == 0:
		return nil, usage{errors.New("there is no page on the watch list; name the pages whose history is wanted")}
	case len(pages) == 0:
		return nil, usage{errors.New("no page of the watch list is without a look of stet's own; name the pages whose history is wanted")}
	}
	return pages, nil
}

// looked reports whether the last look at a page was stet's own.
func (in *historyImport) looked(p *importedPage) (bool, error) {
	if p.page.Looks == 0 {
		return false, nil
	}
	l, ok, err := in.store.Look(p.page.ID, p.page.LastLook)
	return ok && l.Origin == "", err
}

// all takes in the history of one page after the other.
func (in *historyImport) all(ctx context.Context, pages []*importedPage) error {
	in.client.Fetcher, in.told = in.fetch, map[record.PageID]bool{}
	for i, p := range pages {
		if ctx.Err() != nil || in.stopped != nil {
			break
		}
		in.meter.page(i+1, len(pages))
		if err := in.page(ctx, p); err != nil {
			in.meter.end()
			return err
		}
	}
	in.meter.end()
	if err := in.finish(); err != nil {
		return err
	}
	if in.before > 0 {
		in.app.say("%s left out by an earlier import, and later ones are there.", plural(in.before, "capture")+" "+isAre(in.before))
	}
	in.tellWithout()
	err := in.tell()
	switch {
	case ctx.Err() != nil:
		return cutOff(ctx)
	case errors.Is(in.stopped, memento.ErrForbidden):
		return exit{code: 1, err: fmt.Errorf(`%w; "robots: ignore" under crawl in the configuration would ask all the same`, in.stopped)}
	case in.stopped != nil:
		return exit{code: 1, err: fmt.Errorf("%w; the same command goes on from there", in.stopped)}
	}
	return err
}

// tellWithout says of which pages the web archive has nothing, in few words.
func (in *historyImport) tellWithout() {
	const few = 5
	list := in.without[:min(len(in.without), few)]
	what := strings.Join(list, ", ")
	if more := len(in.without) - len(list); more > 0 {
		what += fmt.Sprintf(" and %s more", plural(more, "page"))
	}
	switch {
	case what == "":
	case in.since.IsZero() && in.until.IsZero():
		in.app.say("%s lists no capture of %s.", in.client.Service, what)
	default:
		in.app.say("%s lists no capture of that time of %s.", in.client.Service, what)
	}
}

// known makes a page known that has a capture, and is told to nobody before.
func (in *historyImport) known(p *importedPage) error {
	if p.page.ID == 0 {
		added, err := in.add(p.page.URL)
		if err != nil {
			return err
		}
		*p = *added
		in.pages[p.page.URL] = p
	}
	if !in.watched(p.page) && !in.told[p.page.ID] {
		in.told[p.page.ID] = true
		in.app.say("%s is on no watch list: what is imported is kept, and nobody looks for more; %q does.", p.page.URL, "stet add "+p.page.URL)
	}
	return nil
}
