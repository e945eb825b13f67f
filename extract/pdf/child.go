package pdf

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"stet/record"
)

// limitsEnv is the variable in which the child finds its limits, as JSON.
const limitsEnv = "STET_PDF_LIMITS"

// startup is how long PDFium may take to start. The first start on a machine
// compiles it, which is seconds of work, more where much else goes on; it does
// not count as reading.
const startup = 3 * time.Minute

var errStartup = fmt.Errorf("the reader of PDFs did not start within %v", startup)

// readyLine is what the child prints before it reads.
const readyLine = "{}\n"

// answer is what the child prints: a document, or why there is none.
type answer struct {
	Document *record.Document `json:"document,omitempty"`
	Error    string           `json:"error,omitempty"`
}

// InChild reads the PDF body in a child process that runs exe with args and
// there calls [Serve]. Whatever the PDF does to the child, it costs at most
// what l allows and ends as an error here, such as "the PDF is encrypted: it
// opens with a password only" or "reading the PDF took longer than 30s". After
// a timeout or when ctx is done, the child and what it started are killed.
func InChild(ctx context.Context, exe string, args []string, body []byte, l Limits) (record.Document, error) {
	l = l.filled()
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	clock := time.AfterFunc(startup, func() { cancel(errStartup) })
	defer func() { clock.Stop() }()
	out := &output{capped: capped{left: 8*l.Output + 1<<20}}
	out.full = func() { cancel(fmt.Errorf("the PDF holds more than %d MB of text", l.Output>>20)) }
	out.ready = func() {
		clock.Stop()
		clock = time.AfterFunc(l.Time, func() { cancel(fmt.Errorf("reading the PDF took longer than %v", l.Time)) })
	}
	said := &capped{left: 4 << 10}
	cmd := exec.CommandContext(limited, exe, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(body), out, said
	cmd.Env = childEnv(l)
	cmd.WaitDelay = time.Second
	detach(cmd)
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return record.Document{}, fmt.Errorf("read the PDF: %w", ctx.Err())
	case limited.Err() != nil:
		return record.Document{}, context.Cause(limited)
	case err != nil:
		return record.Document{}, childError(err, said.buf.String())
	}
	return decode(out.buf.Bytes())
}

// decode reads what the child printed.
func decode(raw []byte) (record.Document, error) {
	var a answer
	raw, _ = bytes.CutPrefix(raw, []byte(readyLine))
	if err := json.Unmarshal(raw, &a); err != nil {
		return record.Document{}, fmt.Errorf("the reader of PDFs answered nothing of use: %w", err)
	}
	if a.Document == nil {
		return record.Document{}, errors.New(a.Error)
	}
	for i := range a.Document.Dates {
		a.Document.Dates[i].Block = -1 // it is not in the JSON
	}
	return *a.Document, nil
}

// childError says for people how the child ended.
func childError(err error, said string) error {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return fmt.Errorf("start the reader of PDFs: %w", err)
	}
	for _, sign := range []string{"out of memory", "cannot allocate memory", "pthread_create failed", "failed to create new OS thread"} {
		if strings.Contains(said, sign) { // of threads it is the stack for which there is no room
			return errors.New("the PDF needs more memory than it may have")
		}
	}
	first, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	if first != "" {
		first = ": " + clean(first)
	}
	return fmt.Errorf("the reader of PDFs broke down (%s)%s", exit.ProcessState, first)
}

// childEnv returns the environment of the child: where the cache is, and its
// limits. It needs no more, and a hostile PDF finds no more.
func childEnv(l Limits) []string {
	env := []string{"GOMAXPROCS=2", "GOTRACEBACK=none", "GOMEMLIMIT=" + strconv.FormatInt(l.Memory+256<<20, 10)}
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "TMPDIR", "LocalAppData", "USERPROFILE", "SystemRoot", "GOCOVERDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	raw, _ := json.Marshal(l)
	return append(env, limitsEnv+"="+string(raw))
}

// capped is a buffer that holds so much and no more.
type capped struct {
	buf  bytes.Buffer // not embedded: its ReadFrom knows no limit
	left int64
	full func() // called when more comes; nil: the rest is dropped
}

func (c *capped) Write(b []byte) (int, error) {
	n := min(int64(len(b)), c.left)
	c.buf.Write(b[:n])
	c.left -= n
	if n < int64(len(b)) && c.full != nil {
		c.full()
	}
	return len(b), nil
}

// output is what the child prints.
type output struct {
	capped
	ready func() // called once, when the first line is there
}

func (o *output) Write(b []byte) (int, error) {
	if o.buf.Len() == 0 && len(b) > 0 {
		o.ready()
	}
	return o.capped.Write(b)
}
