//go:build unix

package extract

import (
	"bytes"
	"fmt"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// bigPage is a page such as agencies write, of about n bytes.
func bigPage(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`<!doctype html><html lang="en"><head><title>Report</title></head><body><nav><a href="/">Home</a></nav><main><h1>Report</h1>`)
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, `<h2 class="section-title">Part %d</h2><p class="field field--body">In fiscal year 2021 the <a href="/office/%d?utm_source=x">office</a> paid over $%d million to nearly %d,300 people in <strong>%d</strong> counties, and the work went on.</p><ul><li>A first item of the list</li><li>A second one, with <em>stress</em></li></ul>`, i, i, i%90, i%7, i%300)
		if i%10 == 0 {
			b.WriteString(`<table><tr><th>Year</th><th>Calls</th></tr><tr><td>2020</td><td>4,100</td></tr><tr><td>2021</td><td>4,200</td></tr></table><div class="note"><p>Last reviewed by nobody.</p></div>`)
		}
	}
	b.WriteString(`</main><footer><p>Last Updated: 01/20/2025</p></footer></body></html>`)
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	for _, size := range []int{100_000, 1_000_000, 10_000_000} {
		page := bigPage(size)
		b.Run(fmt.Sprintf("read/%dkB", size/1000), func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			start := cpuTime(b)
			for b.Loop() {
				Read(Source{URL: "https://a.example/x.html", Type: "text/html", Body: page}, Options{})
			}
			b.ReportMetric(cpu(b, start, len(page)), "cpu-ns/byte")
		})
		b.Run(fmt.Sprintf("parse/%dkB", size/1000), func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			start := cpuTime(b)
			for b.Loop() {
				if _, err := html.Parse(bytes.NewReader(page)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(cpu(b, start, len(page)), "cpu-ns/byte")
		})
	}
}

// cpuTime returns what the process spent on the processor so far: on a busy
// machine it says more than the clock.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func cpu(b *testing.B, start time.Duration, size int) float64 {
	return float64(cpuTime(b)-start) / float64(b.N) / float64(size)
}

func BenchmarkCorpus(b *testing.B) {
	pages := corpus(b)
	size := 0
	for _, p := range pages {
		size += len(p)
	}
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(size))
		start := cpuTime(b)
		for b.Loop() {
			for _, p := range pages {
				Read(Source{URL: "https://a.example/", Type: "text/html", Body: p}, Options{})
			}
		}
		b.ReportMetric(cpu(b, start, size), "cpu-ns/byte")
	})
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(size))
		start := cpuTime(b)
		for b.Loop() {
			for _, p := range pages {
				if _, err := html.Parse(bytes.NewReader(p)); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(cpu(b, start, size), "cpu-ns/byte")
	})
}
