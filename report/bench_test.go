package report

import (
	"io"
	"testing"
)

func BenchmarkWrite(b *testing.B) {
	r := sample()
	for len(r.Changes) < 1000 {
		r.Changes = append(r.Changes, sample().Changes...)
	}
	for _, format := range Formats() {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				if err := Write(io.Discard, format, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
