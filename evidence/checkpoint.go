package evidence

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A Key signs checkpoints. Its text is what [note.GenerateKey] calls the
// private key; keep it where nobody else can read it.
type Key struct {
	text     string
	signer   note.Signer
	verifier string
}

// NewKey makes an Ed25519 key for a new log, which it gives a name of its
// own: "stet/" and 16 random hex digits.
func NewKey(rand io.Reader) (*Key, error) {
	var name [8]byte
	if _, err := io.ReadFull(rand, name[:]); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	text, _, err := note.GenerateKey(rand, "stet/"+hex.EncodeToString(name[:]))
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	return ParseKey(text)
}

// ParseKey reads what [Key.String] writes.
func ParseKey(text string) (*Key, error) {
	text = strings.TrimSpace(text)
	signer, err := note.NewSigner(text)
	if err != nil {
		return nil, errors.New("it holds no key for signing") // err may quote the key
	}
	parts := strings.SplitN(text, "+", 5) // PRIVATE, KEY, name, hash, key
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, errors.New("it holds no Ed25519 key")
	}
	public := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	verifier, err := note.NewEd25519VerifierKey(signer.Name(), public)
	if err != nil {
		return nil, err
	}
	return &Key{text, signer, verifier}, nil
}

// String returns the secret text of the key.
func (k *Key) String() string { return k.text }

// Verifier returns the text of the public key, by which others check what
// this key signed.
func (k *Key) Verifier() string { return k.verifier }

// Sign returns a checkpoint (C2SP tlog-checkpoint): the name of the log, the
// number of leaves and the root hash in base64, a line each, as a signed note.
func (k *Key) Sign(t Tree) (string, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", k.signer.Name(), t.N, base64.StdEncoding.EncodeToString(t.Hash[:]))
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	return string(signed), err
}

// A Checkpoint is a state of a log that somebody signed.
type Checkpoint struct {
	Origin string // the name of the log
	Tree   Tree
}

// ErrOtherKey says that another key signed a checkpoint than the one that it
// was to be opened with.
var ErrOtherKey = errors.New("the checkpoint is not signed by")

// Unproven returns the checkpoint that a signed note says it holds, whoever
// signed it. Nothing is proven by that; see [Open].
func Unproven(signed string) (Checkpoint, error) {
	_, err := note.Open([]byte(signed), nil)
	var unverified *note.UnverifiedNoteError
	if !errors.As(err, &unverified) {
		return Checkpoint{}, fmt.Errorf("the checkpoint cannot be read: %w", err)
	}
	return parse(unverified.Note.Text)
}

// Open returns the checkpoint that a signed note holds, if the key with the
// given text signed it; [ErrOtherKey] where another one did. Signatures of
// others (witnesses) may stand beside.
func Open(signed, verifier string) (Checkpoint, error) {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("the public key %q: %w", verifier, err)
	}
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	var unverified *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unverified):
		return Checkpoint{}, fmt.Errorf("%w %s", ErrOtherKey, v.Name())
	case err != nil:
		return Checkpoint{}, fmt.Errorf("the checkpoint cannot be read: %w", err)
	}
	c, err := parse(n.Text)
	if err == nil && c.Origin != v.Name() {
		err = fmt.Errorf("the checkpoint is of the log %q, and the key is that of %q", c.Origin, v.Name())
	}
	return c, err
}

func parse(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, errors.New("the checkpoint has not three lines")
	}
	n, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != lines[1] {
		return Checkpoint{}, fmt.Errorf("the checkpoint has %q for a number of leaves", lines[1])
	}
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(raw) != HashSize {
		return Checkpoint{}, fmt.Errorf("the checkpoint has %q for a hash", lines[2])
	}
	return Checkpoint{lines[0], Tree{N: n, Hash: Hash(raw)}}, nil
}
