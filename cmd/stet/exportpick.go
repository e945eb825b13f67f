package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"stet/record"
	"stet/storage"
	"stet/warc"
)

// A selection is the looks that are exported.
type selection struct {
	store        *storage.Store
	pages        []record.Page // by address
	since, until time.Time     // zero: no bound
	sound        bool          // what is damaged is left out
}

// selected finds out what was asked for.
func (e exporting) selected(s *storage.Store, now time.Time) (selection, error) {
	sel := selection{store: s}
	var err error
	if sel.since, err = since(e.since, now); err != nil {
		return sel, err
	}
	if sel.until, err = since(e.until, now); err != nil {
		return sel, usage{fmt.Errorf("--until %q: want a time span such as 7d or 12h, or a day such as 2026-01-31", e.until)}
	}
	if !sel.until.IsZero() && !sel.since.Before(sel.until) {
		return sel, usage{fmt.Errorf("--since %s is not before --until %s", e.since, e.until)}
	}
	if e.change != "" {
		if len(e.pages) > 0 || e.since != "" || e.until != "" {
			return sel, usage{errors.New("--change names page and time already")}
		}
		return sel, sel.ofChange(e.change)
	}
	if len(e.pages) == 0 {
		sel.pages, err = s.Pages()
	}
	for _, address := range e.pages {
		p, err := page(s, address)
		if err != nil {
			return sel, err
		}
		sel.pages = append(sel.pages, p)
	}
	slices.SortFunc(sel.pages, func(a, b record.Page) int { return cmp.Or(strings.Compare(a.URL, b.URL), cmp.Compare(a.ID, b.ID)) })
	sel.pages = slices.CompactFunc(sel.pages, func(a, b record.Page) bool { return a.ID == b.ID })
	return sel, err
}

// ofChange selects the looks from the first sight of what stood before a
// change to the look that saw the change. It is named by the version that it
// made or, as a removal makes none, by a time: the last change seen by then.
func (sel *selection) ofChange(which string) error {
	address, name := cutVersion(which)
	n, err := strconv.Atoi(name)
	at, errT := momentOf(name)
	if err != nil && errT != nil || err == nil && n < 2 {
		return usage{fmt.Errorf("--change %q: want URL@VERSION with the version that the change made, from 2, or URL@TIME", which)}
	}
	p, err := page(sel.store, address)
	if err != nil {
		return err
	}
	sel.pages = []record.Page{p}
	if errT == nil {
		return sel.ofChangeBy(p, at, name)
	}
	before, err := pickVersion(sel.store, p, strconv.Itoa(n-1))
	if err != nil {
		return err
	}
	after, err := pickVersion(sel.store, p, name)
	if err != nil {
		return err
	}
	sel.since, sel.until = before.FirstSeen, after.FirstSeen.Add(1)
	return nil
}

// ofChangeBy selects the looks of the last change of a page by a time.
func (sel *selection) ofChangeBy(p record.Page, at time.Time, name string) error {
	changes, err := sel.store.Changes(storage.Query{Page: p.ID})
	if err != nil {
		return err
	}
	if at.Nanosecond() == 0 {
		at = at.Add(time.Second - 1) // a look's time has a fraction
	}
	for _, c := range changes { // newest first
		if c.From != nil && c.To != nil && !c.To.FirstSeen.After(at) {
			sel.since, sel.until = c.From.FirstSeen, c.To.FirstSeen.Add(1)
			return nil
		}
	}
	return usage{fmt.Errorf("no change of %s was seen by %s", p.URL, name)}
}

// looks returns the looks at a page that were selected and, where the first
// of them brought no bytes, the last one before them that did.
func (sel selection) looks(p record.Page) ([]record.Look, error) {
	all, err := sel.store.Looks(p.ID)
	if err != nil {
		return nil, err
	}
	var looks []record.Look
	var before *record.Look
	for i, l := range all {
		switch {
		case l.Time.Before(sel.since):
			if !l.Payload.Digest.IsZero() {
				before = &all[i]
			}
		case sel.until.IsZero() || l.Time.Before(sel.until):
			looks = append(looks, l)
		}
	}
	if before != nil && len(looks) > 0 && looks[0].Payload.Digest.IsZero() {
		looks = append([]record.Look{*before}, looks...)
	}
	return looks, nil
}

// list returns the first sight of each version among the looks, under the
// address that a player finds it at.
func (sel selection) list(p record.Page, looks []record.Look) ([]warc.Listed, error) {
	versions, err := sel.store.Versions(p.ID)
	if err != nil {
		return nil, err
	}
	titles := map[int]string{}
	for _, v := range versions {
		titles[v.Number] = v.Title
	}
	var list []warc.Listed
	listed := map[int]bool{}
	for _, l := range looks {
		if l.Version == 0 || listed[l.Version] || l.Payload.Digest.IsZero() || len(l.Exchanges) == 0 {
			continue
		}
		listed[l.Version] = true
		list = append(list, warc.Listed{URL: l.Exchanges[0].URL, Title: titles[l.Version], At: l.Time})
	}
	return list, nil
}
