package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// child is what the test binary does as a child.
func child(args []string) int {
	role := args[0]
	if role != "read" && role != "exit" {
		fmt.Print(readyLine)
	}
	switch role {
	case "read":
		if err := Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	case "hang": // and leave something behind that says so as long as it lives
		cmd := exec.Command(os.Args[0], "child", "touch", args[1])
		if err := cmd.Start(); err != nil {
			return 1
		}
		time.Sleep(time.Hour)
	case "touch":
		for {
			os.WriteFile(args[1], []byte(time.Now().String()), 0o600)
			time.Sleep(10 * time.Millisecond)
		}
	case "flood":
		for {
			if _, err := os.Stdout.Write(bytes.Repeat([]byte("x"), 1<<16)); err != nil {
				return 1
			}
		}
	case "eat":
		if err := bind(Limits{Time: time.Minute, Memory: 64 << 20}); err != nil {
			return 1
		}
		_ = bytes.Repeat([]byte("x"), 4<<30) // at once: who eats slowly may die of the lack of a thread
	case "babble":
		fmt.Print("no JSON")
	case "exit":
		fmt.Fprintln(os.Stderr, "something is amiss")
		return 7
	}
	return 0
}

func inChild(ctx context.Context, l Limits, body []byte, args ...string) error {
	_, err := InChild(ctx, os.Args[0], append([]string{"child"}, args...), body, l)
	return err
}

func TestTheChildReadsAsWeDo(t *testing.T) {
	m := &maker{info: "/CreationDate (D:20220609)"}
	var p pen
	p.lines(72, 700, "Over $50 million went to 1,300 personnel.")
	body := m.pdf(p.sheet())
	got, err := InChild(t.Context(), os.Args[0], []string{"child", "read"}, body, Limits{Time: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read(t, body), got); diff != "" {
		t.Errorf("the child's document differs (-ours +its):\n%s", diff)
	}
}

func TestTheChildSaysWhatIsWrong(t *testing.T) {
	err := inChild(t.Context(), Limits{Time: time.Minute}, []byte("no"), "read")
	if err == nil || err.Error() != "this is no PDF: it does not begin like one" {
		t.Errorf("InChild = %v, want that this is no PDF", err)
	}
}

// A stream of a tenth of a megabyte that unpacks to 56, and to more than that
// as lines.
func TestABombCostsNoMoreThanTheLimits(t *testing.T) {
	m := new(maker)
	bomb := deflated(bytes.Repeat([]byte("0 0 m 1 1 l S "), 4<<20))
	n := m.stream("/Filter /FlateDecode", bomb)
	s := sheet{"", fmt.Sprintf("/Contents %d 0 R", n)}
	d, err := InChild(t.Context(), os.Args[0], []string{"child", "read"}, m.pdf(s), Limits{Time: time.Minute, Memory: 32 << 20})
	if err == nil && d.Unread == "" {
		t.Errorf("InChild = %d blocks, want that the page was not read", len(d.Blocks))
	}
}

func TestAChildThatHangsIsKilledWithWhatItStarted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "alive")
	err := inChild(t.Context(), Limits{Time: 2 * time.Second}, nil, "hang", file)
	if err == nil || err.Error() != "reading the PDF took longer than 2s" {
		t.Errorf("InChild = %v, want that it took too long", err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Skip("the machine is too slow to start a child's child")
	}
	time.Sleep(200 * time.Millisecond)
	if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
		t.Error("what the child had started goes on")
	}
}

func TestAChildsEndIsTold(t *testing.T) {
	for _, c := range []struct {
		role string
		l    Limits
		want string
	}{
		{"flood", Limits{Output: 1}, "the PDF holds more than 0 MB of text"},
		{"eat", Limits{}, "the PDF needs more memory than it may have"},
		{"babble", Limits{}, "answered nothing of use"},
		{"exit", Limits{}, "broke down (exit status 7): something is amiss"},
	} {
		t.Run(c.role, func(t *testing.T) {
			if c.role == "eat" && (sanitized || runtime.GOOS != "linux") {
				t.Skip("the kernel holds this build to no limit")
			}
			if err := inChild(t.Context(), c.l, nil, c.role); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("InChild = %v, want an error that says %q", err, c.want)
			}
		})
	}
	if _, err := InChild(t.Context(), filepath.Join(t.TempDir(), "none"), nil, nil, Limits{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("InChild without a program = %v, want that it is not there", err)
	}
}

func TestACanceledReadEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := inChild(ctx, Limits{}, nil, "hang", filepath.Join(t.TempDir(), "alive")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("InChild = %v, want the context's error", err)
	}
}
