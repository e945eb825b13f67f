package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"stet/configs"
	"stet/report"
	"stet/storage"
)

// explain prints an error for a person, with a hint where there is one. Of
// what went wrong with many pages each has a line of its own, up to a bound.
func (a *app) explain(err error) {
	if err.Error() == "" {
		return
	}
	if a.log == nil { // the flags could not be read
		a.logFormat = logFormatIn(os.Args[1:])
		_ = a.openLog() // the format is one that it knows, or none
	}
	lines := few(errorLines(err))
	if a.logFormat != "" {
		fields := []any{"exit", exitCode(err)}
		if h := hint(err); h != "" {
			fields = append(fields, "hint", h)
		}
		for _, line := range lines {
			a.logger().Error(line, fields...)
		}
		return
	}
	if mistakes, ok := errors.AsType[configs.Mistakes](err); ok {
		a.showMistakes(mistakes)
		return
	}
	for _, line := range lines {
		fmt.Fprintln(a.err, "stet: "+line)
	}
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

// few returns lines as they may go to a terminal; of many, the first ones and
// how many more there are.
func few(lines []string) (list []string) {
	const most = 20
	for i, line := range lines {
		if more := len(lines) - i; i == most && more > 1 {
			return append(list, fmt.Sprintf("… and %d more", more))
		}
		list = append(list, report.Clean(line))
	}
	return list
}

// errorLines returns the texts of the errors that were joined into one. What
// is said before a join stands before the first of them.
func errorLines(err error) (list []string) {
	if err.Error() == "" { // nothing but an exit code
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			list = append(list, errorLines(e)...)
		}
		if strings.Join(list, "\n") == strings.TrimSpace(err.Error()) {
			return list
		}
	}
	if inner := errors.Unwrap(err); inner != nil {
		before, ok := strings.CutSuffix(err.Error(), inner.Error())
		if list = errorLines(inner); ok && len(list) > 1 {
			list[0] = before + list[0]
			return list
		}
	}
	return []string{err.Error()}
}

// hint returns what a person may do about an error; "": nothing is known.
func hint(err error) string {
	var running *storage.RunningError
	switch {
	case errors.As(err, &running):
		return `Try again when it has ended; "stet list", "stet changes" and others that only read need not wait.`
	case errors.Is(err, errNoConfig):
		return `"stet init" writes one to start from.`
	case errors.Is(err, storage.ErrNoFolder):
		return "Make it, if that is where the archive is to be; stet does not, since a disk that is not mounted looks the same."
	case errors.Is(err, storage.ErrNoArchive):
		return `"stet run" makes it; -a names another.`
	case errors.Is(err, storage.ErrDamaged):
		return `"stet verify" says what is damaged, what it touches and what is still sound; the last backup, put in its place, mends it.`
	case errors.Is(err, storage.ErrKey):
		return "Put your copy of the key in its place; or move it away, and the next run makes a new one. What the old one signed still checks."
	case errors.Is(err, syscall.ENOSPC):
		return "The disk is full. What the archive holds is sound; make room and do it again."
	case isForbidden(err):
		return "The user that runs stet has no right to that, or the disk lets nobody write."
	case strings.HasPrefix(err.Error(), "unknown command"), strings.HasPrefix(err.Error(), "unknown flag"),
		strings.HasPrefix(err.Error(), "unknown shorthand flag"):
		return `"stet --help" lists what there is.`
	}
	return ""
}

// isForbidden reports whether the system lets this user not read or write.
func isForbidden(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// archiveCode returns the exit code for trouble with files.
func archiveCode(err error) int {
	switch {
	case errors.Is(err, storage.ErrLocked), errors.Is(err, storage.ErrDamaged), errors.Is(err, storage.ErrFormat):
		return 4
	case errors.Is(err, storage.ErrNoArchive), errors.Is(err, storage.ErrNoFolder), errors.Is(err, fs.ErrNotExist), errors.Is(err, errNoConfig),
		isForbidden(err), strings.HasPrefix(err.Error(), "unknown command"):
		return 2
	}
	return 1
}
