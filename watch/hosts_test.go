package watch

import (
	"strings"
	"testing"

	"stet/record"
)

func TestTheOrderInWhichPagesAreAsked(t *testing.T) {
	for name, c := range map[string]struct{ due, want string }{
		"as they are due": {"a/1 b/1 a/2", "a/1 a/2 b/1"},
		"a page at which the server failed is the last of its own": {"a/1=server-error a/2 b/1 a/3", "a/2 a/3 a/1 b/1"},
		"and so is one that it turned us away from":                {"a/1=rate-limited a/2", "a/2 a/1"},
		"one that is blocked keeps its place":                      {"a/1=blocked a/2", "a/1 a/2"},
		"a host that gave no answer comes last":                    {"a/1=unreachable a/2 b/1", "b/1 a/1 a/2"},
		"failures keep their order among themselves":               {"a/1=server-error a/2=maintenance a/3", "a/3 a/1 a/2"},
	} {
		t.Run(name, func(t *testing.T) {
			var due []record.Page
			for s := range strings.FieldsSeq(c.due) {
				at, kind, bad := strings.Cut(s, "=")
				p := record.Page{URL: "https://" + at}
				if bad {
					p.Incident = &record.Incident{Kind: record.IncidentKind(kind)}
				}
				due = append(due, p)
			}
			var got []string
			for _, h := range byHost(due) {
				for _, p := range h.pages {
					got = append(got, strings.TrimPrefix(p.URL, "https://"))
				}
			}
			if got := strings.Join(got, " "); got != c.want {
				t.Errorf("byHost(%s) = %s, want %s", c.due, got, c.want)
			}
		})
	}
}
