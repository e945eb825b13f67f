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
	originsBucket    = "origins"
	listsBucket      = "lists"
)

// buckets returns the names of the buckets of a format: what a new format
// adds, readers of an older one take for empty.
func buckets(format int) []string {
	names := []string{
		formatBucket, pagesBucket, statesBucket, addressesBucket, movedBucket, payloadsBucket,
		chunksBucket, certsBucket, looksBucket, exchangesBucket, versionsBucket,
		changesBucket, changesOfPage, incidentsBucket, incidentsByTime, hostsBucket, runsBucket,
		hashesBucket, signedBucket, judgementsBucket,
	}
	if format >= 2 {
		names = append(names, originsBucket, listsBucket)
	}
	return names
}

var formatKey = []byte("format")

// errEmpty says that the file holds no bucket at all: somebody began to make
// an archive and was stopped before the first transaction.
var errEmpty = errors.New("empty bbolt file")

// checkFormat returns the format of the archive, if we can read it.
func checkFormat(path string, btx *bolt.Tx) (int, error) {
	b := btx.Bucket([]byte(formatBucket))
	if b == nil {
		if k, _ := btx.Cursor().First(); k == nil {
			return 0, errEmpty
		}
		return 0, &failure{fmt.Sprintf("%s is a bbolt file, but not an archive of stet", path), ErrFormat}
	}
	return checkFormatNumber(path, b.Get(formatKey))
}

func checkFormatNumber(path string, got []byte) (int, error) {
	n, err := strconv.Atoi(string(got))
	switch {
	case err != nil || n < 1:
		return 0, &failure{fmt.Sprintf("%s is damaged: its format reads %q", path, got), ErrDamaged}
	case n > Format:
		return 0, &failure{fmt.Sprintf("%s was written by a newer stet: it is of format %d, and this one reads formats 1 to %d", path, n, Format), ErrFormat}
	}
	return n, nil
}

// makeFormat makes the buckets of a new archive.
func makeFormat(btx *bolt.Tx) error {
	for _, name := range buckets(Format) {
		if _, err := btx.CreateBucket([]byte(name)); err != nil {
			return fmt.Errorf("make bucket %s: %w", name, err)
		}
	}
	return putFormat(btx, Format)
}

func putFormat(btx *bolt.Tx, format int) error {
	return btx.Bucket([]byte(formatBucket)).Put(formatKey, []byte(strconv.Itoa(format)))
}
