package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// A bbolt file starts with two meta pages; the valid one of the later
// transaction counts. Each is a page header of 16 bytes and then, in the
// byte order of the machine:
//
//	 0  magic 0xED0CDAED    4  version 2        8  page size     12  flags
//	16  root bucket        32  freelist page   40  high water mark: pages in use
//	48  transaction        56  FNV-1a of the 56 bytes before
type meta struct {
	pageSize, pages, txid uint64
	root, freelist        uint64 // pages
}

const (
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaStart   = 16
	metaSize    = 64
)

// checkFile reports whether f is a bbolt file that is all there. bbolt maps
// the file into memory without looking, and reading past its end would kill
// the process. An empty one is what is left of an archive that was cut off
// altogether, as by cp onto a full disk: stet gives a new one its name when it
// is whole.
//
// Another process may be writing: it makes the file longer before it writes
// the meta page, so meta pages are read first and the length after.
func checkFile(f *os.File, path string) error {
	m, known, err := readMeta(f)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	size := uint64(info.Size())
	switch {
	case size == 0:
		return &failure{fmt.Sprintf("%s is damaged: it is empty, and nothing of an archive is left", path), ErrDamaged}
	case !known:
		return &failure{fmt.Sprintf("%s is not an archive of stet: it is not a bbolt file", path), ErrFormat}
	case m.pages == 0:
		return &failure{fmt.Sprintf("%s is damaged: neither of its two meta pages can be read", path), ErrDamaged}
	case size/m.pageSize < m.pages:
		return &failure{fmt.Sprintf("%s is damaged: it is cut off after %d bytes of %d", path, size, m.pages*m.pageSize), ErrDamaged}
	}
	return nil
}

// readMeta returns the meta page that counts; known is false where nothing
// looks like bbolt, and m is zero where no meta page is sound.
func readMeta(f io.ReaderAt) (m meta, known bool, err error) {
	m, known, err = readMetaAt(f, 0)
	if err != nil {
		return meta{}, false, err
	}
	// The second one starts where the first page ends; where the first one
	// is damaged, the size of a page has to be guessed.
	places := []uint64{m.pageSize}
	if m.pages == 0 {
		places = []uint64{1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15, 1 << 16}
	}
	for _, at := range places {
		second, magic, err := readMetaAt(f, int64(at))
		if err != nil {
			return meta{}, false, err
		}
		known = known || magic
		if second.pages > 0 && second.pageSize == at && second.txid >= m.txid {
			m = second
		}
	}
	return m, known, nil
}

// damagedMeta returns an error if only one of the two meta pages can be read.
// bbolt takes the other one then, which may be that of the transaction
// before: what was written last is gone, without another trace in the file.
func damagedMeta(f io.ReaderAt) error {
	m, _, err := readMeta(f)
	if err != nil || m.pages == 0 {
		return err
	}
	for _, at := range []uint64{0, m.pageSize} {
		if one, _, err := readMetaAt(f, int64(at)); err != nil || one.pageSize != m.pageSize {
			return errors.Join(err, errors.New("one of its two meta pages is damaged: what was written last may be missing"))
		}
	}
	return nil
}

func readMetaAt(f io.ReaderAt, at int64) (m meta, magic bool, err error) {
	var buf [metaStart + metaSize]byte
	n, err := f.ReadAt(buf[:], at)
	if err != nil && err != io.EOF {
		return meta{}, false, err
	}
	m, magic = parseMeta(buf[metaStart:max(n, metaStart)])
	return m, magic, nil
}

// parseMeta reads one meta page; the result is zero unless it is sound.
func parseMeta(b []byte) (m meta, magic bool) {
	if len(b) < 4 || binary.NativeEndian.Uint32(b) != metaMagic {
		return meta{}, false
	}
	if len(b) < metaSize {
		return meta{}, true
	}
	sum := fnv.New64a()
	sum.Write(b[:56])
	m = meta{
		pageSize: uint64(binary.NativeEndian.Uint32(b[8:])),
		root:     binary.NativeEndian.Uint64(b[16:]),
		freelist: binary.NativeEndian.Uint64(b[32:]),
		pages:    binary.NativeEndian.Uint64(b[40:]),
		txid:     binary.NativeEndian.Uint64(b[48:]),
	}
	sound := binary.NativeEndian.Uint32(b[4:]) == metaVersion &&
		binary.NativeEndian.Uint64(b[56:]) == sum.Sum64() &&
		m.pageSize >= 1<<10 && m.pages >= 4 && m.pages < 1<<48
	if !sound {
		return meta{}, true
	}
	return m, true
}
