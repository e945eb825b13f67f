package memento

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"stet/record"
)

// TestHostileListsTakeLittleMemory: an answer may have 20 MB; no more is held
// of it than a few times as much, whatever it is made of.
func TestHostileListsTakeLittleMemory(t *testing.T) {
	const size = 1 << 20
	s, err := NewService("https://arc.example/coll")
	if err != nil {
		t.Fatal(err)
	}
	cdx := func(b []byte) { _, _, _ = ParseCDX(b) }
	timeMap := func(b []byte) { _, _, _ = s.ParseTimeMap(b) }
	for name, c := range map[string]struct {
		start, unit, end string
		read             func([]byte)
	}{
		"rows without a cell":    {`[["timestamp"],`, `[],`, `[]]`, cdx},
		"a row of empty cells":   {`[["timestamp"],[`, `"",`, `""]]`, cdx},
		"a header of many names": {`[["timestamp"`, `,"a"`, `]]`, cdx},
		"a line of many columns": {"", "a ", "", cdx},
		"links to nowhere":       {"", "<>", "", timeMap},
		"one link with all":      {"<x>;rel=original,<y>", ";a", "", timeMap},
		"relations without end":  {`<x>;rel=original,<y>;rel="`, "a ", `"`, timeMap},
	} {
		body := []byte(c.start + strings.Repeat(c.unit, size/len(c.unit)) + c.end)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c.read(body)
		runtime.ReadMemStats(&after)
		if made := (after.TotalAlloc - before.TotalAlloc) / uint64(len(body)); made > 32 {
			t.Errorf("%s: %d times as much room was made as the answer has bytes, want at most 32", name, made)
		}
	}
}

// An endless is a CDX server whose list never ends, nor gets longer.
type endless struct{ asked int }

func (e *endless) Fetch(context.Context, record.Request) record.Answer {
	e.asked++
	return reply(200, fmt.Sprintf(`[["timestamp","original"],[],["key%d"]]`, e.asked), nil)
}

func TestAListWithoutEnd(t *testing.T) {
	e := &endless{}
	c := (&fake{}).client(t, "https://web.archive.org")
	c.Fetcher = e
	if _, err := c.List(t.Context(), "https://a.example/b", time.Time{}, time.Time{}); !errors.Is(err, ErrEndless) || e.asked > maxParts+1 {
		t.Errorf("List after %d parts without a row = %v, want that it has no end", e.asked, err)
	}
}
