package extract

import (
	"fmt"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// CheckSelector returns an error that says why s is no CSS selector list, nil
// if it is one. Configurations are checked by it before pages are read.
func CheckSelector(s string) error {
	if _, err := cascadia.ParseGroup(s); err != nil {
		return fmt.Errorf("selector %q: %w", s, err)
	}
	return nil
}

// matches returns the elements below root that the selector picks. A selector
// that does not parse picks none; trouble says so.
func matches(root *html.Node, selector string) (found map[*html.Node]bool, trouble string) {
	g, err := cascadia.ParseGroup(selector)
	if err != nil {
		return nil, fmt.Sprintf("the selector %q was passed over: %v", selector, err)
	}
	nodes := cascadia.QueryAll(root, g)
	found = make(map[*html.Node]bool, len(nodes))
	for _, n := range nodes {
		found[n] = true
	}
	return found, ""
}
