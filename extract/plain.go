package extract

import (
	"strings"

	"stet/record"
)

// readPlain fills d from plain text: one block a line, all of it main but for
// the furniture that comes along when a page is saved as text.
func readPlain(d *record.Document, src Source, o Options) {
	w := &walker{}
	crumbs := false // in the list under "Breadcrumb"
	for raw := range strings.Lines(decode(src.Body, src.Type)) {
		text := collapse(raw)
		if text == "" {
			continue
		}
		c := ctx{link: -1}
		if isCrumbTitle(text) {
			crumbs = true
		} else if crumbs {
			if crumbs = isListLine(text); crumbs {
				c.region = inBoiler
			}
		}
		if l := markdownLevel(text); l > 0 {
			c.head = l
		}
		w.emit(text, c, nil)
	}
	w.settleDown()
	sweep(len(src.Body))
	w.settle(o)
	d.Dates = w.stated()
	w.hand(d)
	d.Title = plainTitle(d.Blocks)
}

func isCrumbTitle(text string) bool {
	t := lowered(text)
	return t == "breadcrumb" || t == "breadcrumbs" || t == "you are here" || t == "you are here:"
}

// isListLine reports whether a line begins with a bullet or a number, or is a
// whole path: Home > News > Releases.
func isListLine(text string) bool {
	t := strings.TrimLeft(text, "0123456789")
	if t != text {
		return strings.HasPrefix(t, ".") || strings.HasPrefix(t, ")")
	}
	if strings.Contains(t, " > ") || strings.Contains(t, " › ") || strings.Contains(t, " » ") {
		return true
	}
	return strings.HasPrefix(t, "* ") || strings.HasPrefix(t, "- ") || strings.HasPrefix(t, "• ") || strings.HasPrefix(t, "› ") || strings.HasPrefix(t, "> ")
}

// markdownLevel returns the level of a heading in Markdown, 0 for all else.
// The marks stay in the text.
func markdownLevel(text string) int {
	t := strings.TrimLeft(text, "#")
	if n := len(text) - len(t); n >= 1 && n <= 6 && strings.HasPrefix(t, " ") {
		return n
	}
	return 0
}

// plainTitle returns the first heading or, without one, the first line of the
// main part that is no notice, if it is short enough to be a title.
func plainTitle(blocks []record.Block) string {
	for _, b := range blocks {
		if b.Kind == record.Heading {
			return strings.TrimSpace(strings.TrimLeft(b.Text, "#"))
		}
	}
	for _, b := range blocks {
		if b.Part != record.Main || b.Kind == record.Notice {
			continue
		}
		if len(b.Text) <= 200 {
			return b.Text
		}
		break
	}
	return ""
}
