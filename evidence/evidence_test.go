package evidence

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"stet/record"
)

// A list is a log in memory.
type list struct {
	size   int64
	hashes []Hash
}

func (l *list) read(n int64) (Hash, error) {
	if n >= int64(len(l.hashes)) {
		return Hash{}, fmt.Errorf("no hash %d", n)
	}
	return l.hashes[n], nil
}

func (l *list) add(t *testing.T, leaf string) {
	t.Helper()
	h, err := Append(l.size, []byte(leaf), l.read)
	if err != nil {
		t.Fatal(err)
	}
	l.hashes = append(l.hashes, h...)
	l.size++
}

func TestALogGrows(t *testing.T) {
	l := &list{}
	var replay Replay
	next := 0
	for n := int64(0); n < 70; n++ {
		if got, ok := Size(int64(len(l.hashes))); got != n || !ok || Stored(n) != int64(len(l.hashes)) {
			t.Fatalf("Size(%d) = %d, %v, want %d", len(l.hashes), got, ok, n)
		}
		root, err := Root(n, l.read)
		if err != nil || replay.Tree() != (Tree{N: n, Hash: root}) {
			t.Fatalf("Replay of %d leaves = %v, want root %v, %v", n, replay.Tree(), root, err)
		}
		l.add(t, fmt.Sprint("leaf ", n))
		if got := l.hashes[NumberOf(n)]; got != HashOf(fmt.Append(nil, "leaf ", n)) {
			t.Errorf("hash %d = %v, want that of leaf %d", NumberOf(n), got, n)
		}
		err = replay.Add(func() (Hash, error) { next++; return l.read(int64(next - 1)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := Size(2); ok {
		t.Error("Size(2) is ok, and two leaves have three hashes")
	}
	// What we build, tlog proves.
	root, _ := Root(70, l.read)
	reader := tlog.HashReaderFunc(Read(l.read).hashes)
	proof, err := tlog.ProveRecord(70, 42, reader)
	if err == nil {
		err = tlog.CheckRecord(proof, 70, root, 42, HashOf([]byte("leaf 42")))
	}
	if err != nil {
		t.Error(err)
	}
}

func TestReplayFindsABrokenNode(t *testing.T) {
	l := &list{}
	for i := range 8 {
		l.add(t, fmt.Sprint(i))
	}
	for broken := range l.hashes {
		var r Replay
		next, failed := 0, false
		for range 8 {
			err := r.Add(func() (Hash, error) {
				h := l.hashes[next]
				if next == broken {
					h[3] ^= 1
				}
				next++
				return h, nil
			})
			failed = failed || errors.Is(err, ErrTree)
		}
		if !failed {
			t.Errorf("hash %d altered: Replay says nothing", broken)
		}
	}
}

func TestCheckpoints(t *testing.T) {
	key, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKey(key.String() + "\n")
	if err != nil || again.Verifier() != key.Verifier() || !strings.HasPrefix(key.Verifier(), "stet/") {
		t.Fatalf("ParseKey = %v, %v, want the same key", again, err)
	}
	tree := Tree{N: 7, Hash: HashOf([]byte("x"))}
	text, err := again.Sign(tree)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Open(text, key.Verifier())
	if err != nil || c.Tree != tree || c.Origin != text[:strings.Index(text, "\n")] {
		t.Errorf("Open = %v, %v, want %v", c, err, tree)
	}
	other, err := NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() (Checkpoint, error){
		"another key":     func() (Checkpoint, error) { return Open(text, other.Verifier()) },
		"another size":    func() (Checkpoint, error) { return Open(strings.Replace(text, "\n7\n", "\n8\n", 1), key.Verifier()) },
		"no note":         func() (Checkpoint, error) { return Open("hello", key.Verifier()) },
		"no key":          func() (Checkpoint, error) { return Open(text, "hello") },
		"nothing but end": func() (Checkpoint, error) { return Open(text[:20], key.Verifier()) },
	} {
		if c, err := open(); err == nil {
			t.Errorf("Open with %s = %v, want an error", name, c)
		}
	}
	if _, err := ParseKey("PRIVATE+KEY+secret"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("ParseKey of no key = %v, want an error that does not quote it", err)
	}
}

func TestTheBytesOfALeaf(t *testing.T) {
	at := time.Date(2026, 1, 2, 13, 4, 5, 6, time.FixedZone("", 3600))
	d := record.DigestOf(nil)
	l := Leaf{
		URL: "https://example.gov/a",
		Look: record.Look{Page: 7, Time: at, Run: "R", Outcome: record.OutcomeChanged, Status: 200, Version: 2,
			Payload:   record.Payload{Digest: d, Size: 9, Type: "text/html\r\nx", Encoding: "gzip", Decoded: d},
			Exchanges: []record.Exchange{{URL: "https://example.gov/a"}, {URL: "https://example.gov/b", RemoteAddr: "192.0.2.1:443"}},
		},
		Run: record.Run{ID: "R", Build: "stet 1", Config: d}, Exchanges: d, Change: d,
	}
	s := d.String()
	want := "stet look v1\npage 7\nurl https://example.gov/a\ntime 2026-01-02T12:04:05.000000006Z\nrun R\nbuild stet 1\nconfig " + s +
		"\noutcome changed\nstatus 200\nversion 2\nfrom https://example.gov/b\nremote 192.0.2.1:443\npayload " + s +
		" 9\ntype text/html%0D%0Ax\nencoding gzip\ndecoded " + s + "\nexchanges " + s + "\nchange " + s + "\n"
	if got := string(l.Bytes()); got != want {
		t.Errorf("Bytes = %q, want %q", got, want)
	}
	revisit := Leaf{URL: "https://example.gov/a", Look: record.Look{Page: 7, Time: at, Outcome: record.OutcomeSame, Status: 304, Version: 2}}
	want = "stet look v1\npage 7\nurl https://example.gov/a\ntime 2026-01-02T12:04:05.000000006Z\noutcome same\nstatus 304\nversion 2\n"
	if got := string(revisit.Bytes()); got != want {
		t.Errorf("Bytes of a revisit = %q, want %q", got, want)
	}
}

// TestALeafReadsTheSameFromJSON: servers send bytes that are no UTF-8, and the
// leaf is made again of what the archive keeps in JSON.
func TestALeafReadsTheSameFromJSON(t *testing.T) {
	sent := "text/html; charset=\xe9\xff\r\n\u2028<&>\x7f é"
	l := Leaf{URL: sent, Look: record.Look{Run: sent, Origin: sent, Browser: sent, Payload: record.Payload{Type: sent, Encoding: sent},
		Incident: &record.Incident{Kind: record.IncidentKind(sent)}, Exchanges: []record.Exchange{{URL: sent, RemoteAddr: sent}}}}
	text, err := json.Marshal(l)
	var kept Leaf
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(kept.Bytes()), string(l.Bytes()); got != want {
		t.Errorf("Bytes = %q, and of what was sent %q", got, want)
	}
}

func FuzzOpen(f *testing.F) {
	key, err := NewKey(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	text, _ := key.Sign(Tree{N: 7})
	f.Add(text)
	f.Add("stet\n1\n\n")
	f.Fuzz(func(t *testing.T, s string) {
		_, unproven := Unproven(s)
		if _, err := Open(s, key.Verifier()); err == nil && unproven != nil {
			t.Errorf("Unproven(%q) = %v, and Open reads it", s, unproven)
		} else if err == nil && s != text && !strings.HasPrefix(s, text[:strings.Index(text, "\n\n")]) {
			t.Errorf("Open(%q) passes, and the key did not sign it", s)
		}
	})
}
