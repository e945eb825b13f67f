// Package figures finds the figures in a text.
package figures

import "stet/record"

// Find returns the figures of text in the order in which they stand.
func Find(text string) []record.Figure { return nil }

// Dates returns the dates of text, read more loosely than Find reads them:
// also Spanish ones, and with the time of day that stands beside them.
func Dates(text string) []record.Figure { return nil }
