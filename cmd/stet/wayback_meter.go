package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A meter shows on a terminal how far an import of history has come.
type meter struct {
	app   *app
	bar   *progressbar.ProgressBar // nil: nobody looks
	where string
	total int
}

func (a *app) newMeter() *meter {
	m := &meter{app: a}
	if !a.quiet && isTerminal(a.err) {
		m.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(a.err), progressbar.OptionClearOnFinish(),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond))
	}
	return m
}

// page says which page's turn it is.
func (m *meter) page(n, of int) {
	m.where = fmt.Sprintf("page %d of %d", n, of)
	m.describe(m.where)
}

// captures says how many captures the page has.
func (m *meter) captures(n int) {
	if m.total += n; m.bar != nil {
		m.bar.ChangeMax(m.total)
	}
}

// step says that one of them is done with.
func (m *meter) step() {
	if m.bar != nil {
		_ = m.bar.Add(1) // a bar that cannot be drawn is no trouble
	}
	m.describe(m.where)
}

// waiting says that the service wants a rest, and why.
func (m *meter) waiting(d time.Duration, why string) {
	text := fmt.Sprintf("waiting %s: %s", d.Round(time.Second), why)
	if m.bar == nil && m.app.verbose {
		m.app.say("%s", text)
	}
	m.describe(m.where + ", " + text)
}

func (m *meter) describe(text string) {
	if m.bar != nil {
		m.bar.Describe(text)
	}
}

func (m *meter) end() {
	if m.bar != nil {
		_ = m.bar.Finish()
	}
}
