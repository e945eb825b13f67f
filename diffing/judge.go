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
	dates    []record.DateChange
	flags    []record.Flag

	mainEdits int      // edits to the main text that say something else
	template  []string // what changed in boilerplate, in words
	tmplA     string   // the first such edit, before
	tmplB     string   // and after
	restyled  bool     // something was written otherwise
}

func newJudge(old, new *record.Document, s *script, c Context) *judge {
	return &judge{old: old, new: new, script: s, context: c, dates: dateChanges(*old, *new)}
}

// judge raises all flags. Those of the text come first, in its order; those
// that depend on them follow.
func (j *judge) judge() {
	for _, p := range j.script.pairs {
		p.compare()
		j.pair(p)
	}
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
	sortFlags(j.flags)
}

// raise adds a flag with the severity of its kind, if it has none.
func (j *judge) raise(f record.Flag) {
	if f.Severity == "" {
		f.Severity = weights[f.Kind].severity
	}
	j.flags = append(j.flags, f)
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
	}
}

// inTemplate notes an edit to a menu, footer or the like.
func (j *judge) inTemplate(p *pair) {
	for k, h := range p.hunks {
		if !j.statesDate(p.a[h.a0:h.a1], j.old) && !j.statesDate(p.b[h.b0:h.b1], j.new) {
			j.noteTemplate(textOf(p.a[h.a0:h.a1]), textOf(p.b[h.b0:h.b1]))
		}
		_ = k
	}
}

func (j *judge) noteTemplate(before, after string) {
	if len(j.template) == 0 {
		j.tmplA, j.tmplB = before, after
	}
	j.template = append(j.template, strings.TrimSpace(before+" "+after))
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

// whole judges sentences that came or went whole, those that follow one
// another in one block together.
func (j *judge) whole(list []*unit, came bool) {
	for _, run := range runs(list) {
		b := run[0].block
		text := b.Text[run[0].start:run[len(run)-1].end]
		if b.Part == record.Boilerplate {
			if !j.datesOnly(run, came) {
				if came {
					j.noteTemplate("", text)
				} else {
					j.noteTemplate(text, "")
				}
			}
			continue
		}
		if j.datesOnly(run, came) || wordless(run) {
			continue
		}
		j.mainEdits++
		f := record.Flag{Section: b.Section, Part: record.Main, Figures: figuresOf(run)}
		f.Kind = record.TextRemoved
		if came {
			f.Kind = record.TextAdded
		}
		if isNotice(b, text) {
			f.Kind = record.NoticeRemoved
			if came {
				f.Kind = record.NoticeAdded
			}
		}
		op := record.Delete
		if came {
			f.After, op = text, record.Insert
		} else {
			f.Before = text
		}
		f.Sentence = &record.Sentence{Before: f.Before, After: f.After, Spans: []record.Span{{Op: op, Text: text}}}
		if wordCount(text) <= 2 && len(f.Figures) == 0 {
			f.Severity = record.Low
		}
		j.raise(f)
	}
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
		f.Severity = record.Low
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
	if len(j.template) == 0 {
		return
	}
	f := record.Flag{Kind: record.TemplateChanged, Before: j.tmplA, After: j.tmplB, Part: record.Boilerplate}
	if n := len(j.template); n > 1 {
		f.Detail = itoa(n) + " edits to menus, footers and the like"
	}
	j.raise(f)
}
