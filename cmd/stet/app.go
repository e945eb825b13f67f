package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"golang.org/x/term"

	"stet/report"
)

// An app is what the verbs share: where to print and the global flags.
type app struct {
	out, err io.Writer
	exe      string // the program itself, which reads PDFs as a child; empty: they are not read

	configFile  string
	configNamed bool // somebody asked for that file, so that it has to be there
	archive     string
	quiet       bool
	verbose     bool
	logFormat   string // json or text; empty: for people
	log         *slog.Logger
	meter       *metrics // what Prometheus is told; nil: nothing
	noColor     bool
}

// release is the version of stet that the sources are.
const release = "0.1.0"

// version returns the release and, where the build knows it, the commit.
func version() string {
	v := "stet " + release
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			v += " (" + s.Value[:12] + ")"
		}
	}
	return v
}

// isTerminal reports whether a person sits at w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// text says how text is set on w.
func (a *app) text(w io.Writer) report.Text {
	t := report.Text{Color: isTerminal(w) && !a.noColor && os.Getenv("NO_COLOR") == ""}
	if f, ok := w.(*os.File); ok && isTerminal(w) {
		t.Width, _, _ = term.GetSize(int(f.Fd()))
	}
	return t
}

// say tells the person at standard error, unless told to be quiet.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.err, format+"\n", args...)
	}
}
