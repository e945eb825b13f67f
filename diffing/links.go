package diffing

import (
	"regexp"
	"slices"
	"strings"

	"stet/record"
)

// waybackRe is what web archives put in front of an address.
var waybackRe = regexp.MustCompile(`^https?://[^/]+/web/\d{8,14}[a-z_]*/`)

// linkKey returns an address as it is compared: without scheme, www., final
// slash, white space at its end, and what an archive put in front.
func linkKey(href string) string {
	s := waybackRe.ReplaceAllString(href, "")
	for t := ""; s != t; {
		t = s
		s = strings.TrimSuffix(strings.TrimSpace(s), "%20")
	}
	for _, p := range []string{"https://", "http://"} {
		s = strings.TrimPrefix(s, p)
	}
	s = strings.TrimPrefix(s, "www.")
	s = strings.TrimSuffix(s, "/")
	return s
}

// target returns what a link leads to as it is compared. A place on its own
// page is the same place wherever the page was served.
func target(l record.Link) string {
	if l.Kind == "fragment" {
		if _, place, ok := strings.Cut(l.Href, "#"); ok {
			return "#" + place
		}
	}
	return linkKey(l.Href)
}

// links compares the links. A link in text that came or went whole goes with
// its text; those of menus and footers belong to the template. What became of
// a link is told by its words and its place, then by its words where no other
// link has them, then by its place.
func (j *judge) links() {
	olds, news := j.freeLinks()
	for _, key := range []func(l record.Link, place int) string{
		func(l record.Link, place int) string { return placed(place, fold(l.Text)) },
		func(l record.Link, _ int) string { return fold(l.Text) },
		func(l record.Link, place int) string { return placed(place, string(l.Part)) },
	} {
		olds, news = j.retargeted(olds, news, key)
	}
	for i := range olds {
		j.linkFlag(record.LinkRemoved, &olds[i], nil)
	}
	for i := range news {
		j.linkFlag(record.LinkAdded, nil, &news[i])
	}
}

// placed joins a place to a text; no place gives no key.
func placed(place int, text string) string {
	if place < 0 || text == "" {
		return ""
	}
	return itoa(place) + "\x1f" + text
}

// retargeted raises link-retargeted for the links that share a key, unless
// several do and which is which cannot be told, and returns the others. The
// place of a link is its block in the new document.
func (j *judge) retargeted(olds, news []record.Link, key func(l record.Link, place int) string) (a, b []record.Link) {
	oldKey := func(l record.Link) string {
		if l.Block < 0 || l.Block >= len(j.script.twin) {
			return key(l, -1)
		}
		return key(l, j.script.twin[l.Block])
	}
	at := map[string][]int{}
	for i, l := range news {
		k := key(l, l.Block)
		at[k] = append(at[k], i)
	}
	count := map[string]int{}
	for _, l := range olds {
		count[oldKey(l)]++
	}
	used := make([]bool, len(news))
	for _, l := range olds {
		k := oldKey(l)
		if k == "" || count[k] != 1 || len(at[k]) != 1 {
			a = append(a, l)
			continue
		}
		used[at[k][0]] = true
		j.linkFlag(record.LinkRetargeted, &l, &news[at[k][0]])
	}
	for i, l := range news {
		if !used[i] {
			b = append(b, l)
		}
	}
	return a, b
}

// freeLinks returns the links of each side whose text and address the other
// has not, each as often as it has not.
func (j *judge) freeLinks() (olds, news []record.Link) {
	exact := func(l record.Link) string { return target(l) + "\x1f" + fold(l.Text) }
	olds, news = j.old.Links, j.new.Links
	for _, key := range []func(record.Link) string{
		func(l record.Link) string { return string(l.Part) + "\x1f" + exact(l) }, // a menu that repeats it is another
		exact,
		target,
	} {
		olds, news = subtract(olds, news, key)
	}
	return olds, news
}

// subtract takes from both lists what they share under key.
func subtract(olds, news []record.Link, key func(record.Link) string) (a, b []record.Link) {
	count := map[string]int{}
	for _, l := range news {
		count[key(l)]++
	}
	for _, l := range olds {
		if k := key(l); count[k] > 0 {
			count[k]--
		} else {
			a = append(a, l)
		}
	}
	for _, l := range slices.Backward(news) { // what is left of a key are its last
		if k := key(l); count[k] > 0 {
			count[k]--
			b = append(b, l)
		}
	}
	slices.Reverse(b)
	return a, b
}

// linkFlag raises a flag about a link.
func (j *judge) linkFlag(k record.FlagKind, o, n *record.Link) {
	f := record.Flag{Kind: k}
	part := record.Boilerplate
	for _, side := range []struct {
		l     *record.Link
		d     *record.Document
		whole []*unit // in the order of their blocks
	}{{o, j.old, j.script.gone}, {n, j.new, j.script.come}} {
		if side.l == nil {
			continue
		}
		f.Text = side.l.Text
		if side.l.Part != record.Boilerplate {
			part = record.Main
		}
		if b := side.l.Block; b >= 0 && b < len(side.d.Blocks) {
			f.Section = side.d.Blocks[b].Section
			if k != record.LinkRetargeted && inWhole(side.whole, b, side.l.Text) {
				return // told with its text
			}
		}
	}
	if o != nil {
		f.Before = o.Href
	}
	if n != nil {
		f.After = n.Href
	}
	if part == record.Boilerplate {
		j.noteTemplate(f.Before, f.After)
		return
	}
	f.Part = part
	if k == record.LinkRetargeted && samePage(f.Before, f.After) {
		f.Severity = record.Low
	}
	j.raise(f)
}

// samePage reports whether two addresses differ in their fragments only.
func samePage(a, b string) bool {
	a, _, _ = strings.Cut(a, "#")
	b, _, _ = strings.Cut(b, "#")
	return linkKey(a) == linkKey(b)
}

// inWhole reports whether the words of a link in block b stand in a sentence
// that came or went whole.
func inWhole(units []*unit, b int, text string) bool {
	i, _ := slices.BinarySearchFunc(units, b, func(u *unit, b int) int { return u.at - b })
	for ; i < len(units) && units[i].at == b; i++ {
		if strings.Contains(units[i].text(), text) {
			return true
		}
	}
	return false
}
