package diffing_test

import (
	"fmt"
	"testing"

	"stet/diffing"
	"stet/record"
)

// edited returns the change of a page on which before became after.
func edited(page, run, before, after string) record.Change {
	c := diffing.Compare(doc("Text of "+page+" stays.", before), doc("Text of "+page+" stays.", after), diffing.Context{})
	c.Page, c.Run = "https://example.gov/"+page, run
	return c
}

func TestGroupJoinsOneEditOnThreePages(t *testing.T) {
	const before, after = "The office is open to 300 visitors.", "The office is open to 200 visitors."
	alone := edited("b", "1", "Another 40 pages came.", "Another 50 pages came.")
	in := []record.Change{edited("c", "1", before, after), alone, edited("a", "1", before, after), edited("d", "1", before, after)}
	out := diffing.Group(in)
	if len(out) != 2 {
		t.Fatalf("Group of %d changes = %d, want 2", len(in), len(out))
	}
	if got, want := fmt.Sprint(out[0].Pages), "[https://example.gov/a https://example.gov/c https://example.gov/d]"; got != want {
		t.Errorf("Pages = %s, want %s", got, want)
	}
	if !out[0].Has(record.TemplateChanged) {
		t.Error("the joined change has no template-changed flag")
	}
	for _, f := range out[0].Flags {
		if f.Severity.Rank() > record.Low.Rank() {
			t.Errorf("flag %s of the joined change is %s, want low at most", f.Kind, f.Severity)
		}
	}
	if out[0].Significance >= in[0].Significance {
		t.Errorf("significance of the joined change = %v, want less than %v", out[0].Significance, in[0].Significance)
	}
	if fresh := edited("c", "1", before, after); in[0].Flags[0].Severity != fresh.Flags[0].Severity {
		t.Error("Group altered what it was given")
	}
	if out[1].Page != alone.Page || len(out[1].Pages) > 0 || out[1].Significance != alone.Significance {
		t.Errorf("the other change = %+v, want it as it was", out[1])
	}
}

func TestGroupLeavesApart(t *testing.T) {
	const before, after = "The office is open to 300 visitors.", "The office is open to 200 visitors."
	for _, test := range []struct {
		name string
		in   []record.Change
	}{
		{"the same figures in other words", []record.Change{
			edited("a", "1", "The plan asks for 300 boats.", "The plan asks for 200 boats."),
			edited("b", "1", "The office shall pay 300 grants to harbors.", "The office shall pay 200 grants to harbors."),
			edited("c", "1", "About 300 people live at the lower gauge.", "About 200 people live at the lower gauge.")}},
		{"two pages", []record.Change{edited("a", "1", before, after), edited("b", "1", before, after)}},
		{"three pages of different runs", []record.Change{edited("a", "1", before, after), edited("b", "2", before, after), edited("c", "3", before, after)}},
		{"three changes of one page", []record.Change{edited("a", "1", before, after), edited("a", "1", before, after), edited("a", "1", before, after)}},
		{"removals", []record.Change{{Page: "a", Kind: record.Removed}, {Page: "b", Kind: record.Removed}, {Page: "c", Kind: record.Removed}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if out := diffing.Group(test.in); len(out) != len(test.in) {
				t.Errorf("Group of %d changes = %d, want them apart", len(test.in), len(out))
			}
		})
	}
}
