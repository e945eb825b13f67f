package report_test

import (
	"fmt"
	"os"

	"stet/record"
	"stet/report"
)

func ExampleWrite() {
	fell := -300.0 / 1300
	r := report.Report{Title: "Harbors", Changes: []record.Change{{
		Page: "https://www.harbors.example/facts", Title: "Facts", Kind: record.Edited, Significance: 0.6,
		Flags: []record.Flag{{
			Kind: record.FigureAltered, Severity: record.High, Before: "1,300", After: "1,000",
			Sentence: &record.Sentence{Before: "It lent 1,300 personnel.", After: "It lent 1,000 personnel."},
			Figure:   &record.FigureChange{Ratio: &fell},
		}},
	}}}
	if err := report.Write(os.Stdout, "text", r); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Harbors
	// Everything since the archive was begun
	// 1 change
	//
	// 1. Facts
	//   https://www.harbors.example/facts
	//   Edited · significance 0.60 · severity high
	//   high   Figure altered: 1,300 → 1,000 (−23 %)
	//          It lent [-1,300-]{+1,000+} personnel.
}
