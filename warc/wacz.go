package warc

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"time"
)

// A Listed is a page in the list of pages of a WACZ, as it was at a time.
type Listed struct {
	URL   string
	Title string
	At    time.Time
}

// InWACZ is the name that the WARC has in a WACZ, for [Options].
const InWACZ = "data.warc.gz"

// WriteWACZ packs a finished WARC, its index and its list of pages into a
// WACZ 1.1.1: a ZIP of plain entries with a manifest that has the digest of
// each. warc is read twice, from its start, so that the ZIP can say sizes
// before the bytes.
func WriteWACZ(out io.Writer, w *Writer, warc io.ReadSeeker, pages []Listed) error {
	list := pageList(pages)
	index := w.CDXJ()
	z := &packing{zip: zip.NewWriter(out)}
	for _, err := range []error{
		z.put("archive/"+InWACZ, warc),
		z.put("indexes/index.cdx", bytes.NewReader(index)),
		z.put("pages/pages.jsonl", bytes.NewReader(list)),
	} {
		if err != nil {
			return err
		}
	}
	manifest := z.manifest(w, pages)
	if err := z.put("datapackage.json", bytes.NewReader(manifest)); err != nil {
		return err
	}
	sum := fmt.Sprintf("{\n  \"path\": \"datapackage.json\",\n  \"hash\": %q\n}\n", digest(manifest))
	if err := z.put("datapackage-digest.json", strings.NewReader(sum)); err != nil {
		return err
	}
	return z.zip.Close()
}

// A packing is a WACZ being written.
type packing struct {
	zip   *zip.Writer
	files []resource
}

// A resource is a file in the manifest.
type resource struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Hash  string `json:"hash"`
	Bytes int64  `json:"bytes"`
}

// put stores a file as it is: a WACZ is read in parts over the network, which
// a packed entry would not allow. Its time is always the first of 1980, the
// beginning of time in a ZIP.
func (z *packing) put(name string, file io.ReadSeeker) error {
	sum, crc := sha256.New(), crc32.NewIEEE()
	size, err := io.Copy(io.MultiWriter(sum, crc), file)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	entry, err := z.zip.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Store,
		//lint:ignore SA1019 CreateRaw writes what it is given, and does not look at Modified
		ModifiedDate:     1<<5 | 1,
		CRC32:            crc.Sum32(),
		CompressedSize64: uint64(size), UncompressedSize64: uint64(size),
	})
	if err != nil {
		return err
	}
	copied, err := io.Copy(entry, file)
	if err == nil && copied != size {
		err = errors.New("it changed while it was read")
	}
	if err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	short := name[strings.LastIndexByte(name, '/')+1:]
	z.files = append(z.files, resource{short, name, "sha256:" + hex.EncodeToString(sum.Sum(nil)), size})
	return nil
}

// manifest returns datapackage.json. It was "created" when the latest look in
// it was made, as the clock would make every export another file.
func (z *packing) manifest(w *Writer, pages []Listed) []byte {
	m := struct {
		Profile   string     `json:"profile"`
		Version   string     `json:"wacz_version"`
		Title     string     `json:"title"`
		Software  string     `json:"software"`
		Created   string     `json:"created"`
		MainPage  string     `json:"mainPageUrl,omitempty"`
		MainDate  string     `json:"mainPageDate,omitempty"`
		Resources []resource `json:"resources"`
	}{
		Profile: "data-package", Version: "1.1.1", Title: "Looks that stet kept", Software: w.o.Software,
		Created: millis(w.newest), Resources: z.files,
	}
	if len(pages) > 0 {
		last := pages[len(pages)-1]
		m.MainPage, m.MainDate = last.URL, millis(last.At)
	}
	return append(plainJSON(m, "  "), '\n')
}

// pageList returns pages.jsonl.
func pageList(pages []Listed) []byte {
	b := []byte(`{"format":"json-pages-1.0","id":"pages","title":"All Pages"}` + "\n")
	for _, p := range pages {
		id := strings.Trim(recordID("page", p.URL, date(p.At)), "<>")
		b = append(b, plainJSON(struct {
			ID    string `json:"id"`
			URL   string `json:"url"`
			TS    string `json:"ts"`
			Title string `json:"title,omitempty"`
		}{strings.TrimPrefix(id, "urn:uuid:"), p.URL, millis(p.At), p.Title}, "")...)
		b = append(b, '\n')
	}
	return b
}

// millis writes a time as the index has it, to the millisecond, so that
// players find the capture.
func millis(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// plainJSON writes v without escaping what only HTML minds. v is made of
// strings and numbers, which cannot fail.
func plainJSON(v any, indent string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	_ = enc.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n")
}
