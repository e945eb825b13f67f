package pdf

import (
	"fmt"
	"path"
	"strings"
	"time"

	"stet/record"
)

// finish makes the document out of blocks and metadata.
func (f *file) finish(c *composer) record.Document {
	d := record.Document{Title: f.heading(c.blocks), Language: f.language, Blocks: c.blocks, Metadata: map[string]string{}, Unread: f.unread()}
	if d.Blocks == nil {
		d.Blocks = []record.Block{}
	}
	for key, name := range map[string]string{"Subject": "description", "Keywords": "keywords", "Author": "author", "Creator": "creator", "Producer": "producer"} {
		if v := f.info[key]; v != "" {
			d.Metadata[name] = v
		}
	}
	d.Metadata["pages"] = fmt.Sprint(f.total)
	d.Dates = []record.StatedDate{}
	for _, field := range []struct {
		name string
		kind record.DateKind
	}{{"CreationDate", record.Published}, {"ModDate", record.Updated}} {
		if v, ok := parseDate(f.info[field.name]); ok {
			d.Dates = append(d.Dates, record.StatedDate{Label: field.name, Kind: field.kind, Value: v, Text: f.info[field.name], Source: "meta", Block: -1})
		}
	}
	d.Links = f.linksOf(c)
	return d
}

// heading returns the title of the document: the one in its metadata, if a
// person wrote it, else its first heading of the highest level.
func (f *file) heading(blocks []record.Block) string {
	if t := f.title; t != "" && !isFileName(t) {
		return t
	}
	title, level := "", 7
	for _, b := range blocks[:min(len(blocks), 50)] {
		if b.Kind == record.Heading && b.Level < level {
			title, level = b.Text, b.Level
		}
	}
	if title == "" {
		for _, b := range blocks {
			if b.Part == record.Main && len(b.Text) <= 200 {
				return b.Text
			}
			if b.Part == record.Main {
				break
			}
		}
	}
	return title
}

// isFileName reports whether a title is what a program filled in.
//
//	"Microsoft Word - final v2.docx"  "untitled"  "report_2022.pdf"
func isFileName(title string) bool {
	t := strings.ToLower(title)
	switch path.Ext(t) {
	case ".pdf", ".doc", ".docx", ".indd", ".xls", ".xlsx", ".ppt", ".pptx", ".qxd", ".rtf", ".txt", ".wpd", ".pub", ".ai":
		return true
	}
	return t == "untitled" || strings.HasPrefix(t, "untitled-") || strings.HasPrefix(t, "microsoft word - ") || strings.HasPrefix(t, "microsoft powerpoint - ") ||
		t == "powerpoint presentation" || t == "slide 1" || t == "document1" || !strings.ContainsAny(t, " aeiou")
}

// unread says what of the document was not read.
func (f *file) unread() string {
	if f.cut != "" {
		return f.cut
	}
	empty, pictures := 0, 0
	for _, p := range f.pages {
		if len(p.segs) > 0 {
			continue
		}
		empty++
		if p.pictures {
			pictures++
		}
	}
	switch {
	case empty == len(f.pages) && pictures > 0:
		return "no text: the PDF holds pictures of pages only"
	case empty == len(f.pages):
		return "no text: the pages of the PDF are empty"
	case pictures > 0:
		return fmt.Sprintf("%d of %d pages hold pictures and no text", pictures, f.total)
	}
	return ""
}

// parseDate reads a date as PDF writes it (32000-1, 7.9.4), as precise as it
// is, and returns it in ISO 8601.
//
//	"D:20220609143000-04'00'"  2022-06-09T14:30:00-04:00
//	"D:2022"                   2022
//	"6/9/2022 2:30 PM"         none
func parseDate(s string) (string, bool) {
	s = strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(s), "D:"), "'", "")
	digits := s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
	zone := s[len(digits):]
	for _, f := range []struct{ in, out string }{
		{"20060102150405", "2006-01-02T15:04:05"}, {"200601021504", "2006-01-02T15:04"}, {"2006010215", "2006-01-02T15"},
		{"20060102", "2006-01-02"}, {"200601", "2006-01"}, {"2006", "2006"},
	} {
		t, err := time.Parse(f.in, digits)
		if err != nil {
			continue
		}
		if t.Year() < 1980 || t.Year() > 2200 {
			return "", false
		}
		out := t.Format(f.out)
		if len(digits) >= 12 {
			out += zoneOf(zone)
		}
		return out, true
	}
	return "", false
}

// zoneOf writes a time zone of PDF as that of ISO 8601.
func zoneOf(s string) string {
	if strings.HasPrefix(s, "Z") {
		return "Z"
	}
	for _, layout := range []string{"-0700", "-07"} {
		if len(s) >= len(layout) {
			if t, err := time.Parse(layout, s[:len(layout)]); err == nil {
				return t.Format("Z07:00")
			}
		}
	}
	return ""
}
