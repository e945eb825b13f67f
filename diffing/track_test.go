package diffing

import (
	"fmt"
	"slices"
	"testing"

	"stet/extract"
	"stet/record"
)

func TestTracks(t *testing.T) {
	versions := []string{
		"The Bureau has 1,300 officers at 12 ports.\nThe program awarded $50 million.\nIn all, 40 boats went out.",
		"The Bureau has 1,100 officers at 12 ports.\nThe program awarded $50 million.\nIn all, 40 boats went out.",
		"The program awarded $50 million.\nAt 12 ports, the Bureau has 1,100 officers.\nFurther, 7 gauges were set.",
	}
	var docs []record.Document
	for _, v := range versions {
		docs = append(docs, extract.Read(extract.Source{Type: "text/plain", Body: []byte(v)}, extract.Options{}))
	}
	var got []string
	for _, track := range Tracks(docs) {
		s := ""
		for _, p := range track.Points {
			s += fmt.Sprintf("%s (%d-%d) ", p.Figure.Text, p.First, p.Last)
		}
		got = append(got, s)
	}
	want := []string{
		"1,300 (0-0) 1,100 (1-2) ", "12 (0-2) ", "$50 million (0-2) ", "40 (0-1) ", "7 (2-2) ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("Tracks() = %q, want %q", got, want)
	}
	if first := Tracks(docs)[0]; !first.Altered() || first.Points[1].Sentence != "The Bureau has 1,100 officers at 12 ports." {
		t.Errorf("the first track = %+v, want the sentence with the new value", first)
	}
}
