package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"stet/diffing"
	"stet/record"
	"stet/report"
	"stet/storage"
)

// A picking says which changes a verb shows.
type picking struct {
	since, page     string
	kinds           []string
	minSignificance float64
	each, published bool
}

func (p *picking) flags(c *cobra.Command, sinceDefault string) {
	f := c.Flags()
	f.StringVar(&p.since, "since", sinceDefault, "only what was seen since: 7d, 12h, 2026-01-31")
	f.StringVar(&p.page, "page", "", "only this page")
	f.StringSliceVar(&p.kinds, "kind", nil, "only changes of this kind or with a flag of this kind, such as edited or figure-altered (may be given again)")
	f.Float64Var(&p.minSignificance, "min-significance", 0, "only changes that matter at least so much, 0 to 1")
	f.BoolVar(&p.published, "published", false, "as judged when the looks were made, also where \"stet rejudge\" came out otherwise")
	f.BoolVar(&p.each, "each", false, "show singly what came to several pages in one run")
}

func (a *app) changesCommand() *cobra.Command {
	var p picking
	var format string
	var flagChanges bool
	c := &cobra.Command{
		Use:     "changes",
		Short:   "Show flagged changes, newest first",
		Example: "  stet changes --since 7d --kind figure-altered --min-significance 0.5",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			r, err := a.pick(p)
			if err != nil {
				return err
			}
			r.AsGiven = true // newest first
			err = a.print(format, changesJSON(r), func(w io.Writer) error { return report.Changes(w, r.Changes, r.Incidents, a.text(w)) })
			if err == nil && flagChanges && len(r.Changes) > 0 {
				err = exit{code: 3}
			}
			return err
		},
	}
	p.flags(c, "")
	c.Flags().BoolVar(&flagChanges, "exit-code", false, "end with 3 when there are any")
	formatFlag(c, &format)
	return c
}

func (a *app) reportCommand() *cobra.Command {
	var p picking
	var format, output string
	c := &cobra.Command{
		Use:     "report",
		Short:   "Write changes as a document: html, md, json, jsonl, csv, atom or text",
		Example: "  stet report --since 7d --format html -o week.html",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if !slices.Contains(report.Formats(), format) {
				return usage{fmt.Errorf("unknown format %q: want one of %s", format, strings.Join(report.Formats(), ", "))}
			}
			r, err := a.pick(p)
			if err != nil {
				return err
			}
			if err := a.examine(p, &r); err != nil {
				return err
			}
			if output == "" || output == "-" {
				r.Text = a.text(a.out)
				return report.Write(a.out, format, r)
			}
			if err := writeReport(output, format, r); err != nil {
				return err
			}
			a.say("wrote %s", output)
			return nil
		},
	}
	p.flags(c, "7d")
	c.Flags().StringVar(&format, "format", "text", "html, md, json, jsonl, csv, atom or text")
	c.Flags().StringVarP(&output, "output", "o", "", "write into this `FILE`")
	return c
}

// pick reads from the archive what is asked for.
func (a *app) pick(p picking) (report.Report, error) {
	if p.minSignificance < 0 || p.minSignificance > 1 {
		return report.Report{}, usage{fmt.Errorf("--min-significance %v: want 0 to 1", p.minSignificance)}
	}
	now := time.Now()
	from, err := since(p.since, now)
	if err != nil {
		return report.Report{}, err
	}
	if err := knownKinds(p.kinds); err != nil {
		return report.Report{}, err
	}
	cfg, s, err := a.open()
	if err != nil {
		return report.Report{}, err
	}
	q := storage.Query{Since: from, Published: p.published}
	if p.page != "" {
		found, err := page(s, p.page)
		if err != nil {
			return report.Report{}, err
		}
		q.Page = found.ID
	}
	r, err := gather(s, q, p.each)
	if err != nil {
		return report.Report{}, err
	}
	r.Made, r.Archive = now, cfg.Archive
	if slices.Contains(p.kinds, string(record.FirstSeen)) {
		r.Changes = append(r.Changes, r.FirstSeen...)
	}
	r.Changes = slices.DeleteFunc(r.Changes, func(c record.Change) bool { return !p.wants(c) })
	if len(p.kinds) > 0 || p.minSignificance > 0 {
		r.FirstSeen = nil
	}
	return r, nil
}

// examine adds to a report what could not be seen, of all pages or of the one
// that is asked for.
func (a *app) examine(p picking, r *report.Report) error {
	cfg, s, err := a.open()
	if err != nil {
		return err
	}
	if p.page == "" {
		return a.addHealth(cfg, s, r)
	}
	found, err := page(s, p.page)
	if err != nil {
		return err
	}
	h, err := a.health(cfg, s, slices.Values([]record.Page{found}), r.Since, r.Made)
	r.Health = &h
	return err
}

// changesJSON returns what "changes --format json" prints; its lists are
// never null.
func changesJSON(r report.Report) any {
	return struct {
		Changes   []record.Change   `json:"changes"`
		Incidents []record.Incident `json:"incidents"`
	}{append([]record.Change{}, r.Changes...), append([]record.Incident{}, r.Incidents...)}
}

func (p picking) wants(c record.Change) bool {
	if c.Significance < p.minSignificance {
		return false
	}
	return len(p.kinds) == 0 || slices.ContainsFunc(p.kinds, func(k string) bool {
		return string(c.Kind) == k || c.Has(record.FlagKind(k))
	})
}

func knownKinds(kinds []string) error {
	for _, k := range kinds {
		if !report.Known(k) {
			return usage{fmt.Errorf("unknown kind %q: want a kind of change such as edited, or of flag such as figure-altered", k)}
		}
	}
	return nil
}

// gather reads changes and incidents, sets first sights apart, and joins the
// edits that came to several pages unless each is wanted.
func gather(s *storage.Store, q storage.Query, each bool) (report.Report, error) {
	changes, err := s.Changes(q)
	if err != nil {
		return report.Report{}, err
	}
	incidents, err := s.Incidents(q)
	if err != nil {
		return report.Report{}, err
	}
	checkpoint, err := s.LatestCheckpoint()
	if err != nil {
		return report.Report{}, err
	}
	r := report.Report{Since: q.Since, Incidents: incidents, Checkpoint: checkpoint}
	for _, c := range changes {
		if c.Kind == record.FirstSeen {
			r.FirstSeen = append(r.FirstSeen, c)
		} else {
			r.Changes = append(r.Changes, c)
		}
	}
	if !each {
		r.Changes = diffing.Group(r.Changes)
	}
	return r, nil
}
