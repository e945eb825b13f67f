package memento

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"stet/record"
)

// How often one thing is asked for, and how many delays are waited in between
// where the service does not say, twice as many each time. With the usual two
// seconds that is a minute after a refusal: the Wayback Machine sends no
// Retry-After with its 429, and shuts out for longer who comes back sooner.
const (
	tries       = 4
	afterBusy   = 30
	afterFault  = 3
	maxPatience = 10 * time.Minute
)

// An answer is what came of asking: the one exchange, with its document after
// content decoding.
type answer struct {
	record.Exchange
	document []byte
}

// memento reports whether the answer says that it is a capture.
func (a answer) memento() bool { return a.Header.Get("Memento-Datetime") != "" }

// ask asks for one address until there is an answer that means something: a
// capture, whatever its status, or what the service says short of a failure.
func (c *Client) ask(ctx context.Context, address string) (answer, error) {
	for n := 0; ; n++ {
		a := c.Fetcher.Fetch(ctx, record.Request{URL: address, OneHop: true})
		if ctx.Err() != nil {
			return answer{}, ctx.Err()
		}
		got := answer{a.Last(), a.Document}
		pause, trouble := c.judge(got, a, n)
		switch last := n == tries-1; {
		case trouble == nil, pause == 0, last && errors.Is(trouble, ErrFailing):
			return got, trouble
		case last, pause > c.patience():
			return got, &Busy{Until: c.clock().Add(pause), Why: trouble.Error()}
		}
		if err := c.rest(ctx, pause, trouble.Error()); err != nil {
			return got, err
		}
	}
}

// judge says what is wrong with an answer, and how long to wait before asking
// again; 0: that would be in vain.
func (c *Client) judge(got answer, a record.Answer, n int) (time.Duration, error) {
	why := "no answer"
	if a.Incident != nil {
		why = a.Incident.Detail
	}
	switch {
	case got.Status == 0 && a.Incident != nil && a.Incident.Kind == record.Robots:
		return 0, fmt.Errorf("%w: %s", ErrForbidden, why)
	case got.Status == 0 && a.Incident != nil && a.Incident.Kind == record.Refused:
		return 0, fmt.Errorf("ask %s: %s", c.Service, why)
	case got.Status == 0 && !a.HoldHost.IsZero(): // it sent us away before, and the crawler remembers
		return c.pause(a, afterBusy, n), fmt.Errorf("%s", why)
	case got.Status == 0:
		return c.pause(a, afterFault, n), fmt.Errorf("%w: %s", ErrFailing, why)
	case got.Truncated == "length":
		return 0, fmt.Errorf("%w: %s", ErrNotPlayed, why)
	case got.Truncated != "":
		return c.pause(a, afterFault, n), fmt.Errorf("%w: its answer was cut off", ErrFailing)
	case got.memento():
		return 0, nil
	case got.Status == 429 || got.Status == 503 && !a.HoldHost.IsZero():
		return c.pause(a, afterBusy, n), fmt.Errorf("%s", c.says(got))
	case got.Status >= 500 || got.Status == 408:
		return c.pause(a, afterFault, n), fmt.Errorf("%w: %s", ErrFailing, c.says(got))
	}
	return 0, nil
}

// pause is how long to wait after the n-th time.
func (c *Client) pause(a record.Answer, delays, n int) time.Duration {
	if !a.HoldHost.IsZero() {
		return max(a.HoldHost.Sub(c.clock()), time.Millisecond)
	}
	return max(c.Delay*time.Duration(delays)<<n, time.Millisecond)
}

// says words what the service answered in place of a capture.
func (c *Client) says(a answer) string {
	s := fmt.Sprintf("%s answered %d", c.Service, a.Status)
	if why := a.Header.Get("X-Archive-Wayback-Runtime-Error"); why != "" {
		s += ": " + why[:min(len(why), 120)]
	}
	return s
}

// shutOut says whether the service keeps what it has of an address to itself,
// since the owner of the site wants it so.
func shutOut(a answer) bool {
	text := a.Header.Get("X-Archive-Wayback-Runtime-Error") + string(a.document[:min(len(a.document), 4<<10)])
	return strings.Contains(text, "AdministrativeAccessControlException") || strings.Contains(text, "RobotAccessControlException") ||
		strings.Contains(text, "URL has been excluded")
}

func (c *Client) patience() time.Duration {
	if c.Patience > 0 {
		return c.Patience
	}
	return maxPatience
}

func (c *Client) clock() time.Time {
	if c.now != nil {
		return c.now()
	}
	return time.Now()
}

// rest waits, and tells why.
func (c *Client) rest(ctx context.Context, d time.Duration, why string) error {
	if c.Waiting != nil {
		c.Waiting(d, why)
	}
	if c.wait != nil {
		return c.wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
