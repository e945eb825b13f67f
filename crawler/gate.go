package crawler

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"stet/record"
)

// longestPause bounds what a slow answer or a Crawl-delay can ask for:
// nobody's robots.txt should be able to stop a run for days.
const (
	longestPause      = 300 * time.Second // Crawl-delay
	longestSlowPause  = 30 * time.Second  // after a slow answer
	pausePerTimeTaken = 5                 // Heritrix's rule: rest five times as long as the server worked
)

// gates holds the gate of each host, by [gateKey].
type gates struct {
	mu sync.Mutex
	m  map[string]*gate
}

// A gate lets one request at a time through to a host, and the next one only
// after a pause. A pause of 0 opens it: requests then go side by side.
type gate struct {
	turn chan struct{} // holds one token

	mu   sync.Mutex
	last time.Time     // end of the last request
	took time.Duration // how long the server worked on it
}

// of returns the gate of the host that u names.
func (g *gates) of(u *url.URL) *gate {
	key := gateKey(u)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.m == nil {
		g.m = map[string]*gate{}
	}
	if g.m[key] == nil {
		g.m[key] = &gate{turn: make(chan struct{}, 1)}
	}
	return g.m[key]
}

// enter waits until the host may be asked, or until ctx ends. Who came in
// must call the returned function with the time that the server worked.
func (g *gate) enter(ctx context.Context, pause time.Duration) (leave func(took time.Duration), err error) {
	if pause <= 0 {
		return g.note, ctx.Err()
	}
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := sleep(ctx, g.wait(pause)); err != nil {
		<-g.turn
		return nil, err
	}
	return func(took time.Duration) {
		g.note(took)
		<-g.turn
	}, nil
}

// wait returns how long the host is still to be left alone.
func (g *gate) wait(pause time.Duration) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.last.IsZero() {
		return 0
	}
	pause = max(pause, min(pausePerTimeTaken*g.took, longestSlowPause))
	return time.Until(g.last.Add(pause))
}

func (g *gate) note(took time.Duration) {
	g.mu.Lock()
	g.last, g.took = time.Now(), took
	g.mu.Unlock()
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
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

// gateKey names the host that shares a gate: http and https at their usual
// ports are one server to whoever runs it. Other ports are taken for other servers.
func gateKey(u *url.URL) string {
	port := u.Port()
	if port == "" || port == "80" && u.Scheme == "http" || port == "443" && u.Scheme == "https" {
		return lowerHost(u)
	}
	return record.HostPort(u)
}

func lowerHost(u *url.URL) string {
	return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
}
