package report

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"stet/record"
)

// ListJSON writes the pages, each with its [Standing] as "health", and h, in
// one object as [JSON] does, but page by page: there may be many.
func ListJSON(w io.Writer, pages []record.Page, h record.Health) error {
	out := bufio.NewWriter(w)
	st := StandingsOf(h)
	out.WriteString("{\n  \"pages\": [")
	for i, p := range pages {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		if err := piece(out, "    ", newListed(p, st.Of(p))); err != nil {
			return err
		}
	}
	if len(pages) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("],\n  \"health\": ")
	if err := piece(out, "  ", h); err != nil {
		return err
	}
	out.WriteString("\n}\n")
	return out.Flush()
}

// A listed is a page as ListJSON writes it.
type listed struct {
	record.Page
	Health Standing `json:"health"`
	Every  *float64 `json:"every_seconds,omitempty"` // how often it is looked at; 0: at every run; nil: see pace
}

func newListed(p record.Page, st Standing) listed {
	l := listed{Page: p, Health: st}
	if d, known := pace(p, st); known {
		s := d.Round(time.Second).Seconds()
		l.Every = &s
	}
	return l
}

// piece writes a value that stands in another one; out keeps its errors.
func piece(out *bufio.Writer, indent string, v any) error {
	raw, err := json.MarshalIndent(v, indent, "  ")
	if err != nil {
		return err
	}
	out.Write(visibleJSON(raw))
	return nil
}
