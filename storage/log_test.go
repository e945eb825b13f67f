package storage

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"stet/evidence"
	"stet/record"
)

func checkpoint(t *testing.T, s *Store) string {
	t.Helper()
	text, err := s.Checkpoint()
	check(t, err)
	return text
}

func TestCheckpointsAreKept(t *testing.T) {
	s := filled(t)
	first := checkpoint(t, s)
	if !strings.Contains(first, "\n4\n") || checkpoint(t, s) != first {
		t.Errorf("Checkpoint = %q, want one of 4 looks, and the same again", first)
	}
	if info, err := os.Stat(s.KeyPath()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key: %v, %v, want a file that only its owner reads", info, err)
	}
	p, _, err := s.Page("https://example.gov/a")
	check(t, err)
	check(t, s.Commit(same(p, hour(5))))
	second := checkpoint(t, s)
	if got, err := s.LatestCheckpoint(); err != nil || got != second || second == first {
		t.Errorf("LatestCheckpoint = %q, %v, want %q", got, err, second)
	}
	for _, text := range []string{first, second, "", second + "— witness.example 7tM8KRDZCeHSGSsXzW==\n"} {
		h, err := s.Verify(context.Background(), Verification{Checkpoint: text})
		if err != nil || !h.Whole || h.Counts.Checkpoints != 2 || h.Checkpoint != second {
			t.Errorf("Verify with checkpoint %q = %+v, %v, want that it is whole", text, h, err)
		}
	}
}

func TestAnEmptyLogHasNoCheckpoint(t *testing.T) {
	s := newStore(t)
	addPage(t, s, "https://example.gov/a")
	if text := checkpoint(t, s); text != "" {
		t.Errorf("Checkpoint = %q, want none", text)
	}
}

func TestAKeyThatIsLost(t *testing.T) {
	s := filled(t)
	first := checkpoint(t, s)
	check(t, os.Remove(s.KeyPath()))
	p, _, err := s.Page("https://example.gov/a")
	check(t, err)
	check(t, s.Commit(same(p, hour(5))))
	checkpoint(t, s)
	if h, err := s.Verify(context.Background(), Verification{Checkpoint: first}); err != nil || !h.Whole {
		t.Errorf("Verify = %+v, %v, want that both keys count", h, err)
	}
	check(t, os.WriteFile(s.KeyPath(), []byte("no key"), 0o600))
	check(t, s.Commit(same(p, hour(6))))
	if text, err := s.Checkpoint(); err == nil {
		t.Errorf("Checkpoint with a spoiled key = %q, want an error", text)
	}
}

// TestWhatTheLogProves alters rows as somebody would who knows the format
// and seals them anew.
func TestWhatTheLogProves(t *testing.T) {
	for _, c := range []struct {
		name  string
		alter func(*testing.T, *Store)
	}{
		{"another status of a look", func(t *testing.T, s *Store) {
			alterFirst(t, s, looksBucket, asBinary, func(b []byte) { b[2] = 200 - 128 })
		}},
		{"another address of a page", func(t *testing.T, s *Store) {
			alterJSON(t, s, pagesBucket, "example.gov/a", "example.gov/b")
		}},
		{"another header in an answer", func(t *testing.T, s *Store) {
			alterJSON(t, s, exchangesBucket, "SFRUUC8x", "SFRUUD8x")
		}},
		{"another flag of a change", func(t *testing.T, s *Store) {
			alterJSON(t, s, changesBucket, `"significance":0`, `"significance":1`)
		}},
		{"another outcome", func(t *testing.T, s *Store) {
			alterJSON(t, s, looksBucket, `"outcome":"first"`, `"outcome":"moved"`)
		}},
		{"another build", func(t *testing.T, s *Store) {
			check(t, s.PutRun(record.Run{ID: "20260102T115959.001Z", Started: noon(), Build: "another"}))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore(t)
			p := addPage(t, s, "https://example.gov/a")
			sg := version(p, payload(t, s, "body"), noon())
			sg.Look.Exchanges = []record.Exchange{{URL: p.URL, Head: []byte("HTTP/1.1 200 OK")}}
			check(t, s.Commit(sg))
			check(t, s.Commit(same(sg.Page, hour(1))))
			if h := verify(t, s); !h.Whole {
				t.Fatalf("Verify before = %+v", h.Damage)
			}
			c.alter(t, s)
			if h := verify(t, s); h.Whole {
				t.Error("Verify = whole")
			}
		})
	}
}

// alterJSON replaces text in the rows of a bucket and seals them anew.
func alterJSON(t *testing.T, s *Store, bucket, old, text string) {
	t.Helper()
	altered := false
	editBolt(t, s.path, func(btx *bolt.Tx) error {
		b := btx.Bucket([]byte(bucket))
		return b.ForEach(func(k, v []byte) error {
			if !strings.Contains(string(v), old) {
				return nil
			}
			altered = true
			row := strings.Replace(string(v[1:len(v)-sealSize]), old, text, 1)
			return b.Put(k, seal(k, v[0], []byte(row)))
		})
	})
	if !altered {
		t.Fatalf("no row of %s has %s", bucket, old)
	}
}

// alterFirst alters the body of the first row that is written in a way.
func alterFirst(t *testing.T, s *Store, bucket string, coding byte, alter func([]byte)) {
	t.Helper()
	editBolt(t, s.path, func(btx *bolt.Tx) error {
		b := btx.Bucket([]byte(bucket))
		for k, v := b.Cursor().First(); k != nil; k, v = b.Cursor().Seek(append(k, 0)) {
			if v[0] == coding {
				body := append([]byte(nil), v[1:len(v)-sealSize]...)
				alter(body)
				return b.Put(k, seal(k, coding, body))
			}
		}
		t.Fatalf("no row of %s is coded %d", bucket, coding)
		return nil
	})
}

// TestALogThatWasCutBack: whoever takes an old copy for the new one is found
// out by a checkpoint that lies elsewhere.
// TestWhatIsNoUTF8 is what servers put into header fields, and people into
// addresses: it is kept as JSON can say it, and verify is not misled.
func TestWhatIsNoUTF8(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	sg := version(p, payload(t, s, "body"), noon())
	sg.Look.Payload.Type, sg.Look.Payload.Encoding, sg.Look.Origin = "text/html; charset=\xe9", "\xff", "old\xff.warc"
	sg.Look.Exchanges = []record.Exchange{{URL: "https://example.gov/b?\xff", RemoteAddr: "192.0.2.1:443", Payload: sg.Look.Payload}}
	sg.Page.MovedTo, sg.Page.Title, sg.Change.Title = "https://example.gov/b?\xff", "\xff", "\xff"
	check(t, s.Commit(sg))
	// What a row is found by cannot be kept otherwise than it is.
	bad := "https://example.gov/?\xff"
	_, err := s.AddPages([]record.Page{{URL: bad}})
	for what, err := range map[string]error{"AddPages": err, "PutOrigin": s.PutOrigin(record.Origin{Origin: bad}), "PutList": s.PutList(record.List{URL: bad})} {
		if err == nil || !strings.Contains(err.Error(), "in UTF-8") {
			t.Errorf("%s of %q = %v, want that it is no UTF-8", what, bad, err)
		}
	}
	if h := verify(t, s); !h.Whole {
		t.Errorf("Verify = %+v", h.Damage)
	}
}

func TestALogThatWasCutBack(t *testing.T) {
	s := filled(t)
	checkpoint(t, s)
	old, err := os.ReadFile(s.path)
	check(t, err)
	p, _, err := s.Page("https://example.gov/a")
	check(t, err)
	check(t, s.Commit(same(p, hour(5))))
	text := checkpoint(t, s)
	check(t, os.WriteFile(s.path, old, 0o644))
	if h := verify(t, s); !h.Whole {
		t.Errorf("Verify of the old copy = %+v, want that it is whole by itself", h.Damage)
	}
	h, err := s.Verify(context.Background(), Verification{Checkpoint: text})
	if err != nil || h.Whole || h.Kept != KeptNewer {
		t.Errorf("Verify against the checkpoint = %+v, %v, want that looks are missing", h, err)
	}
	// A history that was written anew has other leaves.
	check(t, s.Commit(same(p, hour(7))))
	if h, err := s.Verify(context.Background(), Verification{Checkpoint: text}); err != nil || h.Whole || h.Kept != KeptBroken {
		t.Errorf("Verify of another history = %+v, %v, want damage", h, err)
	}
	other := filled(t)
	if h, err := other.Verify(context.Background(), Verification{Checkpoint: text}); err != nil || h.Whole || h.Kept != KeptStrange || h.Elsewhere {
		t.Errorf("Verify against somebody else's checkpoint = %+v, %v, want that no key of it signed that", h, err)
	}
	altered := strings.Replace(text, "\n5\n", "\n6\n", 1)
	if h, err := s.Verify(context.Background(), Verification{Checkpoint: altered}); err != nil || h.Whole || h.Kept != KeptUnsigned {
		t.Errorf("Verify against an altered checkpoint = %+v, %v, want that it is not as it was signed", h, err)
	}
	if h, err := s.Verify(context.Background(), Verification{Checkpoint: "page.html"}); !errors.Is(err, ErrCheckpoint) {
		t.Errorf("Verify against what is no checkpoint = %+v, %v, want ErrCheckpoint", h, err)
	}
}

func TestALongLog(t *testing.T) {
	s := newStore(t)
	p := addPage(t, s, "https://example.gov/a")
	var checkpoints []string
	for i := range 300 {
		sg := same(p, hour(i))
		sg.Look.Version = 0
		check(t, s.Commit(sg))
		p = sg.Page
		if i%50 == 0 {
			checkpoints = append(checkpoints, checkpoint(t, s))
		}
	}
	for _, text := range checkpoints {
		if h, err := s.Verify(context.Background(), Verification{Checkpoint: text}); err != nil || !h.Whole {
			t.Fatalf("Verify = %+v, %v", h.Damage, err)
		}
	}
	if h := verify(t, s); h.Counts.Leaves != 300 || evidence.Stored(300) < 500 {
		t.Errorf("Verify: %+v, want 300 leaves", h.Counts)
	}
}
