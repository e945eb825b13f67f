package figures

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

var update = flag.Bool("update", false, "rewrite the wanted figures under testdata with those found")

// TestFind reads testdata/*.txt: a sentence, and under it, behind tabs, the
// figures that are to be found in it, as show writes them. Files that begin
// with "dates" are for Dates.
func TestFind(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases under testdata: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		find := Find
		if strings.HasPrefix(name, "dates") {
			find = Dates
		}
		t.Run(name, func(t *testing.T) { testCases(t, file, find) })
	}
}

func testCases(t *testing.T, file string, find func(string) []record.Figure) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var updated strings.Builder
	for c := range strings.SplitSeq(strings.TrimSpace(string(raw)), "\n\n") {
		text, want, _ := strings.Cut(c, "\n")
		got := find(text)
		check(t, text, got)
		lines := showAll(got)
		if diff := cmp.Diff(want, lines); diff != "" && !*update {
			t.Errorf("figures of %q differ (-want +got):\n%s", text, diff)
		}
		updated.WriteString(strings.TrimSuffix(text+"\n"+lines, "\n") + "\n\n")
	}
	if *update {
		if err := os.WriteFile(file, []byte(strings.TrimSuffix(updated.String(), "\n")), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// show writes a figure on one line: kind, text, value, [unit], {qualifier}.
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
		lines = append(lines, "\t"+show(f))
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

// TestFindKeepsExactValues shows that no value passes through a float.
func TestFindKeepsExactValues(t *testing.T) {
	for text, want := range map[string]string{
		"$0.1":                              "0.1",
		"$331,449,281.07":                   "331449281.07",
		"12345678901234567890.123 people":   "12345678901234567890.123",
		"$1.415 billion":                    "1415000000",
		"one-half of 1 percent":             "0.5",
		"25 basis points":                   "0.25",
		"nine hundred ninety-nine trillion": "999000000000000",
		"-0.30 percent":                     "-0.3",
		"two years and six months":          "30",
	} {
		list := Find(text)
		if len(list) != 1 || list[0].Value.String() != want {
			t.Errorf("Find(%q) = %v, want one figure with the value %s", text, showAll(list), want)
		}
	}
}

// TestFindIsLinear counts allocations instead of time: a text ten times as
// long, whatever it is made of, may not take much more than ten times as many.
func TestFindIsLinear(t *testing.T) {
	for name, unit := range repeated {
		short, long := strings.Repeat(unit, 500/len(unit)+1), strings.Repeat(unit, 5_000/len(unit)+1)
		few := testing.AllocsPerRun(1, func() { Find(short); Dates(short) })
		many := testing.AllocsPerRun(1, func() { Find(long); Dates(long) })
		if many > 13*few+200 {
			t.Errorf("Find of %s: %.0f allocations for %d bytes and %.0f for %d, want growth with the length", name, few, len(short), many, len(long))
		}
	}
}

// repeated are the stretches that long texts are made of: prose, and what has
// made other readers of numbers slow.
var repeated = map[string]string{
	"prose":   "In FY 2018, officers here seized 9,870 pounds of the drug, a 143 percent increase over the 4,062 pounds of FY 2014. ",
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
	"dots":    "1.1.",
	"mail":    "(a@b",
}

func FuzzFind(f *testing.F) {
	for _, text := range seeds {
		f.Add(text)
	}
	for _, text := range repeated {
		f.Add(text + text)
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

// BenchmarkFind gives the time per byte at 10 kB and at 1 MB.
func BenchmarkFind(b *testing.B) {
	for name, unit := range repeated {
		for _, size := range []int{10_000, 1_000_000} {
			text := strings.Repeat(unit, size/len(unit)+1)[:size]
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				for b.Loop() {
					Find(text)
				}
			})
		}
	}
}
