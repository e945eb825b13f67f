package diffing

import (
	"strings"

	"stet/record"
)

// A judge names what a script holds.
type judge struct {
	old, new *record.Document
	script   *script
	context  Context
	flags    *shelf[record.Flag]
	edits    *shelf[record.Edit]
	aside    *[]record.Flag // where flags go that are looked through before they count; nil: they count at once
	top      float64        // the rank of the weightiest flag of the pair that is judged
	strong   record.Flag    // the figure that changed most
	cut      int            // flags with a text that was longer than it may be
	cutText  int            // bytes that edits were

	mainEdits int    // edits to the main text that say something else
	template  int    // edits to boilerplate
	tmplA     string // the first such edit, before
	tmplB     string // and after
	restyled  bool   // something was written otherwise
	clocked   bool   // the time of day beside a stated date moved
	newDates  []newDate
	newTwin   map[int]int                // see twinOfNew
	linksAt   map[int][]int              // see linksIn
	quotes    map[*record.Block][][2]int // what stands between quotation marks
}

// A newDate is a date that only the new text holds, with the sentence.
type newDate struct{ value, sentence string }

func newJudge(old, new *record.Document, s *script, c Context, l limits) *judge {
	return &judge{old: old, new: new, script: s, context: c, quotes: map[*record.Block][][2]int{},
		flags: newShelf[record.Flag](l), edits: newShelf[record.Edit](l)}
}

// judge raises all flags and keeps all edits. Those of the text come first,
// in its order; those that depend on them follow. A pair is let go as soon as
// it was judged.
func (j *judge) judge() {
	j.wholeEdits(j.script.gone, false)
	j.wholeEdits(j.script.come, true)
	for _, p := range j.script.pairs {
		p.compare()
		j.top = 0
		j.pair(p)
		j.pairEdits(p)
		p.release()
	}
	j.titleEdit()
	j.whole(j.script.gone, false)
	j.whole(j.script.come, true)
	j.title()
	j.links()
	j.images()
	j.metadata()
	j.terms()
	j.statedDates()
	j.templates()
	j.reverted()
}

// raise adds a flag with the severity of its kind, if it has none.
func (j *judge) raise(f record.Flag) {
	if f.Severity == "" {
		f.Severity = weights[f.Kind].severity
	}
	if j.aside != nil {
		*j.aside = append(*j.aside, f)
		return
	}
	rank := rankOf(f)
	j.top = max(j.top, rank)
	if f.Kind == record.FigureAltered && f.Severity != record.None && moreThan(f, j.strong) {
		j.strong = f
	}
	size := j.bound(&f)
	j.flags.put(shelved[record.Flag]{item: f, kind: f.Kind, rank: rank, size: size, counts: f.Severity != record.None})
}

// pair judges two sentences that belong together.
func (j *judge) pair(p *pair) {
	if p.part() == record.Boilerplate {
		j.inTemplate(p)
		return
	}
	if p.moved {
		j.moved(p)
	}
	if len(p.hunks) == 0 {
		return
	}
	r := newReading(j, p)
	r.figures()
	r.words()
	r.heading()
	for k := range p.hunks {
		if !p.cosmetic[k] && !r.stated[k] {
			j.mainEdits++
		}
		j.restyled = j.restyled || p.cosmetic[k]
		j.clocked = j.clocked || r.stated[k]
	}
}

// inTemplate notes an edit to a menu, footer or the like. Where a sentence of
// it stays but for a telephone number, a name or a figure, that is told too.
func (j *judge) inTemplate(p *pair) {
	var words []hunk
	for _, h := range p.hunks {
		a, b := p.a[h.a0:h.a1], p.b[h.b0:h.b1]
		if j.statesDate(a, j.old) && j.statesDate(b, j.new) {
			j.clocked = true
			continue
		}
		j.noteTemplate(textOf(a), textOf(b))
		words = append(words, h)
	}
	if len(words) == 0 || len(p.a) < 5 || len(words) > 2 || 2*changedTokens(words) > len(p.a)+len(p.b) {
		return
	}
	var told []record.Flag
	j.aside = &told
	r := newReading(j, p)
	r.figures()
	r.words()
	j.aside = nil
	for _, f := range told {
		switch f.Kind {
		case record.IdentifierAltered, record.FigureAltered, record.NameAltered, record.TextAltered:
			if f.Severity != record.None {
				f.Severity, f.Part = record.Low, record.Boilerplate
				j.raise(f)
			}
		}
	}
}

func changedTokens(hunks []hunk) int {
	n := 0
	for _, h := range hunks {
		n += h.a1 - h.a0 + h.b1 - h.b0
	}
	return n
}

func (j *judge) noteTemplate(before, after string) {
	if j.template == 0 {
		j.tmplA, j.tmplB = before, after
	}
	j.template++
}

// moved raises text-moved for a sentence or block that stands elsewhere.
func (j *judge) moved(p *pair) {
	if wordCount(p.new[0].key) < 4 {
		return // labels and table cells stand where they fit
	}
	j.mainEdits++
	f := record.Flag{Kind: record.TextMoved, Before: join(p.old), After: join(p.new), Section: p.section(), Part: record.Main}
	if o := p.old[0].block.Section; o != p.new[0].block.Section && o != "" {
		f.Detail = "it stood under “" + o + "”"
	}
	j.raise(f)
}

// whole judges sentences that came or went whole: those that follow one
// another in one block together, and with them the cells of a row, the blocks
// of a notice, and neighbours that are mere labels.
func (j *judge) whole(list []*unit, came bool) {
	var group [][]*unit
	flush := func() {
		if len(group) > 0 {
			j.wholeGroup(group, came)
		}
		group = nil
	}
	for _, run := range runs(list) {
		switch {
		case j.datesOnly(run, came) || wordless(run):
			continue
		case run[0].block.Part == record.Boilerplate:
			if came {
				j.noteTemplate("", textOfRun(run))
			} else {
				j.noteTemplate(textOfRun(run), "")
			}
			continue
		case len(group) > 0 && !oneGroup(group[len(group)-1], run):
			flush()
		}
		group = append(group, run)
	}
	flush()
}

// oneGroup reports whether two runs of blocks that follow one another are
// told of in one flag.
func oneGroup(a, b []*unit) bool {
	x, y := a[len(a)-1], b[0]
	if y.at != x.at+1 {
		return false
	}
	switch {
	case x.block.Kind == record.Cell && y.block.Kind == record.Cell:
		return x.block.Row == y.block.Row || x.text() == y.block.Row
	case x.block.Kind == record.Notice && y.block.Kind == record.Notice:
		return true
	}
	return label(a) && label(b)
}

// label reports whether a run is no more than a few words.
func label(run []*unit) bool { return len(run) == 1 && wordCount(run[0].key) <= 3 }

func textOfRun(run []*unit) string {
	return run[0].block.Text[run[0].start:run[len(run)-1].end]
}

// wholeGroup raises the flag for one or more runs.
func (j *judge) wholeGroup(group [][]*unit, came bool) {
	var texts []string
	f := record.Flag{Kind: record.TextRemoved, Section: group[0][0].block.Section, Part: record.Main}
	short, cut := true, true
	for _, run := range group {
		texts = append(texts, textOfRun(run))
		f.Figures = append(f.Figures, figuresOf(run)...)
		short = short && wordCount(textOfRun(run)) <= 2
		cut = cut && j.pushedOut(run, came)
	}
	text := strings.Join(texts, "\n")
	j.mainEdits++
	if came {
		f.Kind = record.TextAdded
	}
	switch {
	case cut:
		f.Severity, f.Detail = record.Low, pushedWords
	case isNotice(group[0][0].block, text):
		f.Kind = record.NoticeRemoved
		if came {
			f.Kind = record.NoticeAdded
		}
	case short && len(f.Figures) == 0:
		f.Severity = record.Low
	}
	if !came && f.Detail == "" && len(group) == 1 {
		f.Detail = j.ledTo(group[0])
	}
	op := record.Delete
	if came {
		f.After, op = text, record.Insert
		for _, g := range f.Figures {
			if g.Kind == record.Date {
				j.newDates = append(j.newDates, newDate{g.Value.String(), text})
			}
		}
	} else {
		f.Before = text
	}
	f.Sentence = &record.Sentence{Before: f.Before, After: f.After, Spans: []record.Span{{Op: op, Text: text}}}
	j.raise(f)
}

// ledTo says where a label led that is a link and nothing else: "View this
// dataset" alone does not tell what is gone.
func (j *judge) ledTo(run []*unit) string {
	text := textOfRun(run)
	if wordCount(text) > 5 {
		return ""
	}
	for _, i := range j.linksIn(run[0].at) {
		if l := j.old.Links[i]; fold(l.Text) == fold(text) {
			return "it led to “" + l.Href + "”"
		}
	}
	return ""
}

// linksIn returns the links of an old block.
func (j *judge) linksIn(block int) []int {
	if j.linksAt == nil {
		j.linksAt = map[int][]int{}
		for i, l := range j.old.Links {
			j.linksAt[l.Block] = append(j.linksAt[l.Block], i)
		}
	}
	return j.linksAt[block]
}

// pushedWords say why the end of a teaser matters little.
const pushedWords = "it stood at the end of a text that is cut off with “…”"

// pushedOut reports whether a run is the end of a teaser, a text that is cut
// off with "…": new text in front pushes the old end out.
func (j *judge) pushedOut(run []*unit, came bool) bool {
	u := run[len(run)-1]
	if u.end != len(u.block.Text) || !cutOff(u.block.Text) {
		return false
	}
	if !came {
		k := j.script.twin[u.at]
		return k >= 0 && cutOff(j.new.Blocks[k].Text)
	}
	i, ok := j.twinOfNew()[u.at]
	return ok && cutOff(j.old.Blocks[i].Text)
}

// twinOfNew returns for new blocks the first old one that became it.
func (j *judge) twinOfNew() map[int]int {
	if j.newTwin == nil {
		j.newTwin = map[int]int{}
		for i, k := range j.script.twin {
			if _, ok := j.newTwin[k]; !ok && k >= 0 {
				j.newTwin[k] = i
			}
		}
	}
	return j.newTwin
}

// cutOff reports whether a text ends in the middle.
func cutOff(s string) bool {
	return strings.HasSuffix(s, "…") || strings.HasSuffix(s, "...") || strings.HasSuffix(s, "[…]") || strings.HasSuffix(s, "[...]")
}

// wordless reports whether units hold no letter or digit.
func wordless(run []*unit) bool {
	for _, u := range run {
		if kindOf(u.key) != mark {
			return false
		}
	}
	return true
}

// figuresOf returns the figures within units that follow one another.
func figuresOf(run []*unit) []record.Figure {
	var out []record.Figure
	start, end := run[0].start, run[len(run)-1].end
	for _, f := range run[0].block.Figures {
		if f.Start >= start && f.End <= end {
			out = append(out, f)
		}
	}
	return out
}

// title raises title-altered.
func (j *judge) title() {
	a, b := fold(j.old.Title), fold(j.new.Title)
	if a == b {
		return
	}
	f := record.Flag{Kind: record.TitleAltered, Before: j.old.Title, After: j.new.Title, Part: record.InMetadata}
	if strings.EqualFold(a, b) {
		f.Severity = record.None
	}
	j.raise(f)
}

// reverted says which earlier version the page says again.
func (j *judge) reverted() {
	v := j.context.Reverted
	if v == nil {
		return
	}
	f := record.Flag{Kind: record.Reverted, Detail: "the page says again what version " + itoa(v.Number) + " said"}
	if from, to := j.context.Stood[0], j.context.Stood[1]; !from.IsZero() && to.After(from) {
		f.Detail += "; the other text stood for " + span(to.Sub(from))
	}
	j.raise(f)
}

// templates raises one flag for all that changed in boilerplate.
func (j *judge) templates() {
	if j.template == 0 {
		return
	}
	f := record.Flag{Kind: record.TemplateChanged, Before: j.tmplA, After: j.tmplB, Part: record.Boilerplate}
	if n := j.template; n > 1 {
		f.Detail = itoa(n) + " edits to menus, footers and the like"
	}
	j.raise(f)
}
