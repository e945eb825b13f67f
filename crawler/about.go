package crawler

import (
	"slices"
	"strings"
)

// A weight is what the words of the text proper are about.
type weight struct {
	all  talk // with headings
	rest talk // without
}

// talk weighs the text proper, once.
func (d *reading) talk() weight {
	if d.weighed == nil {
		_, site, _ := strings.Cut(evenTitle(d.title), "|")
		text := unescape(d.main)
		if text == "" {
			text = strings.Join(append(d.headings, d.title), " ")
		}
		rest := text
		for _, h := range d.headings { // what it says of what it is called
			rest = strings.Replace(rest, h, " ", 1)
		}
		d.weighed = &weight{talkOf(text[:min(len(text), 1500)], site), talkOf(rest[:min(len(rest), 1500)], site)}
	}
	return *d.weighed
}

// silent reports whether the document has nothing to say but, at most, what a
// wall has.
func (d *reading) silent() bool {
	return d.fields < 2 && d.talk().all.shop >= 0.5
}

// named reports whether the first heading names what the page is about.
func (d *reading) named() bool {
	if len(d.headings) == 0 {
		return false
	}
	name := normal(d.headings[0])
	return wordCount(strip(name)) > 0 && !institution.MatchString(name)
}

// worldly reports whether a title or heading is about the world. The name of
// an institution, of a host, or one word is not.
func (d *reading) worldly() bool {
	return slices.ContainsFunc(append(titleParts(d.title), d.headings...), func(s string) bool {
		t := talkOf(s, "")
		return t.words > 1 && t.shop < 0.5 && !institution.MatchString(normal(s))
	})
}

// entitled reports whether the title, or a part of it, is the first heading.
func (d *reading) entitled() bool {
	return len(d.headings) > 0 && slices.ContainsFunc(titleParts(d.title), func(s string) bool {
		return normal(s) == normal(d.headings[0])
	})
}

// topic reports whether the title names the page, apart from its site, as the
// first heading does. The name of an institution names a site.
func (d *reading) topic() bool {
	if !d.entitled() {
		return false
	}
	t := talkOf(d.headings[0], "")
	return t.words > 0 && t.shop <= 0.5 && (len(titleParts(d.title)) > 2 || !institution.MatchString(normal(d.headings[0])))
}
