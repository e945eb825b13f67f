package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"stet/configs"
	"stet/record"
	"stet/storage"
)

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write a commented configuration with a watch list to start from",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			f, err := os.OpenFile(a.configFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return usage{fmt.Errorf("%s is there already; it was left as it is", a.configFile)}
			}
			if err != nil {
				return usage{err}
			}
			if _, err := f.Write(configs.Example); err != nil {
				return errors.Join(err, f.Close())
			}
			if err := f.Close(); err != nil {
				return err
			}
			a.say("wrote %s. Put your address into it under contact, then: stet run -c %[1]s", a.configFile)
			return nil
		},
	}
}

func (a *app) addCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "add URL…",
		Short:   "Add pages to the watch list in the archive",
		Example: "  stet add https://www.example.gov/news/1 https://www.example.gov/news/2",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var pages []record.Page
			for _, arg := range args {
				url, err := record.ParseURL(arg)
				if err != nil {
					return usage{err}
				}
				pages = append(pages, record.Page{URL: url, Source: record.FromUser, Watch: "added", Added: time.Now()})
			}
			cfg, s, err := a.open()
			if err != nil {
				return err
			}
			watched, err := a.newWatcher(cfg, nil, nil).Watched()
			if err != nil {
				return err
			}
			return a.add(s, pages, watched)
		},
	}
}

// add adds the pages that are not watched yet; one that the configuration
// names keeps its watch.
func (a *app) add(s *storage.Store, pages []record.Page, watched func(record.Page) bool) error {
	for _, p := range pages {
		known, ok, err := s.Page(p.URL)
		if err != nil && !errors.Is(err, storage.ErrNoArchive) {
			return err
		}
		if ok && watched(known) {
			a.say("%s is watched already, by %q", known.URL, known.Watch)
			continue
		}
		if _, err := s.AddPages([]record.Page{p}); err != nil {
			return err
		}
		a.say("added %s", p.URL)
	}
	return nil
}
