package diffing

import (
	"slices"
	"strings"

	"stet/record"
)

// Fingerprint returns a digest of what a reader sees in d, folded: title,
// text, links and pictures. Two documents that say the same share it. It is
// of these rules ([Rules]); digests made by other rules cannot be compared.
func Fingerprint(d record.Document) record.Digest {
	return record.DigestOf([]byte(seen(d, foldAll(&d))))
}

// told is what [Compare] looks at: what a reader sees, and what the page
// says to machines.
func told(d record.Document, folded []string) string {
	var b strings.Builder
	b.WriteString(seen(d, folded))
	for _, k := range metadataKeys(d, d) {
		put(&b, "meta", k, metadataValue(k, d.Metadata[k]))
	}
	var dates []string
	for _, s := range d.Dates {
		if s.Source != "http" && s.Source != "text" {
			dates = append(dates, string(s.Kind)+" "+dayOf(s.Value))
		}
	}
	slices.Sort(dates)
	put(&b, dates...)
	return b.String()
}

func seen(d record.Document, folded []string) string {
	var b strings.Builder
	put(&b, "title", fold(d.Title))
	for _, text := range folded { // a paragraph split in two says the same
		if key := readKey(text); key != "" {
			b.WriteString(key)
			b.WriteByte(' ')
		}
	}
	b.WriteByte('\n')
	var targets []string // in any order: the text tells of its own
	for _, l := range d.Links {
		targets = append(targets, "link "+linkKey(l.Href))
	}
	for _, m := range d.Images {
		if m.Part != record.Boilerplate {
			targets = append(targets, "image "+imageKey(m.Src)+" "+fold(m.Alt))
		}
	}
	slices.Sort(targets)
	put(&b, targets...)
	return b.String()
}

// put writes a line whose parts cannot run into each other.
func put(b *strings.Builder, parts ...string) {
	for _, p := range parts {
		b.WriteString(p)
		b.WriteByte(0x1f)
	}
	b.WriteByte('\n')
}
