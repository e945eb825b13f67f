package report

import (
	"math"
	"strconv"
	"strings"

	"stet/record"
)

// grouped puts commas between the thousands of a plain decimal.
func grouped(decimal string) string {
	whole, rest := decimal, ""
	if i := strings.IndexByte(decimal, '.'); i >= 0 {
		whole, rest = decimal[:i], decimal[i:]
	}
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	var b strings.Builder
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String() + rest
}

// percent returns a ratio as a signed percentage: −0.2308 is "−23 %". Small
// ratios keep as many digits as say something.
func percent(ratio float64) string {
	p := ratio * 100
	if math.IsNaN(p) || math.IsInf(p, 0) {
		return ""
	}
	places := 0
	switch a := math.Abs(p); {
	case a != 0 && a < 0.01:
		places = 4
	case a < 0.1:
		places = 2
	case a < 10:
		places = 1
	}
	return signed(strconv.FormatFloat(p, 'f', places, 64)) + " %"
}

// signed puts a sign before a plain decimal, drops a fraction of noughts and
// groups its thousands.
func signed(decimal string) string {
	if strings.Contains(decimal, ".") {
		decimal = strings.TrimSuffix(strings.TrimRight(decimal, "0"), ".")
	}
	switch {
	case decimal == "0" || decimal == "-0":
		return "0"
	case strings.HasPrefix(decimal, "-"):
		return grouped(decimal)
	}
	return "+" + grouped(decimal)
}

// change says how far a figure went: "−23 %", for percentages "+5 percentage
// points", "" where the two sides cannot be compared.
func change(f *record.FigureChange) string {
	switch {
	case f == nil || f.Change != nil && *f.Change == 0:
		return "" // a range with another end, or another unit: see before and after
	case f.Change != nil && isPercent(f.Before) && isPercent(f.After):
		return difference(*f.Change) + " percentage points"
	case f.Ratio != nil:
		return percent(*f.Ratio)
	}
	return ""
}

// amount says by how much a figure changed, in its unit: "−300 personnel".
func amount(f *record.FigureChange) string {
	if f == nil || f.Change == nil || *f.Change == 0 || f.Before == nil || isPercent(f.Before) {
		return ""
	}
	return strings.TrimSpace(difference(*f.Change) + " " + Clean(f.Before.Unit))
}

func difference(d float64) string {
	if math.IsNaN(d) || math.IsInf(d, 0) {
		return ""
	}
	return signed(strconv.FormatFloat(d, 'f', 4, 64))
}

func isPercent(q *record.Quantity) bool {
	return q != nil && (q.Kind == record.Percent || q.Unit == "%" || q.Unit == "pp")
}

// decimal writes f for programs: short, never in exponent form.
func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// significance returns a significance with two places.
func significance(s float64) string { return strconv.FormatFloat(s, 'f', 2, 64) }
