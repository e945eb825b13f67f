package diffing

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sergi/go-diff/diffmatchpatch"

	"stet/record"
)

// longPair returns two documents of about size bytes of which one word in a
// hundred differs.
func longPair(size int) (old, new record.Document) {
	r := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 4000)
	for i := range words {
		b := make([]byte, 3+r.IntN(8))
		for k := range b {
			b[k] = byte('a' + r.IntN(26))
		}
		words[i] = string(b)
	}
	for n := 0; n < size; {
		var x, y strings.Builder
		for s := range 6 {
			for w := range 14 {
				if s+w > 0 {
					x.WriteByte(' ')
					y.WriteByte(' ')
				}
				word := words[r.IntN(len(words))]
				if w == 0 {
					word = strings.ToUpper(word[:1]) + word[1:]
				}
				if w == 13 {
					word += "."
				}
				x.WriteString(word)
				if r.IntN(100) == 0 {
					word = words[r.IntN(len(words))]
				}
				y.WriteString(word)
			}
		}
		old.Blocks = append(old.Blocks, record.Block{Kind: record.Paragraph, Part: record.Main, Text: x.String()})
		new.Blocks = append(new.Blocks, record.Block{Kind: record.Paragraph, Part: record.Main, Text: y.String()})
		n += x.Len()
	}
	return old, new
}

func BenchmarkCompareOnePercent(b *testing.B) {
	old, new := longPair(1_500_000)
	b.ReportAllocs()
	for b.Loop() {
		Compare(old, new, Context{})
	}
}

// BenchmarkGoDiffOnePercent is go-diff's own: lines as runes, then the words
// of lines that differ as runes.
func BenchmarkGoDiffOnePercent(b *testing.B) {
	old, new := longPair(1_500_000)
	text := func(d record.Document) string {
		var s strings.Builder
		for _, x := range d.Blocks {
			s.WriteString(x.Text + "\n")
		}
		return s.String()
	}
	x, y := text(old), text(new)
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0
	for b.Loop() {
		lx, ly, lines := dmp.DiffLinesToRunes(x, y)
		var gone string
		for _, d := range dmp.DiffCharsToLines(dmp.DiffMainRunes(lx, ly, false), lines) {
			switch d.Type {
			case diffmatchpatch.DiffDelete:
				gone = d.Text
			case diffmatchpatch.DiffInsert:
				wx, wy, words := dmp.DiffLinesToRunes(strings.ReplaceAll(gone, " ", "\n"), strings.ReplaceAll(d.Text, " ", "\n"))
				dmp.DiffCharsToLines(dmp.DiffMainRunes(wx, wy, false), words)
			}
		}
	}
}

func BenchmarkFingerprint(b *testing.B) {
	old, _ := longPair(1_500_000)
	for b.Loop() {
		Fingerprint(old)
	}
}

// TestHugeInputsEnd compares what would take for ever without a budget.
func TestHugeInputsEnd(t *testing.T) {
	repeat := func(n int, line func(i int) string) record.Document {
		var d record.Document
		for i := range n {
			d.Blocks = append(d.Blocks, record.Block{Kind: record.Paragraph, Part: record.Main, Text: line(i)})
		}
		return d
	}
	same := func(int) string { return "The same line again." }
	rewritten, _ := longPair(60_000)
	unrelated := repeat(900, func(i int) string { return fmt.Sprintf("Quite another text %d about %d other things.", i, i*7) })
	backwards := repeat(8000, func(i int) string { return fmt.Sprint("Line number ", 8000-i, " of the list.") })
	for _, test := range []struct {
		name     string
		old, new record.Document
	}{
		{"10,000 identical lines and half of them", repeat(10000, same), repeat(5000, same)},
		{"60 kB rewritten completely", rewritten, unrelated},
		{"8,000 lines in reverse", repeat(8000, func(i int) string { return fmt.Sprint("Line number ", i+1, " of the list.") }), backwards},
		{"empty against full", record.Document{}, rewritten},
		{"full against empty", rewritten, record.Document{}},
		{"one sentence of 200 kB", repeat(1, func(int) string { return strings.Repeat("word and word ", 15000) }), repeat(1, func(int) string { return strings.Repeat("other and word ", 14000) })},
		{"50,000 figures", repeat(50, func(int) string { return strings.Repeat("1,300 and ", 1000) }), repeat(50, func(int) string { return strings.Repeat("1,000 and ", 1000) })},
	} {
		t.Run(test.name, func(t *testing.T) {
			for i := range test.old.Blocks {
				test.old.Blocks[i] = withFigures(test.old.Blocks[i])
			}
			for i := range test.new.Blocks {
				test.new.Blocks[i] = withFigures(test.new.Blocks[i])
			}
			c := compare(test.old, test.new, Context{}, limits{items: 1 << 30, text: 1 << 40, one: 1 << 40})
			if c.Kind != record.Edited || len(c.Edits) == 0 {
				t.Errorf("Compare = %s with %d edits, want edited", c.Kind, len(c.Edits))
			}
			if err := checkEdits(test.old, test.new, c); err != nil {
				t.Errorf("%.500s", err)
			}
		})
	}
}
