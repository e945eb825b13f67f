package extract

import (
	"encoding/csv"
	"io"
	"strings"
)

// csv reads rows as cells under the names in the first row, if that looks
// like names; a row is named by its first cell, as in a table of a page.
func (r *dataReader) csv(text string) bool {
	rd := csv.NewReader(strings.NewReader(text))
	rd.Comma, rd.LazyQuotes, rd.FieldsPerRecord, rd.ReuseRecord = comma(text), true, -1, true
	var heads []string
	for n := 0; ; n++ {
		row, err := rd.Read()
		if err != nil {
			return err == io.EOF && n > 0
		}
		if n == 0 && isCSVHead(row) {
			for _, h := range row {
				heads = append(heads, collapse(h))
			}
		}
		if !r.csvRow(row, heads, n > 0) {
			return true
		}
	}
}

func (r *dataReader) csvRow(row, heads []string, inBody bool) bool {
	name := ""
	for i, v := range row {
		head := ""
		if inBody && i < len(heads) {
			head = heads[i]
		}
		if !r.value(v, "", name, head) {
			return false
		}
		if i == 0 && inBody && len(row) > 1 && len(v) <= 300 {
			if v = collapse(v); isRowHead(v) {
				name = v
			}
		}
	}
	return true
}

// isCSVHead reports whether a first row names columns: several, none a number.
func isCSVHead(row []string) bool {
	for _, v := range row {
		if v = strings.TrimSpace(v); v != "" && !hasLetter(v) {
			return false
		}
	}
	return len(row) > 1
}

// comma returns what parts the fields of the first line.
func comma(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best, most := ',', strings.Count(line, ",")
	for _, c := range "\t;|" {
		if n := strings.Count(line, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}
