package figures

import (
	"fmt"
	"strings"
	"testing"

	"stet/record"
)

// show writes a figure as the tables of these tests do.
func show(f record.Figure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q %s", f.Kind, f.Text, f.Value)
	if !f.ValueTo.IsZero() {
		fmt.Fprintf(&b, "..%s", f.ValueTo)
	}
	if f.Unit != "" {
		fmt.Fprintf(&b, " [%s]", f.Unit)
	}
	if f.Qualifier != "" {
		fmt.Fprintf(&b, " {%s}", f.Qualifier)
	}
	return b.String()
}

func showAll(list []record.Figure) string {
	var lines []string
	for _, f := range list {
		lines = append(lines, show(f))
	}
	return strings.Join(lines, "\n")
}

// check fails where the figures break what callers rely on.
func check(t *testing.T, text string, list []record.Figure) {
	t.Helper()
	end := 0
	for _, f := range list {
		if f.Start < end || f.End <= f.Start || f.End > len(text) || text[f.Start:f.End] != f.Text {
			t.Fatalf("in %q: figure %+v does not lie behind byte %d and cover its text", text, f, end)
		}
		if f.Value.IsZero() {
			t.Fatalf("in %q: figure %+v has no value", text, f)
		}
		end = f.End
	}
}

func FuzzFind(f *testing.F) {
	for _, text := range seeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		check(t, text, Find(text))
		check(t, text, Dates(text))
	})
}

var seeds = []string{
	"has committed over $50 million and surged nearly 1,300 personnel since April 2022",
	"one-half of 1 percent, two-thirds of 5 to 10 million acres, 1-in-1,000, 3-to-1, 2½ cups, 10 1/2 miles",
	"8 U.S.C. 1325, 21 CFR 314.50, Section 212(a)(6)(A)(i), Nos. 13- 3595, 1-800-799-SAFE (7233), (956) 555-0142",
	"FY 2019-2023, third quarter of 2023, 1st Qtr FY 15 thru 4th Qtr FY 17, 8 a.m. to 4:30 p.m., 2023-01-04T15:10:00Z",
	"16 de junio de 2020, 14-marzo-2024, 5.3.2024, 05.03.2024, June 1-5, 2022", "$238, 371 10 $ US$3.2B -$5 12-cent ¢ ½ \u00ad1\u200b",
	"two hundred and five, twenty-one trillion three hundred, thirty (30) days, half a dozen", "(1) a; (2) b 1) c \xff\xfe 1,1,1,1.1.1.1",
}

func BenchmarkFind(b *testing.B) {
	texts := map[string]string{
		"prose":   "In FY 2018, officers at this port seized 9,870 pounds of the drug, a 143 percent increase over the 4,062 pounds taken in FY 2014. ",
		"commas":  "1,",
		"ones":    "one ",
		"dollars": "$",
		"digits":  "7",
		"opens":   "(",
		"dashes":  "1-",
		"slashes": "1/2/",
		"hundred": "two hundred and ",
		"from":    "increase from 5 to ",
		"section": "Section ",
		"capital": "12 East Main ",
		"list":    "5, ",
	}
	for name, unit := range texts {
		for _, size := range []int{10_000, 1_000_000} {
			text := strings.Repeat(unit, size/len(unit)+1)[:size]
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				for b.Loop() {
					Find(text)
					Dates(text)
				}
			})
		}
	}
}
