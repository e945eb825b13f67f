package watch

import (
	"slices"

	"stet/diffing"
	"stet/record"
)

// A picture is watched where it may be evidence: a chart, a map, a photograph,
// a scanned page. Signs and ornaments are not, or a site's icons would fill
// the archive and its server be asked for them.
const (
	leastSide   = 64  // pixels: what is smaller on one side is a sign or a line
	maxPictures = 100 // of one page
)

// pictures returns the addresses of the pictures in the main part of a
// document that are worth watching, each once.
func pictures(d record.Document) []string {
	var found []string
	for _, m := range d.Images {
		if len(found) == maxPictures {
			break
		}
		if shows(m) && !slices.Contains(found, m.Src) {
			found = append(found, m.Src)
		}
	}
	return found
}

// shows reports whether a picture shows something. A drawing (SVG) that is
// nowhere called an icon is one all the same, unless the page gives it room.
func shows(m record.Image) bool {
	small := func(side int) bool { return side > 0 && side < leastSide }
	large := min(m.Width, m.Height) >= 3*leastSide
	return m.Part == record.Main && !small(m.Width) && !small(m.Height) && (large || !diffing.Decorative(m.Src))
}
