package memento

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Get gets one capture: the very one that was asked for, or an error that is
// [ErrNotPlayed], [ErrWithheld], [ErrFailing], [ErrForbidden], a [Busy], or the context's.
func (c *Client) Get(ctx context.Context, of Capture) (Memento, error) {
	m, _, err := c.get(ctx, of)
	if err != nil {
		err = fmt.Errorf("capture of %s: %w", of.At.Format(time.DateTime), err)
	}
	return m, err
}

// Near gets the capture of an address that is nearest to a time, as where a
// redirect led: the one at that second, or one within some time of it to
// which the service sends on.
func (c *Client) Near(ctx context.Context, address string, at time.Time, within time.Duration) (Memento, error) {
	m, instead, err := c.get(ctx, Capture{At: at, URL: address})
	if instead == nil {
		return m, err
	}
	if gap := instead.At.Sub(at).Abs(); gap > within || !SamePage(instead.URL, address) {
		return m, fmt.Errorf("%w: the nearest of %s is of %s", ErrNotPlayed, address, instead.At.Format(time.DateTime))
	}
	m, _, err = c.get(ctx, *instead)
	return m, err
}

// get asks for a capture. Where the service sends on to another one, that is
// told beside the error.
func (c *Client) get(ctx context.Context, of Capture) (m Memento, instead *Capture, err error) {
	m = Memento{Capture: of, Address: of.Address}
	if m.Address == "" {
		m.Address = c.Service.Raw(of.At, of.URL)
	}
	a, err := c.ask(ctx, m.Address)
	for range maxSpellings {
		to, same := c.respelt(of, m.Address, a)
		if err != nil || !same {
			break
		}
		m.Address = to
		a, err = c.ask(ctx, to)
	}
	if err != nil {
		return m, nil, err
	}
	if !a.memento() {
		return m, c.elsewhere(m.Address, a), c.refusal(a)
	}
	if err := c.isThat(of, a); err != nil {
		return m, nil, err
	}
	m.Exchange, m.Digest, err = c.restore(of, a)
	return m, nil, err
}

// maxSpellings bounds how often a service may spell an address anew.
const maxSpellings = 2

// respelt returns where a service sends on to for the very same capture: of
// the same second and the same page, in a spelling that it likes better.
func (c *Client) respelt(of Capture, from string, a answer) (address string, same bool) {
	if a.memento() || a.Status < 300 || a.Status > 399 {
		return "", false
	}
	to := a.Header.Get("Location")
	at, original, ok := c.Service.Unwrap(to)
	if !ok || !at.Equal(of.At) || !SamePage(unescaped(original), unescaped(of.URL)) {
		return "", false
	}
	base, err := url.Parse(from)
	if err != nil {
		return "", false
	}
	u, err := base.Parse(to)
	if err != nil || u.String() == from || !strings.Contains(u.String(), "id_/") {
		return "", false
	}
	return u.String(), true
}

// elsewhere reads which other capture the service sends on to, or nil.
func (c *Client) elsewhere(from string, a answer) *Capture {
	if a.Status < 300 || a.Status > 399 {
		return nil
	}
	at, of, ok := c.Service.Unwrap(a.Header.Get("Location"))
	if !ok || c.Service.Raw(at, of) == from {
		return nil
	}
	return &Capture{At: at, URL: of}
}

// refusal words an answer that is no capture.
func (c *Client) refusal(a answer) error {
	switch at, _, ok := c.Service.Unwrap(a.Header.Get("Location")); {
	case shutOut(a):
		return ErrWithheld
	case a.Status >= 300 && a.Status < 400 && ok:
		return fmt.Errorf("%w: it has that of %s in its place", ErrNotPlayed, at.Format(time.DateTime))
	case a.Status == 404:
		return fmt.Errorf("%w: it is not there (404)", ErrNotPlayed)
	}
	return fmt.Errorf("%w: %s with a page of its own", ErrNotPlayed, c.says(a))
}

// isThat reports whether an answer is the capture that was asked for.
func (c *Client) isThat(of Capture, a answer) error {
	at, err := http.ParseTime(a.Header.Get("Memento-Datetime"))
	switch {
	case err != nil:
		return fmt.Errorf("%w: it dates it %q", ErrNotPlayed, a.Header.Get("Memento-Datetime"))
	case !at.Equal(of.At):
		return fmt.Errorf("%w: it has that of %s in its place", ErrNotPlayed, at.UTC().Format(time.DateTime))
	case of.Status != 0 && a.Status != of.Status && !(of.redirects() && a.Status >= 300 && a.Status < 400):
		return fmt.Errorf("%w: it answers %d where its list says %d", ErrNotPlayed, a.Status, of.Status)
	}
	for _, field := range a.Header.Values("Link") {
		for l := range links(field) {
			if l.is("original") && !SamePage(unescaped(l.target), unescaped(of.URL)) {
				return fmt.Errorf("%w: it has one of %s in its place", ErrNotPlayed, l.target)
			}
		}
	}
	return nil
}

// unescaped undoes percent-encoding, of which services may have one layer
// more or less.
func unescaped(address string) string {
	for range 3 {
		plain, err := url.PathUnescape(address)
		if err != nil || plain == address {
			break
		}
		address = plain
	}
	return address
}
