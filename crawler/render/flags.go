package render

import (
	"fmt"
	"strings"
	"sync"
)

// flags are how the browser is started, beside what makes it headless and
// lets us talk to it through a pipe. As root it runs without its sandbox,
// because it refuses to start otherwise; chromedp adds that, for root only.
var flags = map[string]any{
	// No network: nothing is found under any name, and a proxy without a name
	// stands before all addresses, those of this machine included. Requests
	// come to us before they get that far.
	"host-resolver-rules":       "MAP * ~NOTFOUND",
	"proxy-server":              "http://nowhere.invalid:9",
	"proxy-bypass-list":         "<-loopback>",
	"webrtc-ip-handling-policy": "disable_non_proxied_udp",

	// Nothing of its own.
	"disable-background-networking": true,
	"disable-component-update":      true,
	"disable-default-apps":          true,
	"disable-domain-reliability":    true,
	"disable-extensions":            true,
	"disable-sync":                  true,
	"disable-breakpad":              true,
	"disable-crash-reporter":        true,
	"no-pings":                      true,
	"metrics-recording-only":        true,
	"password-store":                "basic",
	"use-mock-keychain":             true,
	"disable-features":              "Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,HttpsUpgrades,InterestFeedContentSuggestions",

	// Nothing that opens or asks.
	"block-new-web-contents":  true,
	"deny-permission-prompts": true,
	"disable-notifications":   true,
	"disable-print-preview":   true,

	// The same each time.
	"lang":                                   "en-US",
	"disable-gpu":                            true,
	"force-color-profile":                    "srgb",
	"force-prefers-reduced-motion":           true,
	"force-device-scale-factor":              "1",
	"font-render-hinting":                    "none",
	"js-flags":                               "--random-seed=1157 --max-old-space-size=512",
	"disable-backgrounding-occluded-windows": true,
	"disable-background-timer-throttling":    true,
	"disable-renderer-backgrounding":         true,
	"disable-hang-monitor":                   true,
	"disable-dev-shm-usage":                  true, // 64 MB in many containers
}

// output keeps the end of what the browser prints, for the case that it does
// not start.
type output struct {
	mu   sync.Mutex
	text []byte
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.text = append(o.text, p...); len(o.text) > 4<<10 {
		o.text = append([]byte(nil), o.text[len(o.text)-2<<10:]...)
	}
	return len(p), nil
}

// with returns err with the last line that was printed, where it does not say
// so itself.
func (o *output) with(err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(o.text)), "\n")
	line := strings.TrimSpace(lines[len(lines)-1])
	if line == "" || strings.Contains(err.Error(), line) {
		return err
	}
	return fmt.Errorf("%w: %s", err, line)
}
