package extract

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A region says on which side of the page an element stands.
type region uint8

const (
	undecided region = iota // no main part was found yet, nor furniture
	inMain
	inBoiler
)

// place settles where element n, number i, stands, and returns the context
// for what is in it.
func (w *walker) place(n *html.Node, i int, c ctx) ctx {
	st := &w.s.stats[i]
	switch {
	case st.isRoot:
		c.region, c.furniture = inMain, false
		return c
	case st.root:
		return c // the main part is in here: only its insides decide
	case st.text == 0:
		return c
	}
	if w.isFurniture(n, st, c) {
		c.region = inBoiler
		c.furniture = n.DataAtom != atom.Header && st.hint&hintHeader == 0
		c.elsewhere = c.elsewhere || st.hint&hintAside != 0 || n.DataAtom == atom.Nav
	} else if w.s.hasRoot && c.region == undecided && i < w.s.rootFrom && st.hint&hintHero != 0 && st.text <= 1500 && !st.nav && st.link*2 < st.text {
		c.region = inMain
	} else if w.s.hasRoot && c.region == undecided && (i < w.s.titleFrom || i >= w.s.titleTo) {
		c.region = inBoiler
		c.banner = i < w.s.rootFrom && st.text <= 1500 && !st.nav && st.link*2 < st.text
	}
	if st.hint&hintNotice != 0 && isNoticeBox(st) && !(c.region == inBoiler && c.furniture) {
		c.notice, c.region = true, inMain
	}
	return c
}

// isFurniture decides by landmark first, then by name, then, where the page
// names nothing, by how much of an element is links.
func (w *walker) isFurniture(n *html.Node, st *stat, c ctx) bool {
	if c.region == inBoiler {
		return false
	}
	dense := st.links >= 2 && st.link*10 >= st.text*6
	big := st.text*10 >= w.s.free*4 && !dense
	if (n.DataAtom == atom.Header || st.hint&hintHeader != 0 && !big) && c.region == undecided {
		return w.s.rootH1 || !st.h1 || st.nav
	}
	if st.hint&hintBoiler != 0 && !big && (w.s.hasRoot || !st.h1 || st.nav) {
		return true
	}
	if st.hint&hintMenu != 0 && st.links == 0 && st.text >= 60 {
		return false // nothing to choose from
	}
	if st.hint&hintWeak != 0 && !big && !st.h1 && c.table.lays() && (dense || !w.s.allWeak) {
		return dense || st.text < 1500 || st.link*10 >= st.text*3
	}
	if n.DataAtom == atom.Form && st.text < 500 && !big && !st.h1 && st.tables == 0 && c.table.lays() {
		return true // it asks; and forms that hold what a page says hold most of it
	}
	if c.region == undecided && !w.s.hasRoot && isBlock(n.DataAtom) && c.table.lays() {
		return dense && !st.h1 && !st.titles && st.text*10 < w.s.free*4 && st.links >= 3 && st.link <= 45*st.links && st.text-st.link <= 10*st.links
	}
	return false
}

// isNoticeBox reports whether an element called an alert is one box, and no
// list of alerts and no wrapper of a whole page.
func isNoticeBox(st *stat) bool {
	return st.text > 0 && st.text <= 1500 && !st.h1 && !st.nav && st.link*10 < st.text*9
}

// lays reports whether t is no table of data: in one, a footer is a row.
func (t *table) lays() bool { return t == nil || !t.data }
