package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"stet/record"
)

// FuzzWrite puts texts from a page wherever a change holds some. Nothing may
// panic, no format may let controls through, and what is data must parse.
func FuzzWrite(f *testing.F) {
	f.Add("over 1,300 personnel", "over 1,000 personnel", 5, 10)
	f.Add(hostile, "=1+1", -3, 1<<30)
	f.Add("\xff", "", 0, 0)
	f.Fuzz(func(t *testing.T, a, b string, from, to int) {
		s := &record.Sentence{Before: a, After: b, Spans: []record.Span{{Op: record.Delete, Text: a}, {Op: record.Insert, Text: b}, {Op: record.Equal, Text: a}}}
		flags := []record.Flag{
			{Kind: record.TextAltered, Severity: record.High, Before: a, After: b, Section: b, Sentence: s},
			{Kind: record.FlagKind(a), Severity: record.Low, Before: b, Text: a, Label: b, Detail: a},
			{Kind: record.FigureAltered, Severity: record.Low, Before: a, After: b, Sentence: &record.Sentence{Before: b, After: a}},
		}
		r := Report{Title: a, Changes: []record.Change{{
			Page: a, Title: b, Flags: flags, MovedTo: b,
			StatedDates: []record.DateChange{{Label: a, Before: b, After: a}},
			Edits:       []record.Edit{{Before: a, After: b, Cosmetic: true}},
		}}, Incidents: []record.Incident{{Page: b, Detail: a}}, Health: &record.Health{
			Blind: []record.Blind{{Page: b, Detail: a}, {Page: a}},
			Lists: []record.List{{URL: a, Incident: &record.Incident{Detail: b}}},
		}}
		for _, format := range Formats() {
			var out bytes.Buffer
			if err := Write(&out, format, r); err != nil {
				t.Fatalf("Write(%s) = %v", format, err)
			}
			if c, bad := rawIn(strings.NewReplacer("\r\n", "", "\n", "").Replace(out.String())); bad {
				t.Errorf("the %s report of %q and %q lets %U through", format, a, b, c)
			}
			switch format {
			case "json", "jsonl":
				if !json.Valid(out.Bytes()) {
					t.Errorf("the %s report of %q and %q is no JSON", format, a, b)
				}
			case "csv":
				if _, err := csv.NewReader(&out).ReadAll(); err != nil {
					t.Errorf("the CSV report of %q and %q: %v", a, b, err)
				}
			}
		}
		var out bytes.Buffer
		doc := record.Document{Title: b, Blocks: []record.Block{{Text: a, Figures: []record.Figure{{Text: b, Start: from, End: to}}}}}
		if err := Inspect(&out, doc, Text{Width: 40}); err != nil {
			t.Fatal(err)
		}
	})
}
