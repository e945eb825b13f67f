package report

import (
	"strings"
	"testing"
	"time"

	"stet/record"
)

func TestFlagsInWords(t *testing.T) {
	sentence := func(before, after string) *record.Sentence {
		return &record.Sentence{Before: before, After: after}
	}
	for _, c := range []struct {
		name string
		in   record.Flag
		want string // the line, and below it the marks
	}{
		{"a figure in its sentence", record.Flag{Kind: record.FigureAltered, Before: "12", After: "14", Sentence: sentence("it is 12", "it is 14")},
			"Figure altered: 12 → 14 | it is [-12-]{+14+}"},
		{"a figure alone in its cell", record.Flag{Kind: record.FigureAltered, Before: "12", After: "14", Sentence: sentence("12", "14")},
			"Figure altered: 12 → 14"},
		{"a figure that went", record.Flag{Kind: record.FigureRemoved, Before: "12", Sentence: sentence("all 12 of them", "all of them")},
			"Figure removed: 12 | all [-12 -]of them"},
		{"a word that came", record.Flag{Kind: record.NegationAltered, After: "not", Sentence: sentence("it is so", "it is not so")},
			"Negation altered: “not” put in | it is {+not +}so"},
		{"a word that went", record.Flag{Kind: record.NegationAltered, Before: "not"},
			"Negation altered: “not” taken out"},
		{"a sentence that went", record.Flag{Kind: record.TextRemoved, Before: "Gone.", Sentence: sentence("Gone.", "")},
			"Text removed | [-Gone.-]"},
		{"a sentence that went, as diffing may leave it", record.Flag{Kind: record.TextRemoved, Before: "Gone."},
			"Text removed: “Gone.”"},
		{"the count of a term", record.Flag{Kind: record.TermRemoved, Text: "sea level", Before: "3", After: "1"},
			"Watched term removed: “sea level”: 3 → 1"},
		{"the target of a link", record.Flag{Kind: record.LinkRetargeted, Text: "Read", Before: "https://a.example/", After: "https://b.example/"},
			"Link leads elsewhere: “Read” | [-https://a.example/-]{+https://b.example/+}"},
		{"a date that stayed", record.Flag{Kind: record.SilentEdit, Label: "Last Updated", Before: "May 1", After: "May 1"},
			"Silent edit: Last Updated: May 1, unchanged"},
		{"a long heading", record.Flag{Kind: record.HeadingAltered, Before: strings.Repeat("a ", 40) + "b", After: strings.Repeat("a ", 40) + "c"},
			"Heading altered | " + strings.Repeat("a ", 40) + "[-b-]{+c+}"},
		{"a kind from a newer stet", record.Flag{Kind: "weather-altered", Before: "fair", After: "foul"},
			"weather-altered: fair → foul"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.in.Severity = record.Low
			notes, _ := newNotes([]record.Flag{c.in}, "", 0)
			got := notes[0].Flags[0].Text()
			for _, spans := range notes[0].Texts {
				got += " | " + wdiff(spans)
			}
			if got != c.want {
				t.Errorf("%+v in words:\n got %s\nwant %s", c.in, got, c.want)
			}
		})
	}
}

func TestFlagsInALine(t *testing.T) {
	for _, c := range []struct {
		name string
		in   record.Flag
		want string
	}{
		{"a page that moved is not one in the metadata", record.Flag{Kind: record.PageMoved, Part: record.InMetadata, Before: "https://a.example/1", After: "https://a.example/2"},
			"Page moved to https://a.example/2, at ''"},
		{"digests say nothing to a reader", record.Flag{Kind: record.DocumentReplaced, Part: record.Main, Before: "sha256:" + strings.Repeat("0", 64), After: "sha256:" + strings.Repeat("1", 64)},
			"Document replaced, at ''"},
		{"text that came", record.Flag{Kind: record.TextAdded, Part: record.InMetadata, After: strings.Repeat("New words. ", 9)},
			"Text added: “" + strings.Repeat("New words. ", 6) + "New …”, at 'in the metadata'"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.in.Severity = record.Low
			notes, _ := newNotes([]record.Flag{c.in}, "", 0)
			if got := notes[0].Brief(0) + ", at '" + notes[0].Where + "'"; got != c.want {
				t.Errorf("%+v in a line:\n got %s\nwant %s", c.in, got, c.want)
			}
		})
	}
}

func TestTroubleWithinOneMinute(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for last, want := range map[time.Duration]string{
		0:                "at 2 January 2026, 03:04 UTC",
		20 * time.Second: "at 2 January 2026, 03:04 UTC",
		time.Minute:      "from 2 January 2026, 03:04 UTC to 2 January 2026, 03:05 UTC",
	} {
		if got := newTrouble(record.Incident{Kind: record.Blocked, Looks: 2, FirstSeen: at, LastSeen: at.Add(last)}).When; got != want {
			t.Errorf("trouble until %v later is told as %q, want %q", last, got, want)
		}
	}
}

func TestFlagsOfOneSentenceStandTogether(t *testing.T) {
	s := &record.Sentence{Before: "12 and 14", After: "13 and 15"}
	flags := []record.Flag{
		{Kind: record.FigureAltered, Severity: record.Medium, Before: "12", After: "13", Sentence: s},
		{Kind: record.TextRemoved, Severity: record.Low, Before: "x", Sentence: &record.Sentence{Before: "x"}},
		{Kind: record.TextRemoved, Severity: record.Low, Before: "y", Sentence: &record.Sentence{Before: "y"}},
		{Kind: record.FigureAltered, Severity: record.High, Before: "14", After: "15", Sentence: s},
		{Kind: record.TemplateChanged, Severity: record.None},
	}
	notes, unshown := newNotes(flags, "", 0)
	if len(notes) != 2 || unshown != 1 {
		t.Fatalf("newNotes gives %d notes and leaves %d flags out, want 2 and 1", len(notes), unshown)
	}
	if f := notes[0].Flags; len(f) != 2 || f[0].Before != "14" || f[1].Before != "12" {
		t.Errorf("the first note holds %+v, want the figures of one sentence, the stronger first", f)
	}
	if notes[1].Times(notes[1].Flags[0]) != ", 2 times" || notes[1].Count() != 2 {
		t.Errorf("the second note says %q and counts %d, want two texts under one flag", notes[1].Times(notes[1].Flags[0]), notes[1].Count())
	}
}

// Two stretches of one sentence that are too long for a line are told in one
// line, and shown in the sentence; the same word taken out thrice likewise.
func TestWhatIsSaidOfOneSentenceIsSaidOnce(t *testing.T) {
	long := strings.Repeat("with the vessels of the river districts ", 1)
	s := &record.Sentence{
		Before: "It works " + long + "and counts all boats that were towed in the night.",
		After:  "It works alone and counts some of the larger boats.",
		Spans:  []record.Span{{Op: record.Equal, Text: "It works "}, {Op: record.Delete, Text: long}, {Op: record.Insert, Text: "alone "}},
	}
	flag := func(before, after string) record.Flag {
		return record.Flag{Kind: record.TextAltered, Severity: record.Medium, Before: before, After: after, Sentence: s}
	}
	for _, c := range []struct {
		name  string
		flags []record.Flag
		want  string
	}{
		{"long stretches", []record.Flag{flag(long, "alone"), flag("all boats that were towed in the night", "some of the larger boats")}, "Wording altered, 2 times"},
		{"a word taken out in several places", []record.Flag{flag("all", ""), flag("all", ""), flag("all", "")}, "Wording altered: “all” taken out, 3 times"},
		{"one long stretch", []record.Flag{flag(long, "alone")}, "Wording altered"},
	} {
		notes, _ := newNotes(c.flags, "", textReach)
		if len(notes) != 1 || len(notes[0].Flags) != 1 || notes[0].Count() != len(c.flags) {
			t.Fatalf("%s: %+v, want one note of one line that counts %d flags", c.name, notes, len(c.flags))
		}
		f := notes[0].Flags[0]
		if got := f.Text() + notes[0].Times(f); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWordsOfMenusStandInQuotationMarks(t *testing.T) {
	l := newFlagLine(record.Flag{Kind: record.TemplateChanged, After: "Competition and"})
	if got, want := l.Text(), "Template changed: “Competition and” put in"; got != want {
		t.Errorf("Text() = %q, want %q", got, want)
	}
}
