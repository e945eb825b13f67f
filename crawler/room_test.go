package crawler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/record"
)

func TestRoomIsNeverOverfull(t *testing.T) {
	var r room
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			size := int64(i%4+1) * roomSize / 5
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i%3+1)*20*time.Millisecond)
			defer cancel()
			if r.enter(ctx, size) != nil {
				return
			}
			r.mu.Lock()
			taken := r.taken
			r.mu.Unlock()
			if taken > roomSize {
				t.Errorf("%d bytes are taken of %d", taken, roomSize)
			}
			time.Sleep(time.Millisecond)
			r.leave(size)
		})
	}
	wg.Wait()
	if r.taken != 0 || len(r.queue) != 0 {
		t.Errorf("when all have left, %d bytes are taken and %d wait, want none", r.taken, len(r.queue))
	}
}

func TestWhoGivesUpWaitingTakesNoRoom(t *testing.T) {
	var r room
	if err := r.enter(context.Background(), roomSize); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := r.enter(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("enter into a full room with an ended context = %v, want it called off", err)
	}
	r.leave(roomSize)
	if r.taken != 0 {
		t.Errorf("%d bytes are taken, want none", r.taken)
	}
}

// Bodies beyond the small ones come whole, or with the right trouble, however
// they are sent.
func TestFetchReadsLargeBodies(t *testing.T) {
	const limit = 6 << 20
	text := "<html><body><p>" + strings.Repeat("a long story, ", 5<<20/14) + "</p></body></html>"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		body := text
		switch r.URL.Path {
		case "/announced":
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		case "/too-long":
			body += body
		case "/announced-too-long":
			body += body
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		case "/cut":
			io.WriteString(w, body)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "/cut-short":
			w.Header().Set("Content-Length", fmt.Sprint(len(body)+9))
		}
		io.WriteString(w, body)
	}))
	defer s.Close()
	c, err := New(Options{AllowPrivate: true, IgnoreRobots: true, MaxBody: limit})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var wg sync.WaitGroup
	for path, want := range map[string]string{
		"/announced": "", "/chunked": "", "/too-long": "length", "/announced-too-long": "length", "/cut": "disconnect", "/cut-short": "disconnect",
	} {
		for range 3 {
			wg.Go(func() {
				a := c.Fetch(context.Background(), record.Request{URL: s.URL + path})
				last := a.Last()
				if last.Truncated != want || (want == "") != (a.Verdict == record.GotPage) {
					t.Errorf("%s: %s %+v, truncated %q, want truncated %q", path, a.Verdict, a.Incident, last.Truncated, want)
				}
				switch {
				case want == "" && string(a.Document) != text, want == "disconnect" && string(last.Body) != text:
					t.Errorf("%s: %d bytes came, want all %d", path, len(last.Body), len(text))
				case want == "length" && (len(last.Body) != maxKept || !strings.HasPrefix(text, string(last.Body))):
					t.Errorf("%s: %d bytes were kept, want the first %d", path, len(last.Body), maxKept)
				}
			})
		}
	}
	wg.Wait()
	if c.room.taken != 0 {
		t.Errorf("after all looks %d bytes of the room are taken, want none", c.room.taken)
	}
}
