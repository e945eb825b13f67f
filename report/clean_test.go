package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"stet/record"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text stays", "over $50 million – “nearly” 30,000 actions, Año ½ 漢字", "over $50 million – “nearly” 30,000 actions, Año ½ 漢字"},
		{"a no-break space stays", "600\u00a0%", "600\u00a0%"},
		{"line breaks and tabs are spaces", "a\r\nb\tc\u2028d\u0085e", "a  b c d e"},
		{"an escape sequence is seen and does nothing", "\x1b[31mred\x1b]0;title\a", "␛[31mred␛]0;title␇"},
		{"a backspace cannot hide what stands before", "rm\b\bls\x7f\x00", "rm␈␈ls␡␀"},
		{"C1 controls are controls", "\u009b31m", "\ufffd31m"},
		{"broken UTF-8 is no control either", "a\x9bb\xff", "a\ufffdb\ufffd"},
		{"a bidi override is seen", "\u202egnp.exe\u202c \u2066x\u2069", "<U+202E>gnp.exe<U+202C> <U+2066>x<U+2069>"},
		{"bidi marks are left out", "a\u200eb\u200fc\u061c", "abc"},
		{"soft hyphens and zero widths are left out", "per\u00adson\u200bnel\ufeff\u2060", "personnel"},
		{"tag characters are seen", "a\U000e0041b", "a<U+E0041>b"},
		{"invisible letters are left out", "a\u3164b\u115fc\u034f", "abc"},
		{"noncharacters are replaced", "a\ufffe\ufdd0\U0001ffff", "a\ufffd\ufffd\ufffd"},
		{"signs may say that they are pictures", "☎\ufe0f", "☎\ufe0f"},
		{"letters with Arabic number signs stay", "\u06dd12", "\u06dd12"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	f.Add(hostile)
	f.Add("plain")
	f.Add("\xc2")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if r, bad := rawIn(got); bad {
			t.Errorf("Clean(%q) = %q, which holds %U", s, got, r)
		}
		if again := Clean(got); again != got {
			t.Errorf("Clean(%q) = %q, and cleaned again %q", s, got, again)
		}
	})
}

// rawIn finds what no terminal should get from a page. It is written apart
// from suspect, so that a slip in one of them shows.
func rawIn(s string) (rune, bool) {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n < 2 {
				return r, true
			}
		}
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) ||
			unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
			return r, true
		}
	}
	return 0, false
}

// sgr are the escape sequences that stet itself writes.
var sgr = regexp.MustCompile("\x1b\\[[0-9;]+m")

func TestHostilePagesNeverReachTheTerminalRaw(t *testing.T) {
	r := hostileReport()
	c := r.Changes[0]
	page := record.Page{URL: hostile, Title: hostile, MovedTo: hostile, Incident: c.Incident, LastLook: at("2026-01-02 03:04")}
	looks := []record.Look{
		{Time: at("2026-01-01 03:04"), Outcome: record.OutcomeIncident, Incident: c.Incident},
		{Time: at("2026-01-02 03:04"), Outcome: hostile},
	}
	c.To = &record.VersionRef{FirstSeen: looks[1].Time}
	doc := hostileDocument()
	all := Text{All: true}
	colour := Text{All: true, Color: true, Width: 40}
	pieces := map[string]func(io.Writer) error{
		"Change":           func(w io.Writer) error { return Change(w, c, all) },
		"Change in colour": func(w io.Writer) error { return Change(w, c, colour) },
		"Changes":          func(w io.Writer) error { return Changes(w, r.Changes, r.Incidents, colour) },
		"Inspect":          func(w io.Writer) error { return Inspect(w, doc, all) },
		"List":             func(w io.Writer) error { return List(w, []record.Page{page}, *r.Health, all) },
		"Log": func(w io.Writer) error {
			return Log(w, page, nil, looks, []record.Change{c}, r.Incidents, []record.Gap{{From: looks[0].Time}}, colour)
		},
		"Document": func(w io.Writer) error { return Document(w, doc) },
		"JSON":     func(w io.Writer) error { return JSON(w, doc) },
	}
	for _, format := range Formats() {
		pieces[format] = func(w io.Writer) error { return Write(w, format, r) }
	}
	for name, piece := range pieces {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := piece(&b); err != nil {
				t.Fatal(err)
			}
			if b.Len() == 0 {
				t.Fatal("nothing was written")
			}
			out := sgr.ReplaceAllString(b.String(), "")
			out = strings.NewReplacer("\r\n", "", "\n", "").Replace(out)
			if c, bad := rawIn(out); bad {
				t.Errorf("%s lets %U through: %q", name, c, out[:min(len(out), 2000)])
			}
		})
	}
}

func hostileDocument() record.Document {
	figure := record.Figure{Kind: hostile, Text: hostile, Unit: hostile, Qualifier: hostile, Value: record.TextValue(hostile), ValueTo: record.TextValue(hostile)}
	wild := figure
	wild.Start, wild.End = -3, 1<<30
	return record.Document{
		URL: hostile, Title: hostile, Language: hostile, Unread: hostile,
		Dates: []record.StatedDate{
			{Label: hostile, Kind: hostile, Value: hostile, Text: hostile, Source: hostile},
			{Label: hostile, Kind: hostile, Value: "2026-01-02", Text: hostile, Source: hostile},
		},
		Blocks: []record.Block{
			{Kind: record.Heading, Level: -1, Text: hostile, Part: hostile},
			{Kind: record.ListItem, Level: 1 << 20, Text: hostile, Section: hostile},
			{Kind: record.Cell, Row: hostile, Column: hostile, Text: "\x1b[2J" + hostile, Figures: []record.Figure{figure, wild}},
			{Kind: record.Quote, Text: hostile},
		},
		Links:    []record.Link{{Text: hostile, Href: hostile}},
		Images:   []record.Image{{Src: hostile, Alt: hostile}},
		Metadata: map[string]string{hostile: hostile},
		Hidden:   []record.Block{{Text: hostile}},
	}
}

func TestHostilePagesAsHTML(t *testing.T) {
	out := string(write(t, "html", hostileReport()))
	for _, no := range []string{"<script", "javascript:alert(1)\"", `href="javascript`, `href="data`, "=javascript:", "<img", "http-equiv=\"refresh"} {
		if strings.Contains(out, no) {
			t.Errorf("the HTML report holds %q", no)
		}
	}
	for _, m := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(out, -1) {
		if !strings.HasPrefix(m[1], "#change-") && m[1] != "#unseen" && !strings.HasPrefix(m[1], "http") {
			t.Errorf("the HTML report leads to %q", m[1])
		}
	}
}

func TestCSVRunsNoFormula(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"=1+1", "'=1+1"}, {"+1", "'+1"}, {"-5 °F", "'-5 °F"}, {"@SUM(A1)", "'@SUM(A1)"},
		{"\tx", "' x"}, {"\r\nx", "'  x"}, {" =1", "' =1"}, {"\u200b=1", "'=1"}, {"\u00a0=1", "'\u00a0=1"}, {"＝1", "'＝1"},
		{"1,300", "1,300"}, {"−23 %", "−23 %"}, {"a=b", "a=b"}, {"say \"no\"", "say \"no\""}, {"", ""},
	} {
		rows, err := csv.NewReader(strings.NewReader(string(text(c.in)) + ",x\r\n")).ReadAll()
		if err != nil || len(rows) != 1 {
			t.Errorf("text(%q) = %q, which is no CSV: %v", c.in, text(c.in), err)
			continue
		}
		if rows[0][0] != c.want {
			t.Errorf("text(%q) reads as %q, want %q", c.in, rows[0][0], c.want)
		}
	}
}

func TestCSVHasARowForEachFlag(t *testing.T) {
	r := sample()
	r.Changes = append(r.Changes, record.Change{Page: site + "/quiet", Kind: record.Moved})
	want := 1 // the header
	for _, c := range r.Changes {
		want += max(1, len(c.Flags))
	}
	rows, err := csv.NewReader(bytes.NewReader(write(t, "csv", r))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != want {
		t.Errorf("the CSV report has %d rows, want %d", len(rows), want)
	}
	for _, row := range rows {
		for i, name := range csvHeader {
			if name == "change" && row[0] == silentEdit().Page && row[13] == "1,300" && row[i] != "-300" {
				t.Errorf("the change of 1,300 to 1,000 reads %q, want -300: it is a number, not a formula", row[i])
			}
		}
	}
}

func TestJSONSaysWhatThePageSaid(t *testing.T) {
	for _, s := range []string{hostile, "a\u202eb<c>&\u2028\U000e0041\"\\u003c\\", "\u007f\u009b", "é漢\U0001f600"} {
		var b bytes.Buffer
		if err := JSON(&b, s); err != nil {
			t.Fatal(err)
		}
		var got string
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatalf("JSON(%q) = %s, which is no JSON: %v", s, b.Bytes(), err)
		}
		if want := string([]rune(s)); got != want {
			t.Errorf("JSON(%q) reads back as %q, want %q", s, got, want)
		}
	}
}
