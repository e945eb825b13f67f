package diffing

import "math/big"

// units gives what a unit is a unit of and how many of the base it is; the
// symbols are those of the figures. Temperatures also have a zero of their
// own and are compared as they stand.
var units = map[string]struct {
	base  string
	times *big.Rat
}{
	"lb": {"kg", big.NewRat(45359237, 100000000)}, "oz": {"kg", big.NewRat(45359237, 1600000000)},
	"ton": {"kg", big.NewRat(90718474, 100000)}, "t": {"kg", big.NewRat(1000, 1)}, "kg": {"kg", big.NewRat(1, 1)},
	"g": {"kg", big.NewRat(1, 1000)}, "mg": {"kg", big.NewRat(1, 1000000)}, "ug": {"kg", big.NewRat(1, 1000000000)},
	"mi": {"m", big.NewRat(1609344, 1000)}, "ft": {"m", big.NewRat(3048, 10000)}, "in": {"m", big.NewRat(254, 10000)},
	"yd": {"m", big.NewRat(9144, 10000)}, "nmi": {"m", big.NewRat(1852, 1)}, "km": {"m", big.NewRat(1000, 1)},
	"m": {"m", big.NewRat(1, 1)}, "cm": {"m", big.NewRat(1, 100)}, "mm": {"m", big.NewRat(1, 1000)},
	"acre": {"m2", big.NewRat(40468564224, 10000000)}, "ha": {"m2", big.NewRat(10000, 1)}, "m2": {"m2", big.NewRat(1, 1)},
	"ft2": {"m2", big.NewRat(9290304, 100000000)}, "mi2": {"m2", big.NewRat(2589988110336, 1000000)}, "km2": {"m2", big.NewRat(1000000, 1)},
	"gal": {"L", big.NewRat(3785411784, 1000000000)}, "bbl": {"L", big.NewRat(158987294928, 1000000000)},
	"L": {"L", big.NewRat(1, 1)}, "mL": {"L", big.NewRat(1, 1000)}, "m3": {"L", big.NewRat(1000, 1)},
	"ft3": {"L", big.NewRat(28316846592, 1000000000)}, "yd3": {"L", big.NewRat(764554857984, 1000000000)},
	"mph": {"m/s", big.NewRat(44704, 100000)}, "km/h": {"m/s", big.NewRat(10, 36)}, "kn": {"m/s", big.NewRat(1852, 3600)},
	"kW": {"W", big.NewRat(1000, 1)}, "MW": {"W", big.NewRat(1000000, 1)}, "GW": {"W", big.NewRat(1000000000, 1)},
	"kWh": {"Wh", big.NewRat(1000, 1)}, "MWh": {"Wh", big.NewRat(1000000, 1)}, "GWh": {"Wh", big.NewRat(1000000000, 1)},
	"ppm": {"ppb", big.NewRat(1000, 1)}, "ppb": {"ppb", big.NewRat(1, 1)}, "ppt": {"ppb", big.NewRat(1, 1000)},
	"s": {"s", big.NewRat(1, 1)}, "min": {"s", big.NewRat(60, 1)}, "h": {"s", big.NewRat(3600, 1)},
	"d": {"s", big.NewRat(86400, 1)}, "wk": {"s", big.NewRat(604800, 1)},
	"mo": {"mo", big.NewRat(1, 1)}, "a": {"mo", big.NewRat(12, 1)}, "10.a": {"mo", big.NewRat(120, 1)},
}

// inBase returns v in the base unit of unit, and that base; a unit not known
// is its own base.
func inBase(v *big.Rat, unit string) (*big.Rat, string) {
	if u, ok := units[unit]; ok {
		return new(big.Rat).Mul(v, u.times), u.base
	}
	return v, unit
}
