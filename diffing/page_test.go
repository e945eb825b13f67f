package diffing_test

import (
	"testing"

	"stet/diffing"
	"stet/record"
)

func TestWhatIsSaidOfAPageAsAWhole(t *testing.T) {
	edited := func() record.Change {
		return diffing.Compare(readBlocks("The office deployed 1,300 personnel."), readBlocks("The office deployed 1,000 personnel."), diffing.Context{})
	}
	for _, test := range []struct {
		name  string
		given record.Change
		act   func(*record.Change)
		kind  record.ChangeKind
		flags []record.FlagKind
	}{
		{"gone", record.Change{}, func(c *record.Change) { diffing.Vanished(c, 404) }, record.Removed, []record.FlagKind{record.PageRemoved}},
		{"back as it was", record.Change{Kind: record.Unchanged}, diffing.Returned, record.Restored, []record.FlagKind{record.PageRestored}},
		{"back with another figure: the graver flag stands first", edited(), diffing.Returned, record.Restored, []record.FlagKind{record.FigureAltered, record.PageRestored}},
		{"moved", record.Change{Kind: record.Unchanged}, func(c *record.Change) { diffing.Rehomed(c, "https://a.gov/", "https://b.gov/") }, record.Moved, []record.FlagKind{record.PageMoved}},
		{"moved and edited stays an edit", edited(), func(c *record.Change) { diffing.Rehomed(c, "https://a.gov/", "https://b.gov/") }, record.Edited, []record.FlagKind{record.FigureAltered, record.PageMoved}},
		{"another file that could not be read", record.Change{Kind: record.Unchanged}, func(c *record.Change) { diffing.Replaced(c, record.Payload{Size: 1}, record.Payload{Size: 2}, false) }, record.Edited, []record.FlagKind{record.DocumentReplaced}},
		{"another file whose text speaks for itself", edited(), func(c *record.Change) { diffing.Replaced(c, record.Payload{Size: 1}, record.Payload{Size: 2}, true) }, record.Edited, []record.FlagKind{record.FigureAltered, record.DocumentReplaced}},
		{"two renderings in turn are said alone", edited(), diffing.Alternates, record.Edited, []record.FlagKind{record.Flapping}},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := test.given.Significance
			test.act(&test.given)
			var got []record.FlagKind
			for _, f := range test.given.Flags {
				got = append(got, f.Kind)
			}
			if test.given.Kind != test.kind || len(got) != len(test.flags) {
				t.Fatalf("%s with flags %v, want %s with %v", test.given.Kind, got, test.kind, test.flags)
			}
			for i := range got {
				if got[i] != test.flags[i] {
					t.Errorf("flags %v, want %v", got, test.flags)
				}
			}
			if s := test.given.Significance; s <= 0 || s > 1 || s < before && !test.given.Has(record.Flapping) {
				t.Errorf("significance %v after %v, want it to rise and stay below 1", s, before)
			}
		})
	}
}

func TestRevertedStandsBeforeTheFigureThatReverted(t *testing.T) {
	c := diffing.Compare(readBlocks("The office deployed 1,300 personnel."), readBlocks("The office deployed 1,000 personnel."),
		diffing.Context{Reverted: &record.Version{Number: 1}})
	if len(c.Flags) != 2 || c.Flags[0].Kind != record.Reverted || c.Flags[1].Kind != record.FigureAltered {
		t.Errorf("Compare flags = %+v, want reverted and then figure-altered", c.Flags)
	}
}
