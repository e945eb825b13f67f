package report

import (
	"strings"
	"unicode/utf8"

	"stet/record"
)

// separator stands between the headings of a section path.
const separator = " › "

// pathShown is the length in runes up to which a section path is shown whole.
const pathShown = 100

// headerShown is likewise that of the header of a row or a column.
const headerShown = 60

// where says where on the page something stands.
func where(section string, part record.Part) string {
	var places []string
	if section != "" {
		places = append(places, "under “"+near(Clean(section))+"”")
	}
	switch part {
	case record.Boilerplate:
		places = append(places, "outside the main part")
	case record.InMetadata:
		places = append(places, "in the metadata")
	}
	return strings.Join(places, ", ")
}

// inCell says in which cell of a table a flag was raised; "": in none, or in
// one without headers.
func inCell(f record.Flag) string {
	var places []string
	if f.Row != "" {
		places = append(places, "row “"+excerpt(Clean(f.Row), headerShown)+"”")
	}
	if f.Column != "" {
		places = append(places, "column “"+excerpt(Clean(f.Column), headerShown)+"”")
	}
	if len(places) == 0 {
		return ""
	}
	return "in " + strings.Join(places, ", ")
}

// below returns a section path without its first heading where that is the
// title of the page, as it is on most.
func below(title, section string) string {
	first, rest, deep := strings.Cut(section, separator)
	after, ok := strings.CutPrefix(title, first)
	next, _ := utf8.DecodeRuneInString(after)
	switch {
	case !ok || isWord(next):
		return section
	case deep:
		return rest
	}
	return ""
}

// near returns a section path, of a long one the headings nearest to the text.
func near(section string) string {
	whole := section
	for utf8.RuneCountInString(section) > pathShown {
		_, rest, deep := strings.Cut(section, separator)
		if !deep {
			section = excerpt(section, pathShown-20)
			break
		}
		section = rest
	}
	if section != whole && !strings.HasSuffix(section, "…") {
		return "… › " + section
	}
	return section
}
