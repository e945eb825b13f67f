package crawler

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longestHold bounds what a Retry-After can ask for: a slip, or a server that
// wants to be rid of us, must not end the watch.
const longestHold = 24 * time.Hour

// retryAfter returns the time before which the host is to be left alone, by
// the Retry-After of a 429 or 503 (RFC 9110 section 10.2.3: seconds, or a
// date). A date is read against the server's own clock, where it shows one.
// Zero: it asks for nothing.
func retryAfter(status int, h http.Header, now time.Time) time.Time {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" || status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		return time.Time{}
	}
	wait := longestHold
	if s, err := strconv.ParseInt(value, 10, 64); err == nil {
		wait = time.Duration(min(s, int64(longestHold/time.Second))) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = min(at.Sub(serverTime(h, now)), longestHold)
	} else {
		return time.Time{}
	}
	if wait <= 0 {
		return time.Time{}
	}
	return now.Add(wait)
}

// serverTime returns what the server's clock showed, or else now.
func serverTime(h http.Header, now time.Time) time.Time {
	if at, err := http.ParseTime(h.Get("Date")); err == nil {
		return at
	}
	return now
}
