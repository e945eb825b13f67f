package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"stet/configs"
	"stet/crawler"
	"stet/diffing"
	"stet/extract"
	"stet/record"
	"stet/report"
)

func (a *app) compareCommand() *cobra.Command {
	var url, format string
	var terms []string
	var all bool
	c := &cobra.Command{
		Use:   "compare OLD NEW",
		Short: "Compare two files (HTML, text or PDF), without an archive",
		Example: `  stet compare june.html july.html
  stet compare --url https://www.example.gov/news/1 --term "climate change" old.html new.html`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			change, err := a.compareFiles(args[0], args[1], url, terms)
			if err != nil {
				return err
			}
			return a.print(format, change, a.changeText(change, all))
		},
	}
	c.Flags().StringVar(&url, "url", "", "what the files were served as")
	c.Flags().StringArrayVar(&terms, "term", nil, "a word whose coming and going is flagged (may be given again)")
	allFlag(c, &all)
	formatFlag(c, &format)
	return c
}

// changeText writes a change for a person; all of it, or what matters.
func (a *app) changeText(c record.Change, all bool) func(io.Writer) error {
	return func(w io.Writer) error {
		t := a.text(w)
		t.All = all
		return report.Change(w, c, t)
	}
}

func allFlag(c *cobra.Command, all *bool) {
	c.Flags().BoolVar(all, "all", false, "also what tells a reader nothing new: flags of severity none, the same written otherwise")
}

// compareFiles compares two files as if they had been served one after the
// other. A side that is no page to trust makes the change an incident.
func (a *app) compareFiles(oldFile, newFile, url string, terms []string) (record.Change, error) {
	var docs [2]record.Document
	for i, file := range []string{oldFile, newFile} {
		src, err := readSource(file, url)
		if err != nil {
			return record.Change{}, err
		}
		if in := crawler.Judge(200, src.Type, src.Body); in != nil {
			in.Side = [2]string{"old", "new"}[i]
			return record.Change{Page: url, Kind: record.HadIncidents, Incident: in}, nil
		}
		docs[i] = extract.Read(src, a.reading(configs.Watch{}))
	}
	extract.Reconcile(&docs[0], &docs[1])
	change := diffing.Compare(docs[0], docs[1], diffing.Context{Terms: terms})
	change.Page = url
	return change, nil
}

// readSource reads a file as something that was served as url.
func readSource(file, url string) (extract.Source, error) {
	body, err := os.ReadFile(file)
	if err != nil {
		return extract.Source{}, usage{err}
	}
	src := extract.Source{URL: url, Body: body}
	switch strings.ToLower(filepath.Ext(file)) {
	case ".txt", ".md":
		src.Type = "text/plain"
	case ".html", ".htm", ".xhtml":
		src.Type = "text/html"
	case ".pdf":
		src.Type = "application/pdf"
	}
	return src, nil
}

// formatFlag adds --format text|json to a verb that prints data.
func formatFlag(c *cobra.Command, format *string) {
	c.Flags().StringVar(format, "format", "text", "text or json")
}

// print writes data as JSON, or by the function that writes it for a person.
func (a *app) print(format string, data any, text func(io.Writer) error) error {
	switch format {
	case "text":
		return text(a.out)
	case "json":
		return report.JSON(a.out, data)
	}
	return usage{fmt.Errorf("unknown format %q: want text or json", format)}
}
