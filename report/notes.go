package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"stet/record"
)

// A note is what one place of a page has to tell: the flags that share a
// sentence, and the sentence with its edits marked.
type note struct {
	Flags []flagLine
	Where string          // "under “Effort”", "in the metadata"
	Texts [][]record.Span // the sentence, or the texts that the one flag was raised for
}

// Count returns how many flags n holds.
func (n note) Count() int {
	flags := 0
	for _, f := range n.Flags {
		flags += 1 + f.More
	}
	return max(flags, len(n.Texts))
}

// Times returns ", 3 times" where f was raised for several texts, or several
// times in one.
func (n note) Times(f flagLine) string {
	switch {
	case f.More > 0:
		return fmt.Sprintf(", %d times", 1+f.More)
	case len(n.Flags) == 1 && len(n.Texts) > 1:
		return fmt.Sprintf(", %d times", len(n.Texts))
	}
	return ""
}

// add adds a flag that shares the sentence of n; one that says what another
// says is counted with it.
func (n *note) add(f flagLine) {
	for i, other := range n.Flags {
		if other.More = 0; other == f {
			n.Flags[i].More++
			return
		}
	}
	n.Flags = append(n.Flags, f)
}

// mergedAtMost is how many texts one note holds at most.
const mergedAtMost = 10

// merge adds the only text of m to n where both raise the same flag in the
// same place, as where a list lost ten of its items.
func (n *note) merge(m note) bool {
	if len(n.Flags) != 1 || len(m.Flags) != 1 || n.Flags[0] != m.Flags[0] || n.Where != m.Where ||
		len(n.Texts) == 0 || len(n.Texts) >= mergedAtMost || len(m.Texts) != 1 ||
		m.Flags[0].Before != "" || m.Flags[0].After != "" {
		return false
	}
	n.Texts = append(n.Texts, m.Texts...)
	return true
}

// A flagLine is a flag in words.
type flagLine struct {
	Kind          record.FlagKind
	Severity      string
	Name          string // "Figure altered"
	Subject       string // what it is about, where that is not before or after: the words of a link, a label
	Before, After string // both "" where the marks show them
	Change        string // "−23 %"
	Amount        string // "−300 personnel"
	Detail        string
	More          int // flags of the same sentence that say just the same
}

// Text says in a line what the flag says, Change aside.
func (f flagLine) Text() string {
	s := f.Name
	if f.Subject != "" {
		s += ": " + f.Subject
	}
	switch {
	case f.Before == "" && f.After == "":
	case f.Same():
		s += ": " + f.After + f.Stayed()
	case f.Before != "" && f.After != "":
		s += ": " + f.Before + " → " + f.After
	case cameOrWent(f.Kind):
		s += ": " + f.Before + f.After
	case f.After == "":
		s += ": " + f.Before + " taken out"
	default:
		s += ": " + f.After + " put in"
	}
	return s
}

// cameOrWent reports whether the name of a kind says which side is empty.
func cameOrWent(k record.FlagKind) bool {
	return strings.HasSuffix(string(k), "-added") || strings.HasSuffix(string(k), "-removed")
}

// Brief is Text with how far a figure went.
func (f flagLine) Brief() string {
	if f.Change == "" {
		return f.Text()
	}
	return f.Text() + " (" + f.Change + ")"
}

// Brief says in a line what the i-th flag of n says, with the start of the
// text that came or went where the line of the flag does not hold it.
func (n note) Brief(i int) string {
	f := n.Flags[i]
	switch {
	case f.Before != "" || f.After != "", f.Kind == record.DocumentReplaced: // whose digests say nothing to a reader
		return f.Brief()
	case f.Kind == record.PageMoved && len(n.Texts) > 0:
		spans := n.Texts[0]
		return f.Brief() + " to " + excerpt(spans[len(spans)-1].Text, inLine)
	}
	for _, spans := range n.Texts {
		for _, s := range spans {
			if s.Op != record.Equal {
				return f.Brief() + n.Times(f) + ": " + quote(excerpt(strings.TrimSpace(s.Text), inLine))
			}
		}
	}
	return f.Brief()
}

// Same reports whether both sides say the same: a date that stayed, a block
// that stands elsewhere.
func (f flagLine) Same() bool { return f.Before == f.After && f.After != "" }

// Stayed says of what is the same on both sides that it is, where the name of
// the flag does not say it.
func (f flagLine) Stayed() string {
	if f.Kind == record.TextMoved {
		return ""
	}
	return ", unchanged"
}

// inLine is the length in runes up to which before and after stand in the
// line of the flag itself; where the sentence below shows them too, a few
// words do.
const (
	inLine      = 72
	inLineWords = 40
)

// newNotes puts the flags that are shown into words, strongest first, and
// counts those that are not. The title of the page is not said again in the
// names of its sections.
func newNotes(flags []record.Flag, title string, reach int) (notes []note, unshown int) {
	flags = slices.Clone(flags)
	slices.SortStableFunc(flags, func(a, b record.Flag) int { return b.Severity.Rank() - a.Severity.Rank() })
	bySentence := map[[3]string]int{}
	for _, f := range flags {
		if f.Severity == record.None {
			unshown++
			continue
		}
		line := newFlagLine(f)
		n := note{Flags: []flagLine{line}, Where: flagPlace(title, f)}
		if spans := flagMarks(f, reach); len(spans) > 0 {
			n.Texts = [][]record.Span{spans}
		}
		if len(notes) > 0 && notes[len(notes)-1].merge(n) {
			continue
		}
		if f.Sentence == nil || f.Sentence.Before == "" || f.Sentence.After == "" {
			notes = append(notes, n)
			continue
		}
		place := [3]string{f.Sentence.Before, f.Sentence.After, n.Where}
		if i, seen := bySentence[place]; seen {
			notes[i].add(line)
			continue
		}
		bySentence[place] = len(notes)
		notes = append(notes, n)
	}
	return notes, unshown
}

func newFlagLine(f record.Flag) flagLine {
	l := flagLine{
		Kind:     f.Kind,
		Severity: severityName(f.Severity),
		Name:     flagName(f.Kind),
		Subject:  subject(f),
		Change:   change(f.Figure),
		Amount:   amount(f.Figure),
		Detail:   sentence(Clean(cmp.Or(f.Detail, flagWords[f.Kind].why))),
	}
	if !fits(f) {
		return l
	}
	l.Before, l.After = Clean(f.Before), Clean(f.After)
	if quoted[f.Kind] && !isNumber(l.Before+l.After) {
		l.Before, l.After = quote(l.Before), quote(l.After)
	}
	return l
}

// flagPlace says where on the page a flag was raised; one that is about the
// page as a whole, such as that it has moved, stands nowhere.
func flagPlace(title string, f record.Flag) string {
	switch f.Kind {
	case record.PageRemoved, record.PageRestored, record.PageMoved:
		return ""
	}
	place := where(below(title, f.Section), f.Part)
	if cell := inCell(f); cell != "" && place != "" {
		return cell + ", " + place
	} else if cell != "" {
		return cell
	}
	return place
}

// isNumber reports whether s holds digits only, as the counts of a watched
// term do.
func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

// fits reports whether both sides of f stand in its line: they are short, no
// addresses, and not the whole of a sentence that came or went, which is shown
// below with others of its kind.
func fits(f record.Flag) bool {
	n := utf8.RuneCountInString(f.Before) + utf8.RuneCountInString(f.After)
	if n > inLine || isAddress(f.Before) || isAddress(f.After) {
		return false
	}
	if f.Kind == record.TextAltered && n > inLineWords && f.Sentence != nil && len(f.Sentence.Spans) > 0 {
		return false
	}
	return !isSentence(f) || f.Before != "" && f.After != ""
}

// isSentence reports whether f is about the whole of its sentence.
func isSentence(f record.Flag) bool {
	return f.Sentence != nil && f.Before == f.Sentence.Before && f.After == f.Sentence.After
}

func subject(f record.Flag) string {
	switch {
	case f.Label != "":
		return Clean(f.Label)
	case f.Text != "":
		return quote(Clean(f.Text))
	}
	return ""
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

// flagMarks returns what is to be shown below the line of f.
func flagMarks(f record.Flag, reach int) []record.Span {
	switch {
	case isSentence(f) && fits(f):
		return nil
	case f.Sentence != nil && len(f.Sentence.Spans) > 0:
		return shorten(cleanSpans(f.Sentence.Spans), reach)
	case f.Sentence != nil:
		return shorten(marks(Clean(f.Sentence.Before), Clean(f.Sentence.After)), reach)
	case fits(f):
		return nil
	case isAddress(f.Before) || isAddress(f.After):
		return whole(Clean(f.Before), Clean(f.After))
	}
	return shorten(marks(Clean(f.Before), Clean(f.After)), reach)
}

// cosmetics returns the edits that write the same otherwise.
func cosmetics(edits []record.Edit, title string, reach int) []note {
	var notes []note
	for _, e := range edits {
		if !e.Cosmetic {
			continue
		}
		spans := cleanSpans(e.Context)
		if len(spans) == 0 {
			spans = marks(Clean(e.Before), Clean(e.After))
		}
		notes = append(notes, note{Where: where(below(title, e.Section), e.Part), Texts: [][]record.Span{shorten(spans, reach)}})
	}
	return notes
}
