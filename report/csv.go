package report

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"stet/record"
)

// csvHeader names the columns; names are added at the end and never changed.
var csvHeader = []string{
	"page", "title", "watch", "kind", "significance",
	"from_version", "from_first_seen", "from_last_seen",
	"to_version", "to_first_seen", "to_last_seen",
	"flag", "severity", "before", "after",
	"sentence_before", "sentence_after", "section", "part",
	"change", "ratio", "unit", "label", "text", "detail", "moved_to", "pages",
}

// writeCSV writes one row for each flag, of any severity, and one row
// without a flag for a change that has none. It follows RFC 4180: lines end
// in CR LF, text stands in quotation marks, numbers stand bare. Times are
// RFC 3339 in UTC.
//
// Spreadsheets take a cell that starts with = + - or @ for a formula, so a
// text that does gets an apostrophe in front, "-5 °F" as well; only columns
// of stet's own numbers hold negative ones.
func writeCSV(w io.Writer, r Report) error {
	b := bufio.NewWriter(w)
	row := make([]cell, len(csvHeader))
	for i, name := range csvHeader {
		row[i] = text(name)
	}
	writeRow(b, row)
	for _, c := range r.Changes {
		if len(c.Flags) == 0 {
			writeRow(b, csvRow(c, record.Flag{}))
		}
		for _, f := range c.Flags {
			writeRow(b, csvRow(c, f))
		}
	}
	return b.Flush()
}

// A cell is a field as it stands in the file.
type cell string

// text returns a cell of text that no spreadsheet runs.
func text(s string) cell {
	if s == "" {
		return ""
	}
	clean := Clean(s)
	if startsFormula(s) || startsFormula(strings.TrimLeft(clean, " \u00a0")) {
		clean = "'" + clean
	}
	return cell(`"` + strings.ReplaceAll(clean, `"`, `""`) + `"`)
}

// startsFormula reports whether a spreadsheet may take s for a formula, or
// skip over its first character to one. The wide signs act as the others in
// some East Asian settings.
func startsFormula(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

func number(n int) cell {
	if n == 0 {
		return ""
	}
	return cell(strconv.Itoa(n))
}

func fraction(f *float64) cell {
	if f == nil {
		return ""
	}
	return cell(decimal(*f))
}

func instant(t time.Time) cell {
	if t.IsZero() {
		return ""
	}
	return cell(t.UTC().Format(time.RFC3339))
}

func writeRow(b *bufio.Writer, row []cell) {
	for i, c := range row {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(string(c))
	}
	b.WriteString("\r\n")
}

// csvRow returns the cells in the order of csvHeader.
func csvRow(c record.Change, f record.Flag) []cell {
	var from, to record.VersionRef
	if c.From != nil {
		from = *c.From
	}
	if c.To != nil {
		to = *c.To
	}
	var sentence record.Sentence
	if f.Sentence != nil {
		sentence = *f.Sentence
	}
	var figure record.FigureChange
	var unit string
	if f.Figure != nil {
		figure = *f.Figure
		unit = unitOf(figure)
	}
	return []cell{
		text(c.Page), text(c.Title), text(c.Watch), text(string(c.Kind)), cell(decimal(c.Significance)),
		number(from.Version), instant(from.FirstSeen), instant(from.LastSeen),
		number(to.Version), instant(to.FirstSeen), instant(to.LastSeen),
		text(string(f.Kind)), text(string(f.Severity)), text(f.Before), text(f.After),
		text(sentence.Before), text(sentence.After), text(f.Section), text(string(f.Part)),
		fraction(figure.Change), fraction(figure.Ratio), text(unit), text(f.Label), text(f.Text), text(f.Detail),
		text(c.MovedTo), text(strings.Join(c.Pages, " ")),
	}
}

func unitOf(f record.FigureChange) string {
	for _, q := range []*record.Quantity{f.Before, f.After} {
		if q != nil && q.Unit != "" {
			return q.Unit
		}
	}
	return ""
}
