package extract

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A sheetReader reads a workbook: the sheets that are not hidden, each row
// under the names in the first one that has any, as of a CSV file. Numbers
// are read as they are kept, rounded to the 15 digits that count; dates,
// percentages and amounts of money are told by their formats.
type sheetReader struct {
	*dataReader
	pack    *officePackage
	strings []string
	formats []cellFormat // by the number of a cell's style
	old     bool         // days count from 1904
}

// A cellFormat says what kind of number a cell shows.
type cellFormat struct {
	date, clock, percent bool
	money                string
}

func (r *sheetReader) read() error {
	const name = "xl/workbook.xml"
	b, err := r.pack.part(name)
	if err != nil {
		return err
	}
	to := r.pack.relations(name)
	type sheet struct{ name, part string }
	var sheets []sheet
	err = elements(b, func(name string, attr func(string) string) error {
		switch name {
		case "workbookPr":
			r.old = attr("date1904") == "1" || attr("date1904") == "true"
		case "sheet":
			if state := attr("state"); state != "hidden" && state != "veryHidden" && len(sheets) < maxParts {
				sheets = append(sheets, sheet{collapse(attr("name")), to[attr("r:id")]})
			}
		}
		return nil
	}, nil, nil)
	if err == nil {
		err = r.shared()
	}
	if err != nil {
		return err
	}
	r.styles()
	for _, s := range sheets {
		if s.part == "" {
			continue
		}
		section := ""
		if len(sheets) > 1 {
			section = shorten(s.name, maxName)
		}
		b, err := r.pack.part(s.part)
		if err == nil {
			err = r.sheet(b, section)
		}
		if err != nil {
			return fmt.Errorf("sheet %s: %w", section, err)
		}
	}
	return nil
}

// shared reads the texts that cells name by number.
func (r *sheetReader) shared() error {
	b, err := r.pack.part("xl/sharedStrings.xml")
	if err != nil {
		return nil // there are none
	}
	var text cellText
	return elements(b, func(name string, _ func(string) string) error {
		if name == "si" {
			if len(r.strings) == maxStrings {
				return errUnsound
			}
			text.Reset()
		}
		text.open(name)
		return nil
	}, text.add, func(name string) {
		text.close(name)
		if name == "si" {
			r.strings = append(r.strings, text.String())
		}
	})
}

// A cellText is the text of a cell. How that is to be pronounced (rPh) is no
// part of it.
type cellText struct {
	strings.Builder
	in, aside bool
}

func (t *cellText) open(name string) {
	switch name {
	case "v", "t":
		t.in = !t.aside
	case "rPh":
		t.aside = true
	}
}

func (t *cellText) add(s string) {
	if t.in {
		t.WriteString(s)
	}
}

func (t *cellText) close(name string) {
	switch name {
	case "v", "t":
		t.in = false
	case "rPh":
		t.aside = false
	}
}

// styles reads which styles of cells show dates and the like.
func (r *sheetReader) styles() {
	b, err := r.pack.part("xl/styles.xml")
	if err != nil {
		return
	}
	codes := map[string]string{"9": "0%", "10": "0.00%", "14": "m/d/yyyy", "15": "d-mmm-yy", "16": "d-mmm", "17": "mmm-yy",
		"18": "h:mm", "19": "h:mm:ss", "20": "h:mm", "21": "h:mm:ss", "22": "m/d/yy h:mm", "45": "mm:ss", "47": "mm:ss",
		"5": "$0", "6": "$0", "7": "$0.00", "8": "$0.00", "42": "$0", "44": "$0.00"} // ECMA-376 part 1, 18.8.30
	in := false
	_ = elements(b, func(name string, attr func(string) string) error { // without styles, numbers are numbers
		switch name {
		case "numFmt":
			codes[attr("numFmtId")] = attr("formatCode")
		case "cellXfs":
			in = true
		case "xf":
			if in && len(r.formats) < maxParts*10 {
				r.formats = append(r.formats, formatOfCode(codes[attr("numFmtId")]))
			}
		}
		return nil
	}, nil, func(name string) {
		if name == "cellXfs" {
			in = false
		}
	})
}

// formatOfCode reads a number format such as "mmm d, yyyy" or "$#,##0.00".
// What stands in quotes, brackets and after a backslash shows itself only.
func formatOfCode(code string) cellFormat {
	var f cellFormat
	positive, _, _ := strings.Cut(code, ";")
	quoted, bracket, literal := false, false, false
	for _, c := range positive {
		switch {
		case literal:
			literal = false
		case c == '"':
			quoted = !quoted
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case strings.ContainsRune("$€£¥", c):
			f.money = string(c)
		case quoted || bracket:
		case c == '\\' || c == '_' || c == '*':
			literal = true
		case c == '%':
			f.percent = true
		case strings.ContainsRune("yYdD", c):
			f.date = true
		case strings.ContainsRune("hHsS", c):
			f.clock = true
		case c == 'm' || c == 'M':
			f.date = f.date || !f.clock && !strings.ContainsAny(positive, "hHsS")
		}
	}
	return f
}

// A sheetCell is one cell that is not empty.
type sheetCell struct {
	column int
	text   string
}

// sheet reads the rows of a sheet.
func (r *sheetReader) sheet(b []byte, section string) error {
	var (
		row         []sheetCell
		heads       map[int]string
		text        cellText
		cell        sheetCell
		kind, style string
	)
	return elements(b, func(name string, attr func(string) string) error {
		if r.cut {
			return errEnough
		}
		switch name {
		case "row":
			row = row[:0]
		case "c":
			cell = sheetCell{column: columnOf(attr("r"), cell.column+1)}
			kind, style = attr("t"), attr("s")
			text.Reset()
		}
		text.open(name)
		return nil
	}, text.add, func(name string) {
		text.close(name)
		switch name {
		case "c":
			if cell.text = collapse(r.shown(kind, style, text.String())); cell.text != "" {
				row = append(row, cell)
			}
		case "row":
			if heads == nil {
				heads = headsOf(row)
			}
			r.rowOf(row, heads, section)
			cell.column = -1
		}
	})
}

// columnOf returns the number of the column in a reference (B7 is 1), or next.
func columnOf(ref string, next int) int {
	n := 0
	for i := 0; i < len(ref) && i < 3 && isUpper(ref[i]); i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

// headsOf returns the names of the columns, where the row gives names; nil:
// the row is a title or the like, and the names may come below it.
func headsOf(row []sheetCell) map[int]string {
	var texts []string
	for _, c := range row {
		texts = append(texts, c.text)
	}
	if !isCSVHead(texts) {
		return nil
	}
	heads := map[int]string{-1: ""} // the names themselves stand under no name
	for _, c := range row {
		heads[c.column] = shorten(c.text, maxName)
	}
	return heads
}

// rowOf emits the cells of a row.
func (r *sheetReader) rowOf(row []sheetCell, heads map[int]string, section string) {
	_, first := heads[-1]
	delete(heads, -1)
	name := ""
	for i, c := range row {
		head := heads[c.column]
		if first {
			head = ""
		}
		if !r.value(c.text, section, name, head) {
			return
		}
		if i == 0 && heads != nil && !first && len(row) > 1 && len(c.text) <= maxName && isRowHead(c.text) {
			name = c.text
		}
	}
}

// shown returns what a cell shows.
func (r *sheetReader) shown(kind, style, value string) string {
	switch kind {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && n >= 0 && n < len(r.strings) {
			return r.strings[n]
		}
		return ""
	case "b":
		if strings.TrimSpace(value) == "1" {
			return "TRUE"
		}
		return "FALSE"
	case "str", "inlineStr", "e", "d":
		return value
	}
	x, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return value
	}
	var f cellFormat
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(r.formats) {
		f = r.formats[n]
	}
	switch {
	case f.date && x >= 0 && x < 2_958_466: // the year 9999 ends there
		return r.date(x, f.clock)
	case f.percent:
		return number(x*100) + "%"
	case f.money != "" && x < 0:
		return "-" + f.money + number(-x)
	case f.money != "":
		return f.money + number(x)
	}
	return number(x)
}

// number writes a number with the 15 digits that spreadsheets keep.
func number(x float64) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 15, 64), 64)
	if err != nil {
		short = x
	}
	if a := math.Abs(short); a != 0 && (a < 1e-12 || a >= 1e15) {
		return strconv.FormatFloat(short, 'g', -1, 64)
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// date writes the day that a number counts, and the time of the day where the
// cell shows it. 1900 has a 29 February in spreadsheets (ECMA-376 part 1,
// 18.17.4.1), so that days before March lie one day off.
func (r *sheetReader) date(x float64, clock bool) string {
	from := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if x < 60 {
		from = from.AddDate(0, 0, 1)
	}
	if r.old {
		from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	days, part := math.Modf(x)
	t := from.AddDate(0, 0, int(days)).Add(time.Duration(math.Round(part*86400)) * time.Second)
	if clock {
		return t.Format("2006-01-02 15:04:05")
	}
	return t.Format(time.DateOnly)
}
