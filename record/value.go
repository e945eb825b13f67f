package record

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strings"
)

// A Value is what a figure amounts to: an exact decimal number, or the text
// of a date or an identifier. The zero Value is none.
type Value struct {
	s    string // canonical decimal ("1300", "-0.5"), or the text
	text bool
}

// TextValue returns the value of a date or an identifier.
func TextValue(s string) Value { return Value{s: s, text: true} }

// NumberValue returns the exact value r. A value without a finite decimal
// form (1/3) is rounded to six places behind the first that counts, so that
// long odds (1 in 302,575,350) do not all become 0.
func NumberValue(r *big.Rat) Value {
	if r.IsInt() {
		return Value{s: r.Num().String()}
	}
	places, exact := r.FloatPrec()
	if !exact {
		f, _ := r.Float64()
		places = 6
		if lead := -math.Floor(math.Log10(math.Abs(f))); lead > 1 && lead < 300 {
			places += int(lead) - 1
		}
	}
	s := r.FloatString(places)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	if s == "" || s == "-" || s == "-0" {
		s = "0"
	}
	return Value{s: s}
}

// ParseNumber returns the value of a plain decimal such as "-12.50".
func ParseNumber(s string) (Value, bool) {
	r, ok := new(big.Rat).SetString(s)
	if !ok || strings.ContainsAny(s, "/eEpPxX_") {
		return Value{}, false
	}
	return NumberValue(r), true
}

// String returns the decimal or the text.
func (v Value) String() string { return v.s }

// IsZero reports whether there is no value; the number 0 is one.
func (v Value) IsZero() bool { return v == Value{} }

// IsText reports whether v is the text of a date or an identifier.
func (v Value) IsText() bool { return v.text }

// Rat returns the number, or nil for text and none.
func (v Value) Rat() *big.Rat {
	if v.text || v.s == "" {
		return nil
	}
	r, _ := new(big.Rat).SetString(v.s)
	return r
}

// Float returns the number nearest to v, 0 for text and none.
func (v Value) Float() float64 {
	r := v.Rat()
	if r == nil {
		return 0
	}
	f, _ := r.Float64()
	return f
}

// MarshalJSON writes a number or a string, null for no value.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case v.text:
		return json.Marshal(v.s)
	case v.s == "":
		return []byte("null"), nil
	}
	return []byte(v.s), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Value) UnmarshalJSON(b []byte) error {
	s := string(b)
	switch {
	case s == "null":
		*v = Value{}
		return nil
	case strings.HasPrefix(s, `"`):
		var text string
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
		*v = TextValue(text)
		return nil
	}
	n, ok := ParseNumber(s)
	if !ok {
		return fmt.Errorf("value %q is no plain decimal", s)
	}
	*v = n
	return nil
}
