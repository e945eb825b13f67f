package main

import (
	"slices"
	"sort"
	"strings"
	"time"

	"stet/record"
	"stet/warc"
)

// together is how long after a redirect its target may have been captured to
// count as the same look.
const together = time.Minute

// An answerKey is by what an answer is looked for: one of a file, for a
// redirect; one with a payload or of a time, for a revisit.
type answerKey struct {
	file    *warc.File
	url     string
	payload string // its digest
	at      time.Time
}

// chain puts the captures in order of time and links each redirect to what it
// led to. What a redirect led to is a look of its own only if it is a page.
func (cs *captures) chain(isPage func(url string) bool) {
	slices.SortStableFunc(cs.list, func(a, b *capture) int {
		if n := a.at.Compare(b.at); n != 0 {
			return n
		}
		return strings.Compare(a.url, b.url)
	})
	cs.index()
	for _, c := range cs.list {
		if !c.note.Revisit {
			continue
		}
		if o := cs.original(c); o != nil {
			c.of = o.of
		}
	}
	for _, c := range cs.list {
		if to := c.leadsTo(); to != "" && !c.note.Revisit {
			if c.next = cs.soonAfter(to, c); c.next != nil && !c.next.reaches(c) {
				c.next.target = c.next.target || !isPage(c.next.url)
			} else {
				c.next = nil
			}
		}
	}
}

// index makes answers found, each in about the same time however many there
// are: of one address a file may have a million.
func (cs *captures) index() {
	again := map[string]bool{} // addresses that revisits point back to
	for _, c := range cs.list {
		if c.note.Revisit {
			again[c.revisited()] = true
		}
	}
	cs.answers = map[answerKey][]*capture{}
	for _, c := range cs.list {
		if c.note.Revisit || c.note.Alone != nil {
			continue
		}
		keys := []answerKey{{file: c.file, url: c.url}}
		if again[c.url] {
			keys = append(keys, answerKey{url: c.url, at: c.at})
			if c.note.Payload != "" {
				keys = append(keys, answerKey{url: c.url, payload: c.note.Payload})
			}
		}
		for _, k := range keys {
			cs.answers[k] = append(cs.answers[k], c)
		}
	}
}

// leadsTo returns where a redirect leads; "": it is none.
func (c *capture) leadsTo() string {
	if !isRedirect(c.note.Status) {
		return ""
	}
	to, err := sentOnTo(c.url, c.note.Location)
	if err != nil {
		return ""
	}
	return to
}

// soonAfter returns the first response from url within a minute of c.
func (cs *captures) soonAfter(url string, c *capture) *capture {
	list := cs.answers[answerKey{file: c.file, url: url}]
	i, _ := slices.BinarySearchFunc(list, c.at, func(x *capture, at time.Time) int { return x.at.Compare(at) })
	for ; i < len(list) && list[i].at.Sub(c.at) <= together; i++ {
		if list[i] != c {
			return list[i]
		}
	}
	return nil
}

// reaches reports whether following redirects from c leads to x, or on for
// too long.
func (c *capture) reaches(x *capture) bool {
	for hops := 0; c != nil; c, hops = c.next, hops+1 {
		if c == x || hops == 10 {
			return true
		}
	}
	return false
}

// end returns the last hop from c on.
func (c *capture) end() *capture {
	for c.next != nil {
		c = c.next
	}
	return c
}

// revisited returns the address that a revisit points back to.
func (c *capture) revisited() string {
	if u, err := record.ParseURL(c.note.RefersToURL); err == nil {
		return u
	}
	return c.url
}

// original returns the capture that a revisit points back to, or nil.
func (cs *captures) original(c *capture) *capture {
	var dated, same *capture
	if c.note.Payload != "" {
		same = cs.before(answerKey{url: c.revisited(), payload: c.note.Payload}, c.at)
	}
	if !c.note.RefersToDate.IsZero() {
		dated = cs.before(answerKey{url: c.revisited(), at: c.note.RefersToDate}, c.at)
	}
	if dated == nil || same != nil && !same.at.Before(dated.at) {
		return same
	}
	return dated
}

// before returns the last answer that is found by a key and is not later than at.
func (cs *captures) before(k answerKey, at time.Time) *capture {
	list := cs.answers[k]
	n := sort.Search(len(list), func(i int) bool { return list[i].at.After(at) })
	if n == 0 {
		return nil
	}
	return list[n-1]
}
