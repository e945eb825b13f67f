package report

import (
	"fmt"
	"io"
	"strings"

	"stet/record"
)

// Figures writes how each figure of a page went through its versions, those
// that were altered first: what `stet figures` shows.
func Figures(w io.Writer, h record.FigureHistory, opt Text) error {
	p := newPainter(w, opt)
	p.line(run{bold, Clean(h.Title)})
	p.line(run{plain, indent + Clean(h.Page)})
	altered := 0
	for _, t := range h.Figures {
		if len(t.Values) > 1 {
			altered++
		}
	}
	p.line(run{plain, fmt.Sprintf("%s%s in %s, %d of them altered", indent, plural(len(h.Figures), "figure"), plural(h.Versions, "version"), altered)})
	for _, want := range []bool{true, false} {
		for _, t := range h.Figures {
			if (len(t.Values) > 1) == want {
				p.track(t, h.Versions)
			}
		}
	}
	return p.flush()
}

func (p *painter) track(t record.FigureTrack, versions int) {
	p.blank()
	var values []string
	for _, v := range t.Values {
		values = append(values, strings.TrimSpace(Clean(v.Qualifier+" "+v.Text)))
	}
	head := strings.Join(values, " → ")
	if u := t.Values[0].Unit; t.Values[0].Kind == record.Count && u != "" {
		head += " " + Clean(u)
	}
	style := plain
	if len(values) > 1 {
		style = bold
	}
	p.para(indent, deeper, run{style, head})
	for _, v := range t.Values {
		p.para(deeper, deeper, run{plain, Clean(v.Sentence)})
		p.para(deeper, deeper+indent, run{faint, seenIn(v, versions)})
	}
}

// seenIn says in which versions and between which looks a value stood.
func seenIn(v record.FigureValue, versions int) string {
	s := fmt.Sprintf("versions %d to %d", v.FirstVersion, v.LastVersion)
	if v.FirstVersion == v.LastVersion {
		s = fmt.Sprintf("version %d", v.FirstVersion)
	}
	s += ", first seen " + moment(v.FirstSeen) + ", last seen " + moment(v.LastSeen)
	if v.LastVersion < versions {
		s += ", gone by " + moment(v.GoneBy)
	}
	return s
}
