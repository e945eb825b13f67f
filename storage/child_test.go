package storage

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"stet/record"
)

// The test binary is also the other process of the tests that need one: it
// does what STET_CHILD says to the archive that STET_ARCHIVE names.
func TestMain(m *testing.M) {
	s := Open(os.Getenv("STET_ARCHIVE"))
	switch os.Getenv("STET_CHILD") {
	case "live", "upgrade", "write":
		fmt.Println("begins") // it takes a while to start a process
	}
	switch os.Getenv("STET_CHILD") {
	case "":
		_ = flag.Set("rapid.checks", "40") // unless the command line says otherwise
		os.Exit(m.Run())
	case "hold the file":
		db, err := bolt.Open(s.path, 0o644, nil)
		holdUntilKilled(err)
		_ = db.Close()
	case "hold the run lock":
		_, err := s.LockRun()
		holdUntilKilled(err)
	case "read and stay":
		db, err := bolt.Open(s.path, 0o644, &bolt.Options{ReadOnly: true})
		holdUntilKilled(err)
		_ = db.Close()
	case "hold a temp":
		_, err := newTemp(filepath.Dir(s.path))
		holdUntilKilled(err)
	case "live":
		if err := live(s); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "upgrade":
		fmt.Println("error:", s.HoldHost("example.gov", noon()))
	case "write":
		if limit, err := strconv.ParseUint(os.Getenv("STET_LIMIT"), 10, 64); err == nil {
			if err := limitFiles(limit); err != nil {
				fmt.Println("error:", err)
			}
		}
		writeUntilKilled(s)
	}
}

func holdUntilKilled(err error) {
	fmt.Println("ready:", err)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// child starts another process and returns its output, line by line. The
// function that it returns kills it.
func child(t *testing.T, s *Store, what string) (lines *bufio.Scanner, kill func()) {
	t.Helper()
	exe, err := os.Executable()
	check(t, err)
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "STET_CHILD="+what, "STET_ARCHIVE="+s.path)
	cmd.Stderr = os.Stderr
	_, err = cmd.StdinPipe() // open as long as we live
	check(t, err)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	var once sync.Once
	kill = func() { once.Do(func() { _ = cmd.Process.Kill() }) }
	t.Cleanup(func() {
		kill()
		_ = cmd.Wait()
	})
	return bufio.NewScanner(out), kill
}

const writers = 4

// writeUntilKilled lets several goroutines each write the versions of a page
// of their own, as told by the archive, and print what was committed.
func writeUntilKilled(s *Store) {
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			p, _, err := s.Page(writerURL(i))
			for err == nil {
				if p, err = writeOne(s, p); err == nil {
					fmt.Println(p.URL, p.Version, p.Looks)
				}
			}
			fmt.Println("error:", err)
		})
	}
	wg.Wait()
}

func writerURL(i int) string { return fmt.Sprintf("https://example.gov/%d", i) }

// writeOne commits a new version or a revisit.
func writeOne(s *Store, p record.Page) (record.Page, error) {
	at := noon().Add(time.Duration(p.Looks) * time.Minute)
	if p.Version > 0 && rand.IntN(3) == 0 {
		sg := same(p, at)
		return sg.Page, s.Commit(sg)
	}
	body := fmt.Appendf(nil, "%s version %d %x", p.URL, p.Version+1, noise(byte(p.Version/3), 5000))
	if err := s.KeepAgainst(p.Payload.Digest, body); err != nil {
		return p, err
	}
	d := record.DigestOf(body)
	sg := version(p, record.Payload{Digest: d, Decoded: d}, at)
	return sg.Page, s.Commit(sg)
}

var kills = flag.Int("kills", 10, "how often the writer is killed")

// killsALife is how often the writer is killed at the same archive, before
// it begins with a new one: verify takes as long as the archive is large.
const killsALife = 50

func TestKilledAtAnyPoint(t *testing.T) {
	commits := 0
	for left := *kills; left > 0 && !t.Failed(); left -= killsALife {
		t.Run(fmt.Sprint(left), func(t *testing.T) { commits += killTheWriter(t, min(left, killsALife)) })
	}
	t.Logf("%d commits were told of before %d kills", commits, *kills)
	if commits == 0 {
		t.Error("no writer lived long enough to commit anything")
	}
}

// killTheWriter kills the writer of one archive so many times, and returns
// how much it committed meanwhile.
func killTheWriter(t *testing.T, times int) (commits int) {
	s := newStore(t)
	for i := range writers {
		addPage(t, s, writerURL(i))
	}
	committed := map[string]record.Page{} // as told by the writers
	signed := ""                          // the last checkpoint
	for range times {
		lines, kill := child(t, s, "write")
		lines.Scan()
		soon := rand.IntN(10) // commits: machines are busy, and times say little
		for n := 0; ; n++ {
			if n == soon {
				time.AfterFunc(time.Duration(rand.IntN(20_000))*time.Microsecond, kill)
			}
			if !lines.Scan() {
				break
			}
			var p record.Page
			if _, err := fmt.Sscan(lines.Text(), &p.URL, &p.Version, &p.Looks); err != nil {
				if !strings.HasPrefix(p.URL, "https") {
					t.Fatalf("the writer says: %s", lines.Text())
				}
				break // killed while it printed
			}
			committed[p.URL] = p
			commits++
		}
		for i := range writers {
			checkWritten(t, s, committed[writerURL(i)], writerURL(i))
		}
		checkStructure(t, s)
		if h, err := s.Verify(context.Background(), Verification{Checkpoint: signed}); err != nil || !h.Whole {
			t.Fatalf("Verify = %+v, %v", h.Damage, err)
		}
		signed = checkpoint(t, s)
	}
	return commits
}

func checkWritten(t *testing.T, s *Store, told record.Page, url string) {
	t.Helper()
	check(t, written(s, told, url))
}

// written checks that a page holds at least what was told, and that all it
// holds belongs together.
func written(s *Store, told record.Page, url string) error {
	p, ok, err := s.Page(url)
	if err != nil {
		return err
	}
	if !ok || p.Version < told.Version || p.Looks < told.Looks {
		return fmt.Errorf("%s is at version %d, look %d; version %d, look %d was committed", url, p.Version, p.Looks, told.Version, told.Looks)
	}
	looks, err := s.Looks(p.ID)
	versions, errVersions := s.Versions(p.ID)
	changes, errChanges := s.Changes(Query{Page: p.ID})
	if err := errors.Join(err, errVersions, errChanges); err != nil {
		return err
	}
	if len(looks) != p.Looks || len(versions) != p.Version || len(changes) != p.Version {
		return fmt.Errorf("%s at version %d, look %d has %d versions, %d changes, %d looks", url, p.Version, p.Looks, len(versions), len(changes), len(looks))
	}
	seen := 0
	for i, v := range versions {
		if v.Number != i+1 {
			return fmt.Errorf("version %d of %s is numbered %d", i+1, url, v.Number)
		}
		if _, err := s.Payload(v.Payload.Digest); err != nil {
			return fmt.Errorf("version %d of %s: %w", v.Number, url, err)
		}
		seen += v.Looks
	}
	if seen != p.Looks {
		return fmt.Errorf("the versions of %s were seen %d times in %d looks", url, seen, p.Looks)
	}
	return nil
}

// checkStructure lets bbolt check its pages.
func checkStructure(t *testing.T, s *Store) {
	t.Helper()
	db, err := bolt.Open(s.path, 0o644, nil)
	check(t, err)
	defer db.Close()
	check(t, db.View(func(btx *bolt.Tx) error {
		for err := range btx.Check() {
			t.Error(err)
		}
		return nil
	}))
}
