package storage

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"testing"

	"stet/record"
)

const longLifePages = 50

// longLife returns an archive with everything in it that an archive can have,
// and with so much of it that buckets have branches.
func longLife(t *testing.T) *Store {
	t.Helper()
	s := livedIn(t)
	for i := range longLifePages {
		p := addPage(t, s, fmt.Sprintf("https://example.gov/news/%d", i))
		sg := version(p, payload(t, s, fmt.Sprintf("<p>news %d %x", i, noise(byte(i), 300))), hour(i))
		sg.Page.MovedTo = fmt.Sprintf("https://example.gov/moved/%d", i)
		sg.Look.Exchanges = []record.Exchange{{URL: p.URL, Status: 200, Payload: sg.Look.Payload,
			TLS: &record.TLS{Version: "TLS 1.3", Chain: [][]byte{noise(byte(i), 200)}}}}
		sg.Incident = &record.Incident{Kind: record.Blocked}
		check(t, s.Commit(sg))
		judged := *sg.Change
		judged.Judged = hour(i + 1)
		check(t, s.Judge(p.ID, judged))
		check(t, s.HoldHost(fmt.Sprintf("www%d.example.gov", i), hour(i)))
	}
	check(t, s.PutOrigin(record.Origin{Origin: "https://example.gov", Robots: noise(3, 500)}))
	check(t, s.PutList(record.List{URL: "https://example.gov/feed", Kind: record.FeedList}))
	checkpoint(t, s)
	return s
}

// TestVerifyFindsFlippedBytes alters single bytes all over an archive of a long
// life, half of them outside of payloads, which are most of it. Each is found,
// or lies where nothing is kept; and whoever reads lives.
func TestVerifyFindsFlippedBytes(t *testing.T) {
	s := longLife(t)
	whole := fileAt(t, s.path)
	want := contents(t, s)
	f, err := os.OpenFile(s.path, os.O_RDWR, 0)
	check(t, err)
	defer f.Close()
	pages := livelyPages(whole)
	n := *flips / 2 // each takes ten times as long as in a small archive
	if withRace {
		n /= 5
	}
	dice := rand.New(rand.NewPCG(5, uint64(*flips)))
	found, silent := 0, 0
	for i := range n {
		at := dice.IntN(usedBytes(whole))
		if i%2 == 0 {
			at = pages[dice.IntN(len(pages))] + dice.IntN(os.Getpagesize())
		}
		altered := whole[at] ^ byte(1+dice.IntN(255))
		_, err := f.WriteAt([]byte{altered}, int64(at))
		check(t, err)
		h, err := s.Verify(context.Background(), Verification{})
		if err == nil && h.Whole {
			silent++
			if !maps.Equal(want, contents(t, s)) {
				t.Errorf("byte %d is %02x instead of %02x: Verify = whole, and something else is read", at, altered, whole[at])
			}
		} else {
			found++
		}
		if !withRace { // see TestFlippedBitsAnywhere
			readSome(s, dice)
		}
		_, err = f.WriteAt(whole[at:at+1], int64(at))
		check(t, err)
	}
	t.Logf("%d of %d altered bytes found, %d where nothing is kept", found, n, silent)
	if found < n/4 {
		t.Errorf("only %d of %d altered bytes were found", found, n)
	}
}

// readSome reads what it can.
func readSome(s *Store, dice *rand.Rand) {
	_, _ = s.Pages()
	_, _ = s.Changes(Query{})
	_, _ = s.Incidents(Query{})
	id := record.PageID(1 + dice.IntN(longLifePages))
	_, _ = s.Looks(id)
	_, _ = s.Changes(Query{Page: id})
	if versions, err := s.Versions(id); err == nil && len(versions) > 0 {
		_, _ = s.Payload(versions[0].Payload.Digest)
	}
}

// livelyPages returns where the file has a page that bbolt numbered, which are
// fewer where payloads lie.
func livelyPages(whole []byte) (starts []int) {
	size := os.Getpagesize()
	for at := 0; at < usedBytes(whole); at += size {
		if id := uint64(at / size); uint64(whole[at])|uint64(whole[at+1])<<8|uint64(whole[at+2])<<16 == id {
			starts = append(starts, at)
		}
	}
	return starts
}
