package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"

	"golang.org/x/term"

	"stet/configs"
	"stet/report"
	"stet/storage"
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

// explain prints an error for a person, with a hint where there is one.
func (a *app) explain(err error) {
	msg := report.Clean(err.Error())
	if msg == "" {
		return
	}
	if a.log == nil { // the flags could not be read
		a.logFormat = logFormatIn(os.Args[1:])
		_ = a.openLog() // the format is one that it knows, or none
	}
	if a.logFormat != "" {
		fields := []any{"exit", exitCode(err)}
		if h := hint(err); h != "" {
			fields = append(fields, "hint", h)
		}
		a.logger().Error(msg, fields...)
		return
	}
	if mistakes, ok := errors.AsType[configs.Mistakes](err); ok {
		a.showMistakes(mistakes)
		return
	}
	fmt.Fprintln(a.err, "stet: "+msg)
	if h := hint(err); h != "" {
		fmt.Fprintln(a.err, "      "+h)
	}
}

// showMistakes prints what is wrong in a configuration, with the lines.
func (a *app) showMistakes(mistakes configs.Mistakes) {
	for _, m := range mistakes {
		fmt.Fprintln(a.err, "stet: "+report.Clean(m.Error()))
		if line, caret := m.Quote(); caret != "" {
			fmt.Fprintln(a.err, "      "+report.Clean(line))
			fmt.Fprintln(a.err, "      "+caret)
		}
	}
}

func hint(err error) string {
	switch {
	case errors.Is(err, errNoConfig):
		return `"stet init" writes one to start from.`
	case errors.Is(err, storage.ErrNoFolder):
		return "Make it, if that is where the archive is to be; stet does not, since a disk that is not mounted looks the same."
	case errors.Is(err, storage.ErrNoArchive):
		return `"stet run" makes it; -a names another.`
	case strings.HasPrefix(err.Error(), "unknown command"), strings.HasPrefix(err.Error(), "unknown flag"),
		strings.HasPrefix(err.Error(), "unknown shorthand flag"):
		return `"stet --help" lists what there is.`
	}
	return ""
}

// archiveCode returns the exit code for trouble with files.
func archiveCode(err error) int {
	switch {
	case errors.Is(err, storage.ErrLocked), errors.Is(err, storage.ErrDamaged), errors.Is(err, storage.ErrFormat):
		return 4
	case errors.Is(err, storage.ErrNoArchive), errors.Is(err, storage.ErrNoFolder), errors.Is(err, fs.ErrNotExist), errors.Is(err, errNoConfig),
		strings.HasPrefix(err.Error(), "unknown command"):
		return 2
	}
	return 1
}
