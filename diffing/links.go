package diffing

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"stet/record"
)

// waybackRe is what web archives put in front of an address.
var waybackRe = regexp.MustCompile(`^https?://[^/]+/web/\d{8,14}[a-z_]*/`)

// linkKey returns an address as it is compared: without scheme, www., final
// slash, and what an archive put in front.
func linkKey(href string) string {
	s := waybackRe.ReplaceAllString(href, "")
	for _, p := range []string{"https://", "http://"} {
		s = strings.TrimPrefix(s, p)
	}
	s = strings.TrimPrefix(s, "www.")
	s = strings.TrimSuffix(s, "/")
	return s
}

// links compares the links. A link in text that came or went whole goes with
// its text; those of menus and footers belong to the template.
func (j *judge) links() {
	olds, news := j.freeLinks()
	var restOld []record.Link
	for _, l := range olds {
		k := slices.IndexFunc(news, func(n record.Link) bool { return fold(n.Text) == fold(l.Text) && n.Text != "" && n.Part == l.Part })
		if k < 0 {
			k = slices.IndexFunc(news, func(n record.Link) bool {
				return fold(n.Text) == fold(l.Text) && n.Text != "" && j.sameBlock(l.Block, n.Block)
			})
		}
		if k < 0 {
			restOld = append(restOld, l)
			continue
		}
		j.linkFlag(record.LinkRetargeted, &l, &news[k])
		news = slices.Delete(news, k, k+1)
	}
	for _, l := range restOld {
		k := slices.IndexFunc(news, func(n record.Link) bool { return j.sameBlock(l.Block, n.Block) && n.Part == l.Part })
		if k >= 0 && countIn(restOld, l.Block) == 1 && countIn(news, news[k].Block) == 1 {
			j.linkFlag(record.LinkRetargeted, &l, &news[k])
			news = slices.Delete(news, k, k+1)
			continue
		}
		j.linkFlag(record.LinkRemoved, &l, nil)
	}
	for i := range news {
		j.linkFlag(record.LinkAdded, nil, &news[i])
	}
}

func countIn(list []record.Link, block int) int {
	n := 0
	for _, l := range list {
		if l.Block == block {
			n++
		}
	}
	return n
}

// sameBlock reports whether old block i became new block k.
func (j *judge) sameBlock(i, k int) bool {
	return i >= 0 && k >= 0 && i < len(j.script.twin) && j.script.twin[i] == k
}

// freeLinks returns the links of each side whose text and address the other
// has not, each as often as it has not.
func (j *judge) freeLinks() (olds, news []record.Link) {
	exact := func(l record.Link) string { return linkKey(l.Href) + "\x1f" + fold(l.Text) }
	loose := func(l record.Link) string { return linkKey(l.Href) }
	olds, news = subtract(j.old.Links, j.new.Links, exact)
	olds, news = subtract(olds, news, loose)
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
		whole []*unit
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
	j.raise(f)
}

// inWhole reports whether the words of a link in block b stand in a sentence
// that came or went whole.
func inWhole(units []*unit, b int, text string) bool {
	for _, u := range units {
		if u.at == b && strings.Contains(u.text(), text) {
			return true
		}
	}
	return false
}

// imageKey returns what names a picture: the last part of its address, so
// that another size or server of the same picture is none.
func imageKey(src string) string {
	s := linkKey(src)
	s, _, _ = strings.Cut(s, "?")
	if strings.HasPrefix(src, "data:") {
		return src
	}
	if base := path.Base(s); len(base) > 5 {
		return base
	}
	return s
}

// images compares the pictures of the main part.
func (j *judge) images() {
	pick := func(d *record.Document) []record.Image {
		var out []record.Image
		for _, m := range d.Images {
			if m.Part != record.Boilerplate {
				out = append(out, m)
			}
		}
		return out
	}
	olds, news := pick(j.old), pick(j.new)
	var a, b []string
	for _, m := range olds {
		a = append(a, imageKey(m.Src))
	}
	for _, m := range news {
		b = append(b, imageKey(m.Src))
	}
	i, k := 0, 0
	var gone, come []record.Image
	for _, e := range append(common(intern(a, b)), [2]int{len(a), len(b)}) {
		x, y := olds[i:e[0]], news[k:e[1]]
		n := 0
		for n < len(x) && n < len(y) && (x[n].Alt == y[n].Alt || len(x) == len(y)) {
			f := record.Flag{Kind: record.ImageReplaced, Before: x[n].Src, After: y[n].Src, Text: y[n].Alt, Part: record.Main}
			if icon(f.Before) && icon(f.After) {
				f.Severity = record.Low
			}
			j.raise(f)
			n++
		}
		gone, come = append(gone, x[n:]...), append(come, y[n:]...)
		if e[0] < len(a) && fold(olds[e[0]].Alt) != fold(news[e[1]].Alt) {
			j.raise(record.Flag{Kind: record.ImageReplaced, Severity: record.Low, Before: olds[e[0]].Alt, After: news[e[1]].Alt, Part: record.Main,
				Detail: "only the alternative text changed"})
		}
		i, k = e[0]+1, e[1]+1
	}
	for _, m := range gone {
		if !containsImage(come, m) {
			j.raise(record.Flag{Kind: record.ImageRemoved, Before: m.Src, Text: m.Alt, Part: record.Main})
		}
	}
	for _, m := range come {
		if !containsImage(gone, m) {
			j.raise(record.Flag{Kind: record.ImageAdded, After: m.Src, Text: m.Alt, Part: record.Main})
		}
	}
}

// icon reports whether a picture is drawn, not taken: a sign and no evidence.
func icon(src string) bool {
	return iconRe.MatchString(src)
}

var iconRe = regexp.MustCompile(`(?i)\.svg(?:$|[?#])|(?:^|[/_.-])(?:icons?|logo|sprite|arrow|bullet|button|spacer)(?:[/_.-]|$)`)

func containsImage(list []record.Image, m record.Image) bool {
	return slices.ContainsFunc(list, func(x record.Image) bool { return imageKey(x.Src) == imageKey(m.Src) })
}
