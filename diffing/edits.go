package diffing

import (
	"cmp"
	"slices"
	"strings"

	"stet/record"
)

// Edits are those of the script in the order of the new document. Each edit
// lies within one block on each side.

// wholeEdits keeps the edits of sentences that came or went whole.
func (j *judge) wholeEdits(list []*unit, came bool) {
	for _, run := range runs(list) {
		first := run[0]
		text := textOfRun(run)
		e := record.Edit{Op: record.Delete, Before: text, Section: first.block.Section, Part: partOf(first.block, nil),
			Context: []record.Span{{Op: record.Delete, Text: text}}, OldBlock: first.at, NewBlock: -1, OldStart: first.start}
		kind := record.TextRemoved
		if came {
			e = record.Edit{Op: record.Insert, After: text, Section: first.block.Section, Part: partOf(nil, first.block),
				Context: []record.Span{{Op: record.Insert, Text: text}}, OldBlock: -1, NewBlock: first.at, NewStart: first.start}
			kind = record.TextAdded
		}
		j.keep(e, rankOf(record.Flag{Kind: kind, Severity: record.Medium}))
	}
}

// pairEdits keeps the edits of a pair, which weigh as much as the flags that
// tell of them.
func (j *judge) pairEdits(p *pair) {
	if p.moved {
		for _, e := range p.moves() {
			j.keep(e, j.top)
		}
	}
	for k := range p.hunks {
		for _, e := range p.hunkEdits(k) {
			j.keep(e, j.top)
		}
	}
}

// keep keeps an edit.
func (j *judge) keep(e record.Edit, rank float64) {
	if e.Part == record.Boilerplate || e.Cosmetic {
		rank = 0
	}
	size := j.clipEdit(&e)
	j.edits.put(shelved[record.Edit]{item: e, rank: rank, size: size, says: len(e.Before) + len(e.After)})
}

// sortedEdits returns the edits in the order of the new document.
func (j *judge) sortedEdits() []record.Edit {
	out := j.edits.take()
	order := newOrder(j.script)
	slices.SortStableFunc(out, func(x, y record.Edit) int { return cmp.Compare(order(x), order(y)) })
	return out
}

// release lets go what was needed to judge p.
func (p *pair) release() { p.wording = nil }

// runs joins units that follow one another in one block.
func runs(list []*unit) [][]*unit {
	var out [][]*unit
	for _, u := range list {
		if n := len(out); n > 0 {
			last := out[n-1][len(out[n-1])-1]
			if last.at == u.at && last.pos+1 == u.pos {
				out[n-1] = append(out[n-1], u)
				continue
			}
		}
		out = append(out, []*unit{u})
	}
	return out
}

// newOrder returns where an edit belongs in the new document; what was
// deleted stands where the block before it went.
func newOrder(s *script) func(record.Edit) int64 {
	behind := make([]int, len(s.twin))
	last := -1
	for i, j := range s.twin {
		if j >= 0 {
			last = j
		}
		behind[i] = last
	}
	return func(e record.Edit) int64 {
		switch {
		case e.NewBlock >= 0:
			return int64(e.NewBlock)<<33 | int64(e.NewStart)<<1 | 1
		case e.OldBlock >= 0:
			return int64(behind[e.OldBlock])<<33 | int64(e.OldStart)<<1
		}
		return -1 << 40
	}
}

// partOf returns the part that an edit between two blocks belongs to: main
// if one of them is.
func partOf(o, n *record.Block) record.Part {
	for _, b := range []*record.Block{n, o} {
		if b != nil && b.Part != record.Boilerplate {
			return record.Main
		}
	}
	return record.Boilerplate
}

// moves returns the move of each of the blocks of p.
func (p *pair) moves() []record.Edit {
	var out []record.Edit
	n := max(len(p.old), len(p.new))
	for i := range n {
		e := record.Edit{Op: record.Move, Section: p.section(), Part: p.part(), OldBlock: -1, NewBlock: -1}
		if i < len(p.old) {
			u := p.old[i]
			e.Before, e.OldBlock, e.OldStart = u.text(), u.at, u.start
		}
		if i < len(p.new) {
			u := p.new[i]
			e.After, e.NewBlock, e.NewStart = u.text(), u.at, u.start
		}
		out = append(out, e)
	}
	return out
}

func (p *pair) section() string {
	if s := p.new[0].block.Section; s != "" {
		return s
	}
	return p.old[0].block.Section
}

// cell returns the headers of the row and the column that a cell of a table
// stands in, as they are now; of a cell that is a header itself, the other one.
func (p *pair) cell() (row, column string) {
	b := p.new[0].block
	if b.Kind != record.Cell || len(p.new) > 1 || len(p.old) > 1 {
		return "", ""
	}
	return b.Row, b.Column
}

func (p *pair) part() record.Part { return partOf(p.old[0].block, p.new[0].block) }

// hunkEdits returns the edits of one hunk: one, or more where it runs over
// the end of a block.
func (p *pair) hunkEdits(k int) []record.Edit {
	h := p.hunks[k]
	olds, news := byBlock(p.a[h.a0:h.a1]), byBlock(p.b[h.b0:h.b1])
	var out []record.Edit
	for i := range max(len(olds), len(news)) {
		e := record.Edit{Op: record.Replace, Section: p.section(), Part: p.part(), Cosmetic: p.cosmetic[k], Context: p.spans()}
		e.OldBlock, e.OldStart = p.placeOf(p.a, h.a0, p.old)
		e.NewBlock, e.NewStart = p.placeOf(p.b, h.b0, p.new)
		if i < len(olds) {
			e.Before = textOf(olds[i])
			e.OldBlock, e.OldStart = atOf(p.old, olds[i][0].block), olds[i][0].start
		} else {
			e.Op = record.Insert
		}
		if i < len(news) {
			e.After = textOf(news[i])
			e.NewBlock, e.NewStart = atOf(p.new, news[i][0].block), news[i][0].start
		} else {
			e.Op = record.Delete
		}
		out = append(out, e)
	}
	return out
}

// placeOf returns the block and offset at which token i of a side begins.
func (p *pair) placeOf(list []token, i int, units []*unit) (at, start int) {
	if i < len(list) {
		return atOf(units, list[i].block), list[i].start
	}
	last := units[len(units)-1]
	return last.at, last.end
}

func atOf(units []*unit, b *record.Block) int {
	for _, u := range units {
		if u.block == b {
			return u.at
		}
	}
	return -1
}

// byBlock cuts tokens where a block ends.
func byBlock(list []token) [][]token {
	var out [][]token
	from := 0
	for i := 1; i <= len(list); i++ {
		if i == len(list) || list[i].block != list[from].block {
			out = append(out, list[from:i])
			from = i
		}
	}
	return out
}

// textOf returns the text from the first to the last of tokens of one or
// more blocks, as it stands.
func textOf(list []token) string {
	var b strings.Builder
	for _, run := range byBlock(list) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(run[0].block.Text[run[0].start:run[len(run)-1].end])
	}
	return b.String()
}

// sentence returns both sides of p whole.
func (p *pair) sentence() *record.Sentence {
	return &record.Sentence{Before: join(p.old), After: join(p.new), Spans: p.spans()}
}

func join(units []*unit) string {
	if len(units) == 1 {
		return units[0].text()
	}
	var b strings.Builder
	for i, u := range units {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(u.text())
	}
	return b.String()
}

// spans returns the two sides of p merged, each edit marked. White space
// before a token goes with it.
func (p *pair) spans() []record.Span {
	if p.merged != nil {
		return p.merged
	}
	var out []record.Span
	put := func(op record.Op, text string) {
		if n := len(out); n > 0 && out[n-1].Op == op {
			out[n-1].Text += text
		} else if text != "" {
			out = append(out, record.Span{Op: op, Text: text})
		}
	}
	j := 0
	for _, h := range append(p.hunks, hunk{len(p.a), len(p.a), len(p.b), len(p.b)}) {
		put(record.Equal, spaced(p.b, j, h.b0))
		gone, come := spaced(p.a, h.a0, h.a1), spaced(p.b, h.b0, h.b1)
		if strings.HasPrefix(gone, " ") && strings.HasPrefix(come, " ") {
			put(record.Equal, " ")
			gone, come = gone[1:], come[1:]
		}
		put(record.Delete, gone)
		put(record.Insert, come)
		j = h.b1
	}
	p.merged = out
	return out
}

// spaced returns tokens i to j with a space before each that has one.
func spaced(list []token, i, j int) string {
	var b strings.Builder
	for k := i; k < j; k++ {
		if k > 0 && (list[k-1].block != list[k].block || list[k-1].end < list[k].start) {
			b.WriteByte(' ')
		}
		b.WriteString(list[k].text())
	}
	return b.String()
}

// titleEdit keeps the edit of the title, if it is one.
func (j *judge) titleEdit() {
	if fold(j.old.Title) == fold(j.new.Title) {
		return
	}
	e := record.Edit{Op: record.Replace, Before: j.old.Title, After: j.new.Title, Part: record.InMetadata, OldBlock: -1, NewBlock: -1}
	switch {
	case e.Before == "":
		e.Op = record.Insert
	case e.After == "":
		e.Op = record.Delete
	}
	j.keep(e, rankOf(record.Flag{Kind: record.TitleAltered, Severity: record.High}))
}
