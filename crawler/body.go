package crawler

import (
	"bytes"
	"context"
	"errors"
	"io"
)

// errTooLong says that a body went past the limit.
var errTooLong = errors.New("body over the limit")

// readUpTo reads r to its end. Of a body that is larger than limit it returns
// the beginning, and an error; one that says so itself is not read any further.
func (c *Crawler) readUpTo(ctx context.Context, r io.Reader, limit, announced int64, coded bool) ([]byte, error) {
	if announced > limit {
		b, err := io.ReadAll(io.LimitReader(r, min(limit, maxKept)))
		if err == nil {
			err = errTooLong
		}
		return b, err
	}
	var b bytes.Buffer
	small := min(limit, smallBody)
	if announced > 0 {
		b.Grow(int(min(announced, small, 1<<20)) + bytes.MinRead) // the announcement may be a lie
	}
	_, err := b.ReadFrom(io.LimitReader(r, small+1))
	if int64(b.Len()) > small && small < limit {
		need := limit
		if announced > 0 {
			need = announced
		}
		if coded {
			need += limit // for what will come out of it
		}
		if err := c.claim(ctx, need); err != nil {
			return b.Bytes()[:maxKept:maxKept], err
		}
		return readLarge(&b, r, limit, announced)
	}
	if int64(b.Len()) > limit {
		return bytes.Clone(b.Bytes()[:min(limit, maxKept)]), errTooLong
	}
	return b.Bytes(), err
}

// readLarge goes on where readUpTo found that a body is not small. It takes it
// piece by piece: a buffer that grows would need three times the room.
func readLarge(b *bytes.Buffer, r io.Reader, limit, announced int64) ([]byte, error) {
	if announced > 0 {
		b.Grow(int(announced-int64(b.Len())) + bytes.MinRead)
		_, err := b.ReadFrom(io.LimitReader(r, limit+1-int64(b.Len())))
		return b.Bytes(), err
	}
	pieces := [][]byte{b.Bytes()}
	for total := int64(b.Len()); total <= limit; {
		piece := make([]byte, 0, 1<<20)
		var err error
		for err == nil && len(piece) < cap(piece) {
			var n int
			n, err = r.Read(piece[len(piece):cap(piece)])
			piece = piece[:len(piece)+n]
		}
		pieces, total = append(pieces, piece), total+int64(len(piece))
		if err == io.EOF {
			err = nil
		} else if err == nil {
			continue
		}
		if total <= limit {
			return bytes.Join(pieces, nil), err
		}
	}
	return bytes.Clone(pieces[0][:min(limit, maxKept)]), errTooLong
}
