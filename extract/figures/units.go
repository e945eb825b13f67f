package figures

import (
	"strings"
	"unicode/utf8"
)

// A unit is what a measure, duration or percentage is in.
type unit struct {
	kind   unitKind
	symbol string
}

type unitKind uint8

const (
	ofMeasure unitKind = iota + 1
	ofTime
	ofPercent
)

// unitWords are units spelled out, and abbreviations that mean nothing else,
// in lower case. Words of a unit are parted by single blanks, whatever stands
// between them (square-mile, sq. mi.).
var unitWords = bySpelling([]struct {
	kind      unitKind
	symbol    string
	spellings string
}{
	{ofMeasure, "lb", "pound, pounds, lb, lbs"},
	{ofMeasure, "oz", "ounce, ounces, oz"},
	{ofMeasure, "ton", "ton, tons, short ton, short tons"},
	{ofMeasure, "t", "tonne, tonnes, metric ton, metric tons"},
	{ofMeasure, "kg", "kilogram, kilograms, kilo, kilos, kg"},
	{ofMeasure, "g", "gram, grams, gm"},
	{ofMeasure, "mg", "milligram, milligrams, mg"},
	{ofMeasure, "ug", "microgram, micrograms, mcg, μg, µg"},
	{ofMeasure, "ng", "nanogram, nanograms, ng"},

	{ofMeasure, "mi", "mile, miles, mi, statute mile, statute miles"},
	{ofMeasure, "ft", "foot, feet, ft"},
	{ofMeasure, "in", "inch, inches"},
	{ofMeasure, "yd", "yard, yards, yd, yds"},
	{ofMeasure, "km", "kilometer, kilometers, kilometre, kilometres, km"},
	{ofMeasure, "m", "meter, meters, metre, metres"},
	{ofMeasure, "cm", "centimeter, centimeters, centimetre, centimetres, cm"},
	{ofMeasure, "mm", "millimeter, millimeters, millimetre, millimetres, mm"},
	{ofMeasure, "um", "micron, microns, micrometer, micrometers, μm, µm"},
	{ofMeasure, "nm", "nanometer, nanometers"},
	{ofMeasure, "nmi", "nautical mile, nautical miles, nmi"},

	{ofMeasure, "acre", "acre, acres"},
	{ofMeasure, "ha", "hectare, hectares, ha"},
	{ofMeasure, "ft2", "square foot, square feet, sq ft, ft2, ft²"},
	{ofMeasure, "in2", "square inch, square inches, sq in, in2"},
	{ofMeasure, "mi2", "square mile, square miles, sq mi, mi2, mi²"},
	{ofMeasure, "yd2", "square yard, square yards, sq yd, yd2"},
	{ofMeasure, "nmi2", "square nautical mile, square nautical miles, nmi2"},
	{ofMeasure, "m2", "square meter, square meters, square metre, square metres, sq m, m2, m²"},
	{ofMeasure, "km2", "square kilometer, square kilometers, square kilometre, square kilometres, sq km, km2, km²"},

	{ofMeasure, "yd3", "cubic yard, cubic yards, yd3"},
	{ofMeasure, "ft3", "cubic foot, cubic feet, cu ft, ft3, ft³"},
	{ofMeasure, "m3", "cubic meter, cubic meters, cubic metre, cubic metres, m3, m³"},
	{ofMeasure, "cm3", "cubic centimeter, cubic centimeters, cm3, cm³"},
	{ofMeasure, "ft3/s", "cubic feet per second, cfs"},
	{ofMeasure, "gal", "gallon, gallons, gal"},
	{ofMeasure, "gal/min", "gallons per minute, gpm"},
	{ofMeasure, "qt", "quart, quarts, qt"},
	{ofMeasure, "pt", "pint, pints"},
	{ofMeasure, "L", "liter, liters, litre, litres"},
	{ofMeasure, "mL", "milliliter, milliliters, millilitre, millilitres, ml"},
	{ofMeasure, "dL", "deciliter, deciliters, dl"},
	{ofMeasure, "fl_oz", "fluid ounce, fluid ounces, fl oz"},
	{ofMeasure, "bbl", "barrel, barrels, bbl"},
	{ofMeasure, "bu", "bushel, bushels"},
	{ofMeasure, "tbsp", "tablespoon, tablespoons, tbsp"},
	{ofMeasure, "tsp", "teaspoon, teaspoons, tsp"},
	{ofMeasure, "cup", "cup, cups"},
	{ofMeasure, "acre-ft", "acre foot, acre feet"},

	{ofMeasure, "mph", "mph, mile per hour, miles per hour, mile an hour, miles an hour"},
	{ofMeasure, "km/h", "kph, kmh, km/h, kilometer per hour, kilometers per hour, kilometres per hour, kilometers an hour"},
	{ofMeasure, "kn", "knot, knots, kt, kts"},
	{ofMeasure, "ft/s", "feet per second, ft/s"},
	{ofMeasure, "m/s", "meters per second, metres per second, m/s"},
	{ofMeasure, "mpg", "mpg, mile per gallon, miles per gallon"},
	{ofMeasure, "g/mi", "grams per mile"},

	{ofMeasure, "degF", "°f, ° f, degrees f, degrees fahrenheit, degree fahrenheit, fahrenheit, ° fahrenheit"},
	{ofMeasure, "Cel", "°c, ° c, degrees c, degrees celsius, degree celsius, celsius, degrees centigrade, ° celsius"},
	{ofMeasure, "deg", "degree, degrees, °"},

	{ofMeasure, "mbar", "mbar, millibar, millibars"},
	{ofMeasure, "psi", "psi, pounds per square inch"},
	{ofMeasure, "hPa", "hpa, hectopascal, hectopascals"},
	{ofMeasure, "kPa", "kilopascal, kilopascals"},
	{ofMeasure, "inHg", "inches of mercury"},
	{ofMeasure, "ppm", "ppm, part per million, parts per million"},
	{ofMeasure, "ppb", "ppb, part per billion, parts per billion"},
	{ofMeasure, "ppt", "ppt, part per trillion, parts per trillion"},

	{ofMeasure, "W", "watt, watts"},
	{ofMeasure, "kW", "kilowatt, kilowatts"},
	{ofMeasure, "MW", "megawatt, megawatts"},
	{ofMeasure, "GW", "gigawatt, gigawatts"},
	{ofMeasure, "kWh", "kwh, kilowatt hour, kilowatt hours"},
	{ofMeasure, "MWh", "mwh, megawatt hour, megawatt hours"},
	{ofMeasure, "GWh", "gwh, gigawatt hour, gigawatt hours"},
	{ofMeasure, "TWh", "terawatt hour, terawatt hours"},
	{ofMeasure, "V", "volt, volts"},
	{ofMeasure, "kV", "kilovolt, kilovolts, kv"},
	{ofMeasure, "A", "amp, amps, ampere, amperes"},
	{ofMeasure, "hp", "horsepower, hp"},
	{ofMeasure, "Hz", "hertz, hz"},
	{ofMeasure, "kHz", "kilohertz, khz"},
	{ofMeasure, "MHz", "megahertz, mhz"},
	{ofMeasure, "GHz", "gigahertz, ghz"},
	{ofMeasure, "dB", "decibel, decibels"},
	{ofMeasure, "Btu", "btu, btus"},
	{ofMeasure, "kcal", "calorie, calories, kcal"},
	{ofMeasure, "J", "joule, joules"},
	{ofMeasure, "kB", "kilobyte, kilobytes, kb"},
	{ofMeasure, "MB", "megabyte, megabytes"},
	{ofMeasure, "GB", "gigabyte, gigabytes, gb"},
	{ofMeasure, "TB", "terabyte, terabytes, tb"},

	{ofTime, "a", "year, years, yr, yrs"},
	{ofTime, "mo", "month, months, mos"},
	{ofTime, "wk", "week, weeks, wk, wks"},
	{ofTime, "d", "day, days"},
	{ofTime, "h", "hour, hours, hr, hrs"},
	{ofTime, "min", "minute, minutes, mins"},
	{ofTime, "s", "second, seconds, sec, secs"},
	{ofTime, "ms", "millisecond, milliseconds"},
	{ofTime, "10.a", "decade, decades"},
	{ofTime, "100.a", "century, centuries"},

	{ofPercent, "%", "percent, pct, %, per cent"},
	{ofPercent, "pp", "percentage point, percentage points, percent point, percent points"},
	{ofPercent, "bp", "basis point, basis points, bps"},
})

// symbols are units that mean something else in another case, or, in lower
// case, are words: they count only as they stand here.
var symbols = map[string]unit{
	"g": {ofMeasure, "g"}, "t": {ofMeasure, "t"}, "m": {ofMeasure, "m"}, "L": {ofMeasure, "L"}, "l": {ofMeasure, "L"},
	"kW": {ofMeasure, "kW"}, "KW": {ofMeasure, "kW"}, "MW": {ofMeasure, "MW"}, "GW": {ofMeasure, "GW"}, "W": {ofMeasure, "W"}, "V": {ofMeasure, "V"},
	"mb": {ofMeasure, "mbar"}, "MB": {ofMeasure, "MB"}, "F": {ofMeasure, "degF"}, "C": {ofMeasure, "Cel"}, "nm": {ofMeasure, "nm"},
	"dB": {ofMeasure, "dB"}, "dBA": {ofMeasure, "dB"}, "kPa": {ofMeasure, "kPa"}, "Pa": {ofMeasure, "Pa"}, "TWh": {ofMeasure, "TWh"}, "ac": {ofMeasure, "acre"},
	"h": {ofTime, "h"}, "s": {ofTime, "s"}, "min": {ofTime, "min"},
}

// mostUnitTokens is the number of tokens that a unit may take.
const mostUnitTokens = 7

// unitAt reads the unit at token i and returns the token behind it. The
// longest wins: "miles per hour", not "miles".
func (r *reader) unitAt(i int) (u unit, next int, ok bool) {
	if !r.mayOpenUnit(i) {
		return u, i, false
	}
	key := make([]byte, 0, 48)
	for j := i; j < i+mostUnitTokens; j++ {
		t := r.at(j)
		if t.kind == address || t.end == 0 || len(key)+len(t.low) > 40 {
			break
		}
		switch t.low {
		case ".":
			if last := r.at(j - 1).low; j == i || last != "sq" && last != "cu" && last != "fl" {
				return u, next, ok
			}
			continue
		case "-":
			if j == i || t.gap {
				return u, next, ok
			}
			continue
		}
		if j > i && (t.gap || r.at(j-1).low == "-" || r.at(j-1).low == ".") {
			key = append(key, ' ')
		}
		key = append(key, t.low...)
		if found, hit := unitWords[string(key)]; hit && r.wordEnds(j) {
			u, next, ok = found, j+1, true
		}
		if found, hit := symbols[r.text[r.at(i).start:t.end]]; hit && r.wordEnds(j) && !r.namesPlace(j) {
			u, next, ok = found, j+1, true
		}
	}
	return u, next, ok
}

// mayOpenUnit reports whether any unit begins with token i.
func (r *reader) mayOpenUnit(i int) bool {
	switch t := r.at(i); t.kind {
	case word:
		return t.is(opensUnit)
	case mark:
		return t.low == "%" || t.low != "" && t.low[0] >= utf8.RuneSelf
	}
	return false
}

// wordEnds reports whether the word at token i is whole: the ft of ft2 is not.
func (r *reader) wordEnds(i int) bool {
	next := r.at(i + 1)
	return next.gap || next.kind == mark
}

// namesPlace reports whether the symbol at token i is a letter of an address:
// 100 F Street, 570 W Main.
func (r *reader) namesPlace(i int) bool {
	t := r.at(i)
	return t.gap && r.isCapital(i) && t.size() == 1 && r.isCapital(i+1)
}

// A concentration is so much of one in so much of the other, in words or with
// a stroke: micrograms per deciliter, mcg/dL, pg/m³.
var (
	dissolved = map[string]string{
		"g": "gram, grams, g", "mg": "milligram, milligrams, mg", "ug": "microgram, micrograms, mcg, μg, µg, ug",
		"ng": "nanogram, nanograms, ng", "pg": "picogram, picograms, pg",
	}
	dissolvedIn = map[string]string{
		"L": "liter, litre, l", "mL": "milliliter, millilitre, ml", "dL": "deciliter, decilitre, dl",
		"kg": "kilogram, kg", "g": "gram, g", "m3": "cubic meter, cubic metre, m3, m³", "ft2": "square foot, ft2, ft²",
	}
)

// addConcentrations adds the spellings of concentrations.
func addConcentrations(units map[string]unit) {
	for of, ofSpellings := range dissolved {
		for in, inSpellings := range dissolvedIn {
			for _, x := range strings.Split(ofSpellings, ", ") {
				for _, y := range strings.Split(inSpellings, ", ") {
					units[x+" per "+y] = unit{ofMeasure, of + "/" + in}
					units[x+"/"+y] = unit{ofMeasure, of + "/" + in}
				}
			}
		}
	}
}

// bySpelling gives each spelling its unit.
func bySpelling(table []struct {
	kind      unitKind
	symbol    string
	spellings string
}) map[string]unit {
	units := make(map[string]unit, 4*len(table))
	for _, row := range table {
		for _, s := range strings.Split(row.spellings, ", ") {
			units[s] = unit{row.kind, row.symbol}
		}
	}
	addConcentrations(units)
	return units
}
