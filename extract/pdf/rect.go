package pdf

// A rect is an upright box: x0 ≤ x1, y0 ≤ y1, y up.
type rect struct{ x0, y0, x1, y1 float64 }

func (r rect) width() float64  { return r.x1 - r.x0 }
func (r rect) height() float64 { return r.y1 - r.y0 }

// union returns the box around both.
func (r rect) union(o rect) rect {
	return rect{min(r.x0, o.x0), min(r.y0, o.y0), max(r.x1, o.x1), max(r.y1, o.y1)}
}

// turned returns r on a page turned clockwise by quarters, so that text that
// ran in that direction runs to the right.
func (r rect) turned(quarters int) rect {
	switch quarters {
	case 1:
		return rect{r.y0, -r.x1, r.y1, -r.x0}
	case 2:
		return rect{-r.x1, -r.y1, -r.x0, -r.y0}
	case 3:
		return rect{-r.y1, r.x0, -r.y0, r.x1}
	}
	return r
}

// holds reports whether the middle height of o lies in r, and some of o beside.
func (r rect) holds(o rect) bool {
	mid := (o.y0 + o.y1) / 2
	return r.x0 <= o.x1 && o.x0 <= r.x1 && r.y0 <= mid && mid <= r.y1
}
