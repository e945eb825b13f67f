// Package report turns changes, incidents and documents into what people and
// programs read.
//
// [Write] writes a whole report in one of [Formats]. The other functions
// write single pieces for the terminal: [Change], [Changes], [Inspect],
// [List], [Log] and [Document]. [JSON] writes anything of record as JSON that
// may be shown on a terminal.
//
// All formats say things in the same words (words.go) and show the same
// things: strongest first, flags of severity none counted and not shown. What
// comes from a page passes [Clean] before it is shown.
//
// The package reads no clock and keeps nothing: the same report gives the
// same bytes. Which changes belong in a report, and where it goes, is decided
// elsewhere; so is what a change is worth (diffing).
package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"stet/record"
)

// A Report is what is to be written.
type Report struct {
	Title     string
	Made      time.Time // when it was made
	Since     time.Time // zero: from the beginning
	Changes   []record.Change
	Incidents []record.Incident
	FirstSeen []record.Change
	Pages     int    // pages watched
	Archive   string // path of the archive

	Health *record.Health // what could not be seen when it was made; nil: not told

	Checkpoint string // signed, of the log of all looks; several lines

	AsGiven bool // keep the order of Changes and Incidents; false: strongest first
	Text    Text // how the format text looks
}

// Formats lists the formats that [Write] knows.
func Formats() []string { return []string{"text", "md", "json", "jsonl", "csv", "html", "atom"} }

// Write writes r in one of [Formats]; an error names them where format is
// another.
func Write(w io.Writer, format string, r Report) error {
	if !r.AsGiven {
		r.Changes = strongestFirst(r.Changes)
		r.Incidents = byPage(r.Incidents)
	}
	var err error
	switch format {
	case "text":
		err = writeText(w, r)
	case "md":
		err = writeMarkdown(w, r)
	case "json":
		err = writeJSON(w, r)
	case "jsonl":
		err = writeJSONL(w, r)
	case "csv":
		err = writeCSV(w, r)
	case "html":
		err = writeHTML(w, r)
	case "atom":
		err = writeAtom(w, r)
	default:
		return fmt.Errorf("unknown report format %q: want one of %s", format, strings.Join(Formats(), ", "))
	}
	if err != nil {
		return fmt.Errorf("write %s report: %w", format, err)
	}
	return nil
}

// title returns the title of r, or one that fits any report.
func (r Report) title() string {
	if r.Title != "" {
		return Clean(r.Title)
	}
	return "What government pages changed"
}
