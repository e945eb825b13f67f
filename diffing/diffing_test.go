package diffing_test

import (
	"testing"

	"stet/diffing"
	"stet/record"
)

// doc makes a document of main paragraphs.
func doc(lines ...string) record.Document {
	d := record.Document{Title: "T"}
	for i, l := range lines {
		d.Blocks = append(d.Blocks, record.Block{Index: i, Kind: record.Paragraph, Part: record.Main, Text: l})
	}
	return d
}

func TestSameTextIsUnchanged(t *testing.T) {
	a := doc("It’s 5 km.", "The office opens on Monday.")
	b := doc("It's 5\u00a0km.", "The office opens on Monday.")
	if c := diffing.Compare(a, b, diffing.Context{}); c.Kind != record.Unchanged || len(c.Edits)+len(c.Flags) > 0 {
		t.Errorf("Compare = %+v, want unchanged", c)
	}
	if diffing.Fingerprint(a) != diffing.Fingerprint(b) {
		t.Error("Fingerprint differs for typography")
	}
}

func TestRewordedSentenceIsOneEdit(t *testing.T) {
	a := doc("The office opens on Monday at the harbor.", "Nothing else.")
	b := doc("The office opens on Friday at the harbor.", "Nothing else.")
	c := diffing.Compare(a, b, diffing.Context{})
	if len(c.Edits) != 1 || c.Edits[0].Before != "Monday" || c.Edits[0].After != "Friday" {
		t.Errorf("Compare edits = %+v, want Monday -> Friday", c.Edits)
	}
}
