package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"stet/record"
	"stet/storage"
)

func (a *app) rejudgeCommand() *cobra.Command {
	var address string
	c := &cobra.Command{
		Use:   "rejudge",
		Short: "Judge all changes anew, from the kept payloads, by today's rules",
		Long: `Judge every change in the archive anew, from the bytes that were kept and by the
rules of this version of stet. What comes out otherwise is kept beside the
first judgement and shown from then on; "stet changes --published" shows what
was said at the time.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, s, err := a.open()
			if err != nil {
				return err
			}
			unlock, err := a.lockRun(s)
			if err != nil {
				return err
			}
			defer unlock()
			pages, err := s.Pages()
			if err != nil {
				return err
			}
			if address != "" {
				p, err := page(s, address)
				if err != nil {
					return err
				}
				pages = []record.Page{p}
			}
			fetch, err := newCrawler(cfg, nil) // it decodes; nothing is fetched
			if err != nil {
				return usage{err}
			}
			w := a.newWatcher(cfg, fetch, s)
			var judged, otherwise int
			var errs []error
			for _, p := range pages {
				n, m, err := w.Rejudge(c.Context(), judges{s}, p)
				judged, otherwise = judged+n, otherwise+m
				errs = append(errs, err)
			}
			if !a.quiet {
				fmt.Fprintf(a.out, "Judged %s anew, %d of them otherwise than before.\n", plural(judged, "change"), otherwise)
			}
			return errors.Join(errs...)
		},
	}
	c.Flags().StringVar(&address, "page", "", "only this page")
	return c
}

// judges is the archive as judging anew wants it.
type judges struct{ *storage.Store }

func (j judges) ChangesOf(id record.PageID) ([]record.Change, error) {
	return j.Changes(storage.Query{Page: id})
}
