package extract

import "stet/record"

// Reconcile settles where two readings of one page disagree about its main
// part, so that a redesign does not seem to take a paragraph out of it. Text
// that both documents hold, and that is main in one and boilerplate in the
// other, becomes main in both; so does what stands between two such blocks,
// which is what was edited. Only Part is changed, also of links and images.
func Reconcile(old, new *record.Document) {
	if old == nil || new == nil {
		return
	}
	a, b := partsOf(old), partsOf(new)
	disputed := func(text string) bool {
		p, q := a[text], b[text]
		return p|q == isMain|isFurnished && p != q && p != isMain|isFurnished && q != isMain|isFurnished
	}
	settleParts(old, disputed, b)
	settleParts(new, disputed, a)
}

// Where a text stands in a document.
const (
	isMain = 1 << iota
	isFurnished
)

func partsOf(d *record.Document) map[string]uint8 {
	m := make(map[string]uint8, len(d.Blocks))
	for _, b := range d.Blocks {
		if b.Part == record.Boilerplate {
			m[b.Text] |= isFurnished
		} else {
			m[b.Text] |= isMain
		}
	}
	return m
}

// settleParts makes the disputed blocks of d main, and the runs of boilerplate
// between them that the other document does not hold.
func settleParts(d *record.Document, disputed func(string) bool, other map[string]uint8) {
	last := -1 // the latest block that became main, with nothing but unknown text since
	changed := false
	for i := range d.Blocks {
		b := &d.Blocks[i]
		switch {
		case b.Part != record.Boilerplate:
			last = -1
		case disputed(b.Text):
			b.Part, changed = record.Main, true
			if last >= 0 && i-last <= 20 {
				for k := last + 1; k < i; k++ {
					d.Blocks[k].Part = record.Main
				}
			}
			last = i
		case other[b.Text] != 0:
			last = -1
		}
	}
	if !changed {
		return
	}
	for i := range d.Links {
		if k := d.Links[i].Block; k >= 0 && k < len(d.Blocks) {
			d.Links[i].Part = d.Blocks[k].Part
		}
	}
}
