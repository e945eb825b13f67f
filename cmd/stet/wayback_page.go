package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stet/memento"
	"stet/record"
	"stet/report"
)

// A pageHistory is what is imported of one page.
type pageHistory struct {
	*historyImport
	p     *importedPage
	own   bool                          // its last look was stet's own
	same  map[sameness]repeated         // what was taken in already
	ready map[time.Time]memento.Memento // what was asked for ahead of its turn

	played    memento.Capture // the last one that was had
	postponed bool            // the service fails at this page

	missed, aside int    // captures that could not be had; redirects that led to what was not captured
	why, whyAside string // the first of each, in words
}

// page takes in the history of one page. Only trouble with the archive is an
// error.
func (in *historyImport) page(ctx context.Context, p *importedPage) error {
	all, err := in.client.List(ctx, p.page.URL, in.since, in.until)
	if err != nil {
		in.noList(ctx, p, err)
		return nil
	}
	h := &pageHistory{historyImport: in, p: p, same: map[sameness]repeated{}, ready: map[time.Time]memento.Memento{}}
	if h.own, err = in.looked(p); err != nil {
		return err
	}
	if len(all) == 0 {
		in.without = append(in.without, p.page.URL)
	}
	list := memento.Choose(p.page.URL, all, in.choice)
	looks, err := in.remember(p)
	if err != nil {
		return err
	}
	h.recall(looks, list)
	in.meter.captures(len(list))
	for i := range list {
		if ctx.Err() != nil || in.stopped != nil || h.postponed {
			break
		}
		if err := h.take(ctx, list[i], list[i+1:]); err != nil {
			return err
		}
		in.meter.step()
	}
	h.tell()
	if ctx.Err() != nil || in.stopped != nil || h.postponed {
		return nil // a capture that waits for the next one is asked for again then
	}
	return in.release(p, false)
}

// noList settles that the list of a page could not be had.
func (in *historyImport) noList(ctx context.Context, p *importedPage, err error) {
	var busy *memento.Busy
	switch {
	case ctx.Err() != nil:
	case errors.As(err, &busy), errors.Is(err, memento.ErrForbidden):
		in.stopped = err
	case errors.Is(err, memento.ErrWithheld), errors.Is(err, memento.ErrNotPlayed), errors.Is(err, memento.ErrEndless):
		in.lose("%v", err)
	default: // it fails at this page, or altogether
		in.postpone(err)
	}
}

// mostFailing is after how many pages in a row at which the service fails it
// is left alone.
const mostFailing = 3

// postpone leaves the rest of a page to the next import.
func (in *historyImport) postpone(err error) {
	if in.failing++; in.failing >= mostFailing {
		in.stopped = err
		return
	}
	in.lose("%v; the same command asks for it again", err)
}

// take takes in one capture; rest are those after it.
func (h *pageHistory) take(ctx context.Context, c memento.Capture, rest []memento.Capture) error {
	switch {
	case h.p.looks[c.At]:
		h.there++
		return nil
	case c.At.After(h.run.Started):
		h.lose("%s: a capture of %s lies in the future", h.p.page.URL, c.At.Format(time.DateTime))
		return nil
	case h.p.isLate(c.At) && h.own:
		h.p.refused = append(h.p.refused, c.At)
		return nil
	case h.p.isLate(c.At):
		h.before++
		return nil
	}
	a, err := h.answer(ctx, c)
	if err != nil {
		return h.cannot(ctx, c, rest, err)
	}
	if err := h.known(h.p); err != nil {
		return err
	}
	if _, err := h.remember(h.p); err != nil {
		return err
	}
	return h.settle(h.p, a)
}

// errArchive marks trouble with the archive among that with the service.
var errArchive = errors.New("archive")

// errItself says that a redirect led to the page itself, under another name.
var errItself = errors.New("a redirect to the page itself")

// errNotAlong says that a redirect led to what was not captured with it.
var errNotAlong = errors.New("what the redirect led to was not captured with it")

// cannot settles that a capture could not be had.
func (h *pageHistory) cannot(ctx context.Context, c memento.Capture, rest []memento.Capture, err error) error {
	switch {
	case errors.Is(err, errArchive):
		return err
	case ctx.Err() != nil, errors.Is(err, errItself):
	case errors.Is(err, errNotAlong):
		if h.aside++; h.aside == 1 {
			h.whyAside = err.Error()
		}
	case errors.Is(err, memento.ErrNotPlayed), errors.Is(err, memento.ErrWithheld), errors.Is(err, memento.ErrFailing) && h.alive(ctx, rest):
		if h.missed++; h.missed == 1 {
			h.why = err.Error()
		}
	case errors.Is(err, memento.ErrFailing):
		h.postponed = true
		h.postpone(fmt.Errorf("%s: %w", h.p.page.URL, err))
	default:
		h.stopped = fmt.Errorf("%s: %w", h.p.page.URL, err)
	}
	return nil
}

// alive finds out, where a capture fails, whether the service does: it has
// the next one fetched ahead of its turn or, where there is none, the one that
// it played last. To go on without a capture is to go on without it for good,
// as later ones are numbered after it.
func (h *pageHistory) alive(ctx context.Context, rest []memento.Capture) bool {
	for _, c := range rest {
		if _, ok := h.same[samenessOf(c)]; ok {
			continue
		}
		m, err := h.client.Get(ctx, c)
		if err == nil {
			h.ready[c.At] = m
		}
		return err == nil || errors.Is(err, memento.ErrNotPlayed)
	}
	if h.played.At.IsZero() {
		return false
	}
	_, err := h.client.Get(ctx, h.played)
	return err == nil
}

func (h *pageHistory) get(ctx context.Context, c memento.Capture) (memento.Memento, error) {
	if m, ok := h.ready[c.At]; ok {
		delete(h.ready, c.At)
		return m, nil
	}
	m, err := h.client.Get(ctx, c)
	if err == nil {
		h.played, h.failing = c, 0
	}
	return m, err
}

// answer makes the answer that a look at that time would have got.
func (h *pageHistory) answer(ctx context.Context, c memento.Capture) (record.Answer, error) {
	e, origin, err := h.repeat(c)
	if err == nil && e == nil {
		var m memento.Memento
		if m, err = h.get(ctx, c); err == nil {
			e, origin = &m.Exchange, m.Address
			if m.Digest == memento.Differs {
				origin += " (not the digest of its list)"
			}
		}
	}
	if err != nil {
		return record.Answer{}, err
	}
	if clean, err := record.ParseURL(e.URL); err == nil {
		e.URL = clean
	}
	exchanges, err := h.follow(ctx, *e)
	if err != nil {
		return record.Answer{}, err
	}
	a := h.fetch.Replay(c.At, exchanges)
	a.URL = h.p.page.URL
	if len(exchanges) == 1 {
		a.FinalURL = h.p.page.URL // whether with www or without, or by http: it is the page's own answer
		if m := h.p.page.MovedTo; m != "" && e.URL == m {
			a.FinalURL, a.MovedTo = m, m
		}
		h.keep(c, *e, a.Last().Payload.Digest)
	}
	a.Origin = provenance(origin)
	return a, nil
}

// maxImportHops bounds how many redirects are followed within a web archive.
const maxImportHops = 10

// nearby is how long before or after a redirect its target may have been
// captured to count as the same look: crawlers of web archives queue what a
// redirect leads to.
const nearby = time.Hour

// follow gets what a redirect led to, hop by hop.
func (h *pageHistory) follow(ctx context.Context, e record.Exchange) ([]record.Exchange, error) {
	hops := []record.Exchange{e}
	for isRedirect(e.Status) {
		to, err := sentOnTo(e.URL, e.Header.Get("Location"))
		switch {
		case err != nil:
			return nil, fmt.Errorf("%w: %w", errNotAlong, err)
		case memento.SamePage(to, h.p.page.URL):
			return nil, errItself
		case len(hops) > maxImportHops:
			return nil, fmt.Errorf("%w: more than %d redirects", errNotAlong, maxImportHops)
		}
		m, err := h.client.Near(ctx, to, hops[0].Started, nearby)
		if errors.Is(err, memento.ErrNotPlayed) || errors.Is(err, memento.ErrWithheld) {
			return nil, fmt.Errorf("%w: %w", errNotAlong, err)
		} else if err != nil {
			return nil, err
		}
		e = m.Exchange
		e.URL = to
		hops = append(hops, e)
	}
	return hops, nil
}

// tell says what of a page could not be had, and why.
func (h *pageHistory) tell() {
	if h.missed > 0 {
		h.lose("%s: %s left out; %s", h.p.page.URL, plural(h.missed, "capture")+" "+isAre(h.missed), h.why)
	}
	if h.aside > 0 {
		h.app.say("%s: %s left out; %s", h.p.page.URL, plural(h.aside, "captured redirect")+" "+isAre(h.aside), report.Clean(h.whyAside))
	}
}
