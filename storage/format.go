package storage

import (
	"errors"
	"fmt"
	"strconv"

	bolt "go.etcd.io/bbolt"
)

// The buckets; storage.go says what they hold.
const (
	formatBucket    = "stet"
	pagesBucket     = "pages"
	statesBucket    = "states"
	addressesBucket = "addresses"
	movedBucket     = "moved"
	payloadsBucket  = "payloads"
	chunksBucket    = "chunks"
	certsBucket     = "certificates"
	looksBucket     = "looks"
	exchangesBucket = "exchanges"
	versionsBucket  = "versions"
	changesBucket   = "changes"
	changesOfPage   = "changes-of-page"
	incidentsBucket = "incidents"
	incidentsByTime = "incidents-by-time"
	hostsBucket     = "hosts"
	runsBucket      = "runs"
	hashesBucket    = "hashes"
	signedBucket    = "checkpoints"

	judgementsBucket = "judgements"
)

func buckets() []string {
	return []string{
		formatBucket, pagesBucket, statesBucket, addressesBucket, movedBucket, payloadsBucket,
		chunksBucket, certsBucket, looksBucket, exchangesBucket, versionsBucket,
		changesBucket, changesOfPage, incidentsBucket, incidentsByTime, hostsBucket, runsBucket,
		hashesBucket, signedBucket, judgementsBucket,
	}
}

var formatKey = []byte("format")

// errEmpty says that the file holds no bucket at all: somebody began to make
// an archive and was stopped before the first transaction.
var errEmpty = errors.New("empty bbolt file")

// checkFormat reports whether the file is an archive of our format.
func checkFormat(path string, btx *bolt.Tx) error {
	b := btx.Bucket([]byte(formatBucket))
	if b == nil {
		if k, _ := btx.Cursor().First(); k == nil {
			return errEmpty
		}
		return &failure{fmt.Sprintf("%s is a bbolt file, but not an archive of stet", path), ErrFormat}
	}
	return checkFormatNumber(path, b.Get(formatKey))
}

func checkFormatNumber(path string, got []byte) error {
	switch n, err := strconv.Atoi(string(got)); {
	case err != nil:
		return &failure{fmt.Sprintf("%s is damaged: its format reads %q", path, got), ErrDamaged}
	case n != Format:
		return &failure{fmt.Sprintf("%s was written by format %d; this stet reads format %d", path, n, Format), ErrFormat}
	}
	return nil
}

// makeFormat makes the buckets of a new archive.
func makeFormat(btx *bolt.Tx) error {
	for _, name := range buckets() {
		if _, err := btx.CreateBucket([]byte(name)); err != nil {
			return fmt.Errorf("make bucket %s: %w", name, err)
		}
	}
	return btx.Bucket([]byte(formatBucket)).Put(formatKey, []byte(strconv.Itoa(Format)))
}
