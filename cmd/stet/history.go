package main

import (
	"errors"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"stet/record"
	"stet/report"
	"stet/storage"
	"stet/watch"
)

// listedGaps is how far back "stet list" looks for stretches without a run.
const listedGaps = 30 * 24 * time.Hour

func (a *app) listCommand() *cobra.Command {
	var format string
	var trouble bool
	c := &cobra.Command{
		Use:   "list",
		Short: "Show the pages: health, last look, last change, how often, next look; and what could not be seen, since when",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, s, err := a.open()
			if err != nil {
				return err
			}
			all := s.Standings // is what a person is shown of them
			if format == "json" {
				all = s.Pages
			}
			pages, err := all()
			if err != nil {
				return err
			}
			now := time.Now()
			h, err := a.health(cfg, s, slices.Values(pages), now.Add(-listedGaps), now)
			if err != nil {
				return err
			}
			if trouble {
				pages = troubled(pages, h)
			}
			if format == "json" {
				return report.ListJSON(a.out, pages, h)
			}
			return a.print(format, nil, func(w io.Writer) error { return report.List(w, pages, h, a.text(w)) })
		},
	}
	c.Flags().BoolVar(&trouble, "trouble", false, "only pages that could not be seen or are overdue")
	formatFlag(c, &format)
	return c
}

// troubled returns the pages that could not be seen or are overdue.
func troubled(pages []record.Page, h record.Health) (list []record.Page) {
	st := report.StandingsOf(h)
	for _, p := range pages {
		if s := st.Of(p); s == report.Blind || s == report.Overdue {
			list = append(list, p)
		}
	}
	return list
}

func (a *app) logCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "log URL",
		Short: "Show every version, look, gap and incident of a page",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			_, s, err := a.open()
			if err != nil {
				return err
			}
			p, err := page(s, args[0])
			if err != nil {
				return err
			}
			h, err := history(s, p)
			if err != nil {
				return err
			}
			return a.print(format, h.json(), func(w io.Writer) error {
				return report.Log(w, h.page, h.versions, h.looks, h.changes, h.incidents, h.gaps, a.text(w))
			})
		},
	}
	formatFlag(c, &format)
	return c
}

// A past is all that the archive knows of a page.
type past struct {
	page      record.Page
	versions  []record.Version
	looks     []record.Look
	changes   []record.Change // newest first
	incidents []record.Incident
	gaps      []record.Gap // in which nobody looked
}

func history(s *storage.Store, p record.Page) (past, error) {
	versions, err := s.Versions(p.ID)
	looks, err2 := s.Looks(p.ID)
	changes, err3 := s.Changes(storage.Query{Page: p.ID})
	incidents, err4 := s.Incidents(storage.Query{Page: p.ID})
	gaps := watch.Gaps(p, looks, time.Now())
	return past{p, versions, looks, changes, incidents, gaps}, errors.Join(err, err2, err3, err4)
}

// json returns what "log --format json" prints.
func (h past) json() any {
	type version struct {
		Version   int           `json:"version"`
		FirstSeen time.Time     `json:"first_seen"`
		LastSeen  time.Time     `json:"last_seen"`
		Status    int           `json:"status"`
		Digest    record.Digest `json:"digest"`
		Looks     int           `json:"looks"`
	}
	type look struct {
		Time     time.Time           `json:"time"`
		Outcome  record.Outcome      `json:"outcome"`
		Status   int                 `json:"status"`
		Version  int                 `json:"version"`
		Incident record.IncidentKind `json:"incident,omitempty"`
		Origin   string              `json:"origin,omitempty"`

		Browser    string        `json:"browser,omitempty"` // that rendered the page
		Screenshot record.Digest `json:"screenshot,omitzero"`
	}
	type change struct {
		From         int               `json:"from"`
		To           int               `json:"to"`
		Kind         record.ChangeKind `json:"kind"`
		Significance float64           `json:"significance"`
		Flags        []record.FlagKind `json:"flags"`
	}
	o := struct {
		Page      string            `json:"page"`
		Title     string            `json:"title"`
		MovedTo   string            `json:"moved_to,omitempty"`
		Versions  []version         `json:"versions"`
		Looks     []look            `json:"looks"`
		Changes   []change          `json:"changes"`
		Incidents []record.Incident `json:"incidents"`
		Gaps      []record.Gap      `json:"gaps"`
	}{
		h.page.URL, h.page.Title, h.page.MovedTo, []version{}, []look{}, []change{},
		append([]record.Incident{}, h.incidents...), append([]record.Gap{}, h.gaps...),
	}
	for _, v := range h.versions {
		o.Versions = append(o.Versions, version{v.Number, v.FirstSeen, v.LastSeen, v.Status, v.Payload.Digest, v.Looks})
	}
	for _, l := range h.looks {
		row := look{Time: l.Time, Outcome: l.Outcome, Status: l.Status, Version: l.Version, Origin: l.Origin, Browser: l.Browser, Screenshot: l.Screenshot}
		if l.Incident != nil {
			row.Incident = l.Incident.Kind
		}
		o.Looks = append(o.Looks, row)
	}
	for _, c := range h.changes {
		row := change{Kind: c.Kind, Significance: c.Significance, Flags: []record.FlagKind{}}
		if c.From != nil {
			row.From = c.From.Version
		}
		if c.To != nil {
			row.To = c.To.Version
		}
		for _, f := range c.Flags {
			row.Flags = append(row.Flags, f.Kind)
		}
		o.Changes = append(o.Changes, row)
	}
	return o
}
