package report

import (
	"strings"
	"testing"

	"stet/record"
)

// wdiff writes spans in the brackets that the terminal shows.
func wdiff(spans []record.Span) string {
	var b strings.Builder
	for _, r := range (&painter{}).marked(spans) {
		b.WriteString(r.text)
	}
	return b.String()
}

func TestMarks(t *testing.T) {
	for _, c := range []struct{ name, before, after, want string }{
		{"a figure is not split", "over 1,300 personnel", "over 1,000 personnel", "over [-1,300-]{+1,000+} personnel"},
		{"a word at the end", "it shall", "it may", "it [-shall-]{+may+}"},
		{"a word at the start", "Nearly all", "About all", "[-Nearly-]{+About+} all"},
		{"a word came", "it may", "it may not", "it may{+ not+}"},
		{"a word went from the start", "Not all", "all", "[-Not -]all"},
		{"all of it went", "gone", "", "[-gone-]"},
		{"all of it came", "", "here", "{+here+}"},
		{"nothing shared", "a b", "c d", "[-a b-]{+c d+}"},
		{"the same", "a b", "a b", "a b"},
		{"nothing at all", "", "", ""},
		{"letters of two bytes", "café a", "cafè a", "[-café-]{+cafè+} a"},
		{"a word said twice", "very good", "very very good", "very {+very +}good"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := wdiff(marks(c.before, c.after)); got != c.want {
				t.Errorf("marks(%q, %q) = %s, want %s", c.before, c.after, got, c.want)
			}
		})
	}
}

func FuzzMarks(f *testing.F) {
	f.Add("over 1,300 personnel", "over 1,000 personnel")
	f.Add("very good", "very very good")
	f.Add("é", "è")
	f.Fuzz(func(t *testing.T, before, after string) {
		var old, now strings.Builder
		for _, s := range marks(before, after) {
			if s.Op != record.Insert {
				old.WriteString(s.Text)
			}
			if s.Op != record.Delete {
				now.WriteString(s.Text)
			}
		}
		if old.String() != before || now.String() != after {
			t.Errorf("marks(%q, %q) gives back %q and %q", before, after, old.String(), now.String())
		}
	})
}

func TestShorten(t *testing.T) {
	equal := func(s string) record.Span { return record.Span{Op: record.Equal, Text: s} }
	edit := record.Span{Op: record.Delete, Text: "x"}
	long := strings.Repeat("word ", 40)
	for _, c := range []struct {
		name string
		in   []record.Span
		want string
	}{
		{"short context stays", []record.Span{equal("a b "), edit, equal(" c")}, "a b [-x-] c"},
		{"before the first edit the end is kept", []record.Span{equal(long + "last "), edit}, "… word word last [-x-]"},
		{"after the last edit the start is kept", []record.Span{edit, equal(" first " + long)}, "[-x-] first word word …"},
		{"between edits both are kept", []record.Span{edit, equal(" first " + long + "last "), edit}, "[-x-] first word word … word word last [-x-]"},
		{"text without edits is cut", []record.Span{equal(long)}, "word word word …"},
		{"edits are never cut", []record.Span{{Op: record.Insert, Text: long}}, "{+" + long + "+}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := wdiff(shorten(c.in, 17)); got != c.want {
				t.Errorf("shorten(%s) = %s, want %s", wdiff(c.in), got, c.want)
			}
		})
	}
}

func TestWrappingKeepsTheText(t *testing.T) {
	spans := []record.Span{
		{Op: record.Equal, Text: "More than 40 agencies lent "}, {Op: record.Delete, Text: "1,300 and more"},
		{Op: record.Insert, Text: "1,000"}, {Op: record.Equal, Text: ", 漢字かな, e\u0301 and a" + strings.Repeat("a", 90) + " end"},
	}
	for width := range 100 {
		var b strings.Builder
		p := newPainter(&b, Text{Width: width})
		p.para("  ", "    ", p.marked(spans)...)
		if err := p.flush(); err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Join(strings.Fields(b.String()), " "), strings.Join(strings.Fields(wdiff(spans)), " "); got != want {
			t.Errorf("at width %d: %q, want %q", width, got, want)
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if width > 0 && columns(line) > width && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("at width %d: %q takes %d columns and could break", width, line, columns(line))
			}
		}
	}
}

func TestColourEndsOnEachLine(t *testing.T) {
	var b strings.Builder
	p := newPainter(&b, Text{Color: true, Width: 20})
	p.para("", "", p.marked([]record.Span{{Op: record.Delete, Text: "a long removed text that wraps over lines"}})...)
	if err := p.flush(); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if strings.Count(line, "\x1b[31;9m") == 0 || !strings.HasSuffix(strings.TrimSuffix(line, "\n"), "\x1b[0m") {
			t.Errorf("the line %q does not start and end its own colour", line)
		}
	}
}
