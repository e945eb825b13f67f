package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"stet/configs"
	"stet/extract"
	"stet/record"
	"stet/report"
)

func (a *app) inspectCommand() *cobra.Command {
	var format string
	var render bool
	c := &cobra.Command{
		Use:   "inspect FILE|URL",
		Short: "Show what stet reads in one page: stated dates, figures, blocks, links",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			doc, err := a.inspect(c, args[0], render)
			if err != nil {
				return err
			}
			return a.print(format, doc, func(w io.Writer) error { return report.Inspect(w, doc, a.text(a.out)) })
		},
	}
	formatFlag(c, &format)
	c.Flags().BoolVar(&render, "render", false, "load an address in Chromium and read what that shows")
	return c
}

func (a *app) inspect(c *cobra.Command, what string, render bool) (record.Document, error) {
	if _, err := os.Stat(what); err != nil && strings.Contains(what, "://") {
		return a.inspectURL(c.Context(), what, render)
	}
	if render {
		return record.Document{}, usage{fmt.Errorf("--render takes an address, and %s is a file", what)}
	}
	src, err := readSource(what, "")
	if err != nil {
		return record.Document{}, err
	}
	return a.readWhole(src), nil
}

func (a *app) readWhole(src extract.Source) record.Document {
	doc := extract.Read(src, a.reading(configs.Watch{}))
	if doc.Unread != "" {
		a.say("not read: %s", fmt.Sprint(report.Clean(doc.Unread)))
	}
	return doc
}

// inspectURL looks at an address as a run would, and keeps nothing.
func (a *app) inspectURL(ctx context.Context, address string, render bool) (record.Document, error) {
	url, err := record.ParseURL(address)
	if err != nil {
		return record.Document{}, usage{err}
	}
	cfg, err := a.loadIfThere()
	if err != nil {
		return record.Document{}, err
	}
	fetch, err := newCrawler(cfg, nil)
	if err != nil {
		return record.Document{}, usage{err}
	}
	defer fetch.Close()
	answer := fetch.Fetch(ctx, record.Request{URL: url, Render: render})
	if in := answer.Incident; in != nil {
		return record.Document{}, fmt.Errorf("%s could not be looked at: %s: %s", url, in.Kind, in.Detail)
	}
	last := answer.Last()
	if answer.Verdict == record.GotGone {
		return record.Document{}, fmt.Errorf("%s is not there: the server answered %d", url, last.Status)
	}
	src := extract.Source{URL: answer.FinalURL, Type: last.Payload.Type, Header: last.Header, Body: answer.Document}
	if answer.Rendered != nil {
		src.Type, src.Body = record.RenderedType, answer.Rendered.DOM
	}
	return a.readWhole(src), nil
}
