package diffing

import (
	"slices"

	"stet/record"
)

// A Track is one figure through the versions of a page: the same claim, and
// what it amounted to.
type Track struct {
	Section string
	Points  []Point // oldest first; successive values differ
}

// A Point is a value of a figure and the documents that gave it.
type Point struct {
	Figure      record.Figure
	Sentence    string // in which it stood first with this value
	First, Last int    // indexes of documents
}

// Altered reports whether the figure had more than one value.
func (t Track) Altered() bool { return len(t.Points) > 1 }

// A spot is where a figure stands: block and index in its figures.
type spot struct{ block, figure int }

// Tracks follows every figure of the main part through documents, oldest
// first, as [Compare] pairs them. A figure that went and comes again begins
// a new track. Tracks stand in the order in which the figures were first
// seen, those of one document in the order of its text.
func Tracks(docs []record.Document) []Track {
	var all []*Track
	open := map[spot]*Track{}
	for i := range docs {
		matched := map[spot]spot{} // from the new spot to the old
		if i > 0 {
			matched = sameSpots(docs[i-1], docs[i])
		}
		next := map[spot]*Track{}
		eachFigure(&docs[i], func(at spot, b *record.Block, f *record.Figure) {
			old, ok := matched[at]
			t := open[old]
			if !ok || t == nil {
				t = &Track{Section: b.Section}
				all = append(all, t)
			}
			t.add(f, sentenceAt(b, f.Start), i)
			next[at] = t
		})
		open = next
	}
	tracks := make([]Track, len(all))
	for i, t := range all {
		tracks[i] = *t
	}
	return tracks
}

func (t *Track) add(f *record.Figure, sentence string, doc int) {
	if n := len(t.Points); n > 0 && sameValue(&t.Points[n-1].Figure, f) {
		t.Points[n-1].Last = doc
		return
	}
	t.Points = append(t.Points, Point{Figure: *f, Sentence: sentence, First: doc, Last: doc})
}

func eachFigure(d *record.Document, visit func(spot, *record.Block, *record.Figure)) {
	for i := range d.Blocks {
		b := &d.Blocks[i]
		for k := range b.Figures {
			if f := &b.Figures[k]; b.Part == record.Main && f.Kind != record.Identifier {
				visit(spot{i, k}, b, f)
			}
		}
	}
}

// sameSpots returns for figures of new where the same claim stood in old.
func sameSpots(old, new record.Document) map[spot]spot {
	out := map[spot]spot{}
	s := align(old, new, foldAll(&old), foldAll(&new))
	for i, j := range s.twin {
		if j >= 0 {
			oneByOne(out, i, j, figuresWithin(&old.Blocks[i], 0, -1), figuresWithin(&new.Blocks[j], 0, -1))
		}
	}
	done := map[*pair]bool{}
	for _, u := range s.newUnits {
		p := u.mate
		if p == nil || done[p] {
			continue
		}
		done[p] = true
		if p.same() {
			o, n := p.old[0], p.new[0]
			oneByOne(out, o.at, n.at, figuresWithin(o.block, o.start, o.end), figuresWithin(n.block, n.start, n.end))
			continue
		}
		p.compare()
		for _, m := range p.figureMatches() {
			if m.a >= 0 && m.b >= 0 {
				out[p.b[m.b].spot(p.new)] = p.a[m.a].spot(p.old)
			}
		}
		p.release()
	}
	return out
}

// oneByOne matches figures of equal text one by one.
func oneByOne(out map[spot]spot, oldBlock, newBlock int, old, new []int) {
	if len(old) != len(new) {
		return // the same text was read otherwise; to guess would be worse
	}
	for k := range old {
		out[spot{newBlock, new[k]}] = spot{oldBlock, old[k]}
	}
}

// figuresWithin returns the figures of b from start to end; -1 is its end.
func figuresWithin(b *record.Block, start, end int) (list []int) {
	for k, f := range b.Figures {
		if f.Start >= start && (end < 0 || f.End <= end) {
			list = append(list, k)
		}
	}
	return list
}

// spot returns where the figure of t stands; units are those of its side.
func (t token) spot(units []*unit) spot {
	i := slices.IndexFunc(units, func(u *unit) bool { return u.block == t.block })
	return spot{units[i].at, t.fig}
}

// sentenceAt returns the sentence of b that holds the byte at.
func sentenceAt(b *record.Block, at int) string {
	for _, s := range cutSentences(b) {
		if s[0] <= at && at < s[1] {
			return b.Text[s[0]:s[1]]
		}
	}
	return b.Text
}
