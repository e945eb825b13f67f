package report

import "stet/record"

// A word says what a kind is called in plain English.
type word struct {
	name string // as the start of a line: "Figure altered"
	why  string // a sentence for those who do not know the kind; empty where the name says it all
}

// flagWords holds the plain words of each kind of flag.
var flagWords = map[record.FlagKind]word{
	record.FigureAltered:     {name: "Figure altered"},
	record.FigureAdded:       {name: "Figure added"},
	record.FigureRemoved:     {name: "Figure removed"},
	record.QualifierAltered:  {name: "Qualifier altered"},
	record.DateAltered:       {name: "Date altered"},
	record.IdentifierAltered: {name: "Reference altered"},
	record.ModalityAltered:   {name: "Duty or permission altered"},
	record.NegationAltered:   {name: "Negation altered"},
	record.QuoteAltered:      {name: "Quotation altered"},
	record.NameAltered:       {name: "Name altered"},
	record.TermAdded:         {name: "Watched term added"},
	record.TermRemoved:       {name: "Watched term removed"},
	record.TextAdded:         {name: "Text added"},
	record.TextRemoved:       {name: "Text removed"},
	record.TextAltered:       {name: "Wording altered"},
	record.TextMoved:         {name: "Text moved"},
	record.HeadingAltered:    {name: "Heading altered"},
	record.TitleAltered:      {name: "Title altered"},
	record.StatedDateChanged: {name: "Stated date changed"},
	record.SilentEdit:        {"Silent edit", "The text changed, and the date that the page states for its last update did not."},
	record.DateOnly:          {"Only the date moved", "The page states a new date, and nothing else in it changed."},
	record.Backdated:         {"Backdated", "The page states an earlier date than it should."},
	record.NoticeAdded:       {name: "Notice added"},
	record.NoticeRemoved:     {name: "Notice removed"},
	record.LinkAdded:         {name: "Link added"},
	record.LinkRemoved:       {name: "Link removed"},
	record.LinkRetargeted:    {name: "Link leads elsewhere"},
	record.DocumentReplaced:  {"Document replaced", "The same address gives another file."},
	record.ImageAdded:        {name: "Picture added"},
	record.ImageRemoved:      {name: "Picture removed"},
	record.ImageReplaced:     {name: "Picture replaced"},
	record.MetadataAltered:   {name: "Metadata altered"},
	record.HiddenFromSearch:  {"Hidden from search engines", "The page now asks search engines not to list it."},
	record.TemplateChanged:   {"Template changed", "Menus, footers and the like changed."},
	record.Reverted:          {"Reverted", "The page says again what an earlier version said."},
	record.Flapping:          {"Flapping", "The server alternates between two renderings of the page."},
	record.PageRemoved:       {"Page removed", "The page is gone; a second look confirmed it."},
	record.PageRestored:      {"Page restored", "The page is there again."},
	record.PageMoved:         {"Page moved", "The address leads to another one for good."},
}

// changeWords holds the plain words of each kind of change.
var changeWords = map[record.ChangeKind]word{
	record.Edited:       {name: "Edited"},
	record.Removed:      {name: "Removed"},
	record.Restored:     {name: "Restored"},
	record.Moved:        {name: "Moved"},
	record.FirstSeen:    {name: "First seen"},
	record.Unchanged:    {"Unchanged", "Nothing that a reader could see differs."},
	record.HadIncidents: {name: "No page to compare"},
}

// incidentWords holds the plain words of each kind of incident.
var incidentWords = map[record.IncidentKind]word{
	record.Blocked:      {"blocked", "the site turned the look away or asked it to prove that it is human"},
	record.RateLimited:  {"rate-limited", "the site asked for fewer looks"},
	record.Unreachable:  {"unreachable", "no answer came"},
	record.ServerError:  {"server error", "the server said that it failed"},
	record.Truncated:    {"cut off", "the answer ended before its end"},
	record.Empty:        {"empty", "the answer held no text"},
	record.Maintenance:  {"maintenance", "a maintenance page came instead"},
	record.Soft404:      {"not found, said with success", "a page that says “not found” came with status 200"},
	record.RedirectStub: {"redirect stub", "a page that only sends visitors elsewhere came instead"},
	record.Certificate:  {"bad certificate", "the server could not prove who it is"},
	record.Refused:      {"refused by stet", "the address or the answer was beyond what stet may follow"},
	record.Robots:       {"robots.txt", "the site's robots.txt forbids the look or was not to be had"},
	record.Missing:      {"not found", "not yet confirmed by a second look"},
	record.Unconfirmed:  {"seen once", "a look shortly after did not find this text again"},
	record.Unread:       {"unread", "stet itself failed at reading the page"},
}

// severityWords holds the plain words of each severity.
var severityWords = map[record.Severity]string{
	record.High:   "high",
	record.Medium: "medium",
	record.Low:    "low",
	record.None:   "none",
}

// quoted holds the kinds whose before and after are words and are shown in
// quotation marks; figures, dates and addresses stand bare.
var quoted = map[record.FlagKind]bool{
	record.QualifierAltered: true,
	record.ModalityAltered:  true,
	record.NegationAltered:  true,
	record.QuoteAltered:     true,
	record.NameAltered:      true,
	record.TermAdded:        true,
	record.TermRemoved:      true,
	record.TextAdded:        true,
	record.TextRemoved:      true,
	record.TextAltered:      true,
	record.TextMoved:        true,
	record.TemplateChanged:  true,
	record.MetadataAltered:  true,
	record.HeadingAltered:   true,
	record.TitleAltered:     true,
	record.NoticeAdded:      true,
	record.NoticeRemoved:    true,
}

// flagName returns the plain words for k, or k itself, cleaned, where a
// newer archive holds a kind that this stet does not know.
func flagName(k record.FlagKind) string {
	if w, ok := flagWords[k]; ok {
		return w.name
	}
	return Clean(string(k))
}

// changeName is flagName for changes.
func changeName(k record.ChangeKind) string {
	if w, ok := changeWords[k]; ok {
		return w.name
	}
	return Clean(string(k))
}

// incidentName is flagName for incidents.
func incidentName(k record.IncidentKind) string {
	if w, ok := incidentWords[k]; ok {
		return w.name
	}
	return Clean(string(k))
}

// severityName returns the plain word for s.
func severityName(s record.Severity) string {
	if name, ok := severityWords[s]; ok {
		return name
	}
	return Clean(string(s))
}

// Known reports whether kind names a kind of change or of flag, as users
// write it: "edited", "figure-altered".
func Known(kind string) bool {
	_, flag := flagWords[record.FlagKind(kind)]
	_, change := changeWords[record.ChangeKind(kind)]
	return flag || change
}
