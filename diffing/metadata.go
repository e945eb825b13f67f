package diffing

import (
	"slices"
	"strings"

	"stet/record"
)

// metadataKeys returns the metadata of both documents that are compared, in
// order. Those that only repeat others, or change at every look, are not.
func metadataKeys(old, new record.Document) []string {
	var keys []string
	for _, m := range []map[string]string{old.Metadata, new.Metadata} {
		for k := range m {
			if comparedMetadata[k] && !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

var comparedMetadata = setOf("description keywords robots canonical googlebot")

func metadataValue(key, value string) string {
	if key == "canonical" {
		return linkKey(value)
	}
	return fold(value)
}

// metadata raises metadata-altered and hidden-from-search.
func (j *judge) metadata() {
	for _, k := range metadataKeys(*j.old, *j.new) {
		a, b := j.old.Metadata[k], j.new.Metadata[k]
		if metadataValue(k, a) == metadataValue(k, b) {
			continue
		}
		f := record.Flag{Kind: record.MetadataAltered, Before: a, After: b, Label: k, Part: record.InMetadata}
		if k == "robots" || k == "googlebot" {
			if hides(b) && !hides(a) {
				f.Kind, f.Detail = record.HiddenFromSearch, "the page asks search engines not to show it"
			}
		}
		j.raise(f)
	}
}

func hides(robots string) bool {
	s := strings.ToLower(robots)
	return strings.Contains(s, "noindex") || strings.TrimSpace(s) == "none"
}
