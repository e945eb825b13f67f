package warc

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// Bounds on what a file may make a reader hold or do.
const (
	maxHeader = 64 << 10 // bytes of a record's header
	maxLines  = 1000     // lines of it
	maxBlank  = 1 << 10  // bytes of line ends between two records
	maxHead   = 64 << 10 // bytes of the HTTP head at the start of a block
)

// ErrDamaged says that a file is not what it claims to be; what was read
// before is sound as far as it goes.
var ErrDamaged = errors.New("damaged")

// ErrOther says that a file is something else than a WARC or a WACZ.
var ErrOther = errors.New("neither WARC nor WACZ")

func other(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrOther, fmt.Sprintf(format, args...))
}

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// A File is a WARC, plain or compressed, or a WACZ, which holds one or more.
// Its records are read one at a time.
type File struct {
	name   string
	parts  []part
	part   int // that is being read
	s      *stream
	closer io.Closer
}

// A part is one WARC.
type part struct {
	name string
	r    *io.SectionReader
}

// A Place says where in a file a record lies.
type Place struct {
	part          int
	member, inner int64 // offset of the gzip member or record, and of the record in the unpacked member
}

// Before reports whether p lies before q in the same file: of two records it is
// the one to ask [File.At] for first.
func (p Place) Before(q Place) bool {
	return cmp.Or(cmp.Compare(p.part, q.part), cmp.Compare(p.member, q.member), cmp.Compare(p.inner, q.inner)) < 0
}

// A Record is one record of a file. Block holds Length bytes and can be read
// until the next record is asked for.
type Record struct {
	Place  Place
	Fields Fields
	Length int64
	Block  io.Reader
}

// Open opens a WARC or WACZ file; its first bytes say which it is. The error
// is ErrOther where they say that it is neither.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = other("it is a folder")
	}
	if err == nil {
		var file *File
		if file, err = NewFile(filepath.Base(path), f, info.Size()); err == nil {
			file.closer = f
			return file, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("read %s: %w", path, err), f.Close())
}

// NewFile reads the file that r holds.
func NewFile(name string, r io.ReaderAt, size int64) (*File, error) {
	magic := make([]byte, 4)
	n, err := r.ReadAt(magic, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	f := &File{name: name}
	if bytes.HasPrefix(magic[:n], []byte("PK")) {
		err = f.unzip(r, size)
	} else {
		f.parts = []part{{name, io.NewSectionReader(r, 0, size)}}
		err = f.begins()
	}
	return f, err
}

// begins looks at whether a file that is no WACZ begins as a WARC does.
func (f *File) begins() error {
	s := newStream(f.parts[0].r)
	err := s.begin()
	if err == nil {
		err = s.blank()
	}
	switch {
	case errors.Is(err, io.EOF):
		return other("it is empty")
	case err != nil:
		return damaged("%v", err)
	}
	const magic = "WARC/"
	if first, _ := s.text.Peek(20); !bytes.HasPrefix(first, []byte(magic)) {
		line, _, _ := bytes.Cut(first, []byte("\n"))
		return other("it begins with %q", line)
	}
	return nil
}

// unzip finds the WARCs of a WACZ. They are stored as they are, as the format
// asks for; to unpack others could fill a disk. Each byte belongs to one of
// them: a directory that names the same ones a million times would be read for
// years.
func (f *File) unzip(r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return damaged("it begins as a WACZ and does not end as one, so that it was cut off (%v)", err)
	}
	left := size
	for _, e := range z.File {
		lower := strings.ToLower(e.Name)
		if !strings.HasPrefix(lower, "archive/") || !strings.HasSuffix(lower, ".warc") && !strings.HasSuffix(lower, ".warc.gz") {
			continue
		}
		if e.Method != zip.Store {
			return damaged("%q is compressed in the WACZ, which WACZ 1.1.1 forbids; unpack it and read it by itself", e.Name)
		}
		at, err := e.DataOffset()
		if err != nil || e.CompressedSize64 > uint64(size) || at > size-int64(e.CompressedSize64) {
			return damaged("%q lies beyond the end of the file", e.Name)
		}
		f.parts = append(f.parts, part{e.Name, io.NewSectionReader(r, at, int64(e.CompressedSize64))})
		if left -= int64(e.CompressedSize64); left < 0 {
			return damaged("what lies under archive/ is longer than the file")
		}
	}
	if len(f.parts) == 0 {
		return other("it is a zip file without a WARC under archive/")
	}
	return nil
}

// Name returns the name of the file.
func (f *File) Name() string { return f.name }

// Close closes the file.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// Next returns the next record, and io.EOF after the last. An error that is
// ErrDamaged ends the part of the file that it is in; the next call goes on
// with the part after it.
func (f *File) Next() (*Record, error) {
	for f.part < len(f.parts) {
		p := f.parts[f.part]
		if f.s == nil {
			f.s = newStream(p.r)
		}
		rec, err := f.s.next()
		if err == nil {
			rec.Place.part = f.part
			return rec, nil
		}
		f.part, f.s = f.part+1, nil
		switch {
		case errors.Is(err, io.EOF):
		case p.name != f.name:
			return nil, fmt.Errorf("%s: %w", p.name, err)
		default:
			return nil, err
		}
	}
	return nil, io.EOF
}

// At returns the record at a place, which Next gave. Going forward within a
// gzip member costs only the way there, so read in the order of the file
// where the records of a file share one.
func (f *File) At(p Place) (*Record, error) {
	if f.s == nil || f.part != p.part || !f.s.forward(p) {
		f.part, f.s = p.part, newStream(f.parts[p.part].r)
		if err := f.s.open(p); err != nil {
			return nil, err
		}
	}
	rec, err := f.s.next()
	if errors.Is(err, io.EOF) {
		err = damaged("the record is not there any more")
	}
	if err == nil {
		rec.Place.part = p.part
	}
	return rec, err
}

// A stream reads the records of one WARC. Compressed ones have a gzip member
// for each record; a few makers pack the whole file into one.
type stream struct {
	file   *io.SectionReader
	src    *bufio.Reader // the file, from base on
	raw    counter
	base   int64
	gz     *gzip.Reader // nil for a plain file
	packed bool
	begun  bool
	member int64 // where the open member begins
	text   *bufio.Reader
	plain  counter
	block  *io.LimitedReader // what was not read yet of the record before
}

// A counter counts what passes.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func newStream(r *io.SectionReader) *stream {
	magic := make([]byte, 2)
	n, _ := r.ReadAt(magic, 0)
	s := &stream{file: r, packed: n == 2 && magic[0] == 0x1f && magic[1] == 0x8b}
	s.seek(0)
	return s
}

func (s *stream) seek(base int64) {
	s.raw = counter{r: io.NewSectionReader(s.file, base, s.file.Size()-base)}
	s.src, s.base, s.begun, s.block = bufio.NewReader(&s.raw), base, false, nil
}

// open goes to a place.
func (s *stream) open(p Place) error {
	s.seek(p.member)
	if err := s.begin(); err != nil {
		return err
	}
	return s.skip(p.inner)
}

// forward goes on to a place in the open member, if it lies ahead.
func (s *stream) forward(p Place) bool {
	if !s.packed || !s.begun || s.member != p.member || s.at() > p.inner {
		return false
	}
	s.block = nil
	return s.skip(p.inner-s.at()) == nil
}

func (s *stream) skip(n int64) error {
	if _, err := io.CopyN(io.Discard, s.text, n); err != nil {
		return damaged("the file ends early")
	}
	return nil
}

// at returns how far the open member was read, unpacked.
func (s *stream) at() int64 { return s.plain.n - int64(s.text.Buffered()) }

// begin opens the next gzip member, or the plain file.
func (s *stream) begin() error {
	s.member = s.base + s.raw.n - int64(s.src.Buffered())
	if !s.packed {
		s.plain = counter{r: s.src}
		s.text, s.begun = bufio.NewReader(&s.plain), true
		return nil
	}
	if _, err := s.src.Peek(1); err != nil {
		return io.EOF
	}
	var err error
	if s.gz == nil {
		s.gz, err = gzip.NewReader(s.src)
	} else {
		err = s.gz.Reset(s.src)
	}
	if err != nil {
		return damaged("at byte %d: %v", s.member, err)
	}
	s.gz.Multistream(false)
	s.plain = counter{r: s.gz}
	s.text, s.begun = bufio.NewReader(&s.plain), true
	return nil
}

// next reads the header of the next record.
func (s *stream) next() (*Record, error) {
	if s.block != nil {
		if err := s.skip(s.block.N); err != nil {
			return nil, err
		}
		s.block = nil
	}
	for {
		if !s.begun {
			if err := s.begin(); err != nil {
				return nil, err
			}
		}
		err := s.blank()
		if err == nil {
			break
		}
		if !errors.Is(err, io.EOF) {
			return nil, damaged("after byte %d: %v", s.member, err)
		}
		if s.begun = false; !s.packed {
			return nil, io.EOF
		}
	}
	place := Place{member: s.member, inner: s.at()}
	if !s.packed {
		place = Place{member: s.member + s.at()}
	}
	fields, err := readFields(s.text)
	if err != nil {
		return nil, damaged("record at byte %d: %v", place.member+place.inner, err)
	}
	size, err := strconv.ParseInt(fields.Get("Content-Length"), 10, 64)
	if err != nil || size < 0 {
		return nil, damaged("record at byte %d: Content-Length %q", place.member+place.inner, clip(fields.Get("Content-Length")))
	}
	s.block = &io.LimitedReader{R: s.text, N: size}
	return &Record{Place: place, Fields: fields, Length: size, Block: s.block}, nil
}

// blank skips line ends, to the start of a record.
func (s *stream) blank() error {
	for range maxBlank {
		c, err := s.text.ReadByte()
		switch {
		case err != nil:
			return err
		case c != '\r' && c != '\n':
			return s.text.UnreadByte()
		}
	}
	return errors.New("nothing but empty lines")
}

// readFields reads the header of a record, with its empty line.
func readFields(r *bufio.Reader) (Fields, error) {
	room := maxHeader
	line, err := readLine(r, &room)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(line, "WARC/") {
		return nil, fmt.Errorf("it begins with %q, not with WARC/1", clip(line))
	}
	var fields Fields
	for range maxLines {
		line, err := readLine(r, &room)
		if err != nil {
			return nil, err
		}
		if line == "" {
			return fields, nil
		}
		if n := len(fields); n > 0 && (line[0] == ' ' || line[0] == '\t') {
			fields[n-1].Value += " " + strings.TrimSpace(line)
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("%q is no field", clip(line))
		}
		fields = append(fields, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
	return nil, fmt.Errorf("its header has more than %d lines", maxLines)
}

func readLine(r *bufio.Reader, room *int) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if *room -= len(part); *room < 0 {
			return "", errors.New("its header is too long")
		}
		line = append(line, part...)
		if err == nil {
			return strings.TrimRight(string(line), "\r\n"), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", errors.New("the file ends in the middle of a header")
		}
	}
}

func clip(s string) string { return s[:min(len(s), 60)] }

// Type returns the type of the record: response, revisit …
func (r *Record) Type() string { return strings.ToLower(r.Fields.Get("WARC-Type")) }

// ID returns the record's ID without its angle brackets.
func (r *Record) ID() string { return bare(r.Fields.Get("WARC-Record-ID")) }

// TargetURI returns the address that the record is of. GNU wget writes it in
// angle brackets, as WARC 1.0 seemed to ask for.
func (r *Record) TargetURI() string { return bare(r.Fields.Get("WARC-Target-URI")) }

// Date returns when the record was captured; the zero time where it does not
// say, or names a year before there was a web. WARC 1.0 has whole seconds, 1.1
// up to nine digits more.
func (r *Record) Date() time.Time { return readDate(r.Fields.Get("WARC-Date")) }

func readDate(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "20060102150405"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1990 {
			return t.UTC()
		}
	}
	return time.Time{}
}

func bare(s string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(s), "<"), ">")
}
