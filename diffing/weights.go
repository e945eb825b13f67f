package diffing

import (
	"cmp"
	"slices"

	"stet/record"
)

// A weight says what a flag of a kind adds to the significance of a change,
// and how it is shown.
type weight struct {
	points   float64 // for the first flag of the kind; see [judge.weigh]
	severity record.Severity
	words    string // the reason, for one flag; %d flags if there are more
	many     string
}

// weights is all that the judgement is tuned by. Figures stand above wording,
// wording above what stands around the text, and boilerplate at the foot.
// A flag of severity low counts a quarter, one of severity none nothing.
var weights = map[record.FlagKind]weight{
	record.FigureAltered:     {0.60, record.High, "a figure was altered", "%d figures were altered"},
	record.FigureRemoved:     {0.45, record.High, "a figure was taken out", "%d figures were taken out"},
	record.FigureAdded:       {0.40, record.Medium, "a figure was put in", "%d figures were put in"},
	record.QualifierAltered:  {0.40, record.Medium, "the words that bound a figure changed", "the words that bound %d figures changed"},
	record.DateAltered:       {0.45, record.High, "a date in the text changed", "%d dates in the text changed"},
	record.IdentifierAltered: {0.35, record.Medium, "a number that names something changed", "%d numbers that name something changed"},
	record.ModalityAltered:   {0.42, record.High, "what must, may or will be changed", "what must, may or will be changed in %d places"},
	record.NegationAltered:   {0.45, record.High, "a “not” came or went", "a “not” came or went in %d places"},
	record.QuoteAltered:      {0.35, record.High, "the words of a quotation changed", "the words of %d quotations changed"},
	record.NameAltered:       {0.35, record.Medium, "a name changed", "%d names changed"},
	record.TermRemoved:       {0.40, record.High, "a watched term went", "%d watched terms went"},
	record.TermAdded:         {0.35, record.Medium, "a watched term came", "%d watched terms came"},
	record.TextRemoved:       {0.38, record.Medium, "text was taken out", "text was taken out in %d places"},
	record.TextAdded:         {0.32, record.Medium, "text was put in", "text was put in in %d places"},
	record.TextAltered:       {0.28, record.Medium, "a sentence was reworded", "%d sentences were reworded"},
	record.TextMoved:         {0.12, record.Low, "text stands elsewhere", "%d pieces of text stand elsewhere"},
	record.HeadingAltered:    {0.28, record.Medium, "a heading changed", "%d headings changed"},
	record.TitleAltered:      {0.28, record.Medium, "the title changed", "the title changed"},
	record.StatedDateChanged: {0.06, record.Medium, "a date that the page states for itself changed", "%d dates that the page states for itself changed"},
	record.SilentEdit:        {0.30, record.High, "the text changed under an unchanged date", "the text changed under an unchanged date"},
	record.DateOnly:          {0.24, record.Medium, "the date of the last update moved and nothing else did", ""},
	record.Backdated:         {0.35, record.High, "a stated date cannot be true", ""},
	record.NoticeAdded:       {0.40, record.High, "a notice was put on the page", "%d notices were put on the page"},
	record.NoticeRemoved:     {0.40, record.High, "a notice was taken off the page", "%d notices were taken off the page"},
	record.LinkAdded:         {0.15, record.Medium, "a link was put in", "%d links were put in"},
	record.LinkRemoved:       {0.25, record.Medium, "a link was taken out", "%d links were taken out"},
	record.LinkRetargeted:    {0.25, record.Medium, "a link leads elsewhere", "%d links lead elsewhere"},
	record.DocumentReplaced:  {0.60, record.High, "a document was replaced under its old address", ""},
	record.ImageAdded:        {0.10, record.Low, "a picture was put in", "%d pictures were put in"},
	record.ImageRemoved:      {0.15, record.Medium, "a picture was taken out", "%d pictures were taken out"},
	record.ImageReplaced:     {0.25, record.Medium, "a picture was replaced", "%d pictures were replaced"},
	record.MetadataAltered:   {0.15, record.Low, "the description for search engines changed", "metadata changed in %d places"},
	record.HiddenFromSearch:  {0.50, record.High, "search engines are asked not to show the page", ""},
	record.TemplateChanged:   {0.08, record.Low, "menus, footers or the like changed", ""},
	record.Reverted:          {0.30, record.High, "the page says again what it said before", ""},
	record.Flapping:          {0.10, record.Low, "two renderings of the page alternate", ""},
	record.PageRemoved:       {0.80, record.High, "the page is gone", ""},
	record.PageRestored:      {0.40, record.Medium, "the page is back", ""},
	record.PageMoved:         {0.30, record.Medium, "the page has moved to another address", ""},
}

// A Weight is what flags of a kind count, unless a watch says otherwise.
type Weight struct {
	Kind     record.FlagKind
	Points   float64         // of the first flag of the kind, 0 to 1
	Severity record.Severity // that flags of the kind usually have
	Reason   string          // in words
}

// Weights returns the weights of all kinds of flag, the heaviest first.
func Weights() []Weight {
	var out []Weight
	for k, w := range weights {
		out = append(out, Weight{k, w.points, w.severity, w.words})
	}
	slices.SortFunc(out, func(a, b Weight) int { return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Kind, b.Kind)) })
	return out
}

const (
	lowShare = 0.25 // of the points of a flag of severity low
	decay    = 0.3  // of the points, for each further flag of a kind

	// full is where significance begins to level off: what is above counts
	// less and less and never passes 1.
	full = 0.7

	bigChange  = 0.5  // a figure that changed by this part of itself or more
	bigPoints  = 0.2  // adds this share of the points of its kind
	tinyChange = 0.01 // and one that changed by less
	tinyPoints = -0.1 // takes this share

	manyPages = 0.3 // the share of its significance that an edit of many pages keeps
)
