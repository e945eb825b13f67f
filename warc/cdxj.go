package warc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// An entry is one line of the index.
type entry struct {
	url            string
	at             time.Time
	mime           string
	status         int
	digest         string
	offset, length int64
}

// add keeps a line for the index, if one is asked for: a million of them take
// a quarter of a gigabyte.
func (w *Writer) add(e entry) {
	if w.o.Name != "" {
		w.index = append(w.index, e)
	}
}

// CDXJ returns the index of the captures written so far, sorted by bytes:
// key, time and a JSON object on each line (CDXJ 0.1.0). Times have 17
// digits: with 14, two looks in one second would be one capture, and the
// earlier one would never be shown.
func (w *Writer) CDXJ() []byte {
	lines := make([]string, len(w.index))
	for i, e := range w.index {
		lines[i] = e.line(w.o.Name)
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, ""))
}

func (e entry) line(file string) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s ", Key(e.url), stamp(e.at))
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	// What is encoded here, strings and numbers, cannot fail.
	_ = enc.Encode(struct {
		URL      string `json:"url"`
		Mime     string `json:"mime,omitempty"`
		Status   int    `json:"status,omitempty"`
		Digest   string `json:"digest"`
		Length   int64  `json:"length"`
		Offset   int64  `json:"offset"`
		Filename string `json:"filename"`
	}{e.url, e.mime, e.status, e.digest, e.length, e.offset, file})
	return b.String()
}

// stamp writes a time in 17 digits, to the millisecond.
func stamp(t time.Time) string {
	return strings.Replace(t.UTC().Format("20060102150405.000"), ".", "", 1)
}

var www = regexp.MustCompile(`^(https?://)www\d*\.`)

// Key returns the address as indexes sort it (SURT): host turned round,
// without www, then path and sorted query, in lower case. The specification's
// own text keeps www; all indexers take it off, and so do we.
//
//	https://www.example.gov/News?b=2&a=1   gov,example)/news?a=1&b=2
//	http://example.gov:8080/               gov,example:8080)/
func Key(address string) string {
	if !strings.HasPrefix(address, "https:") && !strings.HasPrefix(address, "http:") {
		return oneWord(address)
	}
	u, err := url.Parse(www.ReplaceAllString(strings.ToLower(address), "$1"))
	if err != nil {
		return oneWord(address)
	}
	host := strings.Split(u.Hostname(), ".")
	slices.Reverse(host)
	key := strings.Join(host, ",")
	if p := u.Port(); p != "" && !(p == "80" && u.Scheme == "http" || p == "443" && u.Scheme == "https") {
		key += ":" + p
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	key += ")" + path
	if u.RawQuery != "" {
		key += "?" + sortedQuery(u.RawQuery)
	}
	return oneWord(key)
}

// oneWord keeps a key from breaking the line that it stands in.
func oneWord(s string) string { return strings.ReplaceAll(oneLine(s), " ", "%20") }

// sortedQuery sorts and writes a query as URLSearchParams does.
func sortedQuery(raw string) string {
	var pairs [][2]string
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		k, v, _ := strings.Cut(part, "=")
		pairs = append(pairs, [2]string{plainForm(k), plainForm(v)})
	}
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	out := make([]string, len(pairs))
	for i, p := range pairs {
		out[i] = form(p[0]) + "=" + form(p[1])
	}
	return strings.Join(out, "&")
}

// plainForm undoes the coding of a form's field; a % that is none stays.
func plainForm(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b.WriteByte(' ')
		case s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		default:
			b.WriteByte(s[i])
		}
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

func form(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("*-._", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
