package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stet/evidence"
	"stet/record"
)

// live does once all that an archive lives through, and tells of each thing
// that is done in a file beside it.
func live(s *Store) error {
	dir := filepath.Dir(s.path)
	told, err := os.Create(filepath.Join(dir, "told"))
	if err != nil {
		return err
	}
	tell := func(what ...any) error {
		fmt.Println(what...)
		_, err := told.WriteString(fmt.Sprintln(what...))
		return err
	}
	if old, err := os.ReadFile(os.Getenv("STET_OLD")); err == nil {
		err = os.WriteFile(s.path, old, 0o644)
		if err = errors.Join(err, syncFile(s.path), syncDir(dir), tell("old")); err != nil {
			return err
		}
	}
	for i := range writers {
		if _, err := s.AddPages([]record.Page{{URL: writerURL(i)}}); err != nil {
			return err
		}
	}
	if err := errors.Join(tell("added"), writeSome(s, 4, tell), signAndTell(s, tell)); err != nil {
		return err
	}
	_, _, err = s.Compact(context.Background(), nil)
	if err = errors.Join(err, tell("compacted"), writeSome(s, 2, tell), signAndTell(s, tell)); err != nil {
		return err
	}
	if _, err = s.Backup(context.Background(), filepath.Join(dir, "copy.db"), nil); err != nil {
		return err
	}
	return errors.Join(tell("copied"), writeSome(s, 1, tell))
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// writeSome writes n times to each page, one after the other.
func writeSome(s *Store, n int, tell func(...any) error) error {
	for i := range n * writers {
		p, _, err := s.Page(writerURL(i % writers))
		if err == nil {
			p, err = writeOne(s, p)
		}
		if err = errors.Join(err, tell("page", p.URL, p.Version, p.Looks)); err != nil {
			return err
		}
	}
	return nil
}

func signAndTell(s *Store, tell func(...any) error) error {
	_, err := s.Checkpoint()
	return errors.Join(err, tell("signed"))
}

// recovered checks that all that was told is there, whole, and goes on.
func recovered(dir, told string) error {
	s := Open(filepath.Join(dir, "stet.db"))
	s.commit = unsynced
	h, err := s.Verify(context.Background(), Verification{})
	switch {
	case told == "" && errors.Is(err, ErrNoArchive): // nothing was kept yet
	case err != nil:
		return err
	case !h.Whole:
		return fmt.Errorf("damage: %v", h.Damage)
	}
	if strings.Contains(told, "signed") && h.Checkpoint == "" {
		return errors.New("the checkpoint is lost")
	}
	pages := map[string]record.Page{}
	for line := range strings.Lines(told) {
		var p record.Page
		if n, _ := fmt.Sscanf(line, "page %s %d %d", &p.URL, &p.Version, &p.Looks); n == 3 {
			pages[p.URL] = p
		}
	}
	for url, p := range pages {
		if err := written(s, p, url); err != nil {
			return err
		}
	}
	if text, err := os.ReadFile(s.KeyPath()); err == nil {
		if _, err := evidence.ParseKey(string(text)); err != nil {
			return err
		}
	}
	return errors.Join(copiesAreWhole(dir, told), goesOn(s))
}

// copiesAreWhole checks what has the name of a copy.
func copiesAreWhole(dir, told string) error {
	for _, name := range []string{"copy.db", "stet.db.format1"} {
		h, err := Open(filepath.Join(dir, name)).Verify(context.Background(), Verification{})
		switch {
		case errors.Is(err, ErrNoArchive) && (name != "copy.db" || !strings.Contains(told, "copied")):
			if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("%s is empty", name)
			}
		case err != nil:
			return err
		case !h.Whole:
			return fmt.Errorf("%s: damage: %v", name, h.Damage)
		}
	}
	return nil
}

// goesOn checks that the next run can go on.
func goesOn(s *Store) error {
	pages, err := s.AddPages([]record.Page{{URL: writerURL(0)}})
	if err != nil {
		return fmt.Errorf("the next run: %w", err)
	}
	if _, err := writeOne(s, pages[0]); err != nil {
		return fmt.Errorf("the next run: %w", err)
	}
	if _, err := s.Checkpoint(); err != nil {
		return fmt.Errorf("the next run: %w", err)
	}
	if h, err := s.Verify(context.Background(), Verification{}); err != nil || !h.Whole {
		return fmt.Errorf("after the next run: %v, %w", h.Damage, err)
	}
	return nil
}

// TestKilledAnywhereInALife kills a process that lives through all an archive
// can: made or upgraded, written to, signed, compacted, copied.
func TestKilledAnywhereInALife(t *testing.T) {
	_, file := oldArchive(t, 1)
	old := filepath.Join(t.TempDir(), "old.db")
	check(t, os.WriteFile(old, file, 0o644))
	ended, times := 0, max(*kills/4, 5) // a life takes longer than a commit
	for left := times; left > 0 && !t.Failed(); left -= killsALife {
		t.Run(fmt.Sprint(left), func(t *testing.T) { ended += killLives(t, min(left, killsALife), old) })
	}
	t.Logf("%d of %d came to the end of their life before they were killed", ended, times)
}

// killLives kills so many processes in the middle of their lives, and returns
// how many of them had come to the end. Every other one begins with the
// archive of an older format.
func killLives(t *testing.T, times int, old string) (ended int) {
	for i := range times {
		dir := t.TempDir()
		s := Open(filepath.Join(dir, "stet.db"))
		if t.Setenv("STET_OLD", old); i%2 == 0 {
			t.Setenv("STET_OLD", "")
		}
		lines, kill := child(t, s, "live")
		lines.Scan()
		soon := rand.IntN(35) // things told
		for n := 0; ; n++ {
			if n == soon {
				time.AfterFunc(time.Duration(rand.IntN(50_000))*time.Microsecond, kill)
			}
			if !lines.Scan() {
				break // it is dead
			}
		}
		told, err := os.ReadFile(filepath.Join(dir, "told"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if strings.Contains(string(told), "copied") {
			ended++
		}
		if err := recovered(dir, string(told)); err != nil {
			t.Fatalf("kill %d, after %q: %v", i+1, lastLine(string(told)), err)
		}
		check(t, os.RemoveAll(dir))
	}
	return ended
}

func lastLine(s string) string {
	s = strings.TrimSuffix(s, "\n")
	return s[strings.LastIndexByte(s, '\n')+1:]
}
