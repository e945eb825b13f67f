package main

import (
	"io"
	"path/filepath"
	"strings"

	"stet/storage"
)

// publishCheckpoint signs the log as it is after a run, and writes the
// checkpoint into a file beside the reports, to be copied elsewhere.
func (a *app) publishCheckpoint(s *storage.Store, dir string) error {
	text, err := a.sign(s)
	if err != nil || text == "" {
		return err
	}
	return writeFile(filepath.Join(dir, "checkpoint"), func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

// sign signs the log as it is now. That another key does so than before is
// told also to who wants quiet: whoever holds the log against a checkpoint of
// their own should hear of it.
func (a *app) sign(s *storage.Store) (checkpoint string, err error) {
	last, err := s.LatestCheckpoint()
	if err != nil {
		return "", err
	}
	if checkpoint, err = s.Checkpoint(); err != nil {
		return "", err
	}
	before, now := signer(last), signer(checkpoint)
	if before != "" && now != "" && before != now {
		a.warn("%s signs the log from now on, no longer %s: %s was missing, and was made anew, or it was exchanged. What the old key signed still checks; if you have a copy of it, put it back.",
			now, before, s.KeyPath())
	}
	return checkpoint, nil
}

// signer returns the name of the key that a checkpoint names first.
func signer(checkpoint string) string {
	name, _, _ := strings.Cut(checkpoint, "\n")
	return name
}
