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
				if how.Checkpoint, err = readCheckpoint(checkpoint); err != nil {
					return usage{err}
				}
			}
			done := a.showBytes(&how)
			h, err := s.Verify(c.Context(), how)
			done()
			if errors.Is(err, storage.ErrCheckpoint) {
				return usage{fmt.Errorf("%s: %w; want what stet writes into the file checkpoint beside the reports, as it is", checkpoint, err)}
			}
			if err != nil {
				return err
			}
			err = a.tellHealth(h, format)
			if err == nil && checkpoint != "" && format == "text" && !a.quiet {
				fmt.Fprintf(a.out, "It holds against %s: every look that was in the log when that was signed is there as it was.\n", checkpoint)
			}
			return err
		},
	}
	c.Flags().BoolVar(&how.Quick, "quick", false, "leave out what takes longest: to unpack every payload")
	c.Flags().StringVar(&checkpoint, "checkpoint", "", "hold the log against a checkpoint that was kept elsewhere, a `file`")
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

// readCheckpoint reads a checkpoint as stet writes it beside the reports.
func readCheckpoint(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(string(text)) == "" {
		return "", fmt.Errorf("%s is empty: it holds no checkpoint", file)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n"), nil // mail alters line ends
}

// showBytes shows a bar on a terminal. The function it returns ends it.
func (a *app) showBytes(how *storage.Verification) func() {
	if a.quiet || !isTerminal(a.err) {
		return func() {}
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(a.err), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetDescription("checking"), progressbar.OptionShowBytes(true), progressbar.OptionThrottle(100*time.Millisecond))
	_ = bar.RenderBlank() // rows come first, and are not counted in bytes
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
		_, err = io.WriteString(a.out, healthText(h, a.verbose))
	}
	switch {
	case err != nil || h.Whole:
		return err
	case onlyAgainst(h) && h.Kept == storage.KeptUnsigned:
		return usage{errors.New(againstWhat(h))}
	case onlyAgainst(h):
		return exit{code: 4, err: errors.New(againstWhat(h))}
	}
	return exit{code: 4, err: errors.New(h.Archive + " is damaged")}
}

func counted(c storage.Counts) string {
	return fmt.Sprintf("%s, %s, %s, %s, %s of %d bytes",
		plural(c.Pages, "page"), plural(c.Looks, "look"), plural(c.Versions, "version"), plural(c.Changes, "change"),
		plural(c.Payloads, "payload"), c.PayloadBytes)
}
