// Package report turns changes into what people and programs read.
package report

import (
	"io"
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
}

// Write writes r in a format: text, md, json, jsonl, csv, html.
func Write(w io.Writer, format string, r Report) error { return nil }
