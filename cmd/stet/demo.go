package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"github.com/spf13/cobra"

	"stet/configs"
	"stet/record"
	"stet/report"
	"stet/storage"
)

func (a *app) demoCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show the whole job with nothing to set up",
		Long: `Serve a small news site on this machine, whose fact sheet is edited step by
step, and run the real crawler, archive, comparison and report on it.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.demo(c.Context(), dir) },
	}
	c.Flags().StringVar(&dir, "dir", "", "where archive and report go (default: a new folder for temporary files)")
	return c
}

func (a *app) demo(ctx context.Context, dir string) error {
	dir, err := demoDir(dir)
	if err != nil {
		return err
	}
	site, err := startDemoSite()
	if err != nil {
		return err
	}
	defer site.stop()
	cfg, err := demoConfig(dir, site.url)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "A department publishes a fact sheet at %s\nand edits it. stet looks after every edit.\n", site.url+demoPath)
	if err := a.demoWalk(ctx, cfg, site); err != nil {
		return err
	}
	return a.demoEnd(cfg, dir, site)
}

// demoDir makes the folder; one that holds an archive already is left alone.
func demoDir(dir string) (string, error) {
	if dir == "" {
		return os.MkdirTemp("", "stet-demo-")
	}
	if _, err := os.Stat(filepath.Join(dir, "stet.db")); err == nil {
		return "", usage{fmt.Errorf("%s holds an archive already; name another folder", dir)}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", usage{err}
	}
	return dir, nil
}

// demoConfig writes the watch list as a user would and reads it back.
func demoConfig(dir, site string) (configs.Config, error) {
	t, err := template.ParseFS(demoFiles, "demo/stet.yaml")
	if err != nil {
		return configs.Config{}, err
	}
	file := filepath.Join(dir, "stet.yaml")
	f, err := os.Create(file)
	if err != nil {
		return configs.Config{}, err
	}
	if err := errors.Join(t.Execute(f, map[string]string{"Site": site}), f.Close()); err != nil {
		return configs.Config{}, err
	}
	cfg, err := configs.Load(file)
	cfg.Report.Formats = nil // one report at the end will do
	return cfg, err
}

// demoWalk plays the history: an edit, a run, and what the archive then says.
func (a *app) demoWalk(ctx context.Context, cfg configs.Config, site *demoSite) error {
	quiet := *a
	quiet.quiet = true
	for i, step := range demoHistory() {
		site.now.Store(&step.sheet)
		fmt.Fprintf(a.out, "\n%d. %s\n", i+1, step.title)
		run, err := quiet.runOnce(ctx, cfg)
		var e exit
		if err != nil && !errors.As(err, &e) {
			return err
		}
		if err := a.demoTell(storage.Open(cfg.Archive), run, site.url+demoPath); err != nil {
			return err
		}
	}
	return nil
}

// demoTell prints what the archive says of the last look at the fact sheet.
func (a *app) demoTell(s *storage.Store, run record.Run, url string) error {
	p, err := page(s, url)
	if err != nil {
		return err
	}
	h, err := history(s, p)
	if err != nil {
		return err
	}
	last := h.looks[len(h.looks)-1]
	for _, c := range h.changes {
		if c.Run == run.ID && c.Kind != record.FirstSeen {
			fmt.Fprintf(a.out, "   stet: %s, significance %.2f.\n", c.Kind, c.Significance)
			return report.Findings(a.out, c, a.text(a.out))
		}
	}
	fmt.Fprintf(a.out, "   stet: %s.\n", report.Clean(plainly(last)))
	return nil
}

// plainly says in words what a look without a change saw.
func plainly(l record.Look) string {
	switch {
	case l.Incident != nil:
		return fmt.Sprintf("%s: %s. This is an incident, not a version", l.Incident.Kind, l.Incident.Detail)
	case l.Outcome == record.OutcomeFirst:
		return fmt.Sprintf("kept as version 1, %d bytes", l.Payload.Size)
	case l.Outcome == record.OutcomeSame && !l.Payload.Digest.IsZero():
		return "other bytes, and nothing that a reader could see; the bytes are kept, no version is made"
	case l.Outcome == record.OutcomeSame:
		return "the same, byte for byte"
	}
	return string(l.Outcome)
}

// demoEnd prints the report and what to do next.
func (a *app) demoEnd(cfg configs.Config, dir string, site *demoSite) error {
	store := storage.Open(cfg.Archive)
	r, err := gather(store, storage.Query{}, false)
	if err != nil {
		return err
	}
	r.Made, r.Archive = time.Now(), cfg.Archive
	if err := a.addHealth(cfg, store, &r); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "\n%s\n", strings.Repeat("─", 72))
	r.Text = a.text(a.out)
	if err := report.Write(a.out, "text", r); err != nil {
		return err
	}
	html := filepath.Join(dir, "report.html")
	if err := writeReport(html, "html", r); err != nil {
		return err
	}
	stet := "stet"
	if exe, err := os.Executable(); err == nil && strings.Contains(exe, "go-build") {
		stet = "go run ./cmd/stet"
	}
	config := filepath.Join(dir, "stet.yaml")
	fmt.Fprintf(a.out, `
The report for a browser:  %s
The archive:               %s

Go on with:
  %[3]s log -c %[4]s %[5]s
  %[3]s diff -c %[4]s %[5]s 1 2
  %[3]s show -c %[4]s %[5]s@1
`, html, cfg.Archive, stet, config, site.url+demoPath)
	return nil
}
