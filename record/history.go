package record

import "time"

// A FigureHistory follows the figures of a page through its versions.
type FigureHistory struct {
	Page     string        `json:"page"`
	Title    string        `json:"title"`
	Versions int           `json:"versions"`
	Figures  []FigureTrack `json:"figures"`
}

// A FigureTrack is one figure: the same claim, and what it amounted to.
type FigureTrack struct {
	Section string        `json:"section,omitempty"`
	Values  []FigureValue `json:"values"` // oldest first
}

// A FigureValue is what a figure amounted to for a time.
type FigureValue struct {
	Text string `json:"text"` // as it stood
	Quantity
	Sentence     string    `json:"sentence"`
	FirstVersion int       `json:"first_version"`
	LastVersion  int       `json:"last_version"`
	FirstSeen    time.Time `json:"first_seen"`
	LastSeen     time.Time `json:"last_seen"`
	GoneBy       time.Time `json:"gone_by,omitzero"` // the look that found it altered or gone
}
