package extract

import (
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"stet/record"
)

// image notes a picture. Spacers, counting pixels and pictures that are
// written into the page itself are none.
func (w *walker) image(n *html.Node, c ctx) {
	if w.s.stats[w.at-1].hidden || attr(n, "width") == "1" || attr(n, "height") == "1" {
		return
	}
	src := strings.TrimSpace(attr(n, "src"))
	if src == "" || strings.HasPrefix(src, "data:") {
		if src = strings.TrimSpace(attr(n, "data-src")); src == "" {
			first, _, _ := strings.Cut(strings.TrimSpace(attr(n, "srcset")), " ")
			src = strings.TrimSuffix(first, ",")
		}
	}
	if src == "" || strings.HasPrefix(src, "data:") {
		return
	}
	at := w.blockPile.len() - 1
	if len(w.line.buf) > 0 {
		at++
	}
	part := record.Main
	if c.region == inBoiler {
		part = record.Boilerplate
	}
	w.imagePile.push(seenImage{record.Image{
		Src: w.base.source(src), Alt: collapse(attr(n, "alt")), Part: part, Block: at,
		Width: pixels(attr(n, "width")), Height: pixels(attr(n, "height")),
	}, c.hid})
}

// pixels reads a width or a height; 0: it says no number of pixels.
func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	if err != nil || n < 0 || n > 100_000 {
		return 0
	}
	return n
}

// source returns the address of a picture without the parameters that only
// make caches forget it.
func (a *address) source(src string) string {
	u, err := url.Parse(src)
	if err != nil {
		return src
	}
	if a.base != nil {
		u = a.base.ResolveReference(u)
	}
	clean(u)
	u.RawQuery = keepParams(u.RawQuery, isCacheBuster)
	return u.String()
}

func isCacheBuster(name, value string) bool {
	switch name {
	case "v", "ver", "version", "rev", "itok", "t", "ts", "_", "cb", "cache", "timestamp", "h", "token", "nocache", "rnd", "rand", "r", "hash", "changed", "m", "mtime", "_t":
		return true
	}
	return value == "" && strings.Trim(name, "0123456789abcdef") == ""
}
