package diffing

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stet/record"
)

// remaining returns the words of d outside the given stretches, folded. What
// is no word counts for nothing: a cut may leave a stray space.
func remaining(d record.Document, cut map[int][][2]int) []string {
	var out []string
	for i := range d.Blocks {
		b := &d.Blocks[i]
		at := 0
		list := slices.Clone(cut[i])
		slices.SortFunc(list, func(x, y [2]int) int { return x[0] - y[0] })
		for _, s := range append(list, [2]int{len(b.Text), len(b.Text)}) {
			if s[0] > at {
				out = append(out, strings.Fields(fold(b.Text[at:s[0]]))...)
			}
			at = max(at, s[1])
		}
	}
	return out
}

// checkEdits holds the edits of c against both documents: each stands where
// it says, moves say the same on both sides but for the edits within, and
// what no edit touches is the same in the same order. So the edits, applied
// to old, give new.
func checkEdits(old, new record.Document, c record.Change) error {
	a, b := map[int][][2]int{}, map[int][][2]int{}
	for _, e := range c.Edits {
		if e.Part == record.InMetadata {
			continue
		}
		if e.Before != "" {
			text := old.Blocks[e.OldBlock].Text
			if end := e.OldStart + len(e.Before); end > len(text) || text[e.OldStart:end] != e.Before {
				return fmt.Errorf("edit %+v: before is not there in %q", e, text)
			}
			a[e.OldBlock] = append(a[e.OldBlock], [2]int{e.OldStart, e.OldStart + len(e.Before)})
		}
		if e.After != "" {
			text := new.Blocks[e.NewBlock].Text
			if end := e.NewStart + len(e.After); end > len(text) || text[e.NewStart:end] != e.After {
				return fmt.Errorf("edit %+v: after is not there in %q", e, text)
			}
			b[e.NewBlock] = append(b[e.NewBlock], [2]int{e.NewStart, e.NewStart + len(e.After)})
		}
	}
	x, y := strings.Join(remaining(old, a), ""), strings.Join(remaining(new, b), "")
	if x != y {
		return fmt.Errorf("the rest differs:\n%q\n%q", x, y)
	}
	return nil
}

var vocabulary = strings.Fields(`the agency will report 1,300 1,000 cases $50 million in June 2022 not must U.S. Navy Dr. Smith “quoted” words
	here. There! Was it? (yes) 45% co-operate it’s it's a b c d , ; . https://a.gov/x?y=1 <10 >10 ½ 10² ﬁne donâ€™t` + " soft\u00adhyphen \u200bzero")

// drawDocument makes a document of drawn words.
func drawDocument(t *rapid.T, label string) record.Document {
	blocks := rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 12), 0, 8).Draw(t, label)
	var d record.Document
	for _, words := range blocks {
		kind := rapid.SampledFrom([]record.BlockKind{record.Paragraph, record.Heading, record.ListItem, record.Cell}).Draw(t, "kind")
		part := rapid.SampledFrom([]record.Part{record.Main, record.Main, record.Boilerplate}).Draw(t, "part")
		d.Blocks = append(d.Blocks, withFigures(record.Block{Kind: kind, Part: part, Text: strings.Join(words, " "), Column: rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "column")}))
	}
	return d
}

// withFigures marks the drawn figures of b.
func withFigures(b record.Block) record.Block {
	for _, f := range []string{"1,300", "1,000", "45%"} {
		for at := 0; ; {
			i := strings.Index(b.Text[at:], f)
			if i < 0 {
				break
			}
			at += i
			v, _ := record.ParseNumber(strings.Trim(strings.ReplaceAll(f, ",", ""), "%"))
			b.Figures = append(b.Figures, record.Figure{Kind: record.Count, Text: f, Value: v, Start: at, End: at + len(f)})
			at += len(f)
		}
	}
	slices.SortFunc(b.Figures, func(x, y record.Figure) int { return x.Start - y.Start })
	return b
}

// mutate returns a document that shares much with d.
func mutate(t *rapid.T, d record.Document) record.Document {
	new := drawDocument(t, "more")
	var out record.Document
	for _, b := range d.Blocks {
		switch rapid.IntRange(0, 6).Draw(t, "what") {
		case 0: // gone
		case 1: // moved to the end, or doubled
			out.Blocks = append(out.Blocks, b, b)
		case 2: // split
			w := strings.Fields(b.Text)
			k := rapid.IntRange(0, len(w)).Draw(t, "cut")
			x, y := b, b
			x.Text, y.Text = strings.Join(w[:k], " "), strings.Join(w[k:], " ")
			x.Figures, y.Figures = nil, nil
			out.Blocks = append(out.Blocks, withFigures(x), withFigures(y))
		case 3: // a word changed
			w := strings.Fields(b.Text)
			w[rapid.IntRange(0, len(w)-1).Draw(t, "at")] = rapid.SampledFrom(vocabulary).Draw(t, "word")
			b.Text, b.Figures = strings.Join(w, " "), nil
			out.Blocks = append(out.Blocks, withFigures(b))
		default:
			out.Blocks = append(out.Blocks, b)
		}
		if len(new.Blocks) > 0 && rapid.IntRange(0, 5).Draw(t, "put") == 0 {
			out.Blocks = append(out.Blocks, new.Blocks[0])
			new.Blocks = new.Blocks[1:]
		}
	}
	if rapid.Bool().Draw(t, "reverse") {
		slices.Reverse(out.Blocks)
	}
	return out
}

func TestEditsAppliedToOldGiveNew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := drawDocument(t, "old")
		new := mutate(t, old)
		c := Compare(old, new, Context{})
		if err := checkEdits(old, new, c); err != nil {
			t.Fatal(err)
		}
		if again := Compare(old, new, Context{}); !reflect.DeepEqual(c, again) {
			t.Fatalf("Compare says two things of one pair:\n%+v\n%+v", c, again)
		}
		if c.Significance < 0 || c.Significance > 1 {
			t.Fatalf("Compare significance = %v, want 0 to 1", c.Significance)
		}
		if same := Compare(old, old, Context{}); same.Kind != record.Unchanged {
			t.Fatalf("Compare(d, d) = %+v, want unchanged", same)
		}
		if (c.Kind == record.Unchanged) && len(c.Edits)+len(c.Flags) > 0 {
			t.Fatalf("Compare = unchanged with edits")
		}
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("The agency has 1,300 staff.\nNothing.", "The agency has 1,000 staff.\nNothing more.")
	f.Add("a\nb\nc", "c\nb\na")
	f.Add("“It’s”\xff 10²", "\"It's\" 102 donâ€™t")
	f.Add("a\xff\xff b", "a\xffb \xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		Compare(lines(a), lines(b), Context{}) // whatever the bytes, no panic
		// documents hold valid UTF-8; a run of bad bytes is one character
		old, new := lines(strings.ToValidUTF8(a, "\uFFFD")), lines(strings.ToValidUTF8(b, "\uFFFD"))
		if err := checkEdits(old, new, Compare(old, new, Context{})); err != nil {
			t.Fatal(err)
		}
		Fingerprint(old)
	})
}

// lines makes a document of the lines of s.
func lines(s string) record.Document {
	var d record.Document
	for l := range strings.Lines(s) {
		d.Blocks = append(d.Blocks, withFigures(record.Block{Kind: record.Paragraph, Part: record.Main, Text: strings.TrimSpace(l)}))
	}
	return d
}
