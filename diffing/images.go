package diffing

import (
	"path"
	"regexp"
	"strings"

	"stet/record"
)

// imageKey returns what names a picture: the last part of its address
// without what says its size, so that another resolution, coding or server of
// the same picture is none.
//
//	/a/harbor-1024x768.jpg?w=300    harbor.jpg
//	/b/harbor@2x.jpg.webp           harbor.jpg
//	/c/harbor-scaled.jpg            harbor.jpg
//	/d/7.jpg                        the whole address: many are called so
func imageKey(src string) string {
	if strings.HasPrefix(src, "data:") {
		return src
	}
	s := linkKey(src)
	s, _, _ = strings.Cut(s, "?")
	base := path.Base(s)
	if len(base) <= 5 {
		return s
	}
	if m := recodedRe.FindStringSubmatch(base); m != nil {
		base = m[1]
	}
	if m := sizedRe.FindStringSubmatch(base); m != nil {
		return m[1] + m[2]
	}
	return base
}

var (
	recodedRe = regexp.MustCompile(`(?i)^(.+\.(?:png|jpe?g|gif))\.(?:webp|avif)$`)
	sizedRe   = regexp.MustCompile(`(?i)^(.{3,}?)(?:[-_.]\d{2,4}x\d{2,4}|@[1-4]x|-scaled)(\.\w+)$`)
)

// placeholder reports whether an address stands for a picture that a script
// loads later.
func placeholder(src string) bool {
	if strings.HasPrefix(src, "data:") {
		return len(src) < 400
	}
	return placeholderRe.MatchString(src)
}

var placeholderRe = regexp.MustCompile(`(?i)(?:^|/)(?:blank|placeholder|pixel|lazy|lazyload|loading|transparent|1x1)(?:[-_.](?:image|img|pixel|gif|\d+(?:x\d+)?))?\.(?:gif|png|svg)(?:$|[?#])`)

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
			switch {
			case placeholder(f.Before) || placeholder(f.After):
				f.Severity = record.None
			case icon(f.Before) && icon(f.After):
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
	there := keysOf(j.new.Images)
	for _, m := range gone {
		if !there[imageKey(m.Src)] && !placeholder(m.Src) {
			j.raise(record.Flag{Kind: record.ImageRemoved, Before: m.Src, Text: m.Alt, Part: record.Main})
		}
	}
	stood := keysOf(j.old.Images)
	for _, m := range come {
		if !stood[imageKey(m.Src)] && !placeholder(m.Src) {
			j.raise(record.Flag{Kind: record.ImageAdded, After: m.Src, Text: m.Alt, Part: record.Main})
		}
	}
}

// icon reports whether a picture is drawn, not taken: a sign and no evidence.
func icon(src string) bool {
	return iconRe.MatchString(src)
}

var iconRe = regexp.MustCompile(`(?i)\.svg(?:$|[?#])|(?:^|[/_.-])(?:icons?|logo|sprite|arrow|bullet|button|spacer)(?:[/_.-]|$)`)

// Decorative reports whether a picture, by its address, is a sign or holds a
// place and shows nothing: an icon, a logo, a button, a spacer.
func Decorative(src string) bool { return icon(src) || placeholder(src) }

func keysOf(list []record.Image) map[string]bool {
	keys := make(map[string]bool, len(list))
	for _, m := range list {
		keys[imageKey(m.Src)] = true
	}
	return keys
}
