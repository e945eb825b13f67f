// Stet keeps what government pages said: it looks at pages on a schedule,
// archives every version, compares each with the last and flags the edits
// that matter. See README.md for how to use it and ARCHITECTURE.md for how it
// is built.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
)

func main() { os.Exit(run()) }

// run is main with its exit code; the tests call it in place of main.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(450 << 20) // it runs on cheap machines: rather collect than grow
	}
	log.SetOutput(io.Discard) // net/http complains there of servers; what matters is an incident
	a := &app{out: os.Stdout, err: os.Stderr}
	a.exe, _ = os.Executable()
	root := a.command()
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	if err != nil {
		a.explain(err)
	}
	return exitCode(err)
}

const exitCodes = `Exit codes:
  0  done (pages that robots.txt forbids are no failure)
  1  done, but some page could not be looked at
  2  wrong usage or configuration
  3  changes were found (only with --exit-code)
  4  the archive is damaged or held by another process`

func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "stet",
		Short: "Keeps what government pages said",
		Long: `stet (proofreader's mark: "let it stand") keeps what government pages said.
It looks at pages on a schedule, archives every version in one file, compares
each with the last, and flags the edits that matter.

New here? "stet demo" shows the whole job in a minute; "stet init" writes a
watch list to start from.

` + exitCodes,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	f := root.PersistentFlags()
	f.StringVarP(&a.configFile, "config", "c", "stet.yaml", "the configuration")
	f.StringVarP(&a.archive, "archive", "a", "", "the archive (default: what the configuration says, else stet.db)")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "say only what went wrong")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "say more")
	f.BoolVar(&a.noColor, "no-color", false, "no colours (also: NO_COLOR)")
	f.StringVar(&a.logFormat, "log-format", "", "what happens as events on standard error, one a line: json or text")
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		a.configNamed = c.Flags().Changed("config")
		return a.openLog()
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage{err} })
	root.SetVersionTemplate("{{.Version}}\n")
	root.AddCommand(
		a.readPDFCommand(),
		a.demoCommand(), a.initCommand(), a.runCommand(), a.addCommand(),
		a.watchCommand(), a.listCommand(), a.logCommand(), a.showCommand(), a.diffCommand(),
		a.changesCommand(), a.figuresCommand(), a.rejudgeCommand(), a.reportCommand(),
		a.compareCommand(), a.inspectCommand(), a.verifyCommand(),
		a.backupCommand(), a.compactCommand(), a.exportCommand(), a.importCommand(),
	)
	for _, c := range root.Commands() {
		c.Args = asUsage(c.Args)
	}
	return root
}

// asUsage makes a wrong number of arguments a mistake in usage.
func asUsage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if check == nil {
			return nil
		}
		if check(c, args) != nil {
			given := plural(len(args), "argument") + " " + isAre(len(args)) + " given"
			if len(args) == 0 {
				given = "an argument is missing"
			}
			return usage{fmt.Errorf("%s: %s; usage: %s", c.CommandPath(), given, c.UseLine())}
		}
		return nil
	}
}

// usage marks an error that the caller can mend by asking otherwise.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

// An exit ends the program with a code; its error, if any, is told first.
type exit struct {
	code int
	err  error
}

func (e exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}
func (e exit) Unwrap() error { return e.err }

// exitCode turns an error into the exit code that scripts rely on.
func exitCode(err error) int {
	var e exit
	var u usage
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		return e.code
	case errors.As(err, &u):
		return 2
	}
	return archiveCode(err)
}
