package main

import (
	"io"
	"time"

	"github.com/spf13/cobra"

	"stet/diffing"
	"stet/record"
	"stet/report"
)

func (a *app) figuresCommand() *cobra.Command {
	var format string
	var altered bool
	c := &cobra.Command{
		Use:   "figures URL",
		Short: "Follow each figure of a page through all its versions",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			h, err := a.figures(args[0], altered)
			if err != nil {
				return err
			}
			return a.print(format, h, func(w io.Writer) error { return report.Figures(w, h, a.text(w)) })
		},
	}
	c.Flags().BoolVar(&altered, "altered", false, "only figures that had more than one value")
	formatFlag(c, &format)
	return c
}

func (a *app) figures(address string, altered bool) (record.FigureHistory, error) {
	cfg, s, err := a.open()
	if err != nil {
		return record.FigureHistory{}, err
	}
	p, err := page(s, address)
	if err != nil {
		return record.FigureHistory{}, err
	}
	versions, err := s.Versions(p.ID)
	if err != nil {
		return record.FigureHistory{}, err
	}
	docs := make([]record.Document, len(versions))
	for i, v := range versions {
		if docs[i], err = a.document(cfg, s, p, v); err != nil {
			return record.FigureHistory{}, err
		}
	}
	h := record.FigureHistory{Page: p.URL, Title: p.Title, Versions: len(versions), Figures: []record.FigureTrack{}}
	for _, t := range diffing.Tracks(docs) {
		if t.Altered() || !altered {
			h.Figures = append(h.Figures, trackOf(t, versions))
		}
	}
	return h, nil
}

// trackOf gives a track the times at which its values were seen.
func trackOf(t diffing.Track, versions []record.Version) record.FigureTrack {
	out := record.FigureTrack{Section: t.Section}
	for i, p := range t.Points {
		last := versions[p.Last]
		var until time.Time
		if i+1 < len(t.Points) || p.Last+1 < len(versions) {
			until = versions[p.Last+1].FirstSeen
		}
		out.Values = append(out.Values, record.FigureValue{
			Text: p.Figure.Text, Quantity: *p.Figure.Quantity(), Sentence: p.Sentence,
			FirstVersion: versions[p.First].Number, LastVersion: last.Number,
			FirstSeen: versions[p.First].FirstSeen, LastSeen: last.LastSeen, GoneBy: until,
		})
	}
	return out
}
