package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"stet/configs"
	"stet/record"
	"stet/report"
	"stet/storage"
)

func (a *app) showCommand() *cobra.Command {
	var as, out string
	c := &cobra.Command{
		Use:   "show URL[@VERSION|@TIME]",
		Short: "Show an archived version",
		Long: `Show a version of a page as it was kept: by its number, first or last (without
any of these: the last), or what stood at a time. A day is that day to its end,
in UTC.`,
		Example: `  stet show https://www.example.gov/news/1            the version that stands
  stet show https://www.example.gov/news/1@2 --as raw  the bytes that the digest is of
  stet show https://www.example.gov/news/1@2 --as screenshot -o shot.png
  stet show https://www.example.gov/news/1@2026-01-31  what stood at the end of that day
  stet show https://www.example.gov/news/1@2026-01-02T03:04:05Z`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			cfg, s, err := a.open()
			if err != nil {
				return err
			}
			address, which := cutVersion(args[0])
			p, err := page(s, address)
			if err != nil {
				return err
			}
			v, err := pickVersion(s, p, which)
			if err != nil {
				return err
			}
			if out == "" {
				out = "-"
			}
			return a.output(out, as != "screenshot", func(w io.Writer) error {
				to := *a
				to.out = w
				return to.show(cfg, s, p, v, as)
			})
		},
	}
	c.Flags().StringVar(&as, "as", "text", "text, html (the document decoded), headers, raw (the payload as digested),\nserved (as the server sent it, of a page that a browser renders) or screenshot (PNG)")
	c.Flags().StringVarP(&out, "output", "o", "", "write it into a `FILE`")
	return c
}

func (a *app) show(cfg configs.Config, s *storage.Store, p record.Page, v record.Version, as string) error {
	switch as {
	case "text":
		doc, err := a.document(cfg, s, p, v)
		if err != nil {
			return err
		}
		if doc.Unread != "" {
			a.say("not read: %s", report.Clean(doc.Unread))
		}
		return report.Document(a.out, doc)
	case "html":
		body, err := decoded(s, v.Payload)
		return a.write(body, err)
	case "raw":
		body, err := s.Payload(v.Payload.Digest)
		return a.write(body, err)
	case "served":
		body, err := served(s, p, v)
		return a.write(body, err)
	case "screenshot":
		body, err := screenshot(s, p, v)
		return a.write(body, err)
	case "headers":
		look, ok, err := s.Look(p.ID, v.FirstSeen)
		if err != nil || !ok {
			return errors.Join(err, fmt.Errorf("the headers of this version were not kept"))
		}
		return a.showHeaders(look)
	}
	return usage{fmt.Errorf("--as %q: want text, html, headers, raw, served or screenshot", as)}
}

func (a *app) write(body []byte, err error) error {
	if err != nil {
		return err
	}
	_, err = a.out.Write(body)
	return err
}

// cutVersion splits URL@VERSION. An address may itself hold an @, so only
// what can be a version or a time counts as one.
func cutVersion(arg string) (address, which string) {
	i := strings.LastIndexByte(arg, '@')
	if i < 0 {
		return arg, ""
	}
	which = arg[i+1:]
	_, errN := strconv.Atoi(which)
	_, errT := momentOf(which)
	if errN != nil && errT != nil && which != "first" && which != "last" {
		return arg, ""
	}
	return arg[:i], which
}

// momentOf reads the time in URL@TIME; a day is its end in UTC, so that what
// was seen in it counts.
func momentOf(s string) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return day.AddDate(0, 0, 1).Add(-1), nil
	}
	return time.Parse(time.RFC3339Nano, s)
}

// pickVersion finds a version of a page: by number, first, last, or the one
// that a look at a time saw. "" is the last.
func pickVersion(s *storage.Store, p record.Page, which string) (record.Version, error) {
	versions, err := s.Versions(p.ID)
	if err != nil {
		return record.Version{}, err
	}
	if len(versions) == 0 {
		return record.Version{}, usage{fmt.Errorf("%s has no version yet: no look has seen it", p.URL)}
	}
	switch which {
	case "", "last":
		return versions[len(versions)-1], nil
	case "first":
		return versions[0], nil
	}
	if n, err := strconv.Atoi(which); err == nil {
		if n < 1 || n > len(versions) {
			return record.Version{}, usage{fmt.Errorf("%s has no version %d: it has 1 to %d", p.URL, n, len(versions))}
		}
		return versions[n-1], nil
	}
	at, err := momentOf(which)
	if err != nil {
		return record.Version{}, usage{fmt.Errorf("version %q: want a number, first, last, a day such as 2026-01-31 or a time such as 2026-01-02T03:04:05Z", which)}
	}
	v, ok, err := s.VersionAt(p.ID, at)
	if err == nil && !ok {
		err = usage{fmt.Errorf("%s was not seen yet at %s: version 1 is of %s", p.URL, which, versions[0].FirstSeen.UTC().Format("2006-01-02 15:04:05 UTC"))}
	}
	return v, err
}

// showHeaders prints what was sent and received, hop by hop, without what a
// terminal would obey.
func (a *app) showHeaders(l record.Look) error {
	if l.Origin != "" {
		a.say("imported from %s", report.Clean(l.Origin))
	}
	for _, e := range l.Exchanges {
		for _, block := range [][]byte{e.Request, e.Head} {
			if len(block) == 0 {
				continue // of what others captured, the request may not be known
			}
			for line := range strings.Lines(string(block)) {
				if line = strings.TrimRight(line, "\r\n"); line != "" {
					fmt.Fprintln(a.out, report.Clean(line))
				}
			}
			fmt.Fprintln(a.out)
		}
	}
	return nil
}
