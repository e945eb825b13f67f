package diffing

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"stet/record"
)

// weigh returns the significance of the change and the reasons it is made
// of. The first flag of a kind counts whole, each further one less than a
// third of the one before; the sum of all kinds is kept below 1.
func (j *judge) weigh(flags []record.Flag) (float64, []record.Reason) {
	var kinds []record.FlagKind
	by := map[record.FlagKind][]record.Flag{}
	for _, f := range flags {
		if f.Severity == record.None {
			continue
		}
		if by[f.Kind] == nil {
			kinds = append(kinds, f.Kind)
		}
		by[f.Kind] = append(by[f.Kind], f)
	}
	var reasons []record.Reason
	for _, k := range kinds {
		reasons = append(reasons, j.reasonFor(k, by[k]))
	}
	if len(reasons) > 0 {
		reasons = append(reasons, j.contradictions()...)
	}
	if len(reasons) == 0 && j.restyled {
		reasons = append(reasons, record.Reason{Why: "the same was only written otherwise", Points: 0})
	}
	slices.SortStableFunc(reasons, func(a, b record.Reason) int {
		switch {
		case a.Points > b.Points:
			return -1
		case a.Points < b.Points:
			return 1
		}
		return 0
	})
	sum := 0.0
	for _, r := range reasons {
		sum += r.Points
	}
	return level(sum), reasons
}

// level keeps a sum of points between 0 and 1.
func level(sum float64) float64 {
	if sum > full {
		sum = full + (1-full)*(1-math.Exp((full-sum)/(1-full)/2))
	}
	return math.Round(max(0, min(sum, 1))*1000) / 1000
}

// reasonFor returns the reason that the flags of one kind give.
func (j *judge) reasonFor(k record.FlagKind, flags []record.Flag) record.Reason {
	w := weights[k]
	if p, ok := j.context.Weights[k]; ok {
		w.points = max(0, min(p, 1))
	}
	slices.SortStableFunc(flags, func(a, b record.Flag) int { return b.Severity.Rank() - a.Severity.Rank() })
	points, share := 0.0, 1.0
	for _, f := range flags {
		p := w.points
		if f.Severity == record.Low && w.severity != record.Low {
			p *= lowShare
		}
		points += p * share
		share *= decay
	}
	why := w.words
	all := len(flags) + j.flags.leftOf[k]
	if all > 1 && w.many != "" {
		why = w.many
		if strings.Contains(why, "%d") {
			why = fmt.Sprintf(why, all)
		}
	}
	if k == record.SilentEdit && flags[0].Detail != "" {
		why = flags[0].Detail
	}
	if k == record.FigureAltered {
		if j.flags.leftOf[k] > 0 {
			flags = append(flags, j.strong) // it may have been left out
		}
		f, extra := strongest(flags)
		points += extra * w.points
		if said := inWords(f); said != "" {
			why = said
			if n := all - 1; n == 1 {
				why += ", and one more was altered"
			} else if n > 1 {
				why += fmt.Sprintf(", and %d more were altered", n)
			}
		}
	}
	return record.Reason{Why: why, Points: round(points)}
}

// strongest returns the flag whose figure changed most, and what its size
// adds.
func strongest(flags []record.Flag) (record.Flag, float64) {
	best := flags[0]
	for _, f := range flags {
		if moreThan(f, best) {
			best = f
		}
	}
	size := -1.0
	if best.Figure != nil && best.Figure.Ratio != nil {
		size = math.Abs(*best.Figure.Ratio)
	}
	switch {
	case size >= bigChange:
		return best, bigPoints
	case size >= 0 && size < tinyChange:
		return best, tinyPoints
	}
	return best, 0
}

// moreThan reports whether the figure of f changed more than that of g.
func moreThan(f, g record.Flag) bool {
	switch {
	case f.Figure == nil || f.Figure.Ratio == nil:
		return false
	case g.Figure == nil || g.Figure.Ratio == nil:
		return true
	}
	return math.Abs(*f.Figure.Ratio) > math.Abs(*g.Figure.Ratio)
}

// inWords says what became of a figure: "a figure fell by 23 %".
func inWords(f record.Flag) string {
	if f.Figure == nil || f.Figure.Ratio == nil || *f.Figure.Ratio == 0 {
		return ""
	}
	r := *f.Figure.Ratio
	verb := "rose"
	if r < 0 {
		verb = "fell"
	}
	if r >= 2 {
		return fmt.Sprintf("a figure rose to %s times what it was", short(r+1))
	}
	return fmt.Sprintf("a figure %s by %s %%", verb, short(math.Abs(r)*100))
}

// short writes x with two digits or so that say something.
func short(x float64) string {
	switch {
	case x >= 10:
		return fmt.Sprintf("%.0f", x)
	case x >= 1:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2g", x)
}

func round(x float64) float64 { return math.Round(x*1000) / 1000 }

// sortFlags puts the strongest first; among those of one severity what names
// the whole change, then the heavier kinds, so that a silent edit stands
// behind the figure that it is about. Flags of one kind stay in the order of
// the text.
func sortFlags(flags []record.Flag) {
	slices.SortStableFunc(flags, func(a, b record.Flag) int {
		if d := b.Severity.Rank() - a.Severity.Rank(); d != 0 {
			return d
		}
		if wholly[a.Kind] != wholly[b.Kind] {
			if wholly[a.Kind] {
				return -1
			}
			return 1
		}
		switch x, y := weights[a.Kind].points, weights[b.Kind].points; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
}

// wholly are the kinds of flag that name the whole change.
var wholly = map[record.FlagKind]bool{record.Reverted: true, record.PageRemoved: true, record.PageRestored: true, record.PageMoved: true}
