package record

import "encoding/json"

// A Document is what a reader sees in a payload.
type Document struct {
	URL      string            `json:"url,omitempty"`
	Title    string            `json:"title"`
	Language string            `json:"language,omitempty"`
	Dates    []StatedDate      `json:"stated_dates"`
	Blocks   []Block           `json:"blocks"`
	Links    []Link            `json:"links"`
	Images   []Image           `json:"images,omitempty"`
	Metadata map[string]string `json:"metadata"`         // description, keywords, robots, canonical …
	Hidden   []Block           `json:"hidden,omitempty"` // what select, ignore and ignore_text hid
	Unread   string            `json:"unread,omitempty"` // what was not read, and why; empty: all was
}

// MarshalJSON writes lists that are empty as [] and not as null.
func (d Document) MarshalJSON() ([]byte, error) {
	type plain Document
	p := plain(d)
	p.Dates = orEmpty(p.Dates)
	p.Blocks = orEmpty(p.Blocks)
	p.Links = orEmpty(p.Links)
	if p.Metadata == nil {
		p.Metadata = map[string]string{}
	}
	return json.Marshal(p)
}

// A BlockKind says what a block is on the page.
type BlockKind string

// The kinds of block.
const (
	Heading   BlockKind = "heading"
	Paragraph BlockKind = "paragraph"
	ListItem  BlockKind = "list-item"
	Cell      BlockKind = "cell"
	Caption   BlockKind = "caption"
	Quote     BlockKind = "quote"
	Notice    BlockKind = "notice"
)

// A Part says where on a page something stands.
type Part string

// The parts of a page.
const (
	Main        Part = "main"
	Boilerplate Part = "boilerplate" // banners, menus, footers, feedback forms
	InMetadata  Part = "metadata"
)

// A Block is one paragraph, heading, list item or table cell.
type Block struct {
	Index   int       `json:"index"` // place in Document.Blocks
	Kind    BlockKind `json:"kind"`
	Part    Part      `json:"part"`
	Section string    `json:"section,omitempty"` // headings above it, outermost first, joined by " › "
	Level   int       `json:"level,omitempty"`   // of a heading 1 to 6, of a list item its nesting from 1
	Row     string    `json:"row,omitempty"`     // of a cell: its row's header
	Column  string    `json:"column,omitempty"`  // of a cell: its column's header
	Text    string    `json:"text"`              // as it stands, white space collapsed
	Figures []Figure  `json:"figures,omitempty"`
}

// A Link is a link of a document.
type Link struct {
	Text  string `json:"text"`
	Href  string `json:"href"` // resolved; tracking parameters and fragments of other pages stay off
	Kind  string `json:"kind"` // page, document, mail, telephone, fragment
	Part  Part   `json:"part,omitempty"`
	Block int    `json:"block"` // index of the block it stands in; -1: in none
}

// An Image is a picture of a document.
type Image struct {
	Src   string `json:"src"` // resolved, without cache-busting parameters
	Alt   string `json:"alt,omitempty"`
	Part  Part   `json:"part,omitempty"`
	Block int    `json:"block"` // index of the block before it; -1: none

	Width  int `json:"width,omitempty"`  // in pixels, as the page says; 0: it does not
	Height int `json:"height,omitempty"` //
}

// A DateKind says what a stated date claims.
type DateKind string

// The kinds of stated date.
const (
	Updated   DateKind = "updated"
	Reviewed  DateKind = "reviewed"
	Published DateKind = "published"
	Effective DateKind = "effective"
	Expires   DateKind = "expires"
)

// A StatedDate is a date that a page gives for itself, such as "Last
// Updated: 01/20/2025".
type StatedDate struct {
	Label  string   `json:"label"` // as printed, without the colon; for metadata the name of the field
	Kind   DateKind `json:"kind"`
	Value  string   `json:"value"`  // ISO 8601, as precise as it was stated
	Text   string   `json:"text"`   // as it stands
	Source string   `json:"source"` // text, meta, json-ld, microdata, http
	Block  int      `json:"-"`      // index of the block that states it; -1: none
}

// A FigureKind says what a figure is a figure of.
type FigureKind string

// The kinds of figure.
const (
	Count      FigureKind = "count"
	Money      FigureKind = "money"
	Percent    FigureKind = "percent"
	Measure    FigureKind = "measure"
	Ratio      FigureKind = "ratio"
	Range      FigureKind = "range"
	Ordinal    FigureKind = "ordinal"
	Duration   FigureKind = "duration"
	Date       FigureKind = "date"
	Identifier FigureKind = "identifier"
)

// A Figure is a number with what it says: "over $50 million" is the figure
// "$50 million", money, 50000000 USD, with the qualifier "over".
type Figure struct {
	Kind      FigureKind `json:"kind"`
	Text      string     `json:"text"` // as it stands, without qualifier and counted noun
	Value     Value      `json:"value"`
	ValueTo   Value      `json:"value_to,omitzero"` // the end of a range
	Unit      string     `json:"unit,omitempty"`
	Qualifier string     `json:"qualifier,omitempty"`
	Start     int        `json:"start"` // byte offsets into the block's text
	End       int        `json:"end"`
}
