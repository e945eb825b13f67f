package storage

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"stet/evidence"
)

// A signedRow is a checkpoint as it is kept: the note, and the public key of
// the log, which goes on under a new key where the old one was lost.
type signedRow struct {
	Note string `json:"note"`
	Key  string `json:"key"`
}

// KeyPath returns the path of the file with the key that signs checkpoints:
// beside the archive and never in it, so that whoever gets a copy of the
// archive cannot sign in its name.
func (s *Store) KeyPath() string {
	return strings.TrimSuffix(s.path, filepath.Ext(s.path)) + ".key"
}

// Checkpoint signs the log as it is now, keeps the checkpoint and returns it.
// The first call makes the key; one that is there and cannot be read is an
// [ErrKey]. Where nothing was added to the log since the
// last checkpoint, that one is returned; of an empty log there is none: "".
func (s *Store) Checkpoint() (string, error) {
	signed, tree, err := s.lastCheckpoint()
	if err != nil || tree.N == 0 || signed != "" {
		return signed, err
	}
	key, err := s.key()
	if err != nil {
		return "", fmt.Errorf("sign the log of %s: %w", s.path, err)
	}
	if signed, err = key.Sign(tree); err != nil {
		return "", fmt.Errorf("sign the log of %s: %w", s.path, err)
	}
	row, err := s.pack().encode(signedRow{signed, key.Verifier()})
	if err != nil {
		return "", err
	}
	err = s.write(len(row.body), func(t *tx) error { return t.putRow(signedBucket, sizeKey(tree.N), row) })
	return signed, err
}

// lastCheckpoint returns the log as it is now, and the checkpoint of just
// that, if there is one.
func (s *Store) lastCheckpoint() (signed string, tree evidence.Tree, err error) {
	err = s.read(func(t *tx) error {
		l, err := t.openLog()
		if err != nil {
			return err
		}
		tree.N = l.size
		if tree.Hash, err = evidence.Root(l.size, t.storedHash); err != nil {
			return err
		}
		k, v := t.bucket(signedBucket).Cursor().Last()
		if k == nil || len(k) != 8 || int64(binary.BigEndian.Uint64(k)) != l.size {
			return nil
		}
		var row signedRow
		if err := t.readRow("the last checkpoint", k, v, &row); err != nil {
			return err
		}
		signed = row.Note
		return nil
	})
	return signed, tree, err
}

// LatestCheckpoint returns the last checkpoint that was kept, or "".
func (s *Store) LatestCheckpoint() (signed string, err error) {
	err = s.read(func(t *tx) error {
		k, v := t.bucket(signedBucket).Cursor().Last()
		if k == nil {
			return nil
		}
		var row signedRow
		err := t.readRow("the last checkpoint", k, v, &row)
		signed = row.Note
		return err
	})
	return signed, err
}

func sizeKey(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// key reads the key, or makes it where there is none.
func (s *Store) key() (*evidence.Key, error) {
	path := s.KeyPath()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return nil, &failure{err.Error(), ErrKey}
	}
	key, err := evidence.ParseKey(string(text))
	if err != nil {
		return nil, &failure{fmt.Sprintf("%s: %v", path, err), ErrKey}
	}
	return key, nil
}

func makeKey(path string) (*evidence.Key, error) {
	key, err := evidence.NewKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	// Half a key would keep every later run from signing: it gets its name
	// when it is whole. CreateTemp lets only the owner read it.
	f, err := os.CreateTemp(filepath.Dir(path), ".stet-*.key")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(key.String() + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := link(f.Name(), path); err != nil {
		return nil, err
	}
	return key, syncDir(filepath.Dir(path))
}
