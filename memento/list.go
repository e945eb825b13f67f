package memento

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Bounds on lists: how many rows are asked for at a time, how many of one page
// are held, and in how many parts they may come.
const (
	rowsAtATime = 5000
	maxRows     = 200_000
	maxParts    = 400
	maxTimeMaps = 100
)

// errNoList says that the service gave no list of captures: it has no CDX
// server, or that answered something else.
var errNoList = errors.New("its CDX server gives none")

// errNotThere says that where a list would lie there is nothing.
var errNotThere = errors.New("not found")

// List returns the captures of a page, oldest first, from and until
// inclusive; zero times are no bounds. Addresses that differ as [SamePage]
// says are among them. None at all is no error.
func (c *Client) List(ctx context.Context, page string, from, until time.Time) ([]Capture, error) {
	rows, err := c.cdx(ctx, page, from, until)
	if errors.Is(err, errNoList) {
		var second error
		rows, second = c.timeMaps(ctx, page)
		// One that has TimeMaps alone has none of a page that it does not know.
		// One that has lists and keeps this one back must not pass for it.
		if second != nil && !(errors.Is(err, errNotThere) && errors.Is(second, errNotThere)) {
			return nil, fmt.Errorf("list what %s has of %s: %w; nor a TimeMap: %w", c.Service, page, err, second)
		}
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("list what %s has of %s: %w", c.Service, page, err)
	}
	rows = slices.DeleteFunc(rows, func(r Capture) bool {
		return !from.IsZero() && r.At.Before(from.Truncate(time.Second)) || !until.IsZero() && r.At.After(until)
	})
	slices.SortStableFunc(rows, func(a, b Capture) int { return a.At.Compare(b.At) })
	return rows, nil
}

// cdx asks a CDX server, part by part.
func (c *Client) cdx(ctx context.Context, page string, from, until time.Time) ([]Capture, error) {
	q := url.Values{"url": {page}, "output": {"json"}}
	if !c.Service.pywb { // which has other names for the fields, and no keys to go on with
		q.Set("fl", "timestamp,original,mimetype,statuscode,digest")
		q.Set("limit", strconv.Itoa(rowsAtATime))
		q.Set("showResumeKey", "true")
	}
	if !from.IsZero() {
		q.Set("from", from.UTC().Format(stamp))
	}
	if !until.IsZero() {
		q.Set("to", until.UTC().Format(stamp))
	}
	var all []Capture
	asked := map[string]bool{}
	for {
		a, err := c.ask(ctx, c.Service.cdx+"?"+q.Encode())
		if err != nil {
			return nil, err
		}
		rows, more, err := c.rows(a)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
		switch {
		case more == "":
			return all, nil
		case asked[more]:
			return nil, fmt.Errorf("%w: it goes round in a circle, at %q", ErrEndless, more[:min(len(more), 60)])
		case len(all) > maxRows:
			return nil, fmt.Errorf("%w: it has more than %d; ask for less with --since and --until", ErrEndless, maxRows)
		case len(asked) == maxParts:
			return nil, fmt.Errorf("%w: after %d parts it has %d and goes on", ErrEndless, maxParts, len(all))
		}
		asked[more] = true
		q.Set("resumeKey", more) // coded over once more, as the server undoes it twice
	}
}

// rows reads an answer of a CDX server.
func (c *Client) rows(a answer) ([]Capture, string, error) {
	switch {
	case shutOut(a):
		return nil, "", ErrWithheld
	case a.Status == 404 && c.Service.pywb && len(a.document) > 0 && a.document[0] == '{':
		return nil, "", nil // pywb's way to say that there are none
	case a.Status == 404:
		return nil, "", fmt.Errorf("%w: %w", errNoList, errNotThere)
	case a.Status != 200:
		return nil, "", fmt.Errorf("%w: %s", errNoList, c.says(a))
	}
	rows, more, err := ParseCDX(a.document)
	if errors.Is(err, errNoCDX) {
		err = fmt.Errorf("%w: %w", errNoList, err)
	}
	return rows, more, err
}

// timeMaps reads the TimeMap of a page, and those that it leads on to.
func (c *Client) timeMaps(ctx context.Context, page string) (all []Capture, err error) {
	next := []string{c.Service.timemap + page}
	asked := map[string]bool{}
	for len(next) > 0 {
		address := next[0]
		next = next[1:]
		if asked[address] {
			continue
		}
		if asked[address] = true; len(asked) > maxTimeMaps || len(all) > maxRows {
			return nil, fmt.Errorf("%w: its TimeMap leads on and on", ErrEndless)
		}
		a, err := c.ask(ctx, address)
		switch {
		case err != nil:
			return nil, err
		case a.Status == 404 && len(asked) == 1:
			return nil, errNotThere
		case a.Status == 404:
			continue
		case a.Status != 200:
			return nil, fmt.Errorf("%s", c.says(a))
		}
		rows, more, err := c.Service.ParseTimeMap(a.document)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
		for _, m := range more {
			if c.Service.owns(m) {
				next = append(next, m)
			}
		}
	}
	return all, nil
}
