package storage

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A disk is what a machine finds on its disk when the power comes back. The
// system may have written what it was given in any order, in part or not at
// all, unless it was told to make it last; names it keeps in their order, as
// file systems with a journal do.
type disk struct {
	files map[int]*file
	names map[string]int // that last
	moves []call         // of names, that may not
	told  string         // what the program has said by now
}

type file struct {
	data    []byte // that lasts
	pending []call
}

// do adds a call.
func (d *disk) do(c call) {
	f := d.files[c.file]
	switch c.what {
	case "make":
		f = &file{}
		d.files[c.file] = f
		d.moves = append(d.moves, c)
	case "write", "cut":
		f.pending = append(f.pending, c)
		if c.what == "write" && filepath.Base(c.path) == "told" {
			d.told += string(c.data)
		}
	case "sync":
		if f == nil { // the folder
			for _, m := range d.moves {
				move(d.names, m)
			}
			d.moves = nil
			return
		}
		for _, p := range f.pending {
			f.data = p.on(f.data)
		}
		f.pending = nil
	default:
		d.moves = append(d.moves, c)
	}
}

// on returns the bytes of a file after the call, which may lie in data.
func (c call) on(data []byte) []byte {
	size := int(c.at)
	if c.what == "write" {
		size = max(len(data), int(c.at)+len(c.data))
	}
	if size > len(data) {
		data = append(data, make([]byte, size-len(data))...)
	}
	copy(data[c.at:], c.data)
	return data[:size]
}

func move(names map[string]int, c call) {
	switch c.what {
	case "make":
		names[c.path] = c.file
	case "link":
		names[c.to] = names[c.path]
	case "rename":
		names[c.to] = names[c.path]
		delete(names, c.path)
	case "remove":
		delete(names, c.path)
	}
}

// fail writes what lies on the disk when the power fails now into a folder.
func (d *disk) fail(dice *rand.Rand, from, dir string) error {
	names := maps.Clone(d.names)
	for _, c := range d.moves[:dice.IntN(len(d.moves)+1)] {
		move(names, c)
	}
	chance := dice.Float64()
	for _, path := range slices.Sorted(maps.Keys(names)) {
		f := d.files[names[path]]
		data := bytes.Clone(f.data)
		for _, c := range f.pending {
			switch {
			case dice.Float64() < chance: // not written
			case c.what == "write" && len(c.data) > 512 && dice.IntN(4) == 0: // in part
				first, last := dice.IntN(len(c.data)/512+1)*512, dice.IntN(len(c.data)/512+1)*512
				if first < last {
					data = call{what: "write", at: c.at + int64(first), data: c.data[first:last]}.on(data)
				}
			default:
				data = c.on(data)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, strings.TrimPrefix(path, from)), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

var outages = flag.Int("outages", 60, "how often the power fails")

// TestThePowerFailsAtAnyPoint records what a process that lives through
// everything does to the disk, and then lets the power fail at random points
// of it.
func TestThePowerFailsAtAnyPoint(t *testing.T) {
	for _, c := range []struct {
		name string
		old  []byte // the archive that it begins with
	}{
		{"of the life of a new archive", nil},
		{"of the life of an old archive", oldFile(t, 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			calls, dir := recordLife(t, c.old)
			kinds := map[string]int{}
			for _, c := range calls {
				kinds[c.what]++
			}
			t.Logf("recorded %v", kinds)
			dice := rand.New(rand.NewPCG(2, uint64(*outages)))
			n := *outages / 2
			if withRace {
				n /= 5
			}
			begun := 0
			if c.old != nil { // whoever puts an old archive there has to see to it that it lasts
				begun = 1 + slices.IndexFunc(calls, func(c call) bool { return c.what == "write" && filepath.Base(c.path) == "told" })
			}
			for range n {
				at := max(anyPoint(calls, dice), begun)
				if err := outage(t, calls[:at], dir, dice); err != nil {
					t.Fatalf("after %d of %d calls, the last one %s: %v", at, len(calls), describe(calls[max(at-1, 0)]), err)
				}
			}
		})
	}
}

// TestAPowerFailureOnADiskThatLies sees to it that the test above can fail:
// where nothing is made to last, something is lost.
func TestAPowerFailureOnADiskThatLies(t *testing.T) {
	calls, dir := recordLife(t, nil)
	calls = slices.DeleteFunc(calls, func(c call) bool { return c.what == "sync" })
	dice := rand.New(rand.NewPCG(3, 0))
	for range 50 {
		if err := outage(t, calls[:dice.IntN(len(calls)+1)], dir, dice); err != nil {
			t.Logf("as it should: %v", err)
			return
		}
	}
	t.Error("50 power failures on a disk that lies lost nothing")
}

// anyPoint returns a number of calls, half of the times one where names come
// or go: there are few of them among the writes.
func anyPoint(calls []call, dice *rand.Rand) int {
	var names []int
	for i, c := range calls {
		if c.what != "write" && c.what != "sync" {
			names = append(names, i)
		}
	}
	if dice.IntN(2) == 0 {
		return dice.IntN(len(calls) + 1)
	}
	return min(names[dice.IntN(len(names))]+dice.IntN(8), len(calls))
}

func describe(c call) string {
	return fmt.Sprintf("%s %s %s at %d of %d bytes", c.what, filepath.Base(c.path), filepath.Base(c.to), c.at, len(c.data))
}

func oldFile(t *testing.T, format int) []byte {
	_, file := oldArchive(t, format)
	return file
}

// recordLife returns what a life does, and the folder where it did so.
func recordLife(t *testing.T, old []byte) (calls []call, dir string) {
	t.Helper()
	exe, err := os.Executable()
	check(t, err)
	dir, err = filepath.EvalSymlinks(t.TempDir())
	check(t, err)
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "STET_CHILD=live", "STET_ARCHIVE="+filepath.Join(dir, "stet.db"))
	cmd.Stderr = os.Stderr
	if old != nil {
		path := filepath.Join(t.TempDir(), "old.db")
		check(t, os.WriteFile(path, old, 0o644))
		cmd.Env = append(cmd.Env, "STET_OLD="+path)
	}
	calls = trace(t, cmd, dir)
	told, err := os.ReadFile(filepath.Join(dir, "told"))
	if err != nil || !bytes.Contains(told, []byte("copied")) {
		t.Fatalf("the process told %q, %v", told, err)
	}
	return calls, dir
}

// outage lets the power fail after the calls, and returns what is wrong with
// what is found then.
func outage(t *testing.T, calls []call, from string, dice *rand.Rand) error {
	d := &disk{files: map[int]*file{}, names: map[string]int{}}
	for _, c := range calls {
		d.do(c)
	}
	dir, err := os.MkdirTemp(t.TempDir(), "")
	check(t, err)
	check(t, d.fail(dice, from, dir))
	return errors.Join(recovered(dir, d.told), os.RemoveAll(dir))
}
