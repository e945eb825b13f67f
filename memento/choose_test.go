package memento

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// rows reads captures out of lines "time status address [digest]", the time
// as 2020-01-02 or 2020-01-02T03:04:05.
func rows(t *testing.T, text string) (list []Capture) {
	t.Helper()
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		at, err := time.Parse(time.DateOnly, f[0])
		if err != nil {
			if at, err = time.Parse("2006-01-02T15:04:05", f[0]); err != nil {
				t.Fatal(err)
			}
		}
		c := Capture{At: at, URL: f[2]}
		fmt.Sscan(f[1], &c.Status)
		if len(f) > 3 {
			c.Digest = f[3]
		}
		list = append(list, c)
	}
	return list
}

func TestChoose(t *testing.T) {
	const page = "https://www.a.example/b"
	for name, c := range map[string]struct {
		all  string
		want Choice
		kept string // the days or times, and the status
	}{
		"other spellings count where they gave the page": {
			all:  "2020-01-01 200 http://a.example:80/b\n2020-01-02 200 https://www.a.example/B/\n2020-01-03 200 https://www.a.example/c",
			kept: "2020-01-01 200, 2020-01-02 200"},
		"a redirect from another spelling is none of the page's": {
			all:  "2020-01-01 301 http://www.a.example/b\n2020-01-02 302 https://a.example/b",
			kept: ""},
		"a redirect of the page itself counts": {
			all:  "2020-01-01 301 https://www.a.example/b",
			kept: "2020-01-01 301"},
		"unless the page was captured along with it": {
			all:  "2020-01-01T00:00:00 301 https://www.a.example/b\n2020-01-01T00:00:30 200 https://www.a.example/b/",
			kept: "2020-01-01T00:00:30 200"},
		"a failure counts at the page's own address, by http too": {
			all:  "2020-01-01 404 http://www.a.example/b\n2020-01-02 404 http://a.example/b\n2020-01-03 503 https://www.a.example/b",
			kept: "2020-01-01 404, 2020-01-03 503"},
		"one at a second, the best": {
			all:  "2020-01-01 200 http://a.example/b\n2020-01-01 301 https://www.a.example/b\n2020-01-01 200 https://www.a.example/b",
			kept: "2020-01-01 200"},
		"in the order of time": {
			all:  "2020-01-03 200 https://www.a.example/b\n2020-01-01 200 https://www.a.example/b",
			kept: "2020-01-01 200, 2020-01-03 200"},
		"what saw the same again has its status": {
			all:  "2020-01-01 404 https://www.a.example/b X\n2020-01-02 0 https://www.a.example/b X\n2020-01-03 0 https://www.a.example/b Y",
			kept: "2020-01-01 404, 2020-01-02 404, 2020-01-03 0"},
		"of nothing nobody knows which": {
			all:  "2020-01-01 302 https://www.a.example/b " + sha1Of("") + "\n2020-01-02 0 https://www.a.example/b " + sha1Of(""),
			kept: "2020-01-01 302, 2020-01-02 0"},
		"one in a span, and the last": {
			all:  "2020-01-01 200 https://www.a.example/b\n2020-01-10 200 https://www.a.example/b\n2020-02-01 200 https://www.a.example/b\n2020-02-02 200 https://www.a.example/b\n2020-02-03 200 https://www.a.example/b",
			want: Choice{Every: 30 * 24 * time.Hour},
			kept: "2020-01-01 200, 2020-02-01 200, 2020-02-03 200"},
		"a failure keeps no page out": {
			all:  "2020-01-01 503 https://www.a.example/b\n2020-01-02 200 https://www.a.example/b\n2020-01-03 503 https://www.a.example/b\n2020-03-03 200 https://www.a.example/b",
			want: Choice{Every: 30 * 24 * time.Hour},
			kept: "2020-01-01 503, 2020-01-02 200, 2020-03-03 200"},
		"the latest so many": {
			all:  "2020-01-01 200 https://www.a.example/b\n2020-01-02 200 https://www.a.example/b\n2020-01-03 200 https://www.a.example/b",
			want: Choice{AtMost: 2},
			kept: "2020-01-02 200, 2020-01-03 200"},
	} {
		all := rows(t, c.all)
		before := slices.Clone(all)
		var kept []string
		for _, k := range Choose(page, all, c.want) {
			kept = append(kept, fmt.Sprintf("%s %d", strings.TrimSuffix(k.At.Format("2006-01-02T15:04:05"), "T00:00:00"), k.Status))
		}
		if got := strings.Join(kept, ", "); got != c.kept {
			t.Errorf("%s: Choose(%q) = %s, want %s", name, c.all, got, c.kept)
		}
		if !slices.Equal(all, before) {
			t.Errorf("%s: Choose altered the list that it was given", name)
		}
	}
}
