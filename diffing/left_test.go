package diffing

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"stet/record"
)

// touched returns two documents of n paragraphs; line says what paragraph i
// says on either side.
func touched(n int, line func(i int, side string) string) (old, new record.Document) {
	for i := range n {
		for side, d := range map[string]*record.Document{"old": &old, "new": &new} {
			d.Blocks = append(d.Blocks, withFigures(record.Block{Kind: record.Paragraph, Part: record.Main, Text: line(i, side)}))
		}
	}
	return old, new
}

// words of which each paragraph has some of its own.
func ownWords(i int) string {
	return fmt.Sprintf("harbor%d pilot%d and ferry%d", i, i*3, i*7)
}

func TestWhatIsTooMuchToTellIsCounted(t *testing.T) {
	l := limits{items: 50, text: 1 << 20, one: 1 << 20, examples: 5}
	old, new := touched(600, func(i int, side string) string {
		switch {
		case i%60 == 59 && side == "old":
			return "About 1,300 boats met at " + ownWords(i) + " that day."
		case i%60 == 59:
			return "About 1,000 boats met at " + ownWords(i) + " that day."
		case side == "old":
			return "The early report spoke of " + ownWords(i) + " that day."
		}
		return "The final report spoke of " + ownWords(i) + " that day."
	})
	c := compare(old, new, Context{}, l)
	whole := compare(old, new, Context{}, usual)
	if len(c.Flags) != 50 || len(c.Edits) != 50 {
		t.Errorf("Compare tells %d flags and %d edits, want 50 and 50", len(c.Flags), len(c.Edits))
	}
	if whole.LeftOut != nil {
		t.Fatalf("LeftOut = %+v of a change that is told whole, want nil", whole.LeftOut)
	}
	if c.LeftOut == nil || c.LeftOut.Flags != len(whole.Flags)-50 || c.LeftOut.Edits != len(whole.Edits)-50 || c.LeftOut.Text == 0 {
		t.Errorf("LeftOut = %+v, want what is missing to %d flags and %d edits", c.LeftOut, len(whole.Flags), len(whole.Edits))
	}
	figures, reworded := 0, 0
	for _, f := range c.Flags {
		switch f.Kind {
		case record.FigureAltered:
			figures++
		case record.TextAltered:
			reworded++
		}
	}
	if figures != 10 || reworded != 40 {
		t.Errorf("Compare tells %d figures and %d rewordings, want all 10 figures and 40", figures, reworded)
	}
	for _, e := range c.Edits[:10] {
		if !strings.Contains(fmt.Sprint(whole.Edits), fmt.Sprint(e)) {
			t.Errorf("edit %+v is none of the whole change", e)
		}
	}
	if c.Significance != whole.Significance {
		t.Errorf("significance = %v, want %v as of the whole", c.Significance, whole.Significance)
	}
	n := len(whole.Reasons)
	if len(c.Reasons) != n+1 || !reflect.DeepEqual(c.Reasons[:n], whole.Reasons) || c.Reasons[n].Points != 0 || !strings.Contains(c.Reasons[n].Why, "550 edits more are only counted") {
		t.Errorf("reasons = %+v, want those of the whole and one that says what is left out", c.Reasons)
	}
}

func TestOfEachKindSomeStay(t *testing.T) {
	l := limits{items: 50, text: 1 << 20, one: 1 << 20, examples: 5}
	old, new := touched(400, func(i int, side string) string {
		word := map[string]string{"old": "1,300", "new": "1,000"}[side]
		if i%40 == 39 {
			word = map[string]string{"old": "many", "new": "several"}[side]
		}
		return "It was said that " + word + " boats met at " + ownWords(i) + " that day."
	})
	c := compare(old, new, Context{}, l)
	n := 0
	for _, f := range c.Flags {
		if f.Kind == record.TextAltered {
			n++
		}
	}
	if n != 5 {
		t.Errorf("Compare tells %d rewordings beside %d figures, want 5 of 10", n, len(c.Flags)-n)
	}
}

func TestAnEndlessTextIsCut(t *testing.T) {
	l := usual
	l.one = 1000
	old := lines("It stays as it is.")
	new := lines("It stays as it is.\n" + strings.Repeat("né", 5000))
	c := compare(old, new, Context{}, l)
	if c.LeftOut == nil || c.LeftOut.Cut != 1 || c.LeftOut.Text < 14000 {
		t.Fatalf("LeftOut = %+v, want one text that was cut", c.LeftOut)
	}
	for _, f := range c.Flags {
		if len(f.After) > 1000 || !strings.HasPrefix(new.Blocks[1].Text, f.After) {
			t.Errorf("flag tells %d bytes, want the first 1000", len(f.After))
		}
	}
	for _, e := range c.Edits {
		if len(e.After) > 1000 {
			t.Errorf("edit tells %d bytes, want at most 1000", len(e.After))
		}
	}
}

func TestSentencesOfALongDocumentThatAllDifferArePaired(t *testing.T) {
	old, new := touched(900, func(i int, side string) string {
		if side == "old" {
			return "The early report spoke of " + ownWords(i) + " that day."
		}
		return "The final report spoke of " + ownWords(i) + " that day."
	})
	new.Blocks = append(new.Blocks[:300:300], append(lines("Something else came in between.\nAnd one more thing.").Blocks, new.Blocks[300:]...)...)
	c := Compare(old, new, Context{})
	got := map[record.FlagKind]int{}
	for _, f := range c.Flags {
		got[f.Kind]++
	}
	if got[record.TextAltered] != 900 || got[record.TextRemoved] != 0 {
		t.Errorf("Compare tells %v, want 900 sentences that were reworded", got)
	}
}
