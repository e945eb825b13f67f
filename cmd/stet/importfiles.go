package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"stet/record"
	"stet/warc"
)

// A fileImport is an import out of WARC and WACZ files.
type fileImport struct {
	importing
	limit  int64
	wanted map[string]bool // addresses; empty: all
	survey captures
	chains map[chainKey][][]byte // certificates that were read
}

func (a *app) importFiles(ctx context.Context, names, only []string) error {
	cfg, s, err := a.open()
	if err != nil {
		return err
	}
	in := &fileImport{importing: importing{app: a, cfg: cfg, store: s}, limit: int64(cfg.Crawl.MaxBody), wanted: map[string]bool{}}
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
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, warc.ErrOther):
			return usage{err}
		case errors.Is(err, warc.ErrDamaged):
			in.survey.trouble = append(in.survey.trouble, err.Error())
			continue
		case err != nil:
			return err
		}
		defer f.Close()
		in.survey.add(f)
	}
	in.lost = in.survey.trouble
	if len(in.survey.list) == 0 {
		if len(in.lost) == 0 {
			a.say("%s: no capture of a page.", strings.Join(names, ", "))
		}
		return in.tell() // and leave no empty archive behind
	}
	end, err := in.begin(nil) // the crawler judges and decodes; nothing is fetched
	if err != nil {
		return err
	}
	defer end()
	return in.all(ctx)
}

// all takes in every capture, in the order of time.
func (in *fileImport) all(ctx context.Context) error {
	isPage := func(url string) bool { return in.pages[url] != nil }
	in.survey.chain(isPage)
	in.survey.choose(in.wanted, isPage)
	chosen := 0
	for _, c := range in.survey.list {
		if ctx.Err() != nil {
			break
		}
		switch {
		case c.chosen:
			chosen++
			if err := in.take(c); err != nil {
				return err
			}
		case len(in.wanted) == 0 && !c.target && c.note.Status == 200:
			in.passed++
		}
	}
	for _, p := range in.doubted() {
		if err := in.release(p, false); err != nil {
			return err
		}
	}
	if chosen == 0 && ctx.Err() == nil {
		in.app.say("The files hold no capture of a page that is wanted.")
	}
	if err := in.finish(); err != nil {
		return err
	}
	return errors.Join(in.tell(), cutOff(ctx))
}

// doubted returns the pages of which a capture waits for one that never came.
func (in *fileImport) doubted() (pages []*importedPage) {
	for _, p := range in.pages {
		if p.doubted != nil {
			pages = append(pages, p)
		}
	}
	slices.SortFunc(pages, func(a, b *importedPage) int { return cmp.Compare(a.page.ID, b.page.ID) })
	return pages
}

// take takes in one capture. Only trouble with the archive is an error.
func (in *fileImport) take(c *capture) error {
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
	case p.isLate(c.at):
		p.refused = append(p.refused, c.at)
		return nil
	}
	a, err := in.answer(c, p)
	if err != nil {
		in.lose("%s left out: %v", c.note, err)
		return nil
	}
	return in.settle(p, a)
}

// pageOf returns the page that a capture is of, and makes it known; nil where
// a revisit leads to none.
func (in *fileImport) pageOf(c *capture) (*importedPage, error) {
	p := in.pages[c.subject()]
	if p == nil && c.note.Revisit {
		known, ok, err := in.store.Page(c.subject()) // it may have moved there
		if err != nil || !ok || in.pages[known.URL] == nil {
			return nil, err
		}
		p = in.pages[known.URL]
	}
	if p == nil {
		var err error
		if p, err = in.add(c.subject()); err != nil {
			return nil, err
		}
	}
	_, err := in.remember(p)
	return p, err
}
