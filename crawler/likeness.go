package crawler

import (
	"fmt"
	"hash/fnv"
	"net/url"
	"path"
	"strings"
	"unicode"
)

// What a server answers where there is no page is its own: some say "not
// found" in words that we know and with the status 404, some with 200, some
// show their front page, or the portal of another office. The one general way
// to know such an answer is to ask for an address that cannot exist, and to
// compare.
//
// All pages of a host share menus and footers, which may be most of what they
// say. So shares of the text prove nothing: a page is like the answer for an
// address made up only when it says next to nothing of its own and leaves out
// next to nothing of what was said there. A good page fails twice: it has words
// that stand nowhere there, and it lacks the excuse.

// A sketch is what a page says: its words in their order, each as a number.
type sketch []uint64

const (
	maxSketch = 4096      // words; a page that says more is compared with nothing
	maxWords  = 256 << 10 // bytes of text that are read for a sketch
	maxOdd    = 5         // words by which two answers that mean the same may differ, each way
	minLike   = 8         // words that must be said for a difference to be forgiven
)

// varies stands in a sketch for what differs from one answer to the next: the
// time, numbers of requests, and the address that was asked for.
const varies uint64 = 1

// sketchOf returns the sketch of a text. The words of echo, the last part of
// the address, count for nothing where they come back in the text.
func sketchOf(text string, echo map[string]bool) sketch {
	var s sketch
	for w := range strings.FieldsSeq(normal(text)) {
		n := varies
		if !echo[w] && strings.IndexFunc(w, unicode.IsDigit) < 0 {
			h := fnv.New64a()
			h.Write([]byte(w))
			n = h.Sum64()>>32 + 2
		}
		if n == varies && len(s) > 0 && s[len(s)-1] == varies {
			continue
		}
		if s = append(s, n); len(s) > maxSketch {
			return nil
		}
	}
	return s
}

// echoOf returns the words of an address that an answer may repeat: its last
// part and its query. The folders before it are the same for its neighbours.
func echoOf(u *url.URL) map[string]bool {
	query, _ := url.QueryUnescape(u.RawQuery)
	last := path.Base(strings.TrimSuffix(u.Path, "/"))
	echo := set(normal(strings.TrimSuffix(last, path.Ext(last)) + " " + query))
	if len(echo) > 60 {
		return nil
	}
	return echo
}

// A likeness says how far a page is what another one is.
type likeness struct {
	own     int // words of the page that the other does not say
	lacking int // words of the other that the page does not say
	all     int // words of the page
}

// like reports whether both mean the same.
func (l likeness) like() bool {
	if l.own+l.lacking == 0 {
		return l.all > 0
	}
	return l.all >= minLike && l.own <= min(maxOdd, l.all/minLike) && l.lacking <= min(maxOdd, l.all/minLike)
}

func (l likeness) String() string {
	return fmt.Sprintf("%d of its %d words are its own, %d are left out", l.own, l.all, l.lacking)
}

// compare holds page against other. A word is said in both where it stands
// beside the same neighbours.
func compare(page, other sketch) likeness {
	return likeness{own: alone(page, other), lacking: alone(other, page), all: len(page)}
}

// alone counts the words of s that stand in no run of three words of other.
func alone(s, other sketch) int {
	runs := map[[3]uint64]bool{}
	for i := -1; i <= len(other)-2; i++ {
		runs[other.run(i)] = true
	}
	n, covered := 0, -2 // the last word that a run covers
	for i := range s {
		for at := i - 2; at <= i; at++ {
			if at >= -1 && at <= len(s)-2 && at+2 > covered && runs[s.run(at)] {
				covered = at + 2
			}
		}
		if i > covered && s[i] != varies {
			n++
		}
	}
	return n
}

// run returns three words from i on; 0 stands before the first and after the
// last.
func (s sketch) run(i int) (r [3]uint64) {
	for j := range r {
		if k := i + j; k >= 0 && k < len(s) {
			r[j] = s[k]
		}
	}
	return r
}
