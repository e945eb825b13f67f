package extract

import (
	"fmt"
	"sort"
	"strings"

	"stet/record"
)

// dump writes a document for people and golden files, one thing a line.
func dump(d record.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title: %s\n", d.Title)
	if d.Language != "" {
		fmt.Fprintf(&b, "language: %s\n", d.Language)
	}
	for _, s := range d.Dates {
		fmt.Fprintf(&b, "date: %s %q = %s (%s, block %d) %q\n", s.Kind, s.Label, s.Value, s.Source, s.Block, s.Text)
	}
	dumpBlocks(&b, "", d.Blocks)
	dumpBlocks(&b, "hidden ", d.Hidden)
	for _, l := range d.Links {
		fmt.Fprintf(&b, "link: %s %s %s [%d] %q\n", l.Part, l.Kind, l.Href, l.Block, l.Text)
	}
	for _, m := range d.Images {
		fmt.Fprintf(&b, "image: %s %s [%d] %q\n", m.Part, m.Src, m.Block, m.Alt)
	}
	var keys []string
	for k := range d.Metadata {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Fprintf(&b, "meta: %s = %s\n", k, d.Metadata[k])
	}
	if d.Unread != "" {
		fmt.Fprintf(&b, "unread: %s\n", d.Unread)
	}
	return b.String()
}

func dumpBlocks(b *strings.Builder, what string, blocks []record.Block) {
	for _, k := range blocks {
		fmt.Fprintf(b, "%s%d %s %s", what, k.Index, k.Part, k.Kind)
		if k.Level > 0 {
			fmt.Fprintf(b, " %d", k.Level)
		}
		if k.Section != "" {
			fmt.Fprintf(b, " in %q", k.Section)
		}
		if k.Row != "" {
			fmt.Fprintf(b, " row %q", k.Row)
		}
		if k.Column != "" {
			fmt.Fprintf(b, " column %q", k.Column)
		}
		fmt.Fprintf(b, ": %s\n", k.Text)
	}
}
