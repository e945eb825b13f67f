package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"stet/record"
	"stet/warc"
)

// An exporting is what "stet export" was asked for.
type exporting struct {
	format, out          string
	pages                []string
	change, since, until string
	sound                bool // leave out what is damaged
}

func (a *app) exportCommand() *cobra.Command {
	var e exporting
	c := &cobra.Command{
		Use:   "export -o FILE",
		Short: "Write looks into a WARC or WACZ file, for the tools of web archives",
		Long: `Write looks into a WARC 1.1 or WACZ 1.1.1 file, which the tools of web archives
read and ReplayWeb.page shows. The same archive gives the same bytes each time.

A look that saw nothing new is a revisit record; where --since leaves out what
it points back to, that look is written too. Times are those of the looks.

Where the archive is damaged and there is no backup, --sound saves what can be
read: "stet import" takes it into a new archive. It ends with 4.`,
		Example: `  stet export --format wacz -o week.wacz --since 7d
  stet export --format warc -o page.warc.gz --page https://www.example.gov/news/1
  stet export --format wacz -o change.wacz --change https://www.example.gov/news/1@2`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.export(c.Context(), e) },
	}
	f := c.Flags()
	f.StringVar(&e.format, "format", "", "warc or wacz (default: as FILE is named)")
	f.StringVarP(&e.out, "output", "o", "", "the `FILE`, or - for standard output; a WARC whose name ends in .warc is not compressed")
	f.StringArrayVar(&e.pages, "page", nil, "only this page; may be given more than once")
	f.StringVar(&e.since, "since", "", "only looks since then: 7d, 12h, 2026-01-31 or a time")
	f.StringVar(&e.until, "until", "", "only looks before then")
	f.BoolVar(&e.sound, "sound", false, "of a damaged archive: leave out looks that cannot be read, and say which")
	f.StringVar(&e.change, "change", "", "only the looks from which a change can be seen: `URL@VERSION`, the version that it made, or URL@TIME, the last one seen by then")
	return c
}

func (a *app) export(ctx context.Context, e exporting) error {
	if e.out == "" {
		return usage{errors.New("-o FILE is missing")}
	}
	if e.format == "" {
		e.format = "warc"
		if strings.HasSuffix(e.out, ".wacz") {
			e.format = "wacz"
		}
	}
	switch {
	case e.format != "warc" && e.format != "wacz":
		return usage{fmt.Errorf("unknown format %q: want warc or wacz", e.format)}
	case strings.HasSuffix(e.out, ".wacz") != (e.format == "wacz") && isNamedAsArchive(e.out):
		return usage{fmt.Errorf("-o %s is not named as a file of --format %s", e.out, e.format)}
	}
	_, s, err := a.open()
	if err != nil {
		return err
	}
	what, err := e.selected(s, time.Now())
	if err != nil {
		return err
	}
	what.sound = e.sound
	var done exported
	err = a.output(e.out, false, func(w io.Writer) (err error) {
		if e.format == "wacz" {
			done, err = what.wacz(ctx, w, filepath.Dir(e.out))
		} else {
			done, err = what.warc(ctx, w, warc.Options{Gzip: !strings.HasSuffix(e.out, ".warc")})
		}
		return err
	})
	if err == nil && e.out == "-" {
		a.say("wrote %s at %s.", plural(done.looks, "look"), plural(done.pages, "page"))
	} else if err == nil {
		a.say("%s holds %s at %s.", e.out, plural(done.looks, "look"), plural(done.pages, "page"))
	}
	if err == nil && len(done.left) > 0 {
		for _, line := range few(done.left) {
			a.warn("%s", line)
		}
		err = exit{code: 4, err: fmt.Errorf("%s is damaged: the above was left out", s.Path())}
	}
	return err
}

// isNamedAsArchive reports whether the name of a file says what is in it.
func isNamedAsArchive(file string) bool {
	return strings.HasSuffix(file, ".warc") || strings.HasSuffix(file, ".warc.gz") || strings.HasSuffix(file, ".wacz")
}

// An exported says what was written.
type exported struct {
	pages, looks int
	listed       []warc.Listed
	left         []string // what was left out as it is damaged, in words
}

// warc writes the looks page by page, as WARC.
func (sel selection) warc(ctx context.Context, w io.Writer, o warc.Options) (exported, error) {
	_, done, err := sel.write(ctx, w, o)
	return done, err
}

// wacz writes the WARC into a file of its own first, since
// a WACZ says of each part how long it is.
func (sel selection) wacz(ctx context.Context, out io.Writer, dir string) (done exported, err error) {
	f, err := os.CreateTemp(dir, ".stet-*")
	if err != nil {
		return done, err
	}
	// Where that can be done, it loses its name at once: of whoever is killed
	// nothing is left lying, which may be gigabytes.
	unnamed := os.Remove(f.Name()) == nil
	defer func() {
		if err = errors.Join(err, f.Close()); !unnamed {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	w, done, err := sel.write(ctx, f, warc.Options{Gzip: true, Name: warc.InWACZ})
	if err != nil {
		return done, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return done, err
	}
	return done, warc.WriteWACZ(out, w, f, done.listed)
}

func (sel selection) write(ctx context.Context, out io.Writer, o warc.Options) (*warc.Writer, exported, error) {
	var done exported
	runs, err := sel.store.Runs()
	if err != nil && !sel.leave(&done, err, "which builds made the looks") {
		return nil, done, err
	}
	o.Software, o.Payload, o.Builds = version(), sel.store.Payload, map[string]string{}
	for _, r := range runs {
		o.Builds[r.ID] = r.Build
	}
	w := warc.NewWriter(out, o)
	for _, p := range sel.pages {
		if err := sel.page(ctx, w, p, &done); err != nil && !sel.leave(&done, err, p.URL) {
			return w, done, err
		}
	}
	return w, done, w.Close()
}

// page writes the looks at one page.
func (sel selection) page(ctx context.Context, w *warc.Writer, p record.Page, done *exported) error {
	looks, err := sel.looks(p)
	if err != nil {
		return err
	}
	if sel.sound {
		looks = sel.readable(p, looks, done)
	}
	for _, l := range looks {
		if err := errors.Join(ctx.Err(), w.Add(p, l)); err != nil {
			return err
		}
	}
	if done.looks += len(looks); len(looks) > 0 {
		done.pages++
	}
	listed, err := sel.list(p, looks)
	done.listed = append(done.listed, listed...)
	return err
}
