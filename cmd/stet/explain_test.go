package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"stet/storage"
)

func TestErrorsAreTold(t *testing.T) {
	full := fmt.Errorf("keep https://a.example/: %w", &fs.PathError{Op: "write", Path: "stet.db", Err: syscall.ENOSPC})
	var many []error
	for i := range 30 {
		many = append(many, fmt.Errorf("page %d", i))
	}
	for name, c := range map[string]struct {
		err  error
		code int
		told []string // its lines, the hint among them
	}{
		"each of several on a line of its own": {errors.Join(errors.New("a"), errors.Join(errors.New("b"), errors.New("c"))), 1, []string{"stet: a", "stet: b", "stet: c"}},
		"what is said before them once":        {fmt.Errorf("run: %w", errors.Join(errors.New("a"), errors.New("b"))), 1, []string{"stet: run: a", "stet: b"}},
		"two in one sentence in one line":      {fmt.Errorf("%w, nor %w", errors.New("a"), errors.New("b")), 1, []string{"stet: a, nor b"}},
		"a disk that is full":                  {errors.Join(full, errors.New("b")), 1, []string{"stet: keep https://a.example/: write stet.db: no space left on device", "stet: b", "      The disk is full."}},
		"a disk that nobody may write to":      {&fs.PathError{Op: "open", Path: "stet.db", Err: syscall.EROFS}, 2, []string{"stet: open stet.db: read-only", "      The user that runs stet has no right"}},
		"a folder of somebody else":            {&fs.PathError{Op: "open", Path: "stet.db", Err: fs.ErrPermission}, 2, []string{"stet: open stet.db: perm", "      The user that runs stet has no right"}},
		"a damaged archive":                    {fmt.Errorf("show: %w", storage.ErrDamaged), 4, []string{"stet: show: the archive is damaged", `      "stet verify" says`}},
		"another run":                          {&storage.RunningError{Path: "stet.db"}, 4, []string{"stet: another run holds stet.db", "      Try again when it has ended"}},
		"a code beside what is said":           {errors.Join(exit{code: 1}, exit{code: 1, err: errors.New("a")}), 1, []string{"stet: a"}},
		"nothing but a code":                   {exit{code: 3}, 3, nil},
		"the first of many":                    {errors.Join(many...), 1, append(strings.Split(strings.TrimSpace(strings.Repeat("stet: page \n", 20)), "\n"), "stet: … and 10 more")},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			a := &app{err: &out}
			if err := a.openLog(); err != nil {
				t.Fatal(err)
			}
			a.explain(c.err)
			if code := exitCode(c.err); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			var lines []string
			if out.Len() > 0 {
				lines = strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
			}
			if len(lines) != len(c.told) {
				t.Fatalf("told:\n%s\nwant %d lines", out.String(), len(c.told))
			}
			for i, want := range c.told {
				if !strings.HasPrefix(lines[i], want) {
					t.Errorf("line %d is %q, want it to begin %q", i, lines[i], want)
				}
			}
		})
	}
}
