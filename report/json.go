package report

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"stet/record"
)

// JSON writes v as indented JSON and a line feed. Characters that [Clean]
// would not let through stand as \u escapes, so that it may be shown on a
// terminal and still says exactly what the page said.
func JSON(w io.Writer, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(visibleJSON(raw), '\n'))
	return err
}

// writeJSON writes the report as one object; its lists are never null.
func writeJSON(w io.Writer, r Report) error {
	o := struct {
		Title     string            `json:"title,omitempty"`
		Made      time.Time         `json:"made,omitzero"`
		Since     time.Time         `json:"since,omitzero"`
		Pages     int               `json:"pages,omitempty"`
		Changes   []record.Change   `json:"changes"`
		Incidents []record.Incident `json:"incidents"`
		FirstSeen []record.Change   `json:"first_seen,omitempty"`
		Health    *record.Health    `json:"health,omitempty"`
	}{r.Title, r.Made.UTC(), r.Since.UTC(), r.Pages, r.Changes, r.Incidents, r.FirstSeen, r.Health}
	if o.Changes == nil {
		o.Changes = []record.Change{}
	}
	if o.Incidents == nil {
		o.Incidents = []record.Incident{}
	}
	return JSON(w, o)
}

// writeJSONL writes one change a line.
func writeJSONL(w io.Writer, r Report) error {
	for _, c := range r.Changes {
		raw, err := json.Marshal(c)
		if err != nil {
			return fmt.Errorf("change of %s: %w", c.Page, err)
		}
		if _, err := w.Write(append(visibleJSON(raw), '\n')); err != nil {
			return err
		}
	}
	return nil
}

// visibleJSON rewrites JSON into JSON of the same meaning: \u escapes in
// place of what Clean would not let through, and <, > and & as they are.
func visibleJSON(raw []byte) []byte {
	out := make([]byte, 0, len(raw)+len(raw)/16)
	for i := 0; i < len(raw); {
		if raw[i] == '\\' {
			n, text := unescape(raw[i:])
			out = append(out, text...)
			i += n
			continue
		}
		if raw[i] < utf8.RuneSelf { // the indent; strings hold no raw controls
			if raw[i] == 0x7f {
				out = append(out, `\u007f`...)
			} else {
				out = append(out, raw[i])
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(raw[i:])
		if suspect(r) {
			for _, u := range utf16.Encode([]rune{r}) {
				out = fmt.Appendf(out, `\u%04x`, u)
			}
		} else {
			out = append(out, raw[i:i+n]...)
		}
		i += n
	}
	return out
}

// unescape returns the length of the escape that s starts with and what to
// write for it. encoding/json escapes <, > and & for the sake of script
// elements, which makes captured text hard to read.
func unescape(s []byte) (int, []byte) {
	if len(s) < 6 || s[1] != 'u' {
		return 2, s[:2]
	}
	switch string(s[:6]) {
	case `\u003c`:
		return 6, []byte("<")
	case `\u003e`:
		return 6, []byte(">")
	case `\u0026`:
		return 6, []byte("&")
	}
	return 6, s[:6]
}
