package diffing

import (
	"slices"
	"strings"

	"stet/record"
)

// Fingerprint returns a digest of what a reader sees in d, folded, so that
// two documents that say the same share it: title, text, links, pictures and
// the metadata that [Compare] looks at. It is of these rules ([Rules]) and
// not for keeping beyond them.
func Fingerprint(d record.Document) record.Digest {
	var b strings.Builder
	put := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
			b.WriteByte(0x1f)
		}
		b.WriteByte('\n')
	}
	put("title", fold(d.Title))
	for i := range d.Blocks { // a paragraph split in two says the same
		if key := readKey(fold(d.Blocks[i].Text)); key != "" {
			b.WriteString(key)
			b.WriteByte(' ')
		}
	}
	b.WriteByte('\n')
	for _, l := range d.Links {
		put("link", fold(l.Text), linkKey(l.Href))
	}
	for _, m := range d.Images {
		put("image", imageKey(m.Src), fold(m.Alt))
	}
	for _, k := range metadataKeys(d, d) {
		put("meta", k, metadataValue(k, d.Metadata[k]))
	}
	var dates []string
	for _, s := range d.Dates {
		if s.Source != "http" && s.Source != "text" {
			dates = append(dates, string(s.Kind)+" "+dayOf(s.Value))
		}
	}
	slices.Sort(dates)
	put(dates...)
	return record.DigestOf([]byte(b.String()))
}
