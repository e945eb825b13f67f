package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"stet/report"
	"stet/storage"
)

func (a *app) verifyCommand() *cobra.Command {
	var how storage.Verification
	var format, checkpoint string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Prove that the archive is whole, or say exactly what is damaged",
		Long: `Walk through the whole archive: the structure of the file, the seal of every
row, every payload against its digest, every look, version and change against
what it names, every index and every count, and the log of all looks against
its signed checkpoints. Nothing is changed.

` + exitCodes,
		Example: "  stet verify\n  stet verify --quick -q || mail -s 'the archive is damaged' me    (for cron)",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return usage{fmt.Errorf("unknown format %q: want text or json", format)}
			}
			_, s, err := a.open()
			if err != nil {
				return err
			}
			if checkpoint != "" {
				text, err := os.ReadFile(checkpoint)
				if err != nil {
					return usage{err}
				}
				how.Checkpoint = string(text)
			}
			done := a.showBytes(&how)
			h, err := s.Verify(c.Context(), how)
			done()
			if err != nil {
				return err
			}
			return a.tellHealth(h, format)
		},
	}
	c.Flags().BoolVar(&how.Quick, "quick", false, "leave out what takes longest: to unpack every payload")
	c.Flags().StringVar(&checkpoint, "checkpoint", "", "hold the log against a checkpoint that was kept elsewhere, a `file`")
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

// showBytes shows a bar on a terminal. The function it returns ends it.
func (a *app) showBytes(how *storage.Verification) func() {
	if a.quiet || !isTerminal(a.err) {
		return func() {}
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(a.err), progressbar.OptionClearOnFinish(),
		progressbar.OptionShowBytes(true), progressbar.OptionThrottle(100*time.Millisecond))
	how.Progress = func(done, total int64) {
		bar.ChangeMax64(total)
		_ = bar.Set64(done) // a bar that cannot be drawn is no trouble
	}
	return func() { _ = bar.Finish() }
}

// tellHealth prints what was found, and returns exit code 4 where something
// is damaged.
func (a *app) tellHealth(h storage.Health, format string) error {
	var err error
	switch {
	case format == "json":
		enc := json.NewEncoder(a.out)
		enc.SetIndent("", "  ")
		err = enc.Encode(h)
	case !h.Whole || !a.quiet:
		_, err = io.WriteString(a.out, healthText(h))
	}
	if err == nil && !h.Whole {
		err = exit{code: 4, err: errors.New(h.Archive + " is damaged")}
	}
	return err
}

func healthText(h storage.Health) string {
	var b strings.Builder
	say := func(format string, args ...any) { b.WriteString(report.Clean(fmt.Sprintf(format, args...)) + "\n") }
	if h.Whole {
		say("%s is whole: %s.", h.Archive, counted(h.Counts))
		if h.Checkpoint != "" {
			say("Its log of %s holds against %s.", plural(h.Counts.Leaves, "look"), plural(h.Counts.Checkpoints, "signed checkpoint"))
			say("The key that signs it: %s", h.Key)
		}
		if h.Quick {
			say("The bytes of payloads were left out (--quick).")
		}
		return b.String()
	}
	say("%s is damaged.", h.Archive)
	for _, d := range h.Damage {
		say("  %s: %s", d.Where, d.What)
	}
	if h.More > 0 {
		say("  and %d more", h.More)
	}
	if len(h.Touched) > 0 {
		b.WriteString("\n")
		say("What it touches:")
	}
	for _, t := range h.Touched {
		say("  %s", touched(t))
	}
	b.WriteString("\n")
	say("Found: %s.", counted(h.Counts))
	sound := max(h.Counts.Pages-len(h.Touched), 0)
	switch {
	case !h.Elsewhere:
		say("Still sound: all that is kept of the other %s.", plural(sound, "page"))
	case sound > 0:
		say("Of %s nothing was found damaged, but what is damaged above may hide rows of any page.", plural(sound, "other page"))
	}
	return b.String()
}

func counted(c storage.Counts) string {
	return fmt.Sprintf("%s, %s, %s, %s, %s of %d bytes",
		plural(c.Pages, "page"), plural(c.Looks, "look"), plural(c.Versions, "version"), plural(c.Changes, "change"),
		plural(c.Payloads, "payload"), c.PayloadBytes)
}

func touched(t storage.Touched) string {
	s := t.URL
	if s == "" {
		s = fmt.Sprintf("page %d, whose address cannot be read", t.Page)
	}
	for _, v := range t.Versions {
		s += fmt.Sprintf(", version %d", v)
	}
	for i, at := range t.Looks {
		if i == 10 {
			return s + fmt.Sprintf(" and %s more", plural(len(t.Looks)-i, "look"))
		}
		s += ", look of " + at.Format(time.RFC3339)
	}
	return s
}
