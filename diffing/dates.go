package diffing

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"stet/record"
)

// dateChanges returns the stated dates of both documents side by side: those
// of one source, kind and label with each other, then those of one source
// and kind.
func dateChanges(old, new record.Document) []record.DateChange {
	var out []record.DateChange
	for _, m := range matchDates(old.Dates, new.Dates) {
		var c record.DateChange
		if m.old != nil {
			c = record.DateChange{Label: m.old.Label, Kind: m.old.Kind, Source: m.old.Source, Before: m.old.Value}
		}
		if m.new != nil {
			c.Label, c.Kind, c.Source, c.After = m.new.Label, m.new.Kind, m.new.Source, m.new.Value
		}
		out = append(out, c)
	}
	return out
}

type dateMatch struct{ old, new *record.StatedDate }

func matchDates(olds, news []record.StatedDate) []dateMatch {
	out := make([]dateMatch, len(olds))
	used := make([]bool, len(news))
	for i := range olds {
		out[i].old = &olds[i]
	}
	for _, like := range []func(a, b record.StatedDate) bool{
		func(a, b record.StatedDate) bool { return sameDateLine(a, b) && a.Value == b.Value },
		sameDateLine,
		func(a, b record.StatedDate) bool { return a.Source == b.Source && a.Kind == b.Kind },
	} {
		for i := range out {
			for k := range news {
				if out[i].new == nil && !used[k] && like(*out[i].old, news[k]) {
					out[i].new, used[k] = &news[k], true
				}
			}
		}
	}
	for k := range news {
		if !used[k] {
			out = append(out, dateMatch{nil, &news[k]})
		}
	}
	return out
}

func sameDateLine(a, b record.StatedDate) bool {
	return a.Source == b.Source && a.Kind == b.Kind && strings.EqualFold(fold(a.Label), fold(b.Label))
}

// dayOf returns an ISO date without its time of day.
func dayOf(iso string) string {
	day, _, _ := strings.Cut(iso, "T")
	return day
}

// maintained reports whether a date says when the page was last looked after.
func maintained(k record.DateKind) bool { return k == record.Updated || k == record.Reviewed }

// statesDate reports whether all words of a stretch belong to a date that d
// states for itself.
func (j *judge) statesDate(list []token, d *record.Document) bool {
	states := false
	for _, t := range list {
		if t.kind == mark {
			continue
		}
		found := false
		for _, s := range d.Dates {
			if s.Source != "text" || s.Block < 0 || s.Block >= len(d.Blocks) || &d.Blocks[s.Block] != t.block || s.Text == "" {
				continue
			}
			i := strings.Index(t.block.Text, s.Text)
			if i >= 0 && i <= t.start && t.end <= i+len(s.Text)+len(clockRe.FindString(t.block.Text[i+len(s.Text):])) {
				found = true
			}
		}
		if !found {
			return false
		}
		states = true
	}
	return states
}

// clockRe matches the time of day behind a date.
var clockRe = regexp.MustCompile(`(?i)^(?:,?(?: (?:at|as of|-|–))? ?\d{1,2}(?::\d\d){0,2})? ?(?:[ap]\.?m\.?)?(?: ?[A-Z]{2,4}\b)?`)

// datesOnly reports whether sentences that came or went are lines such as
// "Last Updated: 06/09/2022"; stated-date-changed tells of them.
func (j *judge) datesOnly(run []*unit, came bool) bool {
	d := j.old
	if came {
		d = j.new
	}
	rest := 0
	stated := false
	for _, u := range run {
		rest += wordCount(u.key)
		for _, s := range d.Dates {
			if s.Source == "text" && s.Block == u.at && strings.Contains(u.text(), s.Text) {
				rest -= wordCount(s.Text)
				stated = true
			}
		}
	}
	return stated && rest <= 5
}

// statedDates holds the stated dates against the text.
func (j *judge) statedDates() {
	matches := matchDates(j.old.Dates, j.new.Dates)
	moved, hours, states := false, false, false
	visible := map[string]bool{} // moves that a reader can see
	for _, m := range matches {
		if m.old != nil && m.new != nil && m.old.Source == "text" && dayOf(m.old.Value) != dayOf(m.new.Value) {
			visible[dayOf(m.new.Value)] = true
		}
	}
	for _, m := range matches {
		f, ok := j.stated(m, visible)
		if ok {
			j.raise(f)
		}
		if m.old == nil || m.new == nil || m.old.Source == "http" || !maintained(m.new.Kind) {
			continue
		}
		states = true
		if dayOf(m.old.Value) != dayOf(m.new.Value) {
			moved = true
		} else if m.old.Value != m.new.Value {
			hours = true
		}
	}
	if j.mainEdits > 0 && states && !moved && !hours && !j.clocked && !j.announced(matches) {
		j.silent(matches)
	}
	if (moved || hours) && j.nothingElse() {
		j.dateOnly(matches, moved)
	}
	j.backdated(matches)
}

// stated returns the flag for one stated date, if it changed.
func (j *judge) stated(m dateMatch, visible map[string]bool) (record.Flag, bool) {
	f := record.Flag{Kind: record.StatedDateChanged}
	if m.old != nil {
		f.Label, f.Before = m.old.Label, m.old.Text
	}
	if m.new != nil {
		f.Label, f.After = m.new.Label, m.new.Text
	}
	any := m.old
	if m.new != nil {
		any = m.new
	}
	switch {
	case any.Source == "http":
		return f, false
	case m.old != nil && m.new != nil && m.old.Value == m.new.Value:
		return f, false
	case any.Source != "text" && (m.old == nil || m.new == nil):
		return f, false
	case any.Source != "text" && visible[dayOf(any.Value)]:
		return f, false // the visible one says so
	case m.old != nil && m.new != nil && dayOf(m.old.Value) == dayOf(m.new.Value):
		f.Severity = record.None
	case any.Source != "text":
		f.Severity = record.Low
	}
	if any.Source != "text" {
		f.Part, f.Detail = record.InMetadata, "stated in the "+any.Source+" of the page, where readers do not see it"
	} else {
		f.Part = record.Main
		d := j.new
		if m.new == nil {
			d = j.old
		}
		if any.Block >= 0 && any.Block < len(d.Blocks) {
			f.Section = d.Blocks[any.Block].Section
		}
	}
	return f, true
}

// silent raises silent-edit, for a date that readers see.
func (j *judge) silent(matches []dateMatch) {
	for _, m := range matches {
		if m.old != nil && m.new != nil && m.new.Source == "text" && maintained(m.new.Kind) {
			j.raise(record.Flag{Kind: record.SilentEdit, Before: m.old.Text, After: m.new.Text, Label: m.new.Label, Part: record.Main,
				Detail: fmt.Sprintf("the text changed under an unchanged “%s %s”", m.new.Label, m.new.Text)})
			return
		}
	}
}

// announceRe matches words that tell of a change.
var announceRe = regexp.MustCompile(`(?i)\b(?:updated|revised|corrected|amended|expanded|modified|reissued|clarified|as of|today)\b`)

// announced reports whether the new text itself says when it changed: it
// holds a date, later than those that the page states, in a sentence that
// tells of a change.
func (j *judge) announced(matches []dateMatch) bool {
	latest := ""
	for _, m := range matches {
		if m.new != nil && m.new.Source == "text" && maintained(m.new.Kind) {
			latest = max(latest, dayOf(m.new.Value))
		}
	}
	for _, d := range j.newDates {
		v := dayOf(d.value)
		later := len(v) == 10 && v > latest || strings.HasPrefix(v, "--") && len(v) == 7 && len(latest) == 10 && v[2:] > latest[5:]
		if later && announceRe.MatchString(d.sentence) {
			return true
		}
	}
	return false
}

// nothingElse reports whether no flag but those of stated dates and of
// boilerplate says anything.
func (j *judge) nothingElse() bool {
	for _, s := range j.flags.list { // what was let go weighs no more than what is left
		if f := s.item; f.Kind != record.StatedDateChanged && f.Kind != record.TemplateChanged && f.Kind != record.Reverted && f.Severity != record.None {
			return false
		}
	}
	return true
}

// dateOnly raises date-only; where only the hour moved it is not shown.
func (j *judge) dateOnly(matches []dateMatch, moved bool) {
	for _, m := range matches {
		if m.old == nil || m.new == nil || !maintained(m.new.Kind) || m.new.Source == "http" || m.old.Value == m.new.Value {
			continue
		}
		if moved && dayOf(m.old.Value) == dayOf(m.new.Value) {
			continue
		}
		f := record.Flag{Kind: record.DateOnly, Before: m.old.Text, After: m.new.Text, Label: m.new.Label, Part: record.Main}
		switch {
		case !moved:
			f.Severity = record.None
		case m.new.Source != "text":
			f.Severity, f.Part = record.Low, record.InMetadata
		}
		j.raise(f)
		return
	}
}

// backdated raises backdated for a date that moved backwards, or moved to a
// day on which stet still saw the old text.
func (j *judge) backdated(matches []dateMatch) {
	for _, m := range matches {
		if m.old == nil || m.new == nil || m.new.Source == "http" || m.new.Kind == record.Expires || m.new.Kind == record.Effective {
			continue
		}
		before, after := dayOf(m.old.Value), dayOf(m.new.Value)
		if before == after || strings.HasPrefix(before, "--") || strings.HasPrefix(after, "--") {
			continue
		}
		n := min(len(before), len(after))
		f := record.Flag{Kind: record.Backdated, Before: m.old.Text, After: m.new.Text, Label: m.new.Label, Part: record.Main}
		if m.new.Source != "text" {
			f.Severity, f.Part = record.Low, record.InMetadata
		}
		switch seen := j.context.OldSeen; {
		case after[:n] < before[:n]:
			f.Detail = "the date moved backwards"
		case maintained(m.new.Kind) && !seen.IsZero() && len(after) == 10 && after < seen.UTC().Add(-24*time.Hour).Format(time.DateOnly) && j.mainEdits > 0:
			f.Detail = "it names a day on which the old text still stood: stet saw it on " + seen.UTC().Format("2 January 2006")
		default:
			continue
		}
		j.raise(f)
		return
	}
}

// span says how long d is, in the unit that fits.
func span(d time.Duration) string {
	n, unit := int(d.Hours()/24), "day"
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		n, unit = int(d.Minutes()), "minute"
	case d < 48*time.Hour:
		n, unit = int(d.Hours()), "hour"
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
