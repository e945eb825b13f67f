// Package storage keeps what was seen, in one file.
//
// A [Store] is an archive file made by bbolt. Open it by path and call its
// methods; there is nothing to close:
//
//	s := storage.Open("stet.db")
//	pages, err := s.AddPages([]record.Page{{URL: "https://example.gov/a"}})
//	err = s.KeepAgainst(pages[0].Payload.Digest, body) // bytes first,
//	err = s.Commit(record.Sighting{Page: pages[0], …})     // then what they mean
//	changes, err := s.Changes(storage.Query{Since: monday})
//
// Each method opens the file, acts and closes it, so that nobody holds the
// archive while waiting for the network or a person, and stet changes, stet
// serve and a long stet run work side by side. All methods may be called
// from many goroutines; writes that come together share one transaction.
//
// The package knows bbolt, zstd and file locks, and nobody else does. It
// leaves to others what a look means: watch decides what is a version, a
// change or an incident, and hands it over as a [record.Sighting].
//
// # Keys and values
//
// The file is a bbolt database of format 2. Numbers in keys are big-endian, so that keys sort as the numbers
// do. A time is 8 bytes: nanoseconds since 1970 in UTC with the sign bit
// turned over. A page is its ID in 8 bytes. A digest is its 32 bytes. n is
// one byte that tells apart what else would have the same key: 0, 1, 2 …
//
//	bucket            key                      value
//	stet              "format"                 the number of the format in digits, no seal
//	pages             page                     row: of record.Page what AddPages is told
//	states            page                     row: of record.Page what looks change
//	addresses         watched address          row: page (8 bytes)
//	moved             address, 0, page         empty: a permanent redirect leads there
//	payloads          digest                   row: how the payload is packed
//	chunks            number (8 bytes)         at most 256 KiB of a packed payload, no seal
//	certificates      digest                   row: a certificate in DER
//	looks             page, time, n            row: number of its leaf, record.Look without its exchanges
//	exchanges         page, time, n            row: the exchanges of that look, if they were kept
//	versions          page, number (4 bytes)   row: record.Version
//	changes           time, page, n            row: record.Change
//	judgements        key of change, time      row: record.Change, as judged at that time by other rules
//	changes-of-page   page, time, n            empty: index to changes
//	incidents         page, first seen, kind   row: record.Incident
//	incidents-by-time last seen, page,         empty: index to incidents
//	                  first seen, kind
//	hosts             host name                row: time before which it is asked nothing
//	runs              run ID                   row: record.Run
//	origins           origin                   row: record.Origin
//	lists             address                  row: record.List
//	hashes            number (8 bytes)         64 hashes of the log of 32 bytes, fewer in the last, no seal
//	checkpoints       leaves (8 bytes)         row: the checkpoint signed when the log had so many
//
// A row is one byte that says how its body is written, the body, and a seal:
// the CRC-32C of key, byte and body in 4 bytes, little-endian. bbolt keeps no
// checksums, so a flipped bit would otherwise be read as truth. The byte is
//
//	1  JSON
//	2  JSON, packed with zstd
//	3  binary
//
// JSON has the names that the fields of package record have there; zstd is
// that of RFC 8878. Only the rows below are not simply JSON. In them a
// uvarint is 7 bits a byte, the lowest first, with the top bit set in all but
// the last one.
//
//	addresses     page
//	hosts         time
//	certificates  the certificate
//	states        uvarint number of the version that stands, time when that was last seen, uvarint
//	              looks that saw it, one byte that is 1 if it is a 404 or 410, uvarint length of
//	              moved_to, moved_to; then JSON: a record.Page without what pages has of it
//	payloads      one byte packing, uvarints size, packed size, number of the first chunk, how many
//	              chunks; of a delta also uvarint depth, digest of its base
//	looks         uvarint number of the leaf, then by the row's first byte JSON, packed JSON or, of a
//	              look that has nothing else: one byte outcome (1 first, 2 changed, 3 same, 4 gone,
//	              5 moved, 6 incident), uvarints status, version, and by how many milliseconds its run
//	              is older than it, plus 1; 0: the run's ID follows
//	exchanges     JSON: a list of record.Exchange, each with "chain", the digests of its certificates
//	checkpoints   JSON: "note", the signed checkpoint, and "key", the public key that checks it
//
// The ID of a run is the time at which it began: 20260102T030405.678Z.
//
// A payload is a body after transfer decoding and before content decoding
// (record.Payload says which), named by its SHA-256. Its chunks, joined, are
// by the packing
//
//	0  the payload
//	1  the payload, packed with zstd
//	2  a delta: the payload, packed with zstd, with another payload, its base, as raw content
//	   dictionary of the ID 1
//
// The ID stands in the frame, for which libzstd refuses a dictionary without
// one. It can be taken out: clear the two lowest bits of byte 4 of the frame
// and drop the byte that is 1, which is byte 5 where bit 5 of byte 4 is set
// and else byte 6; then zstd -d --patch-from=BASE unpacks it.
//
// The base may be a delta itself; the depth says how many payloads have to be
// unpacked before this one. Chunks carry no seal because the payload's digest
// proves them. The empty payload is known and not kept.
//
// Format 1 had no origins and no lists. It is read as it is, and becomes
// format 2 when it is first written to (upgrade.go).
//
// # The log
//
// Each look is a leaf of a Merkle tree that only grows, so that nobody, the
// keeper of the archive included, can later add, alter or drop a look
// unseen: see evidence. The row of a look has the number of its leaf; the
// leaf itself (evidence.Leaf) is made again from the rows of page, look,
// exchanges, change and run. The tree is that of RFC 6962: the hash of a leaf
// is the SHA-256 of a byte 0 and the leaf, that of a node the SHA-256 of a
// byte 1 and the two hashes below. The hashes are kept in the order in which
// they come about: of each leaf its own, then those of the nodes that it
// makes full, from the lowest up.
package storage

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"stet/record"
)

// Format is the format of the archives that this package writes.
// Older formats are read too, and upgraded when they are first written to.
const Format = 2

// Errors by which callers decide. What the methods return wraps them and
// says in its own words which file it is about and what was found.
var (
	ErrNoArchive = errors.New("no archive there")
	ErrNoFolder  = errors.New("no folder for the archive there")
	ErrFormat    = errors.New("not an archive that this stet can read")
	ErrLocked    = errors.New("the archive is held by another process")
	ErrDamaged   = record.ErrDamaged
	ErrNotKept   = errors.New("no such payload was kept")

	ErrKey        = errors.New("the key that signs the log cannot be read")
	ErrCheckpoint = errors.New("what the log was to be held against is no checkpoint")
)

// A Store is an archive file. Each call opens the file, acts and closes it.
type Store struct {
	path string
	wait struct{ read, write time.Duration } // for another process to let go
	pack func() *packer                      // made when first needed

	file    sync.RWMutex // within this process: many readers or one writer
	checked bool         // by a writer, under file: what lies at path is ours
	inRun   atomic.Bool  // we hold the run lock
	tell    func(Upgrade)

	mu      sync.Mutex
	writing bool     // somebody leads a transaction
	queue   []*write // what waits for the next one

	commit func(*bolt.Tx) error // what ends a transaction; tests let it fail
}

// Open returns the archive at path; it touches no file yet.
func Open(path string) *Store {
	s := &Store{path: path, pack: sync.OnceValue(newPacker), commit: (*bolt.Tx).Commit}
	// A reader is a person who waits. What a writer brings would be lost, so
	// it is more patient: a backup holds off writers while it copies the rows.
	s.wait.read, s.wait.write = 5*time.Second, 2*time.Minute
	return s
}

// Path returns the path that the archive was opened with.
func (s *Store) Path() string { return s.path }

// A failure says in words what is wrong with the archive, and is one of the
// errors above.
type failure struct {
	msg  string
	kind error
}

func (f *failure) Error() string { return f.msg }
func (f *failure) Unwrap() error { return f.kind }
