package extract

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"stet/extract/figures"
	"stet/record"
)

// metaDates returns the dates that a page states in its markup: meta
// elements, JSON-LD (schema.org), and microdata or RDFa, each with the name of
// its field as label.
func metaDates(s *survey) []record.StatedDate {
	var out []record.StatedDate
	for _, n := range s.metas {
		if n.DataAtom != atom.Meta {
			continue
		}
		name := strings.TrimSpace(attr(n, "name"))
		if name == "" {
			name = strings.TrimSpace(attr(n, "property"))
		}
		if name == "" && strings.EqualFold(attr(n, "http-equiv"), "last-modified") {
			name = attr(n, "http-equiv")
		}
		if kind, ok := metaKind(name); ok {
			out = addDate(out, name, kind, attr(n, "content"), "meta")
		}
	}
	for _, n := range s.scripts {
		out = append(out, jsonDates(textOrHiddenAll(n), out)...)
	}
	return append(out, microDates(s)...)
}

// metaKind reads the name of a meta element: its words, whatever joins them.
//
//	"article:modified_time"  updated      "DC.date.created"    published
//	"dcterms.valid"          expires      "event:start_date"   none
func metaKind(name string) (record.DateKind, bool) {
	low := strings.ToLower(name)
	if low == "" || len(low) > 60 {
		return "", false
	}
	for _, other := range []string{"event", "start", "end_", "birth", "deadline", "verif", "twitter", "access", "temporal", "coverage", "video", "format", "creator", "author", "viewport", "by"} {
		if strings.Contains(low, other) && other != "by" {
			return "", false
		}
	}
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(low, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("review"):
		return record.Reviewed, true
	case has("expir", "unpublish", "dcterms.valid", "dc.date.valid", "dc.valid", "datevalid", "date.valid"):
		return record.Expires, true
	case has("modif", "updated", "update_", "last-update", "lastupdate", "lastmod", "revised", "revision_date", "revision-date", "date.updated"):
		return record.Updated, true
	case has("effective"):
		return record.Effective, true
	case has("publish", "publication_date", "publication-date", "pubdate", "pub-date", "pub_date", "issued", "release_date", "release-date", "releasedate", "dcterms.created", "dc.created",
		"date.created", "datecreated", "date_created", "creation_date", "creation-date", "created_date", "posted", "citation_date", "citation_online_date", "dcterms.available"):
		return record.Published, true
	case low == "date" || low == "dc.date" || low == "dcterms.date" || low == "dc:date" || low == "dcterms:date" || low == "sailthru.date" || low == "created" || low == "og:date" || low == "page.date":
		return record.Published, true
	}
	return "", false
}

// addDate adds a date from the markup, if the value is one.
func addDate(list []record.StatedDate, label string, kind record.DateKind, text, source string) []record.StatedDate {
	text = collapse(text)
	value, ok := markupDate(text)
	if !ok {
		return list
	}
	for _, d := range list {
		if d.Label == label && d.Value == value && d.Source == source {
			return list
		}
	}
	return append(list, record.StatedDate{Label: label, Kind: kind, Value: value, Text: text, Source: source, Block: -1})
}

// layouts are the forms of dates that programs write.
var layouts = []string{time.RFC1123, time.RFC1123Z, time.RFC850, time.ANSIC, "Mon, 02 Jan 2006 - 15:04", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05.0"}

// markupDate reads a date as programs write it, else as people do.
func markupDate(text string) (string, bool) {
	if len(text) < 4 || len(text) > 64 {
		return "", false
	}
	if len(text) >= 10 && isISODay(text[:10]) {
		if rest := text[10:]; len(rest) >= 6 && (rest[0] == 'T' || rest[0] == ' ') {
			return text[:10] + "T" + strings.ReplaceAll(rest[1:], " ", ""), true
		}
		return text[:10], true
	}
	if len(text) == 8 && strings.Trim(text, "0123456789") == "" {
		if t, err := time.Parse("20060102", text); err == nil {
			return t.Format(time.DateOnly), true
		}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format("2006-01-02T15:04:05Z07:00"), true
		}
	}
	for _, f := range figures.Dates(text) {
		if v := f.Value.String(); len(v) >= 7 && v[0] >= '0' && v[0] <= '9' {
			return v, true
		}
	}
	return "", false
}

// jsonDates reads one script of JSON-LD. Only what describes the page counts:
// the objects at the top, in @graph, and what they say their main entity is.
func jsonDates(script string, have []record.StatedDate) []record.StatedDate {
	if len(script) > 1<<20 {
		return nil
	}
	var v any
	dec := json.NewDecoder(strings.NewReader(strings.TrimSpace(script)))
	if dec.Decode(&v) != nil {
		return nil
	}
	var out []record.StatedDate
	jsonObject(v, 0, func(name string, kind record.DateKind, text string) {
		for _, d := range have {
			if d.Label == name && d.Source == "json-ld" && d.Text == text {
				return
			}
		}
		out = addDate(out, name, kind, text, "json-ld")
	})
	return out
}

// jsonNames are the dates of schema.org that a page states of itself.
var jsonNames = []struct {
	name string
	kind record.DateKind
}{
	{"datePublished", record.Published}, {"dateCreated", record.Published}, {"datePosted", record.Published},
	{"dateModified", record.Updated}, {"lastReviewed", record.Reviewed}, {"expires", record.Expires},
}

func jsonObject(v any, depth int, add func(string, record.DateKind, string)) {
	switch v := v.(type) {
	case []any:
		for i := 0; i < len(v) && depth < 4 && i < 50; i++ {
			jsonObject(v[i], depth+1, add)
		}
	case map[string]any:
		if describesOther(v["@type"]) {
			return
		}
		for _, n := range jsonNames {
			if text, ok := v[n.name].(string); ok {
				add(n.name, n.kind, text)
			}
		}
		if depth < 3 {
			jsonObject(v["@graph"], depth+1, add)
			jsonObject(v["mainEntity"], depth+1, add)
		}
	}
}

// describesOther reports whether an object is of a type that is no page.
func describesOther(types any) bool {
	list, ok := types.([]any)
	if !ok {
		list = []any{types}
	}
	for _, t := range list {
		switch t {
		case "Event", "Person", "ImageObject", "VideoObject", "AudioObject", "Comment", "Review", "Offer", "Product", "ItemList", "ListItem", "BreadcrumbList", "JobPosting", "Question", "Answer":
			return true
		}
	}
	return false
}

// microDates reads itemprop, property and pubdate. A field with several values
// belongs to the items of a list.
func microDates(s *survey) []record.StatedDate {
	var out []record.StatedDate
	values := map[string]int{}
	for _, n := range s.props {
		for _, name := range propNames(n) {
			kind, ok := propKind(name)
			if !ok {
				continue
			}
			before := len(out)
			if out = addDate(out, name, kind, propValue(n), "microdata"); len(out) > before {
				values[name]++
			}
		}
	}
	kept := out[:0]
	for _, d := range out {
		if values[d.Label] == 1 {
			kept = append(kept, d)
		}
	}
	return kept
}

func propNames(n *html.Node) []string {
	if hasAttr(n, "pubdate") && n.DataAtom == atom.Time {
		return []string{"pubdate"}
	}
	names := strings.Fields(attr(n, "itemprop"))
	if n.DataAtom != atom.Meta {
		names = append(names, strings.Fields(attr(n, "property"))...)
	}
	return names
}

func propKind(name string) (record.DateKind, bool) {
	_, local, ok := strings.Cut(name, ":")
	if !ok {
		local = name
	}
	for _, n := range jsonNames {
		if local == n.name {
			return n.kind, true
		}
	}
	switch name {
	case "pubdate", "dc:date", "dc:created", "dcterms:created", "dc:issued", "dcterms:issued":
		return record.Published, true
	case "dc:modified", "dcterms:modified":
		return record.Updated, true
	}
	return "", false
}

func propValue(n *html.Node) string {
	for _, name := range []string{"content", "datetime"} {
		if v := attr(n, name); v != "" {
			return v
		}
	}
	return textOf(n, 100)
}

// httpDates returns the Last-Modified field of h as a stated date.
func httpDates(h http.Header) []record.StatedDate {
	text := h.Get("Last-Modified")
	t, err := http.ParseTime(text)
	if err != nil {
		return nil
	}
	return []record.StatedDate{{Label: "Last-Modified", Kind: record.Updated, Value: t.UTC().Format("2006-01-02T15:04:05Z"), Text: text, Source: "http", Block: -1}}
}
