package diffing_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stet/diffing"
	"stet/record"
)

const significancePage = "../docs/significance.md"

// TestThePageOnSignificanceHoldsEveryWeight compares the table of the page
// with the weights, row by row.
func TestThePageOnSignificanceHoldsEveryWeight(t *testing.T) {
	page, err := os.ReadFile(significancePage)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	got := regexp.MustCompile("(?m)^\\| `[a-z-]+` \\|.*$").FindAllString(string(page), -1)
	for _, w := range diffing.Weights() {
		want = append(want, fmt.Sprintf("| `%s` | %.2f | %s | %s |", w.Kind, w.Points, w.Severity, w.Reason))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("table of %s (-weights +page):\n%s", significancePage, d)
	}
}

// TestThePageOnSignificanceComputesItsExamples compares what the examples of
// the page give with what it says of them.
func TestThePageOnSignificanceComputesItsExamples(t *testing.T) {
	page, err := os.ReadFile(significancePage)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	whole := regexp.MustCompile("(?s)```\n(?:before|weights): .*?```").ReplaceAllStringFunc(string(page), func(block string) string {
		text := strings.TrimSuffix(strings.TrimPrefix(block, "```\n"), "```")
		n++
		given, gives := example(text)
		return "```\n" + given + "\n" + gives + "```"
	})
	if n < 3 {
		t.Errorf("%s has %d examples, want at least 3", significancePage, n)
	}
	if *update {
		if err := os.WriteFile(significancePage, []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(page), whole); d != "" {
		t.Errorf("examples of %s (-page +computed):\n%s", significancePage, d)
	}
}

// example returns the lines of an example that are given, and those that they
// give.
func example(text string) (given, gives string) {
	var before, after string
	c := diffing.Context{Weights: map[record.FlagKind]float64{}}
	for line := range strings.Lines(text) {
		key, rest, _ := strings.Cut(line, ": ")
		switch key {
		case "before":
			before += rest
		case "after":
			after += rest
		case "weights":
			kind, points, _ := strings.Cut(strings.TrimSpace(rest), " ")
			c.Weights[record.FlagKind(kind)], _ = strconv.ParseFloat(points, 64)
		default:
			continue
		}
		given += line
	}
	change := diffing.Compare(readBlocks(before), readBlocks(after), c)
	for _, r := range change.Reasons {
		gives += fmt.Sprintf("%+.3f  %s\n", r.Points, r.Why)
	}
	return given, gives + fmt.Sprintf(" %.3f  significance\n", change.Significance)
}
