package diffing

// A teaser is the beginning of a text, cut off with "…". New text in front
// of it pushes its end out, and text that goes lets more of the end in: that
// says nothing about what was edited.

// joinPushed makes one hunk, the last, of all that the end of a teaser pushed
// out of a sentence or let into it, and reports whether there was any.
func (p *pair) joinPushed() bool {
	x, y := p.old[len(p.old)-1], p.new[len(p.new)-1]
	if len(p.hunks) == 0 || !cutOff(x.block.Text) || !cutOff(y.block.Text) {
		return false
	}
	for k, h := range p.hunks {
		out := y.end == len(y.block.Text) && onlyMarks(p.b[h.b0:]) && len(p.a)-h.a0 > 4
		in := x.end == len(x.block.Text) && onlyMarks(p.a[h.a0:]) && len(p.b)-h.b0 > 4
		if !out && !in {
			continue
		}
		last := hunk{h.a0, len(p.a), h.b0, len(p.b)}
		for last.a1 > last.a0 && last.b1 > last.b0 && p.a[last.a1-1].key == p.b[last.b1-1].key {
			last.a1, last.b1 = last.a1-1, last.b1-1
		}
		p.hunks = append(p.hunks[:k:k], last)
		p.cosmetic = p.cosmetic[:k+1]
		return true
	}
	return false
}

func onlyMarks(list []token) bool {
	for _, t := range list {
		if t.kind != mark {
			return false
		}
	}
	return true
}

// pushed takes the last hunk, which joinPushed made, for told.
func (r *reading) pushed() {
	k := len(r.p.hunks) - 1
	r.use(r.p.hunks[k])
	r.p.cosmetic[k] = true
}
