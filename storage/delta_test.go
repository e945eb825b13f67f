package storage

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"stet/record"
)

// pageAsOf returns a page of 20 kB with a sentence of its own.
func pageAsOf(n int) []byte {
	var b []byte
	for i := range 700 {
		b = fmt.Appendf(b, "<p>Row %d: %d</p>\n", i, i*i*7919%10007)
	}
	return fmt.Appendf(b, "<p>As of day %d there were %d cases.</p>", n, 1000+n*37)
}

// keepVersion keeps a version of a page as a run does.
func keepVersion(t testing.TB, s *Store, p record.Page, body []byte, n int) record.Page {
	t.Helper()
	check(t, s.KeepAgainst(p.Payload.Digest, body))
	d := record.DigestOf(body)
	sg := version(p, record.Payload{Digest: d, Decoded: d, Size: int64(len(body))}, hour(n))
	check(t, s.Commit(sg))
	return sg.Page
}

func rowOf(t *testing.T, s *Store, body []byte) (row payloadRow) {
	t.Helper()
	check(t, s.read(func(t *tx) error {
		rows, err := t.payloadRows(record.DigestOf(body))
		if err == nil {
			row = rows[0]
		}
		return err
	}))
	return row
}

func TestVersionsArePackedAgainstTheLast(t *testing.T) {
	s := newStore(t)
	s.commit = unsynced
	p := addPage(t, s, "https://example.gov/a")
	const n = maxDeltas + 5
	for i := range n {
		p = keepVersion(t, s, p, pageAsOf(i), i)
	}
	for i := range n {
		body := pageAsOf(i)
		got, err := s.Payload(record.DigestOf(body))
		if err != nil || !bytes.Equal(got, body) {
			t.Fatalf("Payload of version %d: %d bytes, %v, want what was kept", i+1, len(got), err)
		}
		row := rowOf(t, s, body)
		if want := i % (maxDeltas + 1); row.depth != want {
			t.Errorf("version %d lies at depth %d, want %d", i+1, row.depth, want)
		}
		if row.depth > 0 && row.packed > 200 {
			t.Errorf("version %d takes %d bytes, want less than 200", i+1, row.packed)
		}
	}
	if h := verify(t, s); !h.Whole {
		t.Errorf("Verify = %+v", h.Damage)
	}
}

func TestWhatIsNotPackedAgainstAnother(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	first := pageAsOf(1)
	p = keepVersion(t, s, p, first, 1)
	for name, body := range map[string][]byte{
		"a page that was made anew": noise(7, 50_000),
		"a short body":              []byte("gone"),
	} {
		check(t, s.KeepAgainst(p.Payload.Digest, body))
		if row := rowOf(t, s, body); row.packing == packedDelta {
			t.Errorf("%s is packed against the page before", name)
		}
	}
	hop, second := bytes.Replace(first, []byte("As of"), []byte("On"), 1), pageAsOf(2)
	check(t, s.KeepAgainst(p.Payload.Digest, hop, second))
	if rowOf(t, s, hop).packing == packedDelta || rowOf(t, s, second).packing != packedDelta {
		t.Error("of two bodies only the last, which is the page's own, is to be packed against the page before")
	}
	check(t, s.KeepAgainst(p.Payload.Digest, second, nil))
	check(t, s.KeepAgainst(record.DigestOf([]byte("never kept")), pageAsOf(3)))
	if row := rowOf(t, s, pageAsOf(3)); row.packing == packedDelta {
		t.Error("what was never kept is no base")
	}
}

func TestTheBaseOfAPayloadIsDamaged(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	for i := range 3 {
		p = keepVersion(t, s, p, pageAsOf(i), i)
	}
	other := addPage(t, s, "https://example.gov/b")
	keepVersion(t, s, other, noise(9, 5000), 0)
	base := record.DigestOf(pageAsOf(0))
	editBolt(t, s.path, func(btx *bolt.Tx) error { return btx.Bucket([]byte(payloadsBucket)).Delete(base[:]) })
	if _, err := s.Payload(record.DigestOf(pageAsOf(2))); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), base.String()) {
		t.Errorf("Payload without its base = %v, want ErrDamaged that names %s", err, base)
	}
	h := verify(t, s)
	if h.Whole || len(h.Touched) != 1 || len(h.Touched[0].Versions) != 3 {
		t.Errorf("Verify = %+v, want that it touches all three versions of one page", h)
	}
	// The next version stands by itself.
	keepVersion(t, s, p, pageAsOf(5), 5)
	if row := rowOf(t, s, pageAsOf(5)); row.packing == packedDelta {
		t.Error("a version is packed against one that cannot be had")
	}
}

func FuzzDelta(f *testing.F) {
	f.Add([]byte("over $50 million"), []byte("over $5 million"))
	f.Add([]byte(strings.Repeat("a", 1000)), []byte(strings.Repeat("a", 999)))
	f.Fuzz(func(t *testing.T, base, body []byte) {
		if len(base) == 0 || len(body) == 0 {
			return
		}
		packed, err := delta(base, body)
		if err != nil {
			return
		}
		got, err := undelta(base, packed, int64(len(body)))
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("undelta(%q, delta(…, %q)) = %q, %v", base, body, got, err)
		}
		_, _ = undelta(body, base, 10) // whatever lies there, it does not panic
	})
}

// BenchmarkDelta packs a page of 20 kB against the one before.
func BenchmarkDelta(b *testing.B) {
	base, body := pageAsOf(1), pageAsOf(2)
	b.ReportAllocs()
	for b.Loop() {
		_, err := delta(base, body)
		check(b, err)
	}
}
