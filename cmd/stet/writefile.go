package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"stet/report"
)

func writeReport(file, format string, r report.Report) error {
	return writeFile(file, func(w io.Writer) error { return report.Write(w, format, r) })
}

// output writes what was asked for with -o: into a file or, where that is "-",
// to standard output. Bytes that are no text are kept from terminals.
func (a *app) output(file string, text bool, write func(io.Writer) error) error {
	switch {
	case file != "-":
		return writeFile(file, write)
	case !text && isTerminal(a.out):
		return usage{errors.New("this is no text for a terminal: -o FILE says where to put it")}
	}
	return write(a.out)
}

// writeFile writes a file whole or not at all: a reader never meets half of
// it. What is there and is no file (/dev/null, a pipe) is written to as it is,
// and never replaced. A folder that is missing is not made: where a disk is
// not mounted, the file would be looked for in vain when it is.
func writeFile(file string, write func(io.Writer) error) error {
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return usage{fmt.Errorf("write %s: it is a folder", file)}
	} else if err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(file, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(write(f), f.Close())
	}
	tidyUp(filepath.Dir(file), time.Now())
	f, err := os.CreateTemp(filepath.Dir(file), ".stet-*")
	if errors.Is(err, fs.ErrNotExist) {
		return usage{fmt.Errorf("write %s: there is no folder %s", file, filepath.Dir(file))}
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	err = errors.Join(write(f), f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", file, err), os.Remove(f.Name()))
	}
	return nil
}

// unfinished matches the names of files that writeFile had not finished.
var unfinished = regexp.MustCompile(`^\.stet-[0-9]+$`)

// tidyUp removes from a folder what killed writes left there: nobody wrote to
// it for a day.
func tidyUp(dir string, now time.Time) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // what is wrong with it is told where it is written to
	}
	for _, e := range entries {
		if !unfinished.MatchString(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(filepath.Join(dir, e.Name())) // or somebody else did
		}
	}
}
