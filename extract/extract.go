// Package extract reads a payload as its reader sees it.
package extract

import (
	"net/http"
	"regexp"
	"strings"

	"stet/record"
)

// A Source is a document as it was served, after content decoding.
type Source struct {
	URL    string      // what it was served as; also resolves links
	Type   string      // Content-Type; empty: told from Body and URL
	Header http.Header // for Last-Modified; may be nil
	Body   []byte
}

// Options say what of a page to read. The zero Options read all of it.
type Options struct {
	Select     string           // CSS: only this part is main
	Ignore     []string         // CSS: never these parts
	IgnoreText []*regexp.Regexp // never blocks or lines that match
}

// Read returns what a reader sees in src.
func Read(src Source, o Options) record.Document {
	var d record.Document
	for line := range strings.Lines(string(src.Body)) {
		d.Blocks = append(d.Blocks, record.Block{Index: len(d.Blocks), Kind: record.Paragraph, Part: record.Main, Text: strings.TrimSpace(line)})
	}
	return d
}
