package storage

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

// FuzzRows reads arbitrary bytes as each kind of row: none may panic, and
// what is written again must read the same.
func FuzzRows(f *testing.F) {
	p := newPacker()
	key := lookKey(1, noon(), 0)
	look := record.Look{Page: 1, Time: noon(), Outcome: record.OutcomeSame, Status: 304, Version: 2, Run: "20260102T115959.001Z"}
	f.Add(appendLook(nil, look, 3))
	f.Add(payloadRow{packing: packedZstd, size: 60_000, packed: 9000, first: 7, chunks: 1}.append(nil))
	f.Add(state{2, noon(), 5, true, "https://example.gov/b"}.append(nil))
	for _, body := range []string{"", `{"page":1}`, string(bytes.Repeat([]byte(`{"page":1} `), 100))} {
		row, err := p.encode(body)
		check(f, err)
		f.Add(seal(key, row.coding, row.body))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if l, err := parseLook(key, b); err == nil {
			again, err := parseLook(key, appendLook(nil, l, int(b[0])))
			if diff := cmp.Diff(l, again); err != nil || diff != "" {
				t.Errorf("look %x, written again: %v\n%s", b, err, diff)
			}
		}
		if row, err := parsePayloadRow(b); err == nil {
			if again, err := parsePayloadRow(row.append(nil)); err != nil || again != row {
				t.Errorf("payload row %x is %+v, written again %+v, %v", b, row, again, err)
			}
		}
		if st, _, err := parseState(b); err == nil {
			if again, rest, err := parseState(st.append(nil)); err != nil || again != st || len(rest) > 0 {
				t.Errorf("state %x is %+v, written again %+v, %v", b, st, again, err)
			}
		}
		var l record.Look
		_ = p.read(key, b, &l)
		if len(b) > 0 {
			_ = p.readJSON(b[0], b[1:], &l)
		}
		if coding, body, err := unseal(key, seal(key, 7, b)); err != nil || coding != 7 || !bytes.Equal(body, b) {
			t.Errorf("unseal(seal(%x)) = %d, %x, %v", b, coding, body, err)
		}
	})
}

// FuzzFile reads arbitrary bytes as an archive: whatever the file, the
// program goes on, and a file that is no archive is not written to.
func FuzzFile(f *testing.F) {
	whole, err := os.ReadFile(filled(f).path)
	check(f, err)
	head := whole[:4*os.Getpagesize()]
	f.Add(head, uint32(0), byte(0))
	f.Add(head[:100], uint32(16), byte(1))
	f.Add([]byte("text"), uint32(0), byte(0))
	f.Fuzz(func(t *testing.T, b []byte, at uint32, flip byte) {
		if len(b) > 0 {
			b = bytes.Clone(b)
			b[int(at)%len(b)] ^= flip
		}
		s := Open(filepath.Join(t.TempDir(), "stet.db"))
		s.wait.read, s.wait.write = time.Second, time.Second
		check(t, os.WriteFile(s.path, b, 0o644))
		if err := readAll(s); err == nil {
			t.Error("an archive cut off after its first pages reads well")
		}
		if err := s.HoldHost("example.gov", noon()); err != nil {
			wantFile(t, s.path, b)
		}
	})
}

// FuzzCommit keeps what a server may say of itself, and what a page may: verify
// finds nothing wrong with it, and it reads as it was kept.
func FuzzCommit(f *testing.F) {
	f.Add("text/html; charset=\xe9", "gzip\x00", "https://example.gov/?\xff", "Tides\u2028\ufffd", 200, []byte("HTTP/1.1 200 \xff\r\n"))
	f.Add("", "", "", "", -1, []byte{})
	f.Fuzz(func(t *testing.T, kind, coding, address, text string, status int, raw []byte) {
		s := newStore(t)
		s.commit = unsynced
		p := addPage(t, s, "https://example.gov/a")
		sg := version(p, payload(t, s, "body"), noon())
		sg.Look.Status, sg.Look.Payload.Type, sg.Look.Payload.Encoding, sg.Look.Origin, sg.Look.Browser = status, kind, coding, text, text
		sg.Look.Exchanges = []record.Exchange{{URL: address, Status: status, Head: raw, Request: raw, RemoteAddr: text, Payload: sg.Look.Payload,
			TLS: &record.TLS{Version: text, Cipher: kind, ServerName: address, Chain: [][]byte{raw}}}}
		sg.Page.MovedTo, sg.Page.Title, sg.Page.ETag, sg.Page.LastModified = address, text, kind, coding
		sg.Version.Status, sg.Version.URL = status, address
		sg.Change.Title, sg.Change.Page = text, address
		sg.Incident = &record.Incident{Kind: record.Blocked, Detail: text}
		if err := s.Commit(sg); err != nil {
			return
		}
		revisit := same(sg.Page, hour(1))
		revisit.Look.Status = status
		check(t, s.Commit(revisit))
		if h := verify(t, s); !h.Whole {
			t.Errorf("Verify = %+v", h.Damage)
		}
		if _, err := s.Changes(Query{Page: p.ID}); err != nil {
			t.Error(err)
		}
		looks, err := s.Looks(p.ID)
		if err != nil || len(looks) != 2 || looks[0].Status != status || string(looks[0].Exchanges[0].Head) != string(raw) {
			t.Errorf("Looks = %+v, %v", looks, err)
		}
	})
}
