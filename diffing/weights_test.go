package diffing_test

import (
	"testing"

	"stet/diffing"
	"stet/record"
)

func TestEveryWeightIsInOrder(t *testing.T) {
	last := 1.0
	for _, w := range diffing.Weights() {
		if w.Points < 0 || w.Points > last {
			t.Errorf("Weights: %s has %v points after %v", w.Kind, w.Points, last)
		}
		if w.Reason == "" || w.Severity == "" || w.Severity == record.None {
			t.Errorf("Weights: %+v, want a reason and a severity", w)
		}
		last = w.Points
	}
}

func TestWeightsOfAWatchTakeThePlaceOfTheUsualOnes(t *testing.T) {
	a, b := doc("The crew is trained at night in the hall."), doc("The crew is hired at night in the hall.")
	usual := diffing.Compare(a, b, diffing.Context{})
	more := diffing.Compare(a, b, diffing.Context{Weights: map[record.FlagKind]float64{record.TextAltered: 0.9}})
	none := diffing.Compare(a, b, diffing.Context{Weights: map[record.FlagKind]float64{record.TextAltered: 0}})
	if !(none.Significance == 0 && usual.Significance > 0 && more.Significance > usual.Significance) {
		t.Errorf("significance with weight 0, usual, 0.9 = %v, %v, %v, want it to rise from 0", none.Significance, usual.Significance, more.Significance)
	}
}
