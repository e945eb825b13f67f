package crawler_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"stet/crawler"
	"stet/record"
)

// Eight hosts at a time send bodies without end and bombs, with the limits that
// stet has by itself. A process of its own looks at them, so that its memory
// can be measured.
func TestHostileBodiesFitIntoMemory(t *testing.T) {
	const child = "STET_TEST_FOOTPRINT"
	if os.Getenv(child) != "" {
		debug.SetMemoryLimit(350 << 20) // as cmd/stet does
		lookAtHostileBodies(t)
		return
	}
	if stride > 1 {
		t.Skip("the race detector takes many times the memory")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestHostileBodiesFitIntoMemory$")
	cmd.Env = append(os.Environ(), child+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if kB := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss; kB > 300<<10 {
		t.Errorf("hostile bodies took %d MB of memory, want at most 300", kB>>10)
	}
}

func lookAtHostileBodies(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	text := strings.Repeat("a body without end ", 1<<14)
	kinds := []func(net.Conn){
		func(conn net.Conn) {
			io.WriteString(conn, head+"\r\n")
			for {
				if _, err := io.WriteString(conn, text); err != nil {
					return
				}
			}
		},
	}
	for _, coding := range []string{"deflate", "zstd", "br"} {
		body := bombOf(coding, 40)
		kinds = append(kinds, func(conn net.Conn) {
			fmt.Fprintf(conn, "%sContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n", head, coding, len(body))
			conn.Write(body)
		})
	}
	c := newCrawler(t, crawler.Options{Timeout: time.Minute})
	var wg sync.WaitGroup
	for i := range 8 {
		at := serveRaw(t, kinds[i%len(kinds)])
		wg.Go(func() {
			for j := range 2 {
				a := c.Fetch(context.Background(), record.Request{URL: fmt.Sprintf("%s/%d", at, j)})
				if a.Verdict != record.GotIncident || a.Incident.Kind != record.Refused && a.Incident.Kind != record.Truncated {
					t.Errorf("Fetch = %s %+v, want it refused", a.Verdict, a.Incident)
				}
			}
		})
	}
	wg.Wait()
}
