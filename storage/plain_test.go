package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	bolt "go.etcd.io/bbolt"

	"stet/record"
)

// A plain reads an archive by the comment at the top of storage.go and by
// nothing else that is ours: what somebody would write who has the file and
// that comment.
type plain struct{ *bolt.Tx }

// row returns the body of a row and how it is written.
func (p plain) row(bucket string, key []byte) (how byte, body []byte, err error) {
	row := p.Bucket([]byte(bucket)).Get(key)
	if len(row) < 5 {
		return 0, nil, fmt.Errorf("%s %x: %d bytes", bucket, key, len(row))
	}
	sealed, sum := row[:len(row)-4], binary.LittleEndian.Uint32(row[len(row)-4:])
	if crc32.Checksum(append(bytes.Clone(key), sealed...), crc32.MakeTable(crc32.Castagnoli)) != sum {
		return 0, nil, fmt.Errorf("%s %x: the seal does not fit", bucket, key)
	}
	return sealed[0], sealed[1:], nil
}

func (p plain) json(how byte, body []byte, v any) error {
	if how == 2 {
		d, err := zstd.NewReader(nil)
		if err != nil {
			return err
		}
		defer d.Close()
		if body, err = d.DecodeAll(body, nil); err != nil {
			return err
		}
	}
	return json.Unmarshal(body, v)
}

// version returns the payload of a version of the page at an address.
func (p plain) version(address string, number uint32) ([]byte, error) {
	_, page, err := p.row("addresses", []byte(address))
	if err != nil {
		return nil, err
	}
	how, body, err := p.row("versions", binary.BigEndian.AppendUint32(bytes.Clone(page), number))
	if err != nil {
		return nil, err
	}
	var v struct {
		Payload struct {
			Digest string `json:"digest"`
		} `json:"payload"`
	}
	if err := p.json(how, body, &v); err != nil {
		return nil, err
	}
	digest, err := hex.DecodeString(strings.TrimPrefix(v.Payload.Digest, "sha256:"))
	if err != nil {
		return nil, err
	}
	return p.payload(digest)
}

func (p plain) payload(digest []byte) ([]byte, error) {
	_, row, err := p.row("payloads", digest)
	if err != nil {
		return nil, err
	}
	packing, rest := row[0], row[1:]
	var n [4]uint64 // size, packed size, first chunk, chunks
	for i := range n {
		v, used := binary.Uvarint(rest)
		n[i], rest = v, rest[used:]
	}
	var packed []byte
	for i := range n[3] {
		packed = append(packed, p.Bucket([]byte("chunks")).Get(binary.BigEndian.AppendUint64(nil, n[2]+i))...)
	}
	if uint64(len(packed)) != n[1] {
		return nil, errors.New("the chunks are not as long as they should be")
	}
	body := packed
	if packing > 0 {
		var options []zstd.DOption
		if packing == 2 {
			_, used := binary.Uvarint(rest) // depth
			base, err := p.payload(rest[used:])
			if err != nil {
				return nil, err
			}
			options = append(options, zstd.WithDecoderDictRaw(1, base))
		}
		d, err := zstd.NewReader(nil, options...)
		if err != nil {
			return nil, err
		}
		defer d.Close()
		if body, err = d.DecodeAll(packed, nil); err != nil {
			return nil, err
		}
	}
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], digest) || uint64(len(body)) != n[0] {
		return nil, errors.New("the payload does not fit its digest")
	}
	return body, nil
}

// looks returns a line for each look at a page: time, outcome, status,
// version and run.
func (p plain) looks(page []byte) (lines []string, err error) {
	c := p.Bucket([]byte("looks")).Cursor()
	for k, _ := c.Seek(page); bytes.HasPrefix(k, page); k, _ = c.Next() {
		at := time.Unix(0, int64(binary.BigEndian.Uint64(k[8:])^1<<63)).UTC()
		how, body, err := p.row("looks", k)
		if err != nil {
			return nil, err
		}
		_, used := binary.Uvarint(body) // leaf
		body = body[used:]
		var l struct {
			Outcome, Run    string
			Status, Version uint64
		}
		if how != 3 {
			err = p.json(how, body, &l)
		} else {
			l.Outcome = []string{"", "first", "changed", "same", "gone", "moved", "incident"}[body[0]]
			body = body[1:]
			var age uint64
			for _, n := range []*uint64{&l.Status, &l.Version, &age} {
				*n, used = binary.Uvarint(body)
				body = body[used:]
			}
			if l.Run = string(body); age > 0 {
				l.Run = time.UnixMilli(at.UnixMilli() - int64(age-1)).UTC().Format("20060102T150405.000Z")
			}
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprint(at.Format(time.RFC3339Nano), " ", l.Outcome, " ", l.Status, " ", l.Version, " ", l.Run))
	}
	return lines, nil
}

// root returns how many leaves the log has, and the root of its tree, made of
// the hashes of leaves alone; it fails if another hash is not what it should be.
func (p plain) root() (leaves int64, root []byte, err error) {
	var hashes []byte
	err = p.Bucket([]byte("hashes")).ForEach(func(_, v []byte) error {
		hashes = append(hashes, v...)
		return nil
	})
	node := func(left, right []byte) []byte {
		sum := sha256.Sum256(append(append([]byte{1}, left...), right...))
		return sum[:]
	}
	type tree struct {
		hash   []byte
		leaves int64
	}
	var full []tree // that stand side by side, the largest first
	for ; len(hashes) > 0; leaves++ {
		full = append(full, tree{hashes[:32], 1})
		hashes = hashes[32:]
		for n := len(full); n > 1 && full[n-2].leaves == full[n-1].leaves; n-- {
			full = append(full[:n-2], tree{node(full[n-2].hash, full[n-1].hash), 2 * full[n-1].leaves})
			if !bytes.Equal(full[n-2].hash, hashes[:32]) {
				return 0, nil, fmt.Errorf("a node at leaf %d is not what is kept", leaves)
			}
			hashes = hashes[32:]
		}
	}
	for n := len(full) - 1; n >= 0; n-- {
		if root == nil {
			root = full[n].hash
		} else {
			root = node(full[n].hash, root)
		}
	}
	return leaves, root, err
}

// TestTheFileCanBeReadWithoutUs reads archives by the comment at the top of
// storage.go alone.
func TestTheFileCanBeReadWithoutUs(t *testing.T) {
	old, _ := oldArchive(t, 1)
	for name, s := range map[string]*Store{"a new archive": livedIn(t), "format 1": old} {
		t.Run(name, func(t *testing.T) {
			db, err := bolt.Open(s.path, 0o644, &bolt.Options{ReadOnly: true})
			check(t, err)
			defer db.Close()
			pages, err := s.Pages()
			check(t, err)
			check(t, db.View(func(btx *bolt.Tx) error {
				for _, page := range pages {
					checkPlain(t, s, plain{btx}, page)
				}
				leaves, root, err := plain{btx}.root()
				check(t, err)
				signed, err := s.LatestCheckpoint()
				check(t, err)
				lines := strings.Split(signed, "\n") // origin, size, root
				if lines[1] != fmt.Sprint(leaves) || lines[2] != base64.StdEncoding.EncodeToString(root) {
					t.Errorf("the log has %d leaves and the root %x; the checkpoint says %q", leaves, root, signed)
				}
				return nil
			}))
		})
	}
}

// livedIn returns an archive with chains of deltas and payloads of several
// chunks, signed.
func livedIn(t *testing.T) *Store {
	t.Helper()
	s := filled(t)
	s.commit = unsynced
	p := addPage(t, s, "https://example.gov/long")
	text := string(noise(9, chunkSize))
	for i := range 40 { // longer than a chain of deltas
		body := fmt.Appendf(nil, "%s version %d %s", text[:3000], i, text[3000:6000+100*i])
		check(t, s.KeepAgainst(p.Payload.Digest, body))
		p = commitVersion(t, s, p, body, i)
	}
	body := noise(8, 2*chunkSize+5)
	check(t, s.Keep(body))
	commitVersion(t, s, p, body, 50)
	checkpoint(t, s)
	h, err := s.Verify(context.Background(), Verification{})
	if err != nil || !h.Whole {
		t.Fatalf("Verify = %+v, %v", h.Damage, err)
	}
	return s
}

func commitVersion(t *testing.T, s *Store, p record.Page, body []byte, at int) record.Page {
	t.Helper()
	d := record.DigestOf(body)
	sg := version(p, record.Payload{Digest: d, Decoded: d, Size: int64(len(body))}, hour(at))
	check(t, s.Commit(sg))
	return sg.Page
}

func checkPlain(t *testing.T, s *Store, p plain, page record.Page) {
	t.Helper()
	versions, err := s.Versions(page.ID)
	check(t, err)
	for _, v := range versions {
		want, err := s.Payload(v.Payload.Digest)
		if len(want) == 0 || err != nil {
			continue // of a page that is gone nothing may have come
		}
		got, err := p.version(page.URL, uint32(v.Number))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("version %d of %s reads %d bytes, %v; want %d", v.Number, page.URL, len(got), err, len(want))
		}
	}
	looks, err := s.Looks(page.ID)
	check(t, err)
	lines, err := p.looks(binary.BigEndian.AppendUint64(nil, uint64(page.ID)))
	check(t, err)
	if len(lines) != len(looks) || len(looks) == 0 {
		t.Fatalf("%s has %d looks, want %d", page.URL, len(lines), len(looks))
	}
	for i, l := range looks {
		if want := fmt.Sprint(l.Time.UTC().Format(time.RFC3339Nano), " ", l.Outcome, " ", l.Status, " ", l.Version, " ", l.Run); lines[i] != want {
			t.Errorf("a look at %s reads %q, want %q", page.URL, lines[i], want)
		}
	}
}
