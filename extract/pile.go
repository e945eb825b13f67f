package extract

// chunk is how many things lie in one piece of a [pile].
const chunk = 4096

// A pile grows without copying what it holds, so that a page with half a
// million blocks takes no second and third place for them while it is read.
type pile[T any] struct {
	full [][]T
	top  []T
}

func (p *pile[T]) push(v T) {
	if len(p.top) == chunk {
		p.full = append(p.full, p.top)
		p.top = make([]T, 0, chunk)
	}
	p.top = append(p.top, v)
}

func (p *pile[T]) len() int { return len(p.full)*chunk + len(p.top) }

// at returns the i-th thing of the pile.
func (p *pile[T]) at(i int) *T {
	if k := i / chunk; k < len(p.full) {
		return &p.full[k][i%chunk]
	}
	return &p.top[i%chunk]
}

// take empties the pile into one slice.
func (p *pile[T]) take() []T {
	all := p.top
	if len(p.full) > 0 {
		all = make([]T, 0, p.len())
		for i, c := range p.full {
			all = append(all, c...)
			p.full[i] = nil
		}
		all = append(all, p.top...)
	}
	*p = pile[T]{}
	return all
}
