//go:build linux && !race

// The peak of memory is read as Linux counts it, without the race detector's
// own.

package extract

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

var long = flag.Bool("long", false, "read pages of 20 MB where a test has a shorter form")

// heavy are pages that are nothing but one thing, the dearest one for their
// size. Each value is what repeats.
var heavy = map[string]string{
	"paragraphs":        "<p>The office paid over $50 million to 1,300 people in 2021, and went on.</p>\n",
	"cells":             "<tr><td>1<td>2<td>3",
	"closed cells":      "<tr><td>Adams</td><td>1,300</td><td>5.2%</td></tr>\n",
	"figures":           "1 2 3 ",
	"dates":             "Updated 1/2/2023 ",
	"links":             "<a href=a>b</a> ",
	"long links":        `<li><a href="/office/of/things/12/?utm_source=x&amp;a=5">The office of things</a></li>` + "\n",
	"links in cells":    "<td><a href=a>b",
	"pictures":          "<img src=a>x",
	"headings":          "<h1>a<h2>b<h3>c",
	"breaks":            "x<br>",
	"lists":             "<li>x",
	"list in list":      "<ul><li>x</ul>",
	"definitions":       "<dt>a<dd>b",
	"attributes":        "<p a=b c=d e=f g=h>x",
	"only attributes":   " a",
	"spans":             "<b>x</b>",
	"comments":          "<!---->",
	"classes":           "<p class=%d>x",
	"properties":        "<p itemprop=a>x",
	"metas":             "<meta name=a content=b>",
	"buttons":           "<button aria-controls=%d>x",
	"structured data":   `<script type="application/ld+json">{"dateModified":"2024-01-02"}</script>`,
	"table in table":    "<table><td>x</table>",
	"end tags":          "</p>",
	"text":              "The office paid for the work of people in all of the counties. ",
	"times":             `<time datetime=2024-01-02>x</time> `,
	"wide characters":   "“é” — ",
	"no-break":          "&nbsp;x&amp;",
	"label and date":    "<p>Last Updated:<p>1/2/2023",
	"marks not closed":  "<p><b id=%d>x",
	"nested and closed": "<div><p>x</div>",
}

// dense are those that reach the limits of what is read within 3 MB.
var dense = map[string]bool{"cells": true, "only attributes": true, "marks not closed": true}

func heavyPage(kind string, size int) []byte {
	var b bytes.Buffer
	b.Grow(size + 1000)
	b.WriteString("<!doctype html><title>x</title><body>")
	switch {
	case strings.Contains(kind, "cells"):
		b.WriteString("<table><tr><th>a<th>b<th>c")
	case kind == "only attributes":
		b.WriteString("<p")
	case kind == "marks not closed": // the parser opens them again in each paragraph
		for i := range 400 {
			fmt.Fprintf(&b, "<b id=x%d>", i)
		}
	}
	piece := heavy[kind]
	counts := strings.Contains(piece, "%d")
	for i := 0; b.Len() < size; i++ {
		if counts {
			fmt.Fprintf(&b, piece, i)
		} else {
			b.WriteString(piece)
		}
	}
	return b.Bytes()
}

// TestMemory reads heavy pages each in a process of its own, and asks the
// kernel how much memory that took.
func TestMemory(t *testing.T) {
	if kind := os.Getenv("STET_HEAVY"); kind != "" {
		size, _ := strconv.Atoi(os.Getenv("STET_HEAVY_SIZE"))
		readHeavy(kind, size)
		return
	}
	most := 400_000_000
	size := 3_000_000
	for kind := range heavy {
		if *long {
			size = 20_000_000
		} else if !dense[kind] {
			continue
		}
		t.Run(kind, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestMemory$", "-test.v")
			cmd.Env = append(os.Environ(), "STET_HEAVY="+kind, "STET_HEAVY_SIZE="+strconv.Itoa(size))
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%.2000s", err, out)
			}
			peak := int(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) << 10
			_, said, _ := strings.Cut(string(out), "heavy: ")
			said, _, _ = strings.Cut(said, "\n")
			t.Logf("%d MB in %v; %s", peak/1e6, cmd.ProcessState.UserTime().Round(1e7), said)
			if peak > most {
				t.Errorf("a page of %d bytes of %s took %d MB, want at most %d", size, kind, peak/1e6, most/1e6)
			}
		})
	}
}

func readHeavy(kind string, size int) {
	d := Read(Source{URL: "https://a.example/x.html", Type: "text/html", Body: heavyPage(kind, size)}, Options{})
	figures := 0
	for _, b := range d.Blocks {
		figures += len(b.Figures)
	}
	fmt.Printf("heavy: %d blocks, %d figures, %d links, %d dates %.60s\n", len(d.Blocks), figures, len(d.Links), len(d.Dates), d.Unread)
	runtime.KeepAlive(d)
}
