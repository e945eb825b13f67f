package report

import (
	"testing"

	"stet/record"
)

func TestMarkdownShowsTextAsItStands(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text", "over $50 million (nearly 900 a day).", "over $50 million (nearly 900 a day)."},
		{"marks", "*a* _b_ `c` ~~d~~", "\\*a\\* \\_b\\_ \\`c\\` &#126;&#126;d&#126;&#126;"},
		{"links and pictures", "[x](javascript:alert(1)) ![y](z)", "\\[x\\](javascript:alert(1)) !\\[y\\](z)"},
		{"markup and entities", "<b>&amp;</b>", "\\<b\\>\\&amp;\\</b\\>"},
		{"a table", "a | b", "a \\| b"},
		{"a heading", "# a", "\\# a"},
		{"a list", "- a", "\\- a"},
		{"a numbered list", "12. a", "12\\. a"},
		{"a rule", "--- a", "\\--- a"},
		{"leading space", "    code", "code"},
		{"a sum is no list", "1,300. a", "1,300. a"},
		{"nobody is called", "ask @clerk or clerk@harbors.example", "ask @<!-- -->clerk or clerk@harbors.example"},
		{"no issue is linked", "see #12", "see #<!-- -->12"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := escape(c.in); got != c.want {
				t.Errorf("escape(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestMarkdownMarks(t *testing.T) {
	const eq, del, ins = record.Equal, record.Delete, record.Insert
	for _, c := range []struct {
		name string
		in   []record.Span
		want string
	}{
		{"a figure", []record.Span{{Op: eq, Text: "over "}, {Op: del, Text: "1,300"}, {Op: ins, Text: "1,000"}, {Op: eq, Text: " men"}}, "over ~~1,300~~ **1,000** men"},
		{"spaces move out of the marks", []record.Span{{Op: eq, Text: "may"}, {Op: ins, Text: " not "}, {Op: eq, Text: "go"}}, "may **not** go"},
		{"a comma after a word", []record.Span{{Op: eq, Text: "men"}, {Op: del, Text: ", all of them"}, {Op: eq, Text: "."}}, "men<!-- -->~~, all of them~~."},
		{"a bracket before a word", []record.Span{{Op: ins, Text: "(no)"}, {Op: eq, Text: "w"}}, "**(no)**<!-- -->w"},
		{"only a space", []record.Span{{Op: eq, Text: "a"}, {Op: ins, Text: " "}, {Op: eq, Text: "b"}}, "a b"},
		{"a list at the start", []record.Span{{Op: eq, Text: "1. "}, {Op: ins, Text: "b"}}, "1\\. **b**"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := mdMarks(c.in); got != c.want {
				t.Errorf("mdMarks(%s) = %q, want %q", wdiff(c.in), got, c.want)
			}
		})
	}
}
