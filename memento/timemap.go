package memento

import (
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A link is one link of RFC 8288, in a header field or in a document of type
// application/link-format (RFC 6690).
type link struct {
	target string
	rel    []string // in lower case
	params map[string]string
}

func (l link) is(rel string) bool { return slices.Contains(l.rel, rel) }

// links yields links separated by commas, one at a time: of a document of
// nothing else, all of them would take a hundred times as much as it does.
// What is no link is passed over, up to the next one.
func links(s string) iter.Seq[link] {
	return func(yield func(link) bool) {
		for {
			start := strings.IndexByte(s, '<')
			if start < 0 {
				return
			}
			end := strings.IndexByte(s[start:], '>')
			if end < 0 {
				return
			}
			l := link{target: strings.TrimSpace(s[start+1 : start+end])}
			l.params, s = parseParams(s[start+end+1:])
			l.rel = strings.Fields(strings.ToLower(l.params["rel"]))
			if !yield(l) {
				return
			}
		}
	}
}

// parseParams reads what follows a link in its brackets.
func parseParams(s string) (params map[string]string, rest string) {
	for {
		s = strings.TrimLeft(s, " \t\r\n")
		if !strings.HasPrefix(s, ";") {
			return params, s
		}
		var name, value string
		name, value, s = parseParam(s[1:])
		if _, taken := params[name]; name == "" || taken {
			continue
		}
		if params == nil {
			params = map[string]string{}
		}
		params[name] = value
	}
}

// parseParam reads name=value or name="value" up to the next ; or comma.
func parseParam(s string) (name, value, rest string) {
	end := strings.IndexAny(s, "=;,<")
	if end < 0 {
		return strings.ToLower(strings.TrimSpace(s)), "", ""
	}
	name = strings.ToLower(strings.TrimSpace(s[:end]))
	if s[end] != '=' {
		return name, "", s[end:]
	}
	s = strings.TrimLeft(s[end+1:], " \t")
	if !strings.HasPrefix(s, `"`) {
		if end = strings.IndexAny(s, ";,"); end < 0 {
			end = len(s)
		}
		return name, strings.TrimSpace(s[:end]), s[end:]
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return name, b.String(), s[i+1:]
		case '\\':
			if i++; i < len(s) {
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return name, b.String(), ""
}

// modifier finds where in an address the raw bytes can be asked for.
var modifier = regexp.MustCompile(`/([0-9]{14})(?:[a-z]{2}_)?/`)

// ParseTimeMap reads a TimeMap (RFC 7089 section 5) in link format. The
// addresses of captures are turned into those of their raw bytes where they
// are made as Wayback's are; others are left out, since what they show is the
// service's rendering. more lists further TimeMaps.
func (s Service) ParseTimeMap(body []byte) (rows []Capture, more []string, err error) {
	original, text := "", string(body)
	for l := range links(text) {
		if l.is("original") {
			original = l.target
		}
	}
	if original == "" {
		return nil, nil, fmt.Errorf("it is no TimeMap: no link says what it is of")
	}
	for l := range links(text) {
		switch {
		case l.is("timemap") && !l.is("self"):
			more = append(more, l.target)
		case l.is("memento"):
			if c, ok := s.linked(l, original); ok {
				rows = append(rows, c)
			}
		}
	}
	return rows, more, nil
}

// linked makes a capture of a link.
func (s Service) linked(l link, original string) (Capture, bool) {
	at, err := http.ParseTime(l.params["datetime"])
	where := modifier.FindStringSubmatchIndex(l.target)
	if err != nil || where == nil || !s.owns(l.target) {
		return Capture{}, false
	}
	address := l.target[:where[3]] + "id_" + l.target[where[1]-1:]
	if _, of, ok := s.Unwrap(l.target); ok {
		original = of
	}
	base, err := url.Parse(s.play)
	if err != nil {
		return Capture{}, false
	}
	u, err := base.Parse(address)
	if err != nil {
		return Capture{}, false
	}
	return Capture{At: at.UTC(), URL: original, Address: u.String()}, true
}
