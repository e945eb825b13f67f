package diffing

import (
	"fmt"
	"slices"
	"strings"

	"stet/record"
)

// enough is on how many pages of a run the same edits make them one change.
const enough = 3

// Group joins the changes of one run whose edits are the same, in the same
// sentences, on three pages or more: the first stands for all of them, with their addresses in Pages, a
// template-changed flag, no flag above severity low and a lower
// significance. Other changes, and their order, stay as they are.
func Group(changes []record.Change) []record.Change {
	pages := map[string][]string{}
	keys := make([]string, len(changes))
	for i, c := range changes {
		keys[i] = sweepKey(c)
		if keys[i] != "" && !slices.Contains(pages[keys[i]], c.Page) {
			pages[keys[i]] = append(pages[keys[i]], c.Page)
		}
	}
	var out []record.Change
	done := map[string]bool{}
	for i, c := range changes {
		switch k := keys[i]; {
		case len(pages[k]) < enough:
			out = append(out, c)
		case !done[k]:
			done[k] = true
			out = append(out, sweep(c, pages[k]))
		}
	}
	return out
}

// sweepKey names the run and the edits of a change; "" if it cannot be one of
// many.
func sweepKey(c record.Change) string {
	if c.Kind != record.Edited || len(c.Pages) > 0 || len(c.Edits)+len(c.Flags) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%q\n", c.Run)
	for _, e := range c.Edits {
		if e.Part != record.InMetadata || e.Cosmetic {
			fmt.Fprintf(&b, "%s %q %q\n", e.Op, fold(e.Before), fold(e.After))
		}
	}
	for _, f := range c.Flags {
		switch f.Kind {
		case record.LinkAdded, record.LinkRemoved, record.LinkRetargeted, record.ImageAdded, record.ImageRemoved, record.ImageReplaced,
			record.MetadataAltered, record.HiddenFromSearch, record.TitleAltered, record.Reverted:
			fmt.Fprintf(&b, "%s %q %q\n", f.Kind, f.Before, f.After)
		}
		if f.Sentence != nil { // 12 that became 21 in other words is another edit
			fmt.Fprintf(&b, "%q\n", fold(f.Sentence.Before))
		}
	}
	return b.String()
}

// sweep returns c as the change of all pages.
func sweep(c record.Change, pages []string) record.Change {
	c.Pages = slices.Sorted(slices.Values(pages))
	c.Flags = slices.Clone(c.Flags)
	has := false
	for i := range c.Flags {
		if c.Flags[i].Severity.Rank() > record.Low.Rank() {
			c.Flags[i].Severity = record.Low
		}
		has = has || c.Flags[i].Kind == record.TemplateChanged
	}
	why := fmt.Sprintf("the same edit came to %d pages", len(pages))
	if !has {
		c.Flags = append([]record.Flag{{Kind: record.TemplateChanged, Severity: record.Low, Detail: why}}, c.Flags...)
	}
	less := round(c.Significance * (manyPages - 1))
	c.Significance = round(c.Significance + less)
	c.Reasons = append(slices.Clone(c.Reasons), record.Reason{Why: why, Points: less})
	return c
}
