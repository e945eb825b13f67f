package record

import (
	"encoding/json"
	"time"
)

// A ChangeKind says what became of a page between two looks.
type ChangeKind string

// The kinds of change.
const (
	Edited    ChangeKind = "edited"
	Removed   ChangeKind = "removed"
	Restored  ChangeKind = "restored"
	Moved     ChangeKind = "moved"
	FirstSeen ChangeKind = "first-seen"

	Unchanged    ChangeKind = "unchanged" // only where two documents were compared
	HadIncidents ChangeKind = "incident"  // only where two files were compared
)

// A Change is two successive versions of a page and what differs.
type Change struct {
	Page         string       `json:"page"`
	Title        string       `json:"title"`
	Watch        string       `json:"watch,omitempty"`
	Kind         ChangeKind   `json:"kind"`
	From         *VersionRef  `json:"from,omitempty"` // nil for a first sight and for files
	To           *VersionRef  `json:"to,omitempty"`
	MovedTo      string       `json:"moved_to,omitempty"`
	StatedDates  []DateChange `json:"stated_dates"`
	Significance float64      `json:"significance"` // 0 to 1
	Reasons      []Reason     `json:"reasons"`
	Flags        []Flag       `json:"flags"`
	Edits        []Edit       `json:"edits"`
	Pages        []string     `json:"pages,omitempty"`    // where one edit came to several
	Incident     *Incident    `json:"incident,omitempty"` // of HadIncidents
	Run          string       `json:"run,omitempty"`
	Rules        string       `json:"rules,omitempty"`    // version of the rules that judged it
	LeftOut      *LeftOut     `json:"left_out,omitempty"` // nil: all is told
	Judged       time.Time    `json:"judged,omitzero"`    // when it was judged anew; zero: at the look
}

// MarshalJSON writes lists that are empty as [] and not as null.
func (c Change) MarshalJSON() ([]byte, error) {
	type plain Change
	p := plain(c)
	p.StatedDates = orEmpty(p.StatedDates)
	p.Reasons = orEmpty(p.Reasons)
	p.Flags = orEmpty(p.Flags)
	p.Edits = orEmpty(p.Edits)
	return json.Marshal(p)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Has reports whether the change carries a flag of kind k.
func (c Change) Has(k FlagKind) bool {
	for _, f := range c.Flags {
		if f.Kind == k {
			return true
		}
	}
	return false
}

// LeftOut counts what a change does not tell because it would be too much: of
// two long documents that differ in thousands of places only the weightiest
// flags and edits are kept.
type LeftOut struct {
	Flags int `json:"flags"` // of all severities
	Edits int `json:"edits"`
	Text  int `json:"text"` // bytes that these edits took away and put in, and that shown ones are longer
	Cut   int `json:"cut"`  // flags with a text of which only the beginning is shown
}

// A VersionRef names one side of a change.
type VersionRef struct {
	Version   int       `json:"version"`
	FirstSeen time.Time `json:"first_seen,omitzero"`
	LastSeen  time.Time `json:"last_seen,omitzero"`
	Status    int       `json:"status"`
	Digest    Digest    `json:"digest"`
}

// A DateChange is a stated date on both sides, "" where a side has none.
type DateChange struct {
	Label  string   `json:"label"`
	Kind   DateKind `json:"kind"`
	Source string   `json:"source"`
	Before string   `json:"before"` // ISO 8601
	After  string   `json:"after"`
}

// A Reason is one thing that the significance of a change is made of.
type Reason struct {
	Why    string  `json:"why"`    // in words, for a reporter
	Points float64 `json:"points"` // what it adds or takes
}

// An Edit is one stretch of text inserted, deleted, replaced or moved.
type Edit struct {
	Op       Op     `json:"op"`
	Before   string `json:"before"` // as it stands
	After    string `json:"after"`
	Section  string `json:"section,omitempty"`
	Part     Part   `json:"part"`
	Cosmetic bool   `json:"cosmetic"` // the same said otherwise: 1,300 and 1300

	Context []Span `json:"context,omitempty"` // the sentence or block around it, with every edit in it marked

	OldBlock int `json:"-"` // index of the block on each side, -1 where there is none
	NewBlock int `json:"-"`
	OldStart int `json:"-"` // byte offset of Before in the old block's text
	NewStart int `json:"-"`
}

// An Op says what an edit does.
type Op string

// What an edit does. Equal stands only in spans.
const (
	Insert  Op = "insert"
	Delete  Op = "delete"
	Replace Op = "replace"
	Move    Op = "move"
	Equal   Op = "equal"
)

// A Span is a run of text that both sides share, or that one of them has.
type Span struct {
	Op   Op     `json:"op"` // equal, insert or delete
	Text string `json:"text"`
}

// A Severity ranks a flag.
type Severity string

// The severities. None is kept and not shown.
const (
	High   Severity = "high"
	Medium Severity = "medium"
	Low    Severity = "low"
	None   Severity = "none"
)

// Rank returns 3 for high down to 0 for none.
func (s Severity) Rank() int {
	switch s {
	case High:
		return 3
	case Medium:
		return 2
	case Low:
		return 1
	}
	return 0
}

// A Flag is an edit, or its absence, that a watchdog wants to know of.
type Flag struct {
	Kind     FlagKind      `json:"kind"`
	Severity Severity      `json:"severity"`
	Before   string        `json:"before"` // the shortest run of whole tokens that shows it, as it stands
	After    string        `json:"after"`
	Text     string        `json:"text,omitempty"`   // the words of a link
	Label    string        `json:"label,omitempty"`  // of a stated date
	Detail   string        `json:"detail,omitempty"` // one more sentence for a reporter
	Sentence *Sentence     `json:"sentence,omitempty"`
	Section  string        `json:"section,omitempty"`
	Row      string        `json:"row,omitempty"`    // of a cell of a table: the header of its row
	Column   string        `json:"column,omitempty"` // and that of its column
	Part     Part          `json:"part,omitempty"`
	Figure   *FigureChange `json:"figure,omitempty"`
	Figures  []Figure      `json:"figures,omitempty"` // of text that came or went whole
}

// A Sentence is what stands around a flag on both sides.
type Sentence struct {
	Before string `json:"before"`
	After  string `json:"after"`
	Spans  []Span `json:"spans,omitempty"` // the two merged, with every edit in it marked
}

// A FigureChange gives the values of a figure on both sides; one is nil
// where the figure came or went.
type FigureChange struct {
	Before *Quantity `json:"before,omitempty"`
	After  *Quantity `json:"after,omitempty"`
	Change *float64  `json:"change,omitempty"` // after less before, in Before's unit
	Ratio  *float64  `json:"ratio,omitempty"`  // Change in parts of Before
}

// A Quantity is a figure without its place.
type Quantity struct {
	Kind      FigureKind `json:"kind,omitempty"`
	Value     Value      `json:"value"`
	ValueTo   Value      `json:"value_to,omitzero"`
	Unit      string     `json:"unit,omitempty"`
	Qualifier string     `json:"qualifier,omitempty"`
}

// Quantity returns f without its place.
func (f Figure) Quantity() *Quantity {
	return &Quantity{Kind: f.Kind, Value: f.Value, ValueTo: f.ValueTo, Unit: f.Unit, Qualifier: f.Qualifier}
}
