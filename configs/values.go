package configs

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Duration is a time span as users write it: 30s, 6h, 7d, 1h30m, 0s.
type Duration time.Duration

// ParseDuration reads a Duration; days are 24 hours.
func ParseDuration(s string) (Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.ParseFloat(days, 64); err == nil && n >= 0 && n < 36500 {
			return Duration(n * 24 * float64(time.Hour)), nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("want a time span such as 30s, 6h or 7d")
	}
	return Duration(d), nil
}

func (d *Duration) set(s string) (err error) {
	*d, err = ParseDuration(s)
	return err
}

// Every is how often a page is looked at: a time span, or auto, where each
// page gets a pace of its own from how often it was seen to change.
type Every struct {
	Span Duration // 0 with Auto not set: at every run
	Auto bool
}

func (e *Every) set(s string) error {
	if s == "auto" {
		*e = Every{Auto: true}
		return nil
	}
	d, err := ParseDuration(s)
	if err != nil {
		return fmt.Errorf("%w, or auto", err)
	}
	*e = Every{Span: d}
	return nil
}

// A Size is a number of bytes as users write it: 500kB, 20MB, 1GB. The units
// count in 1024s.
type Size int64

func (z *Size) set(s string) error {
	number := strings.TrimRight(s, "kKMGBib ")
	unit := strings.ToUpper(strings.TrimSpace(s[len(number):]))
	shift, ok := map[string]uint{"": 0, "B": 0, "KB": 10, "KIB": 10, "MB": 20, "MIB": 20, "GB": 30, "GIB": 30}[unit]
	n, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || n < 0 || n > 1<<20 {
		return fmt.Errorf("want a size such as 500kB or 20MB")
	}
	*z = Size(n * float64(int64(1)<<shift))
	return nil
}
