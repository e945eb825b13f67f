package diffing

import (
	"bufio"
	"crypto/sha256"
	"hash"
	"io"
	"slices"

	"stet/record"
)

// Fingerprint returns a digest of what a reader sees in d, folded: title,
// text, links and pictures. Two documents that say the same share it. It is
// of these rules ([Rules]); digests made by other rules cannot be compared.
func Fingerprint(d record.Document) record.Digest {
	h := sha256.New()
	seen(h, d, foldAll(&d))
	return record.Digest(h.Sum(nil))
}

// told is what [Compare] looks at: what a reader sees, and what the page
// says to machines: a digest of it.
func told(d record.Document, folded []string) record.Digest {
	b := sha256.New()
	seen(b, d, folded)
	for _, k := range metadataKeys(d, d) {
		put(b, "meta", k, metadataValue(k, d.Metadata[k]))
	}
	var dates []string
	for _, s := range d.Dates {
		if s.Source != "http" && s.Source != "text" {
			dates = append(dates, string(s.Kind)+" "+dayOf(s.Value))
		}
	}
	slices.Sort(dates)
	put(b, dates...)
	return record.Digest(b.Sum(nil))
}

// seen writes what a reader sees. Writing to a hash never fails.
func seen(h hash.Hash, d record.Document, folded []string) {
	b := bufio.NewWriter(h)
	defer func() { _ = b.Flush() }()
	put(b, "title", fold(d.Title))
	for _, text := range folded { // a paragraph split in two says the same
		if key := readKey(text); key != "" {
			_, _ = b.WriteString(key)
			_ = b.WriteByte(' ')
		}
	}
	_ = b.WriteByte('\n')
	var targets []string // in any order: the text tells of its own
	for _, l := range d.Links {
		targets = append(targets, "link "+target(l))
	}
	for _, m := range d.Images {
		if m.Part != record.Boilerplate {
			targets = append(targets, "image "+imageKey(m.Src)+" "+fold(m.Alt))
		}
	}
	slices.Sort(targets)
	put(b, targets...)
}

// put writes a line whose parts cannot run into each other.
func put(w io.Writer, parts ...string) {
	for _, p := range parts {
		_, _ = io.WriteString(w, p+"\x1f")
	}
	_, _ = io.WriteString(w, "\n")
}
