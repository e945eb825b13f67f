// Package record holds the nouns of stet: what is watched, what a look at it
// gave, what a reader sees in it, what changed, and which changes matter.
//
// It is data only. It imports nothing but the standard library, starts
// nothing and opens nothing, so that every other package can speak in its
// words. The JSON names of [Change], [Incident], [Document] and what hangs on
// them are a promise to users' scripts: names are added and never changed.
package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// A Digest is the SHA-256 of some bytes and their name in the archive.
// The zero Digest stands for "no bytes".
type Digest [sha256.Size]byte

// DigestOf returns the digest of b.
func DigestOf(b []byte) Digest { return sha256.Sum256(b) }

// ParseDigest reads what [Digest.String] writes.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	raw, ok := strings.CutPrefix(s, "sha256:")
	if !ok || len(raw) != 2*len(d) {
		return d, fmt.Errorf("digest %q: want sha256: and %d hex digits", s, 2*len(d))
	}
	if _, err := hex.Decode(d[:], []byte(raw)); err != nil {
		return Digest{}, fmt.Errorf("digest %q: %w", s, err)
	}
	return d, nil
}

// String returns "sha256:" and the digest in hex, or "" for the zero Digest.
func (d Digest) String() string {
	if d.IsZero() {
		return ""
	}
	return "sha256:" + hex.EncodeToString(d[:])
}

// IsZero reports whether d names nothing.
func (d Digest) IsZero() bool { return d == Digest{} }

// MarshalText implements [encoding.TextMarshaler].
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Digest) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Digest{}
		return nil
	}
	got, err := ParseDigest(string(b))
	if err == nil {
		*d = got
	}
	return err
}
