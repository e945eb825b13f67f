package report

import "stet/record"

// Known reports whether kind is a kind of change or of flag that a report
// can hold.
func Known(kind string) bool {
	_, change := changeWords[record.ChangeKind(kind)]
	_, flag := flagWords[record.FlagKind(kind)]
	return change || flag
}
