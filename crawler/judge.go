package crawler

import (
	"fmt"
	"net/http"

	"stet/record"
)

// Judge says whether a document that came with the given status is no page
// to trust; nil: it is a page.
func Judge(status int, contentType string, document []byte) *record.Incident {
	kind := record.IncidentKind("")
	switch {
	case len(document) == 0:
		kind = record.Empty
	case status == 401 || status == 403:
		kind = record.Blocked
	case status == 429:
		kind = record.RateLimited
	case status >= 400 && status != 404 && status != 410:
		kind = record.ServerError
	default:
		return nil
	}
	return &record.Incident{Kind: kind, Detail: answered(status, titleOf(contentType, document))}
}

func answered(status int, title string) string {
	if title == "" {
		title = http.StatusText(status)
	}
	return fmt.Sprintf("the server answered %d: %s", status, plain(title))
}

func titleOf(contentType string, document []byte) string { return skimHTML(asUTF8(document)).title }

func refreshTarget(s string) (string, bool) { return "", false }
