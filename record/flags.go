package record

// A FlagKind names what a flag is about.
type FlagKind string

// The kinds of flag. INTERFACE says of each when it is raised; README lists
// them for users.
const (
	FigureAltered     FlagKind = "figure-altered"
	FigureAdded       FlagKind = "figure-added"
	FigureRemoved     FlagKind = "figure-removed"
	QualifierAltered  FlagKind = "qualifier-altered"
	DateAltered       FlagKind = "date-altered"
	IdentifierAltered FlagKind = "identifier-altered"
	ModalityAltered   FlagKind = "modality-altered"
	NegationAltered   FlagKind = "negation-altered"
	QuoteAltered      FlagKind = "quote-altered"
	NameAltered       FlagKind = "name-altered"
	TermAdded         FlagKind = "term-added"
	TermRemoved       FlagKind = "term-removed"
	TextAdded         FlagKind = "text-added"
	TextRemoved       FlagKind = "text-removed"
	TextAltered       FlagKind = "text-altered"
	TextMoved         FlagKind = "text-moved"
	HeadingAltered    FlagKind = "heading-altered"
	TitleAltered      FlagKind = "title-altered"
	StatedDateChanged FlagKind = "stated-date-changed"
	SilentEdit        FlagKind = "silent-edit"
	DateOnly          FlagKind = "date-only"
	Backdated         FlagKind = "backdated"
	NoticeAdded       FlagKind = "notice-added"
	NoticeRemoved     FlagKind = "notice-removed"
	LinkAdded         FlagKind = "link-added"
	LinkRemoved       FlagKind = "link-removed"
	LinkRetargeted    FlagKind = "link-retargeted"
	DocumentReplaced  FlagKind = "document-replaced"
	ImageAdded        FlagKind = "image-added"
	ImageRemoved      FlagKind = "image-removed"
	ImageReplaced     FlagKind = "image-replaced"
	MetadataAltered   FlagKind = "metadata-altered"
	HiddenFromSearch  FlagKind = "hidden-from-search"
	TemplateChanged   FlagKind = "template-changed"
	Reverted          FlagKind = "reverted"
	Flapping          FlagKind = "flapping"
	PageRemoved       FlagKind = "page-removed"
	PageRestored      FlagKind = "page-restored"
	PageMoved         FlagKind = "page-moved"
)

// FlagKinds returns all kinds of flag, in the order in which they stand above.
func FlagKinds() []FlagKind {
	return []FlagKind{
		FigureAltered, FigureAdded, FigureRemoved, QualifierAltered, DateAltered,
		IdentifierAltered, ModalityAltered, NegationAltered, QuoteAltered, NameAltered,
		TermAdded, TermRemoved, TextAdded, TextRemoved, TextAltered,
		TextMoved, HeadingAltered, TitleAltered, StatedDateChanged, SilentEdit,
		DateOnly, Backdated, NoticeAdded, NoticeRemoved, LinkAdded,
		LinkRemoved, LinkRetargeted, DocumentReplaced, ImageAdded, ImageRemoved,
		ImageReplaced, MetadataAltered, HiddenFromSearch, TemplateChanged, Reverted,
		Flapping, PageRemoved, PageRestored, PageMoved,
	}
}
