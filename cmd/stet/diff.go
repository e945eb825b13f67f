package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"stet/diffing"
	"stet/extract"
	"stet/record"
	"stet/watch"
)

func (a *app) diffCommand() *cobra.Command {
	var format string
	var flagChanges, all bool
	c := &cobra.Command{
		Use:   "diff URL [OLD [NEW]]",
		Short: "Compare two archived versions (default: the last two)",
		Long: `Compare two archived versions of a page, read and judged by today's rules.
OLD and NEW are numbers, first, last, days or times; without them the last two.`,
		Args: cobra.RangeArgs(1, 3),
		RunE: func(_ *cobra.Command, args []string) error {
			change, err := a.diff(args)
			if err != nil {
				return err
			}
			err = a.print(format, change, a.changeText(change, all))
			if err == nil && flagChanges && change.Kind != record.Unchanged {
				err = exit{code: 3}
			}
			return err
		},
	}
	c.Flags().BoolVar(&flagChanges, "exit-code", false, "end with 3 when they differ")
	allFlag(c, &all)
	formatFlag(c, &format)
	return c
}

func (a *app) diff(args []string) (record.Change, error) {
	cfg, s, err := a.open()
	if err != nil {
		return record.Change{}, err
	}
	p, err := page(s, args[0])
	if err != nil {
		return record.Change{}, err
	}
	names := append(args[1:], "last")
	if len(args) == 1 {
		if p.Version < 2 {
			return record.Change{}, usage{fmt.Errorf("%s has only one version: there is nothing to compare", p.URL)}
		}
		names = []string{strconv.Itoa(p.Version - 1), "last"}
	}
	var vs [2]record.Version
	var docs [2]record.Document
	for i := range vs {
		if vs[i], err = pickVersion(s, p, names[i]); err != nil {
			return record.Change{}, err
		}
		if docs[i], err = a.document(cfg, s, p, vs[i]); err != nil {
			return record.Change{}, err
		}
	}
	extract.Reconcile(&docs[0], &docs[1])
	e := watchOf(cfg, p)
	change := watch.Compare(watch.Side{Document: docs[0], Payload: vs[0].Payload}, watch.Side{Document: docs[1], Payload: vs[1].Payload}, diffing.Context{
		Terms: e.Terms, Weights: weights(e), OldSeen: vs[0].LastSeen, NewSeen: vs[1].FirstSeen,
	})
	change.Page, change.Title, change.Watch = p.URL, docs[1].Title, p.Watch
	change.From, change.To = vs[0].Ref(), vs[1].Ref()
	return change, nil
}
